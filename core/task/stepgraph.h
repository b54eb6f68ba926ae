// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/task/step.h"
#include "core/task/task.h"

#include <optional>

namespace core {

// What follows from a task's steps. Pure functions: rows in, answers out.

// The blocked steps whose predecessors are all finished, none of them in a way that stops the run.
QList<StepId> unblocked(const QList<Step> &steps);

// Whether this failed step stops the run: a tool that a model asked for does not, the model is told instead;
// nor does what a person withheld.
bool stopsRun(const Step &step);

// Why the step was not done, when a person is behind it.
std::optional<Withheld> withheld(const Step &step);

// The step without whose output these arguments cannot be made, because it was withheld. Null: none.
const Step *withheldSource(const QJsonValue &arguments, const QList<Step> &steps);

// The call of the same tool with the same arguments that a person rejected in this run. Null: none.
const Step *rejectedCall(const QString &tool, const QJsonObject &arguments, const QList<Step> &steps);

// Queued, Running, Waiting or Completed, for a task that nobody paused and that has not ended.
TaskState stateOf(const QList<Step> &steps);

// The step with which a chain of turns began: a model that calls tools is asked again, as the next turn.
StepId firstTurnOf(const Step &step);

// The agents that have steps to run: those whose lanes must be looked at when the task moves on.
QStringList lanesOf(const QList<Step> &steps);

// The text of the last finished model, plan or code step that nothing waits for: the answer.
QString answerOf(const QList<Step> &steps);

// Arguments with every {"$step": id, "field": path} replaced by that output. Fails with InvalidArgument when
// the step has no such output.
Result<QJsonObject> resolved(const QJsonObject &arguments, const QList<Step> &steps);

} // namespace core
