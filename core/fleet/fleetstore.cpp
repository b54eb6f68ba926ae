// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fleetstore.h"

#include "core/fleet/manifestreader.h"
#include "core/fleet/manifestwriter.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Cluster toCluster(const Rows &rows)
{
    return Cluster{
        .id = ClusterId{rows.text(0)},
        .name = rows.text(1),
        .namespaceName = rows.text(2),
        .state = fromWord<ClusterState>(rows.text(3)).value_or(ClusterState::Running),
        .manifest = storedManifest(rows.object(4)),
        .createdBy = rows.text(5),
        .isShared = rows.integer(8) != 0,
        .createdAt = rows.time(6),
        .updatedAt = rows.time(7),
    };
}

Agent toAgent(const Rows &rows, const Cluster &cluster)
{
    return Agent{
        .id = AgentId{rows.text(0)},
        .cluster = cluster.id,
        .clusterName = cluster.name,
        .spec = storedAgent(rows.object(1)),
        .position = rows.number(2),
        .target = rows.number(3),
        .lastScaledAt = rows.time(4),
        .createdAt = rows.time(5),
    };
}

} // namespace

Result<QList<Cluster>> FleetStore::all()
{
    QList<Cluster> clusters;
    {
        Rows rows = TRY(m_database.run(
            "SELECT id, name, namespace, state, manifest, created_by, created_at, updated_at, shared "
            "FROM cluster ORDER BY id"_L1));
        while (rows.next())
            clusters.append(toCluster(rows));
    }
    for (Cluster &cluster : clusters)
        cluster.agents = TRY(agentsOf(cluster));
    return clusters;
}

Result<std::optional<Cluster>> FleetStore::find(const ClusterId &id)
{
    std::optional<Cluster> cluster;
    {
        Rows rows = TRY(m_database.run(
            "SELECT id, name, namespace, state, manifest, created_by, created_at, updated_at, shared "
            "FROM cluster WHERE id = ?"_L1,
            id.value));
        if (rows.next())
            cluster = toCluster(rows);
    }
    if (cluster)
        cluster->agents = TRY(agentsOf(*cluster));
    return cluster;
}

Result<std::optional<Cluster>> FleetStore::findByName(const QString &name)
{
    ClusterId id;
    {
        Rows rows = TRY(m_database.run("SELECT id FROM cluster WHERE name = ?"_L1, name));
        if (!rows.next())
            return std::optional<Cluster>();
        id.value = rows.text(0);
    }
    return find(id);
}

Result<QList<Agent>> FleetStore::agentsOf(const Cluster &cluster)
{
    QList<Agent> agents;
    Rows rows = TRY(m_database.run("SELECT id, spec, position, instances, last_scaled_at, created_at "
                                   "FROM agent WHERE cluster_id = ? ORDER BY position"_L1,
                                   cluster.id.value));
    while (rows.next())
        agents.append(toAgent(rows, cluster));
    return agents;
}

Result<void> FleetStore::insert(Transaction &transaction, const Cluster &cluster)
{
    TRY(transaction.database.run(
        "INSERT INTO cluster (id, name, namespace, state, manifest, created_by, created_at, "
        "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        cluster.id.value, cluster.name, cluster.namespaceName, toWord(cluster.state),
        toJson(cluster.manifest), cluster.createdBy, cluster.createdAt, cluster.updatedAt));
    for (const Agent &agent : cluster.agents)
        TRY(insertAgent(transaction, agent));
    return {};
}

Result<void> FleetStore::updateManifest(Transaction &transaction, const Cluster &cluster)
{
    TRY(transaction.database.run(
        "UPDATE cluster SET namespace = ?, manifest = ?, updated_at = ? WHERE id = ?"_L1,
        cluster.namespaceName, toJson(cluster.manifest), cluster.updatedAt, cluster.id.value));
    return {};
}

Result<bool> FleetStore::setState(Transaction &transaction, const ClusterId &id, ClusterState state)
{
    const Rows rows =
        TRY(transaction.database.run("UPDATE cluster SET state = ?, updated_at = ? WHERE id = ?"_L1,
                                     toWord(state), transaction.now(), id.value));
    return rows.changed() > 0;
}

Result<void> FleetStore::setShared(Transaction &transaction, const ClusterId &id, bool shared)
{
    TRY(transaction.database.run("UPDATE cluster SET shared = ?, updated_at = ? WHERE id = ?"_L1,
                                 shared ? 1 : 0, transaction.now(), id.value));
    return {};
}

Result<void> FleetStore::remove(Transaction &transaction, const ClusterId &id)
{
    TRY(transaction.database.run("DELETE FROM cluster WHERE id = ?"_L1, id.value));
    return {};
}

Result<void> FleetStore::insertAgent(Transaction &transaction, const Agent &agent)
{
    TRY(transaction.database.run(
        "INSERT INTO agent (id, cluster_id, name, position, spec, instances, last_scaled_at, "
        "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        agent.id.value, agent.cluster.value, agent.spec.name, agent.position, toJson(agent.spec),
        agent.target, agent.lastScaledAt, agent.createdAt));
    return {};
}

Result<void> FleetStore::updateAgent(Transaction &transaction, const Agent &agent)
{
    TRY(transaction.database.run("UPDATE agent SET position = ?, spec = ?, instances = ? WHERE id = ?"_L1,
                                 agent.position, toJson(agent.spec), agent.target, agent.id.value));
    return {};
}

Result<void> FleetStore::setInstances(Transaction &transaction, const AgentId &id, int instances)
{
    TRY(transaction.database.run("UPDATE agent SET instances = ?, last_scaled_at = ? WHERE id = ?"_L1,
                                 instances, transaction.now(), id.value));
    return {};
}

Result<void> FleetStore::removeAgent(Transaction &transaction, const AgentId &id)
{
    TRY(transaction.database.run("DELETE FROM agent WHERE id = ?"_L1, id.value));
    return {};
}

} // namespace core
