// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"
#include "core/task/task.h"

#include <QJsonObject>

namespace server::shannon {

// "TASK_STATUS_RUNNING". A task that waits for a person counts as running here.
QString statusOf(core::TaskState state);
QString shortStatusOf(core::TaskState state); // "RUNNING"
// The same of a task, of which some failed because their time was over.
QString statusOf(const core::Task &task);
QString shortStatusOf(const core::Task &task);
// The states that a status names, without regard to case and with or without the prefix; empty when unknown.
QList<core::TaskState> statesOf(QStringView status);

QJsonObject taskJson(const core::Task &task); // GET /api/v1/tasks/{id}
// The metadata of a task with what its agents read, and what each model did for it, the most expensive first.
QJsonObject metadataJson(const core::Task &task, const QList<core::Step> &steps);
QJsonObject taskSummaryJson(const core::Task &task); // an item of GET /api/v1/tasks

} // namespace server::shannon
