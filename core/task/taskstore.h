// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/task/task.h"

namespace core {

// What a list of tasks is narrowed to. Newest first; `before` is the id of the last task of the page before.
// `offset` is for contracts that demand one; no page of ours uses it.
struct TaskFilter
{
    QString owner = {};           // empty: everybody's
    QList<TaskState> states = {}; // empty: any
    QString sessionId = {};
    QString text = {};          // in the query, case-insensitive
    QString reason = {};        // exactly this one
    QList<AgentId> agents = {}; // one of these, such as those of a cluster; empty: any
    ConversationId conversation = {};
    TaskId before = {};
    int limit = 50;
    int offset = 0;
};

// How many tasks are in each state.
using TaskCounts = QHash<TaskState, qint64>;

// What an agent has done since the store was made.
struct AgentTotal
{
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 cancelled = 0;
    qint64 durationMs = 0; // of the completed and failed ones together

    qint64 requests() const { return completed + failed; }
};

// One task that ended, for figures.
struct EndedTask
{
    TaskState state = TaskState::Completed;
    AgentId agent = {};
    Timestamp finishedAt = {};
    milliseconds duration{0}; // from its first step to its end
    double cost = 0;
};

// SQL of the table `task`, and nothing else. Writes take a Transaction, so they go through the journal.
class TaskStore
{
public:
    explicit TaskStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Task &task);
    // Writes what a run changes: state, result, error, model, provider, usage, reason, actor and times.
    Result<void> update(Transaction &transaction, const Task &task);
    // Adds an ended task to its agent's total.
    Result<void> addToTotal(Transaction &transaction, const Task &task);

    Result<Task> find(const TaskId &id); // NotFound
    Result<QList<Task>> list(const TaskFilter &filter);
    // How many match, all pages together. Kept for owner and state, counted for the other filters.
    Result<qint64> count(const TaskFilter &filter);
    Result<TaskCounts> counts(const QString &owner = {});
    // Whose tasks have not all ended.
    Result<QStringList> activeOwners();
    Result<QHash<AgentId, AgentTotal>> totals();
    // How many conversations of each agent have a turn that has not ended.
    Result<QHash<AgentId, int>> activeConversations();
    // Oldest first; at most the newest 200,000.
    Result<QList<EndedTask>> endedSince(Timestamp since);
    // The turns of a session, oldest first: the newest `limit` completed ones before the task.
    Result<QList<Task>> turnsBefore(const Task &task, int limit);
    // The tasks of one owner's session, oldest first, from its first one on.
    Result<QList<Task>> ofSession(const QString &session, const QString &owner, const TaskId &first,
                                  int offset, int limit);

private:
    Result<QList<Task>> farBack(const TaskFilter &filter);
    Result<QList<Task>> page(const TaskFilter &filter);
    Result<QList<Task>> ofSession(const TaskFilter &filter);
    Result<QList<Task>> ofConversation(const TaskFilter &filter);
    Result<QList<Task>> ofAgent(const TaskFilter &filter);
    Result<QList<Task>> ofOwner(const TaskFilter &filter);
    Result<QStringList> ownersOf(const QString &session);
    Result<qint64> countRows(const TaskFilter &filter);

    Database &m_database;
};

} // namespace core
