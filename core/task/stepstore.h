// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/task/step.h"
#include "core/task/task.h"

#include <QSet>

namespace core {

// How much of a task's steps has begun.
struct StepFigures
{
    int agents = 0; // that worked on it
    int tools = 0;  // calls of tools
};

struct ReadyStep
{
    Step step;
    QString owner; // of its task
};

// SQL of the table `step`, and nothing else.
class StepStore
{
public:
    explicit StepStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Step &step, const Task &task);
    Result<void> remove(Transaction &transaction, const StepId &id);
    // Writes state, attempt, agent, input, output, error, after and times.
    Result<void> update(Transaction &transaction, const Step &step);

    Result<Step> find(const StepId &id); // NotFound
    // All of a task in order of position.
    Result<QList<Step>> ofTask(const TaskId &task);
    Result<StepFigures> figures(const TaskId &task);
    // Some ready steps of an agent; those that are postponed are not among them.
    Result<QList<Step>> ready(const AgentId &agent, int limit);
    // Owners take turns: the most urgent and oldest ready step of the owner who comes after that one, round
    // and round, so that nobody's many or urgent tasks keep another's waiting. NotFound.
    Result<ReadyStep> nextReady(const AgentId &agent, const QString &afterOwner);
    Result<QList<Step>> inState(StepState state);
    // The agents that have ready steps, and how many each.
    Result<QHash<AgentId, qint64>> readyCounts();
    Result<int> countReady(const AgentId &agent); // up to 1,000
    // When the next postponed try is, or was, due; not set when none waits.
    Result<Timestamp> nextPostponed();
    // Those whose time has come are ready as any other; the agents that have them.
    Result<QSet<AgentId>> endPostponement(Transaction &transaction);
    Result<void> postpone(Transaction &transaction, const StepId &id, Timestamp until);

private:
    Database &m_database;
};

} // namespace core
