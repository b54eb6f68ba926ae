// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/workflowstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<void> WorkflowStore::insert(Transaction &, const Workflow &workflow)
{
    TRY(m_database.run(
        "INSERT INTO workflow (id, task_id, owner, type, configuration, created_at) VALUES (?, ?, ?, ?, ?, ?)"_L1,
        workflow.id, workflow.task.value, workflow.owner, workflow.type, workflow.configuration,
        workflow.createdAt));
    return {};
}

Result<void> WorkflowStore::remove(Transaction &transaction, const QString &id)
{
    TRY(m_database.run("UPDATE workflow SET deleted_at = ? WHERE id = ?"_L1, transaction.now(), id));
    return {};
}

Result<Workflow> WorkflowStore::find(const QString &id)
{
    Rows rows = TRY(m_database.run("SELECT id, task_id, owner, type, configuration, created_at FROM workflow "
                                   "WHERE (id = ? OR task_id = ?) AND deleted_at = 0"_L1,
                                   id, id));
    if (!rows.next())
        return failure(ErrorCode::NotFound,
                       u"Workflow execution with session_id %1 not found"_s.arg(id.left(128)));
    return Workflow{.id = rows.text(0),
                    .task = {rows.text(1)},
                    .owner = rows.text(2),
                    .type = rows.text(3),
                    .configuration = rows.object(4),
                    .createdAt = rows.time(5)};
}

Result<QList<TaskId>> WorkflowStore::open()
{
    QList<TaskId> tasks;
    Rows rows = TRY(m_database.run("SELECT task.id FROM task JOIN workflow ON workflow.task_id = task.id "
                                   "WHERE task.state IN ('queued', 'running', 'waiting', 'paused')"_L1));
    while (rows.next())
        tasks.append({rows.text(0)});
    return tasks;
}

Result<void> WorkflowStore::addDuration(Transaction &, const QString &type, PhaseKind kind,
                                        milliseconds duration)
{
    TRY(m_database.run(
        "INSERT INTO workflow_duration (type, kind, phases, duration_ms) VALUES (?, ?, 1, ?) "
        "ON CONFLICT (type, kind) DO UPDATE SET phases = phases + 1, duration_ms = duration_ms + "
        "excluded.duration_ms"_L1,
        type, toWord(kind), qint64{duration.count()}));
    return {};
}

Result<PhaseDurations> WorkflowStore::durations(const QString &type)
{
    PhaseDurations durations;
    Rows rows = TRY(m_database.run("SELECT kind, SUM(duration_ms) / SUM(phases) FROM workflow_duration "
                                   "GROUP BY kind, type = ? ORDER BY type = ?"_L1,
                                   type, type));
    while (rows.next()) {
        if (const auto kind = fromWord<PhaseKind>(rows.text(0)))
            durations.insert(*kind, milliseconds{rows.integer(1)});
    }
    return durations;
}

} // namespace core
