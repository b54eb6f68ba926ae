// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fleet/instances.h"

#include <QHash>

#include <functional>
#include <optional>

namespace core {

// What an agent must be able to do to be chosen.
using AgentTest = std::function<bool(const AgentSpec &)>;

struct AgentFilter
{
    QString cluster = {}; // a name; empty: of every cluster
    QString owner = {};   // of his clusters and of those that are offered to all; empty: of every owner
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

    // Those that serve the principal, oldest first.
    QList<Cluster> clusters(const Principal &principal) const;
    // By name or id. What does not serve the principal is not there.
    Result<Cluster> cluster(const QString &name, const Principal &principal) const;
    QList<Agent> agents(const AgentFilter &filter, const Principal &principal) const;
    // Whoever asks.
    Result<Agent> agent(const AgentId &id) const;
    QString ownerOf(const AgentId &id) const;
    Result<Agent> findAgent(const QString &reference, const Principal &principal) const;
    AgentId chooseAgent(const QString &owner, const AgentTest &isAble) const;

    static Error noCluster(const QString &name);
    static Error noAgent(const QString &name);

private:
    const Cluster *clusterOf(const Agent &agent) const;
    QList<Cluster>::iterator placeOf(const ClusterId &id);
    Cluster withLoad(Cluster cluster) const;
    Agent withLoad(Agent agent) const;

    const Instances &m_instances;
    QList<Cluster> m_clusters; // oldest first
    QHash<AgentId, Agent> m_agents;
};

} // namespace core
