// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QHash>
#include <QJsonObject>

namespace server::goagents {

// What agents have done and are doing, read once for one answer.
struct AgentActivity
{
    QHash<core::AgentId, core::AgentTotal> totals = {};
    QHash<core::AgentId, int> conversations = {}; // that wait for an answer
};

core::Result<AgentActivity> activityOf(core::Core &core);

// Sums over agents, as the contract's metrics have them.
double averageMs(const core::AgentTotal &total);
double successRate(const core::AgentTotal &total); // 1 while nothing failed
core::AgentTotal &operator+=(core::AgentTotal &sum, const core::AgentTotal &other);

QJsonObject agentSummary(const core::Agent &agent, const AgentActivity &activity); // an item of a list
QJsonObject agentDetails(const core::Agent &agent, const AgentActivity &activity);
QJsonObject clusterSummary(const core::Cluster &cluster);
QJsonObject clusterDetails(const core::Cluster &cluster, const AgentActivity &activity);

} // namespace server::goagents
