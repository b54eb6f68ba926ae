// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QSet>

namespace ui {

// The tasks that wait for nothing but what is decided and can still be taken back: of `held`, by Decisions. A
// person who counts what waits does not mean them. Backend thread.
core::Result<QSet<core::TaskId>> tasksHeldBack(core::Core &core, const QSet<core::ApprovalId> &held,
                                               const core::Principal &principal);

} // namespace ui
