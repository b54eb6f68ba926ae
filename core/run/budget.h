// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/transitions.h"

namespace core {

// What a task may spend, in US dollars and in tokens: the options `budget_usd` and `budget_tokens`.

// Looks at it after a step was counted; `before` is what was used until then. Tells everybody when the step
// took the task past most of it, and fails a task that is past all of it and has more to do.
Result<void> keepToBudget(Transaction &transaction, Transitions &transitions, TaskRun &run,
                          const Usage &before);

} // namespace core
