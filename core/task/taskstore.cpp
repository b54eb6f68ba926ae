// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/taskstore.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define TASK_COLUMNS                                                                                         \
    "id, owner, query, session_id, conversation_id, agent_id, mode, priority, state, context, options, "     \
    "result, error, model, provider, input_tokens, output_tokens, cost, reason, actor, created_at, "         \
    "updated_at, started_at, finished_at"

Task read(const Rows &rows)
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
    };
}

QList<Task> readAll(Rows rows)
{
    QList<Task> tasks;
    while (rows.next())
        tasks.append(read(rows));
    return tasks;
}

// An escaped LIKE pattern, so that a person's % and _ mean themselves.
QString containing(const QString &text)
{
    QString pattern = text;
    pattern.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
    return u'%' + pattern + u'%';
}

QString firstState(const TaskFilter &filter)
{
    return filter.states.size() == 1 ? toWord(filter.states.first()) : QString();
}

bool isPlain(const TaskFilter &filter)
{
    return filter.sessionId.isEmpty() && filter.text.isEmpty() && filter.agent.isEmpty() &&
           filter.conversation.isEmpty();
}

} // namespace

Result<void> TaskStore::insert(Transaction &, const Task &task)
{
    TRY(m_database.run(
        "INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, "
        "state, context, options, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        task.id.value, task.owner, task.query, task.sessionId, task.conversation.value, task.agent.value,
        toWord(task.mode), static_cast<int>(task.priority), toWord(task.state), task.context, task.options,
        task.createdAt, task.updatedAt));
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
    return read(rows);
}

Result<QList<Task>> TaskStore::list(const TaskFilter &filter)
{
    const int limit = std::clamp(filter.limit, 1, 1000);
    const QString before = filter.before.isEmpty() ? u"~"_s : filter.before.value;
    if (filter.states.size() > 1) {
        // Several states are few tasks (those that are open); each is read by its index and they are merged.
        QList<Task> merged;
        for (const TaskState state : filter.states) {
            TaskFilter one = filter;
            one.states = {state};
            one.limit = limit + filter.offset;
            one.offset = 0;
            merged += TRY(list(one));
        }
        std::sort(merged.begin(), merged.end(), [](const Task &a, const Task &b) { return b.id < a.id; });
        return merged.mid(filter.offset, limit);
    }
    const QString state = firstState(filter);
    if (isPlain(filter) && filter.owner.isEmpty() && state.isEmpty()) {
        return readAll(TRY(m_database.run("SELECT " TASK_COLUMNS
                                          " FROM task WHERE id < ? ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                                          before, limit, filter.offset)));
    }
    if (isPlain(filter) && state.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " TASK_COLUMNS
                               " FROM task WHERE owner = ? AND id < ? ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                               filter.owner, before, limit, filter.offset)));
    }
    if (isPlain(filter) && filter.owner.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " TASK_COLUMNS
                               " FROM task WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                               state, before, limit, filter.offset)));
    }
    if (!filter.sessionId.isEmpty()) {
        return readAll(TRY(m_database.run(
            "SELECT " TASK_COLUMNS " FROM task WHERE session_id = ? AND id < ? AND (? = '' OR owner = ?) "
            "AND (? = '' OR state = ?) ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
            filter.sessionId, before, filter.owner, filter.owner, state, state, limit, filter.offset)));
    }
    if (!filter.conversation.isEmpty()) {
        return readAll(TRY(m_database.run(
            "SELECT " TASK_COLUMNS
            " FROM task WHERE conversation_id <> '' AND conversation_id = ? AND id < ? "
            "AND (? = '' OR owner = ?) AND (? = '' OR state = ?) ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
            filter.conversation.value, before, filter.owner, filter.owner, state, state, limit,
            filter.offset)));
    }
    return readAll(TRY(m_database.run(
        "SELECT " TASK_COLUMNS " FROM task WHERE id < ? AND (? = '' OR owner = ?) AND (? = '' OR state = ?) "
        "AND (? = '%%' OR query LIKE ? ESCAPE '\\') AND (? = '' OR agent_id = ?) "
        "ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
        before, filter.owner, filter.owner, state, state, containing(filter.text), containing(filter.text),
        filter.agent.value, filter.agent.value, limit, filter.offset)));
}

Result<qint64> TaskStore::count(const TaskFilter &filter)
{
    if (isPlain(filter)) {
        const TaskCounts all = TRY(counts(filter.owner));
        qint64 sum = 0;
        for (auto it = all.begin(); it != all.end(); ++it) {
            if (filter.states.isEmpty() || filter.states.contains(it.key()))
                sum += it.value();
        }
        return sum;
    }
    Rows rows = TRY(m_database.run(
        "SELECT COUNT(*) FROM task WHERE (? = '' OR session_id = ?) AND (? = '' OR owner = ?) AND (? = '' OR "
        "state = ?) "
        "AND (? = '%%' OR query LIKE ? ESCAPE '\\') AND (? = '' OR agent_id = ?) AND (? = '' OR conversation_id = ?)"_L1,
        filter.sessionId, filter.sessionId, filter.owner, filter.owner, firstState(filter),
        firstState(filter), containing(filter.text), containing(filter.text), filter.agent.value,
        filter.agent.value, filter.conversation.value, filter.conversation.value));
    return rows.next() ? rows.integer(0) : 0;
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
    Rows rows = TRY(m_database.run("SELECT agent_id, COUNT(DISTINCT conversation_id) FROM task "
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
    QList<Task> turns = readAll(
        TRY(m_database.run("SELECT " TASK_COLUMNS
                           " FROM task WHERE session_id = ? AND owner = ? AND state = 'completed' AND id < ? "
                           "ORDER BY id DESC LIMIT ?"_L1,
                           task.sessionId, task.owner, task.id.value, limit)));
    std::reverse(turns.begin(), turns.end());
    return turns;
}

} // namespace core
