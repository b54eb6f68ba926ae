// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TaskStore that lists tasks. Each statement is read from one index in the order of the list, so
// a page costs the same however many tasks there are; what else a filter asks is looked at row by row.
#include "core/task/taskrow.h"
#include "core/task/taskstore.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Further than this nobody leafs; who asks for it gets it, not as fast.
constexpr int mostSkipped = 1000;

#define PAGE "ORDER BY id DESC LIMIT ? OFFSET ?"
#define OF_OWNER "AND (? = '' OR owner = ?) "
#define IN_STATE "AND (? = '' OR state = ?) "
#define OF_AGENT "AND (? = '' OR agent_id = ?) "
#define WITH_TEXT "AND (? = '' OR query LIKE ? ESCAPE '\\') AND (? = '' OR reason = ?) "

// An escaped LIKE pattern, so that a person's % and _ mean themselves; empty for no text.
QString containing(const QString &text)
{
    if (text.isEmpty())
        return {};
    QString pattern = text;
    pattern.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
    return u'%' + pattern + u'%';
}

QString stateOf(const TaskFilter &filter)
{
    return filter.states.isEmpty() ? QString() : toWord(filter.states.first());
}

QString agentOf(const TaskFilter &filter)
{
    return filter.agents.isEmpty() ? QString() : filter.agents.first().value;
}

// The last id there can be, when the list begins with the newest.
QString upperBound(const TaskFilter &filter)
{
    return filter.before.isEmpty() ? u"~"_s : filter.before.value;
}

QList<Task> merged(QList<Task> tasks, const TaskFilter &filter)
{
    std::sort(tasks.begin(), tasks.end(), [](const Task &a, const Task &b) { return b.id < a.id; });
    return tasks.mid(filter.offset, filter.limit);
}

// A page of each part has all that the merged page can need.
TaskFilter partOf(const TaskFilter &filter)
{
    TaskFilter part = filter;
    part.limit = filter.limit + filter.offset;
    part.offset = 0;
    return part;
}

} // namespace

Result<QList<Task>> TaskStore::list(const TaskFilter &given)
{
    TaskFilter filter = given;
    filter.limit = std::clamp(filter.limit, 1, 1000);
    const bool hasParts = filter.states.size() > 1 || filter.agents.size() > 1 ||
                          (!filter.sessionId.isEmpty() && filter.owner.isEmpty());
    if (hasParts && filter.offset > mostSkipped)
        return farBack(filter);
    QList<Task> parts;
    TaskFilter part = partOf(filter);
    if (filter.states.size() > 1) {
        for (const TaskState state : filter.states) {
            part.states = {state};
            parts += TRY(page(part));
        }
        return merged(parts, filter);
    }
    return page(filter);
}

// Merging pages would read all that is skipped into memory; here SQLite passes over it, by its ids alone.
Result<QList<Task>> TaskStore::farBack(const TaskFilter &filter)
{
    QJsonArray states;
    for (const TaskState state : filter.states)
        states.append(toWord(state));
    QJsonArray agents;
    for (const AgentId &agent : filter.agents)
        agents.append(agent.value);
    const QString text = containing(filter.text);
    return tasksOf(TRY(m_database.run(
        "SELECT " TASK_COLUMNS " FROM task WHERE id IN (SELECT id FROM task WHERE id < ? "
        "AND (? = '[]' OR state IN (SELECT value FROM json_each(?))) "
        "AND (? = '[]' OR agent_id IN (SELECT value FROM json_each(?))) AND (? = '' OR session_id = ?) "
        "AND (? = '' OR conversation_id = ?) " OF_OWNER WITH_TEXT PAGE ") ORDER BY id DESC"_L1,
        upperBound(filter), states, states, agents, agents, filter.sessionId, filter.sessionId,
        filter.conversation.value, filter.conversation.value, filter.owner, filter.owner, text, text,
        filter.reason, filter.reason, filter.limit, filter.offset)));
}

// One state at most.
Result<QList<Task>> TaskStore::page(const TaskFilter &filter)
{
    QList<Task> parts;
    TaskFilter part = partOf(filter);
    if (filter.agents.size() > 1) {
        for (const AgentId &agent : filter.agents) {
            part.agents = {agent};
            parts += TRY(page(part));
        }
        return merged(parts, filter);
    }
    if (!filter.sessionId.isEmpty() && filter.owner.isEmpty()) {
        for (const QString &owner : TRY(ownersOf(filter.sessionId))) {
            part.owner = owner;
            parts += TRY(ofSession(part));
        }
        return merged(parts, filter);
    }
    if (!filter.sessionId.isEmpty())
        return ofSession(filter);
    if (!filter.conversation.isEmpty())
        return ofConversation(filter);
    if (!filter.agents.isEmpty())
        return ofAgent(filter);
    return ofOwner(filter);
}

Result<QStringList> TaskStore::ownersOf(const QString &session)
{
    QStringList owners;
    Rows rows = TRY(m_database.run("SELECT owner FROM session WHERE name = ? AND deleted_at = 0 "
                                   "UNION SELECT owner FROM session WHERE name = ? AND deleted_at > 0"_L1,
                                   session, session));
    while (rows.next())
        owners.append(rows.text(0));
    return owners;
}

