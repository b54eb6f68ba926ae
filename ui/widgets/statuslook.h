// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/fleet/cluster.h"
#include "core/task/step.h"
#include "core/task/task.h"
#include "ui/widgets/pill.h"

namespace ui {

// The word and the colour of each state, the same on every screen.
Look lookOf(core::TaskState state);
Look lookOf(core::StepState state);
Look lookOf(core::ApprovalState state);
Look lookOfSentBack(); // a plan, for a better one
Look lookOf(core::ClusterState state);
Look lookOf(core::AgentStatus status);
// How wide a column of states of tasks is, whatever the language.
int taskStateWidth();
// "low", "medium", "high"; anything else counts as high.
Look lookOfRisk(const QString &risk);

} // namespace ui
