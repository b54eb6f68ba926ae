// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fleetindex.h"

#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Error FleetIndex::noCluster(const QString &name)
{
    return failure(ErrorCode::NotFound, u"cluster %1 not found"_s.arg(shortened(name, 60)));
}

Error FleetIndex::noAgent(const QString &name)
{
    return failure(ErrorCode::NotFound, u"agent %1 not found"_s.arg(shortened(name, 60)));
}

QList<Cluster>::iterator FleetIndex::placeOf(const ClusterId &id)
{
    return std::lower_bound(m_clusters.begin(), m_clusters.end(), id,
                            [](const Cluster &known, const ClusterId &wanted) { return known.id < wanted; });
}

void FleetIndex::put(const Cluster &cluster)
{
    const auto place = placeOf(cluster.id);
    if (place != m_clusters.end() && place->id == cluster.id)
        *place = cluster;
    else
        m_clusters.insert(place, cluster);
    m_agents.removeIf([&cluster](const auto &entry) { return entry.value().cluster == cluster.id; });
    for (const Agent &agent : cluster.agents)
        m_agents.insert(agent.id, agent);
}

void FleetIndex::remove(const ClusterId &id)
{
    const auto place = placeOf(id);
    if (place != m_clusters.end() && place->id == id)
        m_clusters.erase(place);
    m_agents.removeIf([&id](const auto &entry) { return entry.value().cluster == id; });
}

Agent FleetIndex::withLoad(Agent agent) const
{
    agent.load = m_instances.loadOf(agent.id);
    return agent;
}

Cluster FleetIndex::withLoad(Cluster cluster) const
{
    if (cluster.state != ClusterState::Deploying)
        cluster.state = m_instances.stateOf(cluster.id);
    for (Agent &agent : cluster.agents)
        agent = withLoad(std::move(agent));
    return cluster;
}

const Cluster *FleetIndex::clusterOf(const Agent &agent) const
{
    const auto place =
        std::lower_bound(m_clusters.begin(), m_clusters.end(), agent.cluster,
                         [](const Cluster &known, const ClusterId &wanted) { return known.id < wanted; });
    return place != m_clusters.end() && place->id == agent.cluster ? &*place : nullptr;
}

QList<Cluster> FleetIndex::clusters(const Principal &principal) const
{
    QList<Cluster> all;
    for (const Cluster &cluster : m_clusters) {
        if (cluster.serves(principal))
            all.append(withLoad(cluster));
    }
    return all;
}

Result<Cluster> FleetIndex::cluster(const QString &name, const Principal &principal) const
{
    for (const Cluster &known : m_clusters) {
        if ((known.name == name || known.id.value == name) && known.serves(principal))
            return withLoad(known);
    }
    return noCluster(name);
}

QList<Agent> FleetIndex::agents(const AgentFilter &filter, const Principal &principal) const
{
    QList<Agent> found;
    for (const Cluster &known : m_clusters) {
        if (!known.serves(principal) || (!filter.cluster.isEmpty() && known.name != filter.cluster) ||
            (!filter.owner.isEmpty() && !known.isFor(filter.owner)))
            continue;
        for (const Agent &one : known.agents) {
            Agent agent = withLoad(one);
            if (!filter.status || agent.load.status == *filter.status)
                found.append(std::move(agent));
        }
    }
    return found;
}

Result<Agent> FleetIndex::agent(const AgentId &id) const
{
    const auto known = m_agents.constFind(id);
    if (known == m_agents.constEnd())
        return noAgent(id.value);
    return withLoad(*known);
}

QString FleetIndex::ownerOf(const AgentId &id) const
{
    const auto known = m_agents.constFind(id);
    const Cluster *cluster = known == m_agents.constEnd() ? nullptr : clusterOf(*known);
    return cluster ? cluster->createdBy : QString();
}

Result<Agent> FleetIndex::findAgent(const QString &reference, const Principal &principal) const
{
    if (const auto known = m_agents.constFind(AgentId{reference}); known != m_agents.constEnd()) {
        const Cluster *cluster = clusterOf(*known);
        return cluster && cluster->serves(principal) ? Result<Agent>(withLoad(*known)) : noAgent(reference);
    }
    const qsizetype slash = reference.indexOf(u'/');
    const QString cluster = slash < 0 ? QString() : reference.first(slash);
    const QString name = reference.sliced(slash + 1);
    // A name alone means one of one's own, or one that is offered, before it means somebody else's.
    const Agent *best = nullptr;
    for (const bool own : {true, false}) {
        for (const Cluster &known : m_clusters) {
            if (!known.serves(principal) || known.isFor(principal.user) != own ||
                (slash >= 0 && known.name != cluster))
                continue;
            for (const Agent &one : known.agents) {
                if (one.spec.name == name &&
                    (!best || m_instances.loadPerInstance(one.id) < m_instances.loadPerInstance(best->id)))
                    best = &one;
            }
        }
        if (best)
            return withLoad(*best);
    }
    return noAgent(reference);
}

AgentId FleetIndex::chooseAgent(const QString &owner, const AgentTest &isAble) const
{
    AgentId best;
    double lowest = 0;
    for (const Cluster &known : m_clusters) {
        if (!known.isFor(owner))
            continue;
        const auto first =
            std::find_if(known.agents.begin(), known.agents.end(), [this, &isAble](const Agent &one) {
                return m_instances.loadOf(one.id).status != AgentStatus::Stopped && isAble(one.spec);
            });
        if (first == known.agents.end())
            continue;
        const double load = m_instances.loadPerInstance(first->id);
        if (best.isEmpty() || load < lowest) {
            best = first->id;
            lowest = load;
        }
    }
    return best;
}

} // namespace core
