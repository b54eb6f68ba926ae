// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/taskstore.h"

#include "core/task/taskrow.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<void> TaskStore::insert(Transaction &, const Task &task)
{
    TRY(m_database.run(
        "INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, "
        "state, context, options, created_at, updated_at, askers) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        task.id.value, task.owner, task.query, task.sessionId, task.conversation.value, task.agent.value,
        toWord(task.mode), static_cast<int>(task.priority), toWord(task.state), task.context, task.options,
        task.createdAt, task.updatedAt, task.askers.join(u',')));
    return {};
}

Result<void> TaskStore::update(Transaction &, const Task &task)
{
    TRY(m_database.run(
        "UPDATE task SET state = ?, result = ?, error = ?, model = ?, provider = ?, input_tokens = ?, "
        "output_tokens = ?, cost = ?, reason = ?, actor = ?, agent_id = ?, updated_at = ?, started_at = ?, "
        "finished_at = ? WHERE id = ?"_L1,
        toWord(task.state), task.result, task.error, task.model, task.provider, task.usage.inputTokens,
        task.usage.outputTokens, task.usage.cost, task.reason, task.actor, task.agent.value, task.updatedAt,
        task.startedAt, task.finishedAt, task.id.value));
    return {};
}

Result<Task> TaskStore::find(const TaskId &id)
{
    Rows rows = TRY(m_database.run("SELECT " TASK_COLUMNS " FROM task WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Task not found"_s);
    return taskOf(rows);
}

Result<QStringList> TaskStore::activeOwners()
{
    QStringList owners;
    Rows rows = TRY(m_database.run("SELECT DISTINCT owner FROM task_count WHERE tasks > 0 AND "
                                   "state IN ('queued', 'running', 'waiting', 'paused')"_L1));
    while (rows.next())
        owners.append(rows.text(0));
    return owners;
}

Result<TaskCounts> TaskStore::counts(const QString &owner)
{
    TaskCounts found;
    Rows rows = TRY(
        m_database.run("SELECT state, SUM(tasks) FROM task_count WHERE ? = '' OR owner = ? GROUP BY state"_L1,
                       owner, owner));
    while (rows.next()) {
        if (const auto state = fromWord<TaskState>(rows.text(0)))
            found.insert(*state, rows.integer(1));
    }
    return found;
}

Result<void> TaskStore::addToTotal(Transaction &, const Task &task)
{
    const bool counts = task.state != TaskState::Cancelled && isSet(task.startedAt);
    TRY(m_database.run("INSERT INTO agent_total (agent_id, completed, failed, cancelled, duration_ms) VALUES "
                       "(?, ?, ?, ?, ?) "
                       "ON CONFLICT (agent_id) DO UPDATE SET completed = completed + excluded.completed, "
                       "failed = failed + excluded.failed, cancelled = cancelled + excluded.cancelled, "
                       "duration_ms = duration_ms + excluded.duration_ms"_L1,
                       task.agent.value, task.state == TaskState::Completed ? 1 : 0,
                       task.state == TaskState::Failed ? 1 : 0, task.state == TaskState::Cancelled ? 1 : 0,
                       counts ? qint64{(task.finishedAt - task.startedAt).count()} : qint64{0}));
    return {};
}

Result<QHash<AgentId, AgentTotal>> TaskStore::totals()
{
    QHash<AgentId, AgentTotal> totals;
    Rows rows =
        TRY(m_database.run("SELECT agent_id, completed, failed, cancelled, duration_ms FROM agent_total"_L1));
    while (rows.next()) {
        totals.insert({rows.text(0)}, {.completed = rows.integer(1),
                                       .failed = rows.integer(2),
                                       .cancelled = rows.integer(3),
                                       .durationMs = rows.integer(4)});
    }
    return totals;
}

Result<QHash<AgentId, int>> TaskStore::activeConversations()
{
    QHash<AgentId, int> active;
    Rows rows = TRY(
        m_database.run("SELECT agent_id, COUNT(DISTINCT conversation_id) FROM task "
                       "WHERE state IN ('queued', 'running', 'waiting', 'paused') AND conversation_id <> '' "
                       "GROUP BY agent_id"_L1));
    while (rows.next())
        active.insert({rows.text(0)}, rows.number(1));
    return active;
}

Result<QList<EndedTask>> TaskStore::endedSince(Timestamp since)
{
    QList<EndedTask> ended;
    Rows rows = TRY(m_database.run(
        "SELECT state, agent_id, finished_at, started_at, cost FROM task WHERE finished_at > 0 "
        "AND finished_at >= ? ORDER BY finished_at DESC LIMIT 200000"_L1,
        since));
    while (rows.next()) {
        const Timestamp started = rows.time(3);
        ended.append({.state = fromWord<TaskState>(rows.text(0)).value_or(TaskState::Failed),
                      .agent = {rows.text(1)},
                      .finishedAt = rows.time(2),
                      .duration = isSet(started) ? rows.time(2) - started : milliseconds{0},
                      .cost = rows.real(4)});
    }
    std::reverse(ended.begin(), ended.end());
    return ended;
}

Result<QList<Task>> TaskStore::turnsBefore(const Task &task, int limit)
{
    QList<Task> turns = tasksOf(
        TRY(m_database.run("SELECT " TASK_COLUMNS
                           " FROM task WHERE session_id = ? AND owner = ? AND state = 'completed' AND id < ? "
                           "AND id >= COALESCE((SELECT first_task FROM session WHERE name = ? AND owner = ? "
                           "AND deleted_at = 0), '') ORDER BY id DESC LIMIT ?"_L1,
                           task.sessionId, task.owner, task.id.value, task.sessionId, task.owner, limit)));
    std::reverse(turns.begin(), turns.end());
    return turns;
}

Result<QList<Task>> TaskStore::ofSession(const QString &session, const QString &owner, const TaskId &first,
                                         int offset, int limit)
{
    return tasksOf(
        TRY(m_database.run("SELECT " TASK_COLUMNS " FROM task WHERE session_id = ? AND owner = ? AND id >= ? "
                           "ORDER BY id LIMIT ? OFFSET ?"_L1,
                           session, owner, first.value, std::clamp(limit, 1, 1000), offset)));
}

} // namespace core
