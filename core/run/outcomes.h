// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/agentdirectory.h"
#include "core/run/stepoutcome.h"
#include "core/task/transitions.h"

namespace core {

// Whose plans a plan step gives: the provider's own, or what a model was asked to write as JSON.
enum class Planner { Provider, Model };

// What a step's outcome means for the rows of its task: one function a kind. Each writes the step, adds the
// steps that follow from it, and announces; the caller settles the task afterwards.
struct OutcomeContext
{
    Transitions &transitions;
    const AgentProfile &agent;
    QStringList tools; // what the agent may use
    QString provider = {};
    Planner planner = Planner::Provider;
};

// Whoever waits for this turn goes on only after the other step.
Result<void> moveBehind(Transaction &transaction, TaskRun &run, const StepId &turn, const StepId &next,
                        const OutcomeContext &context);

Result<void> recordPlan(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                        const OutcomeContext &context);
Result<void> recordAnswer(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                          const OutcomeContext &context);
Result<void> recordToolResult(Transaction &transaction, TaskRun &run, const StepId &id,
                              const QJsonObject &result, const OutcomeContext &context);
// Code that failed gives a result with an "error", and fails the step.
Result<void> recordCodeResult(Transaction &transaction, TaskRun &run, const StepId &id,
                              const QJsonObject &result, const OutcomeContext &context);
// A failure that will not be tried again. Fails the task where the step stops it.
Result<void> recordFailure(Transaction &transaction, TaskRun &run, const StepId &id, const QString &error,
                           const OutcomeContext &context);

} // namespace core
