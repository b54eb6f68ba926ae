// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/run/agentdirectory.h"
#include "core/task/transitions.h"

namespace core {

// What a model is asked in a plan or model step, put together from the rows: the earlier turns of the
// session, the task, and what the steps before this one said and did. Pure.
ModelRequest requestFor(const TaskRun &run, const Step &step, const QList<Task> &turns,
                        const AgentProfile &agent, const QList<ToolSpec> &tools);

} // namespace core
