// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/stepstore.h"

#include "core/base/json.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define STEP_COLUMNS                                                                                         \
    "id, task_id, position, kind, name, state, attempt, agent_id, tool, input, output, error, after, "       \
    "created_at, started_at, finished_at"

QJsonArray toArray(const QList<StepId> &ids)
{
    QJsonArray array;
    for (const StepId &id : ids)
        array.append(id.value);
    return array;
}

QList<StepId> toIds(const QJsonArray &array)
{
    QList<StepId> ids;
    for (const QJsonValue &value : array)
        ids.append({value.toString()});
    return ids;
}

Step read(const Rows &rows)
{
    return Step{
        .id = {rows.text(0)},
        .task = {rows.text(1)},
        .position = rows.number(2),
        .kind = fromWord<StepKind>(rows.text(3)).value_or(StepKind::Model),
        .name = rows.text(4),
        .state = fromWord<StepState>(rows.text(5)).value_or(StepState::Failed),
        .attempt = rows.number(6),
        .agent = {rows.text(7)},
        .tool = rows.text(8),
        .input = rows.object(9),
        .output = rows.object(10),
        .error = rows.text(11),
        .after = toIds(rows.array(12)),
        .createdAt = rows.time(13),
        .startedAt = rows.time(14),
        .finishedAt = rows.time(15),
    };
}

QList<Step> readAll(Rows rows)
{
    QList<Step> steps;
    while (rows.next())
        steps.append(read(rows));
    return steps;
}

} // namespace

Result<void> StepStore::insert(Transaction &, const Step &step, const Task &task)
{
    TRY(m_database.run("INSERT INTO step (id, task_id, position, kind, name, state, attempt, priority, "
                       "owner, agent_id, tool, input, "
                       "after, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                       step.id.value, step.task.value, step.position, toWord(step.kind), step.name,
                       toWord(step.state), step.attempt, static_cast<int>(task.priority), task.owner,
                       step.agent.value, step.tool, step.input, toArray(step.after), step.createdAt));
    return {};
}

Result<void> StepStore::remove(Transaction &, const StepId &id)
{
    TRY(m_database.run("DELETE FROM step WHERE id = ?"_L1, id.value));
    return {};
}

Result<void> StepStore::update(Transaction &, const Step &step)
{
    TRY(m_database.run("UPDATE step SET name = ?, state = ?, attempt = ?, agent_id = ?, input = ?, output = "
                       "?, error = ?, after = ?, "
                       "started_at = ?, finished_at = ?, not_before = 0 WHERE id = ?"_L1,
                       step.name, toWord(step.state), step.attempt, step.agent.value, step.input, step.output,
                       step.error, toArray(step.after), step.startedAt, step.finishedAt, step.id.value));
    return {};
}

Result<Step> StepStore::find(const StepId &id)
{
    Rows rows = TRY(m_database.run("SELECT " STEP_COLUMNS " FROM step WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Step not found"_s);
    return read(rows);
}

Result<QList<Step>> StepStore::ofTask(const TaskId &task)
{
    return readAll(TRY(m_database.run(
        "SELECT " STEP_COLUMNS " FROM step WHERE task_id = ? ORDER BY position"_L1, task.value)));
}

Result<QList<Step>> StepStore::ready(const AgentId &agent, int limit)
{
    return readAll(
        TRY(m_database.run("SELECT " STEP_COLUMNS " FROM step WHERE agent_id = ? AND state = 'ready' "
                           "AND not_before = 0 ORDER BY owner, priority DESC, id LIMIT ?"_L1,
                           agent.value, limit)));
}

Result<ReadyStep> StepStore::nextReady(const AgentId &agent, const QString &afterOwner)
{
    Rows rows =
        TRY(m_database.run("SELECT " STEP_COLUMNS ", owner FROM step WHERE agent_id = ? AND state = 'ready' "
                           "AND not_before = 0 AND owner > ? ORDER BY owner, priority DESC, id LIMIT 1"_L1,
                           agent.value, afterOwner));
    if (rows.next())
        return ReadyStep{.step = read(rows), .owner = rows.text(16)};
    if (!afterOwner.isEmpty())
        return nextReady(agent, {});
    return failure(ErrorCode::NotFound, u"Nothing is ready"_s);
}

Result<QList<Step>> StepStore::inState(StepState state)
{
    // The literal states let SQLite use the partial index.
    return readAll(TRY(m_database.run("SELECT " STEP_COLUMNS
                                      " FROM step WHERE state IN ('running', 'waiting', 'uncertain') "
                                      "AND state = ? ORDER BY id"_L1,
                                      toWord(state))));
}

Result<QHash<AgentId, qint64>> StepStore::readyCounts()
{
    QHash<AgentId, qint64> counts;
    Rows rows =
        TRY(m_database.run("SELECT agent_id, COUNT(*) FROM step WHERE state = 'ready' AND not_before = 0 "
                           "GROUP BY agent_id"_L1));
    while (rows.next())
        counts.insert({rows.text(0)}, rows.integer(1));
    return counts;
}

Result<int> StepStore::countReady(const AgentId &agent)
{
    Rows rows = TRY(m_database.run(
        "SELECT COUNT(*) FROM (SELECT 1 FROM step WHERE agent_id = ? AND state = 'ready' AND not_before = 0 "
        "LIMIT 1000)"_L1,
        agent.value));
    return rows.next() ? rows.number(0) : 0;
}

Result<Timestamp> StepStore::nextPostponed()
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(MIN(not_before), 0) FROM step WHERE state = 'ready' AND not_before > 0"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

Result<QSet<AgentId>> StepStore::endPostponement(Transaction &transaction)
{
    QSet<AgentId> agents;
    Rows rows = TRY(m_database.run("UPDATE step SET not_before = 0 WHERE state = 'ready' AND not_before > 0 "
                                   "AND not_before <= ? RETURNING agent_id"_L1,
                                   transaction.now()));
    while (rows.next())
        agents.insert({rows.text(0)});
    return agents;
}

Result<void> StepStore::postpone(Transaction &, const StepId &id, Timestamp until)
{
    TRY(m_database.run("UPDATE step SET not_before = ? WHERE id = ?"_L1, until, id.value));
    return {};
}

Result<StepFigures> StepStore::figures(const TaskId &task)
{
    Rows rows =
        TRY(m_database.run("SELECT COUNT(DISTINCT agent_id), COALESCE(SUM(kind = 'tool'), 0) FROM step "
                           "WHERE task_id = ? AND started_at > 0"_L1,
                           task.value));
    return rows.next() ? StepFigures{.agents = rows.number(0), .tools = rows.number(1)} : StepFigures{};
}

} // namespace core
