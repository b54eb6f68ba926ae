// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "core/fleet/cluster.h"

#include <QHash>
#include <QObject>

#include <limits>

namespace core {

enum class ScaleReason { Person, Manifest, Queue, LowLoad, Idle, ColdStart, Drained };

template<>
struct Words<ScaleReason>
{
    static constexpr std::pair<ScaleReason, const char *> table[] = {
        {ScaleReason::Person, "person"},   {ScaleReason::Manifest, "manifest"},
        {ScaleReason::Queue, "queue"},     {ScaleReason::LowLoad, "low_load"},
        {ScaleReason::Idle, "idle"},       {ScaleReason::ColdStart, "cold_start"},
        {ScaleReason::Drained, "drained"},
    };
};

// Whose the agents of a crew are that many owners share, and how many of its steps may be one owner's at
// once.
struct LaneShares
{
    QHash<AgentId, QString> owners = {};
    int mostOfOne = std::numeric_limits<int>::max();
};

// How many steps of each agent may run at once, and how many do. An instance is a slot that runs one step.
// Owned by the core, used in the backend thread; the run engine acquires an instance before it starts a step
// and releases it afterwards. Everything here is derived from committed rows (place()) and from what runs, so
// it begins anew with the process. The empty AgentId is the default lane, for steps of no agent; it is
// always there.
//
// An agent runs at most its target of instances, and all agents of a cluster together at most the cluster's
// max_concurrent_agents. With scale_to_zero an agent without work goes to zero instances after idle_timeout,
// and the next step starts them again, with those of the agents that it depends on (a cold start). When a
// target falls below what is busy, the busy instances finish first and no new step starts: it drains.
// With max_instances the target itself follows the queue; targetWanted() asks FleetService to store it.
class Instances final : public QObject
{
    Q_OBJECT

public:
    static constexpr int defaultSlots = 4;

    explicit Instances(Clock &clock, int slotsOfDefaultLane = defaultSlots);

    // Makes the lanes of a cluster be as its committed rows say; those that stay keep what they run.
    void place(const Cluster &cluster, const LaneShares &shares = {});
    // Steps that still run may be released later; that changes nothing more.
    void remove(const ClusterId &cluster);

    // Takes an instance for one step, if there is one. A lane that was refused hears capacityFreed().
    bool acquire(const AgentId &agent);
    void release(const AgentId &agent);
    // Tells how many ready steps wait for this agent; scaling follows it.
    void setQueued(const AgentId &agent, int steps);

    bool knows(const AgentId &agent) const { return m_lanes.contains(agent); }
    // How many more steps could start now.
    int capacity(const AgentId &agent) const;
    AgentLoad loadOf(const AgentId &agent) const;
    // Running and waiting steps for each instance that it shall have.
    double loadPerInstance(const AgentId &agent) const;
    bool isDraining(const ClusterId &cluster) const;
    // Running, Scaling or Stopped.
    ClusterState stateOf(const ClusterId &cluster) const;

signals:
    // A lane that was refused can start a step. Emitted once for a refusal, inside release() and place(), the
    // lane that has waited longest first; the receiver may call acquire().
    void capacityFreed(const core::AgentId &agent);
    void targetWanted(const core::AgentId &agent, int instances, core::ScaleReason reason);
    // The instances that are up changed without a new target: Idle, ColdStart or Drained.
    void instancesChanged(const core::AgentId &agent, int before, int after, core::ScaleReason reason);

private:
    struct Lane
    {
        ClusterId cluster = {};
        Scaling scaling = {};
        QList<AgentId> needs = {}; // the agents that it depends on, directly or not
        int target = 0;
        int running = 0;
        int queued = 0;
        int needed = 0; // running steps of the agents that depend on it
        int coldStarts = 0;
        quint64 refused = 0; // since when it waits for capacity, as a place in the order; 0: it does not
        bool isAwake = false;
        bool isDraining = false;
        Timestamp lastScaled = {};
        Timestamp lastActivity = {};
    };
    // The agents of one cluster, and what they share.
    struct Crew
    {
        QList<AgentId> lanes = {};
        ResourcePolicy policy = {};
        LaneShares shares = {};
        int running = 0;
        QHash<QString, int> runningOf = {}; // by owner, where many share it
    };

    const Lane &laneOf(const AgentId &agent) const { return *m_lanes.constFind(agent); }
    const Crew &crewOf(const Lane &lane) const { return *m_crews.constFind(lane.cluster); }
    void placeLane(const Agent &agent, const QList<AgentId> &needs);
    void count(Crew &crew);
    bool isStopped(const Lane &lane) const;
    bool isBlocked(const Lane &lane) const;
    int slotsOf(const Lane &lane) const;
    int upOf(const Lane &lane) const;
    int roomIn(const AgentId &agent, const Lane &lane) const;
    static void add(Crew &crew, const AgentId &agent, int running);
    AgentStatus statusOf(const Lane &lane) const;
    void wake(const AgentId &agent);
    void endDrain(const AgentId &agent);
    void look(const AgentId &agent);
    bool sleepIfIdle(const AgentId &agent, Lane &lane);
    void followQueue(const AgentId &agent, Lane &lane);
    void announceRoom(const ClusterId &cluster);
    void ringAt(Timestamp when);
    void lookAtAll();

    Clock &m_clock;
    Alarm m_alarm;
    QHash<AgentId, Lane> m_lanes;
    QHash<ClusterId, Crew> m_crews;
    quint64 m_refusals = 0;
};

} // namespace core
