// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "ui/models/taskquery.h"

#include <QSet>

namespace ui {

// A task as a row of a list, without what only its own screen shows.
struct TaskRow
{
    core::TaskId id = {};
    QString title = {};
    QString cluster = {};
    core::TaskState state = core::TaskState::Queued;
    core::TaskMode mode = core::TaskMode::Simple;
    core::Timestamp startedAt = {};
    core::Timestamp finishedAt = {};
    qint64 tokens = 0;
    double cost = 0;
};

struct TaskRows
{
    QList<TaskRow> rows = {};
    core::Timestamp now = {};
};

// Tasks that match, newest first, those behind `before`. Backend thread.
core::Result<TaskRows> readTaskRows(core::Core &core, const TaskQuery &query, const core::TaskId &before,
                                    int limit, const core::Principal &principal);

// Those of these tasks that are there and match. Backend thread.
core::Result<TaskRows> readTaskRows(core::Core &core, const TaskQuery &query, const QSet<core::TaskId> &ids,
                                    const core::Principal &principal);

} // namespace ui
