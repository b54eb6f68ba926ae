// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/task/transitions.h"

#include <functional>

namespace core {

class AgentDirectory;
class ProviderRegistry;

// What a person says of a step that may or may not have happened.
enum class Resolution { Done, Again, Failed };

// Submits tasks and stops, resumes and repeats them. Backend thread; owned by the core. Every change is
// journalled before it is announced. Another owner's task is NotFound; a wrong state is Conflict with the
// contract's text ("task is not paused").
class TaskService final : public QObject
{
    Q_OBJECT

public:
    TaskService(Journal &journal, TaskStore &tasks, StepStore &steps, Transitions &transitions,
                AgentDirectory &agents, ProviderRegistry &providers);

    Result<Task> submit(const NewTask &wanted, const Principal &principal);
    // The same, as part of a change that has more rows.
    Result<Task> submit(Transaction &transaction, const NewTask &wanted, const Principal &principal);

    // A task that begins with these rows, and not with a first step of its own.
    using Graph = std::function<QList<Step>(const Task &)>;
    Result<Task> submit(Transaction &transaction, const NewTask &wanted, const Principal &principal,
                        const Graph &graph);

    // Who may decide an approval of a task reads it as its owner does; to change it he must be its owner.
    Result<Task> find(const TaskId &id, const Principal &principal);
    Result<QList<Step>> steps(const TaskId &id, const Principal &principal);
    Result<StepFigures> figures(const TaskId &id, const Principal &principal);
    Result<QList<Task>> list(TaskFilter filter, const Principal &principal);
    Result<qint64> count(TaskFilter filter, const Principal &principal);
    Result<TaskCounts> counts(const Principal &principal);
    // What each agent has done since the store was made.
    Result<QHash<AgentId, AgentTotal>> totals() { return m_tasks.totals(); }
    Result<QHash<AgentId, int>> activeConversations() { return m_tasks.activeConversations(); }

    Result<Task> cancel(const TaskId &id, const QString &reason, const Principal &principal);
    // Steps that run finish; nothing new starts until resume().
    Result<Task> pause(const TaskId &id, const QString &reason, const Principal &principal);
    Result<Task> resume(const TaskId &id, const QString &reason, const Principal &principal);
    // Runs the failed and cancelled steps of a failed or cancelled task again; what is done stays done.
    Result<Task> retry(const TaskId &id, const Principal &principal);
    // Ends a task whose time is over; nothing when it has ended by itself. For schedules, which stand in for
    // a person.
    Result<void> timeOut(const TaskId &id);
    Result<Task> resolve(const StepId &id, Resolution resolution, const Principal &principal);

private:
    using Change = std::function<Result<void>(Transaction &, TaskRun &)>;
    Result<Task> change(const TaskId &id, const Principal &principal, const Change &change);
    Result<Task> prepared(const NewTask &wanted, const Principal &principal, Timestamp now);
    Result<Task> insert(Transaction &transaction, const Task &task, const QList<Step> &steps,
                        const Principal &principal);
    Result<Step> firstStep(const Task &task, const NewTask &wanted) const;

    Journal &m_journal;
    TaskStore &m_tasks;
    StepStore &m_steps;
    Transitions &m_transitions;
    AgentDirectory &m_agents;
    ProviderRegistry &m_providers;
};

} // namespace core
