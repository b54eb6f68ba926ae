// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/cluster.h"
#include "core/journal/journal.h"

#include <optional>

namespace core {

// The tables `cluster` and `agent`: SQL and nothing else. Used by FleetService alone, in the backend thread.
class FleetStore
{
public:
    explicit FleetStore(Database &database)
        : m_database(database)
    {
    }

    // Oldest first, with their agents.
    Result<QList<Cluster>> all();
    Result<std::optional<Cluster>> find(const ClusterId &id);
    Result<std::optional<Cluster>> findByName(const QString &name);

    // Fails with Conflict when the name is taken.
    Result<void> insert(Transaction &transaction, const Cluster &cluster);
    Result<void> updateManifest(Transaction &transaction, const Cluster &cluster);
    // Answers whether the cluster is still there.
    Result<bool> setState(Transaction &transaction, const ClusterId &id, ClusterState state);
    Result<void> setShared(Transaction &transaction, const ClusterId &id, bool shared);
    Result<void> remove(Transaction &transaction, const ClusterId &id);

    Result<void> insertAgent(Transaction &transaction, const Agent &agent);
    Result<void> updateAgent(Transaction &transaction, const Agent &agent);
    Result<void> setInstances(Transaction &transaction, const AgentId &id, int instances);
    Result<void> removeAgent(Transaction &transaction, const AgentId &id);

private:
    Result<QList<Agent>> agentsOf(const Cluster &cluster);

    Database &m_database;
};

} // namespace core
