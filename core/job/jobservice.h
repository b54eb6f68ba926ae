// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fleetservice.h"
#include "core/journal/feed.h"
#include "core/task/taskservice.h"

namespace core {

// What somebody asks of an agent by name: a type of job, and what it is about.
struct NewJob
{
    QString agentName = {}; // required: a name, "cluster/agent" or an id
    QString type = {};      // required
    QJsonObject payload = {};
    Priority priority = Priority::Normal;
};

// Gives jobs to agents that are able to do them. Backend thread; owned by the core. Of several agents of that
// name (in several clusters, with several instances each) the one with the least work for each instance takes
// it; what was given in this turn of the event loop counts already. An agent is able to do what its
// environment's CAPABILITIES lists, separated by commas; without that variable an agent that the platform's
// document names does the types of that document, and any other agent everything. A documented agent that is
// not deployed is played by whoever takes tasks. Fails with NotFound for an unknown agent and InvalidArgument
// for a type that none of that name can do.
class JobService final : public QObject
{
    Q_OBJECT

public:
    JobService(Journal &journal, Feed &feed, TaskService &tasks, const FleetService &fleet);

    Result<Task> submit(const NewJob &wanted, const Principal &principal);
    // What came of it, as its type has it; empty until it is completed.
    static QJsonObject resultOf(const Task &task);

private:
    Result<AgentId> choose(const NewJob &wanted, const Principal &principal) const;
    double loadOf(const Agent &agent) const;

    Journal &m_journal;
    TaskService &m_tasks;
    const FleetService &m_fleet;
    QHash<TaskId, AgentId> m_given; // jobs that have not ended
    QHash<AgentId, int> m_open;     // how many of them each agent has
};

} // namespace core
