// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/task/transitions.h"

#include <QJsonArray>

namespace core {

// The rows that a plan stands for. Fails with InvalidArgument (and Retry::Later: a model may do better the
// next time) when names repeat, when a step waits for one that is not before it, when a tool is not among
// those offered, or when there are more than 200.
Result<QList<Step>> stepsOf(const QList<PlannedStep> &plan, const TaskRun &run, const StepId &planStep,
                            const QStringList &tools, Timestamp now);

// What is told of planned steps: [{id, name, type, after}].
QJsonArray planJson(const QList<Step> &steps);

// The label of a tool's station on the track: "write_file" is "Write file".
QString stationName(const QString &tool);

} // namespace core