Result<QList<Task>> TaskStore::ofSession(const TaskFilter &filter)
{
    const QString text = containing(filter.text);
    return tasksOf(TRY(m_database.run(
        "SELECT " TASK_COLUMNS
        " FROM task WHERE session_id = ? AND owner = ? AND id < ? " IN_STATE OF_AGENT WITH_TEXT PAGE ""_L1,
        filter.sessionId, filter.owner, upperBound(filter), stateOf(filter), stateOf(filter), agentOf(filter),
        agentOf(filter), text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
}

Result<QList<Task>> TaskStore::ofConversation(const TaskFilter &filter)
{
    const QString text = containing(filter.text);
    return tasksOf(TRY(m_database.run(
        "SELECT " TASK_COLUMNS
        " FROM task WHERE conversation_id <> '' AND conversation_id = ? AND id < ? " OF_OWNER IN_STATE
            WITH_TEXT PAGE ""_L1,
        filter.conversation.value, upperBound(filter), filter.owner, filter.owner, stateOf(filter),
        stateOf(filter), text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
}

Result<QList<Task>> TaskStore::ofAgent(const TaskFilter &filter)
{
    const QString text = containing(filter.text);
    return tasksOf(TRY(m_database.run(
        "SELECT " TASK_COLUMNS " FROM task WHERE agent_id = ? AND id < ? " OF_OWNER IN_STATE WITH_TEXT PAGE
        ""_L1,
        agentOf(filter), upperBound(filter), filter.owner, filter.owner, stateOf(filter), stateOf(filter),
        text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
}

Result<QList<Task>> TaskStore::ofOwner(const TaskFilter &filter)
{
    const QString text = containing(filter.text);
    const QString before = upperBound(filter);
    const QString state = stateOf(filter);
    if (filter.owner.isEmpty() && state.isEmpty()) {
        return tasksOf(
            TRY(m_database.run("SELECT " TASK_COLUMNS " FROM task WHERE id < ? " WITH_TEXT PAGE ""_L1, before,
                               text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
    }
    if (filter.owner.isEmpty()) {
        return tasksOf(TRY(m_database.run(
            "SELECT " TASK_COLUMNS " FROM task WHERE state = ? AND id < ? " WITH_TEXT PAGE ""_L1, state,
            before, text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
    }
    if (state.isEmpty()) {
        return tasksOf(TRY(m_database.run(
            "SELECT " TASK_COLUMNS " FROM task WHERE owner = ? AND id < ? " WITH_TEXT PAGE ""_L1,
            filter.owner, before, text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
    }
    return tasksOf(TRY(m_database.run(
        "SELECT " TASK_COLUMNS " FROM task WHERE owner = ? AND state = ? AND id < ? " WITH_TEXT PAGE ""_L1,
        filter.owner, state, before, text, text, filter.reason, filter.reason, filter.limit, filter.offset)));
}

Result<qint64> TaskStore::count(const TaskFilter &filter)
{
    const bool isNarrowed = !filter.text.isEmpty() || !filter.reason.isEmpty() || !filter.agents.isEmpty() ||
                            !filter.conversation.isEmpty();
    if (isNarrowed)
        return countRows(filter);
    if (!filter.sessionId.isEmpty() && !filter.states.isEmpty())
        return countRows(filter);
    if (!filter.sessionId.isEmpty()) {
        Rows rows = TRY(m_database.run(
            "SELECT COALESCE(SUM(tasks), 0) FROM "
            "(SELECT owner, tasks FROM session WHERE name = ? AND deleted_at = 0 UNION ALL "
            "SELECT owner, tasks FROM session WHERE name = ? AND deleted_at > 0) WHERE ? = '' OR owner = ?"_L1,
            filter.sessionId, filter.sessionId, filter.owner, filter.owner));
        return rows.next() ? rows.integer(0) : 0;
    }
    const TaskCounts all = TRY(counts(filter.owner));
    qint64 sum = 0;
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (filter.states.isEmpty() || filter.states.contains(it.key()))
            sum += it.value();
    }
    return sum;
}

Result<qint64> TaskStore::countRows(const TaskFilter &filter)
{
    const QString text = containing(filter.text);
    const qsizetype states = std::max<qsizetype>(1, filter.states.size());
    const qsizetype agents = std::max<qsizetype>(1, filter.agents.size());
    qint64 sum = 0;
    for (qsizetype i = 0; i < states * agents; ++i) {
        const QString state = filter.states.isEmpty() ? QString() : toWord(filter.states[i % states]);
        const QString agent = filter.agents.isEmpty() ? QString() : filter.agents[i / states].value;
        Rows rows = TRY(m_database.run(
            "SELECT COUNT(*) FROM task WHERE (? = '' OR session_id = ?) " OF_OWNER IN_STATE OF_AGENT
            "AND (? = '' OR conversation_id = ?) " WITH_TEXT ""_L1,
            filter.sessionId, filter.sessionId, filter.owner, filter.owner, state, state, agent, agent,
            filter.conversation.value, filter.conversation.value, text, text, filter.reason, filter.reason));
        sum += rows.next() ? rows.integer(0) : 0;
    }
    return sum;
}

} // namespace core
