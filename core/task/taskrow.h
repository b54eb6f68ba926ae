// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/task/task.h"

// The columns of a task as taskOf() reads them.
#define TASK_COLUMNS                                                                                         \
    "id, owner, query, session_id, conversation_id, agent_id, mode, priority, state, context, options, "     \
    "result, error, model, provider, input_tokens, output_tokens, cost, reason, actor, created_at, "         \
    "updated_at, started_at, finished_at, askers"

namespace core {

// For the files of TaskStore alone.
Task taskOf(const Rows &rows);
QList<Task> tasksOf(Rows rows);

} // namespace core
