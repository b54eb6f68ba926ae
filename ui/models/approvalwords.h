// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"

namespace ui {

// Who decided it, when and what; or why nobody did. For one that waits no more.
QString decidedText(const core::Approval &approval, core::Timestamp now);
// The same of a plan that a person wanted anew.
QString sentBackText(const core::Approval &approval, core::Timestamp now);

// What the person who decided it wrote to the agent; nobody wrote when it expired.
QString noteOf(const core::Approval &approval);

// Whether that user is one of those who approved it so far.
bool hasApproved(const core::Approval &approval, const QString &user);

// Who has approved it so far and how many must, where it takes several; empty otherwise. `reader` is the user
// who reads it.
QString decidersText(const core::Approval &approval, const QString &reader);

} // namespace ui
