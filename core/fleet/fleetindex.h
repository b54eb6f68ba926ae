// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fleet/instances.h"

#include <QHash>

#include <optional>

namespace core {

struct AgentFilter
{
    QString cluster = {}; // a name; empty: of every cluster
    std::optional<AgentStatus> status = {};
};

// The committed clusters and agents in memory, answered with their load of this moment. Owned by
// FleetService, which puts in what a commit has confirmed; backend thread.
class FleetIndex
{
public:
    explicit FleetIndex(const Instances &instances)
        : m_instances(instances)
    {
    }

    void put(const Cluster &cluster);
    void remove(const ClusterId &id);

    // Oldest first.
    QList<Cluster> clusters() const;
    // By name or id.
    Result<Cluster> cluster(const QString &name) const;
    QList<Agent> agents(const AgentFilter &filter) const;
    Result<Agent> agent(const AgentId &id) const;
    Result<Agent> findAgent(const QString &reference) const;
    AgentId chooseAgent() const;

    static Error noCluster(const QString &name);
    static Error noAgent(const QString &name);

private:
    QList<Cluster>::iterator placeOf(const ClusterId &id);
    Cluster withLoad(Cluster cluster) const;
    Agent withLoad(Agent agent) const;

    const Instances &m_instances;
    QList<Cluster> m_clusters; // oldest first
    QHash<AgentId, Agent> m_agents;
};

} // namespace core
