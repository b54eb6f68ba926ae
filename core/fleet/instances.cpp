// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/instances.h"

#include <algorithm>
#include <limits>

namespace core {

namespace {

// The agents that each agent needs, directly or through another. They are declared earlier, so one walk does.
QList<QList<AgentId>> needsOf(const QList<Agent> &agents)
{
    QList<QList<AgentId>> all;
    for (const Agent &agent : agents) {
        QList<AgentId> needs;
        for (qsizetype earlier = 0; earlier < all.size(); ++earlier) {
            if (agent.spec.dependsOn.contains(agents[earlier].spec.name))
                needs += all[earlier] + QList<AgentId>{agents[earlier].id};
        }
        std::sort(needs.begin(), needs.end());
        needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
        all.append(needs);
    }
    return all;
}

} // namespace

Instances::Instances(Clock &clock, int slotsOfDefaultLane)
    : m_clock(clock)
    , m_alarm(clock)
{
    m_crews.insert(
        {}, Crew{.lanes = {AgentId{}},
                 .policy = {.maxConcurrentAgents = std::numeric_limits<int>::max(), .scaleToZero = false}});
    m_lanes.insert({}, Lane{.target = slotsOfDefaultLane, .isAwake = true, .lastActivity = clock.now()});
    connect(&m_alarm, &Alarm::rang, this, &Instances::lookAtAll);
}

void Instances::place(const Cluster &cluster, const LaneShares &shares)
{
    Crew &crew = m_crews[cluster.id];
    const QList<AgentId> before = crew.lanes;
    const QList<QList<AgentId>> needs = needsOf(cluster.agents);
    crew.policy = cluster.manifest.policy;
    crew.shares = shares;
    crew.lanes.clear();
    for (qsizetype i = 0; i < cluster.agents.size(); ++i) {
        crew.lanes.append(cluster.agents[i].id);
        placeLane(cluster.agents[i], needs[i]);
    }
    for (const AgentId &agent : before) {
        if (!crew.lanes.contains(agent))
            m_lanes.remove(agent);
    }
    count(crew);
    const QList<AgentId> lanes = crew.lanes;
    for (const AgentId &agent : lanes)
        look(agent);
    announceRoom(cluster.id);
}

void Instances::placeLane(const Agent &agent, const QList<AgentId> &needs)
{
    Lane &lane = m_lanes[agent.id];
    const int before = lane.target;
    lane.cluster = agent.cluster;
    lane.scaling = agent.spec.scaling;
    lane.needs = needs;
    lane.target = agent.target;
    lane.lastScaled = std::max(lane.lastScaled, agent.lastScaledAt);
    if (lane.target > before) { // a new lane comes here too
        lane.isAwake = true;
        lane.lastActivity = m_clock.now();
    }
    if (lane.target == 0 && lane.running == 0)
        lane.isAwake = false;
    if (lane.running <= lane.target)
        lane.isDraining = false;
    else if (lane.target < before)
        lane.isDraining = true;
}

void Instances::count(Crew &crew)
{
    crew.running = 0;
    crew.runningOf.clear();
    for (const AgentId &agent : std::as_const(crew.lanes))
        m_lanes[agent].needed = 0;
    for (const AgentId &agent : std::as_const(crew.lanes)) {
        const Lane lane = m_lanes.value(agent);
        add(crew, agent, lane.running);
        for (const AgentId &needed : lane.needs)
            m_lanes[needed].needed += lane.running;
    }
}

void Instances::add(Crew &crew, const AgentId &agent, int running)
{
    crew.running += running;
    if (const auto owner = crew.shares.owners.constFind(agent); owner != crew.shares.owners.constEnd())
        crew.runningOf[*owner] += running;
}

void Instances::remove(const ClusterId &cluster)
{
    const Crew crew = m_crews.take(cluster);
    for (const AgentId &agent : crew.lanes)
        m_lanes.remove(agent);
}

bool Instances::isStopped(const Lane &lane) const
{
    return lane.target == 0 && !crewOf(lane).policy.scaleToZero;
}

bool Instances::isBlocked(const Lane &lane) const
{
    return isStopped(lane) || std::any_of(lane.needs.begin(), lane.needs.end(),
                                          [this](const AgentId &agent) { return isStopped(laneOf(agent)); });
}

// With scale to zero even a target of 0 gives one instance to work that arrives.
int Instances::slotsOf(const Lane &lane) const
{
    return crewOf(lane).policy.scaleToZero ? std::max(1, lane.target) : lane.target;
}

int Instances::upOf(const Lane &lane) const
{
    return lane.isAwake ? std::max(lane.isDraining ? 0 : slotsOf(lane), lane.running) : 0;
}

int Instances::roomIn(const AgentId &agent, const Lane &lane) const
{
    if (lane.isDraining || isBlocked(lane))
        return 0;
    const Crew &crew = crewOf(lane);
    const int ofOwner = crew.shares.mostOfOne - crew.runningOf.value(crew.shares.owners.value(agent));
    return std::max(
        0, std::min({slotsOf(lane) - lane.running, crew.policy.maxConcurrentAgents - crew.running, ofOwner}));
}

int Instances::capacity(const AgentId &agent) const
{
    const auto lane = m_lanes.constFind(agent);
    return lane == m_lanes.constEnd() ? 0 : roomIn(agent, *lane);
}

bool Instances::acquire(const AgentId &agent)
{
    const auto lane = m_lanes.find(agent);
    if (lane == m_lanes.end())
        return false;
    if (roomIn(agent, *lane) == 0) {
        if (lane->refused == 0)
            lane->refused = ++m_refusals;
        return false;
    }
    lane->refused = 0;
    ++lane->running;
    add(m_crews[lane->cluster], agent, 1);
    const QList<AgentId> needs = lane->needs;
    for (const AgentId &needed : needs) {
        ++m_lanes[needed].needed;
        wake(needed);
    }
    wake(agent);
    return true;
}

void Instances::wake(const AgentId &agent)
{
    Lane &lane = m_lanes[agent];
    lane.lastActivity = m_clock.now();
    if (lane.isAwake)
        return;
    lane.isAwake = true;
    ++lane.coldStarts;
    if (lane.target == 0)
        emit targetWanted(agent, 1, ScaleReason::ColdStart);
    else
        emit instancesChanged(agent, 0, upOf(lane), ScaleReason::ColdStart);
}

void Instances::release(const AgentId &agent)
{
    const auto lane = m_lanes.find(agent);
    if (lane == m_lanes.end() || lane->running == 0)
        return;
    const ClusterId cluster = lane->cluster;
    const QList<AgentId> needs = lane->needs;
    --lane->running;
    add(m_crews[cluster], agent, -1);
    lane->lastActivity = m_clock.now();
    for (const AgentId &needed : needs) {
        Lane &other = m_lanes[needed];
        --other.needed;
        other.lastActivity = m_clock.now();
    }
    if (lane->isDraining && lane->running <= lane->target)
        endDrain(agent);
    look(agent);
    for (const AgentId &needed : needs)
        look(needed);
    announceRoom(cluster);
}

void Instances::endDrain(const AgentId &agent)
{
    Lane &lane = m_lanes[agent];
    lane.isDraining = false;
    if (lane.target == 0)
        lane.isAwake = false;
    emit instancesChanged(agent, lane.running + 1, lane.target, ScaleReason::Drained);
}

void Instances::announceRoom(const ClusterId &cluster)
{
    QList<std::pair<quint64, AgentId>> waiting;
    const QList<AgentId> lanes = m_crews.value(cluster).lanes;
    for (const AgentId &agent : lanes) {
        if (const quint64 refused = laneOf(agent).refused; refused > 0)
            waiting.append({refused, agent});
    }
    std::sort(waiting.begin(), waiting.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const auto &[refused, agent] : std::as_const(waiting)) {
        // Whoever hears it may take the room that the next one waits for.
        if (capacity(agent) == 0)
            continue;
        m_lanes[agent].refused = 0;
        emit capacityFreed(agent);
    }
}

AgentStatus Instances::statusOf(const Lane &lane) const
{
    if (lane.isDraining)
        return AgentStatus::Scaling;
    if (isBlocked(lane))
        return AgentStatus::Stopped;
    const bool areNeedsUp = std::all_of(lane.needs.begin(), lane.needs.end(),
                                        [this](const AgentId &agent) { return laneOf(agent).isAwake; });
    return lane.isAwake && areNeedsUp ? AgentStatus::Running : AgentStatus::Idle;
}

AgentLoad Instances::loadOf(const AgentId &agent) const
{
    const auto lane = m_lanes.constFind(agent);
    if (lane == m_lanes.constEnd())
        return {};
    return AgentLoad{
        .status = statusOf(*lane),
        .instances = upOf(*lane),
        .busy = lane->running,
        .queued = lane->queued,
        .coldStarts = lane->coldStarts,
        .lastActivity = lane->lastActivity,
    };
}

double Instances::loadPerInstance(const AgentId &agent) const
{
    const Lane lane = m_lanes.value(agent);
    return double(lane.running + lane.queued) / std::max(1, lane.target);
}

bool Instances::isDraining(const ClusterId &cluster) const
{
    const QList<AgentId> lanes = m_crews.value(cluster).lanes;
    return std::any_of(lanes.begin(), lanes.end(),
                       [this](const AgentId &agent) { return laneOf(agent).isDraining; });
}

ClusterState Instances::stateOf(const ClusterId &cluster) const
{
    if (isDraining(cluster))
        return ClusterState::Scaling;
    const QList<AgentId> lanes = m_crews.value(cluster).lanes;
    const bool hasLife = std::any_of(lanes.begin(), lanes.end(), [this](const AgentId &agent) {
        return statusOf(laneOf(agent)) != AgentStatus::Stopped;
    });
    return hasLife ? ClusterState::Running : ClusterState::Stopped;
}

} // namespace core
