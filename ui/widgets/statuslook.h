// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"
#include "core/task/task.h"
#include "ui/widgets/pill.h"

namespace ui {

// The word and the colour of each state, the same on every screen.
Look lookOf(core::TaskState state);
Look lookOf(core::StepState state);

} // namespace ui
