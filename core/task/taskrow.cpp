// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/taskrow.h"

namespace core {

Task taskOf(const Rows &rows)
{
    return Task{
        .id = {rows.text(0)},
        .owner = rows.text(1),
        .query = rows.text(2),
        .sessionId = rows.text(3),
        .conversation = {rows.text(4)},
        .agent = {rows.text(5)},
        .mode = fromWord<TaskMode>(rows.text(6)).value_or(TaskMode::Simple),
        .priority = static_cast<Priority>(rows.number(7)),
        .state = fromWord<TaskState>(rows.text(8)).value_or(TaskState::Failed),
        .context = rows.object(9),
        .options = rows.object(10),
        .result = rows.text(11),
        .error = rows.text(12),
        .model = rows.text(13),
        .provider = rows.text(14),
        .usage = {.inputTokens = rows.integer(15), .outputTokens = rows.integer(16), .cost = rows.real(17)},
        .reason = rows.text(18),
        .actor = rows.text(19),
        .createdAt = rows.time(20),
        .updatedAt = rows.time(21),
        .startedAt = rows.time(22),
        .finishedAt = rows.time(23),
        .askers = rows.text(24).split(u',', Qt::SkipEmptyParts),
    };
}

QList<Task> tasksOf(Rows rows)
{
    QList<Task> tasks;
    while (rows.next())
        tasks.append(taskOf(rows));
    return tasks;
}

} // namespace core
