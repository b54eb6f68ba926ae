// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the instances that follows the work: how many there shall be, and when they sleep.
#include "core/fleet/instances.h"

#include <algorithm>

namespace core {

namespace {

int ceilingOf(int dividend, int divisor)
{
    return (dividend + divisor - 1) / divisor;
}

// The target that the load asks for; the present one when it asks for nothing. Up as far as the queue needs,
// down by one at a time and only when an instance is free and the others would not be too busy.
int targetFor(int target, int running, int queued, const Scaling &scaling)
{
    if (queued > scaling.scaleUpThreshold * target)
        return std::max(target, std::min(scaling.maxInstances, ceilingOf(queued, scaling.scaleUpThreshold)));
    const bool isQuiet = queued == 0 && running < target && running < scaling.scaleDownThreshold * target &&
                         running <= scaling.targetUtilization * (target - 1);
    return isQuiet && target > std::max(1, scaling.minInstances) ? target - 1 : target;
}

} // namespace

void Instances::setQueued(const AgentId &agent, int steps)
{
    const auto lane = m_lanes.find(agent);
    if (lane == m_lanes.end() || lane->queued == steps)
        return;
    lane->queued = steps;
    if (steps == 0)
        lane->refused = 0;
    look(agent);
}

void Instances::look(const AgentId &agent)
{
    const auto lane = m_lanes.find(agent);
    if (lane != m_lanes.end() && !sleepIfIdle(agent, *lane))
        followQueue(agent, *lane);
}

bool Instances::sleepIfIdle(const AgentId &agent, Lane &lane)
{
    const ResourcePolicy &policy = crewOf(lane).policy;
    if (!policy.scaleToZero || lane.scaling.minInstances > 0 || !lane.isAwake || lane.running > 0 ||
        lane.needed > 0 || lane.queued > 0)
        return false;
    const Timestamp due = lane.lastActivity + policy.idleTimeout;
    if (m_clock.now() < due) {
        ringAt(due);
        return false;
    }
    const int before = upOf(lane);
    lane.isAwake = false;
    emit instancesChanged(agent, before, 0, ScaleReason::Idle);
    return true;
}

void Instances::followQueue(const AgentId &agent, Lane &lane)
{
    if (lane.scaling.maxInstances == 0 || lane.target == 0 || lane.isDraining || !lane.isAwake)
        return;
    const int wanted = targetFor(lane.target, lane.running, lane.queued, lane.scaling);
    if (wanted == lane.target)
        return;
    const Timestamp due =
        isSet(lane.lastScaled) ? lane.lastScaled + lane.scaling.cooldownPeriod : m_clock.now();
    if (m_clock.now() < due) {
        ringAt(due);
        return;
    }
    // Remembered before it is stored, so that the cooldown also holds back a store that refuses.
    lane.lastScaled = m_clock.now();
    emit targetWanted(agent, wanted, wanted > lane.target ? ScaleReason::Queue : ScaleReason::LowLoad);
}

void Instances::ringAt(Timestamp when)
{
    if (!isSet(m_alarm.when()) || when < m_alarm.when())
        m_alarm.set(when);
}

void Instances::lookAtAll()
{
    const QList<AgentId> agents = m_lanes.keys();
    for (const AgentId &agent : agents)
        look(agent);
}

} // namespace core
