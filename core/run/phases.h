// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/outcomes.h"

namespace core {

// What follows when a phase of a workflow has said its last word: a design that names increments gets the
// rows of these; a judging phase that is not satisfied begins another round, as long as rounds are left.
// Nothing for a step of no workflow.
Result<void> followPhase(Transaction &transaction, TaskRun &run, const StepId &said,
                         const OutcomeContext &context);

} // namespace core
