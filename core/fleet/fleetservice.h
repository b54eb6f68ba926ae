// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/fleet/difference.h"
#include "core/fleet/fleetindex.h"
#include "core/fleet/fleetstore.h"
#include "core/fleet/manifestreader.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace core {

// Deploys, changes, scales and removes clusters, and finds their agents. Owned by the core; backend thread.
// Announces ClusterDeployed, ClusterChanged, ClusterDeleted and AgentScaled. What it answers is what was
// committed, with the load of this moment; a value returned by a command is what will be there when the
// commit has succeeded. Others' clusters are NotFound unless they are offered to all; then only their owner
// and administrators change them (Forbidden). Fails with InvalidArgument, NotFound, or Conflict: for deploy()
// the name is taken, for apply() and scale() a scale-down still drains. What it owes by itself (to read a
// cluster, to start it, to tell of its instances) and cannot do is tried again a second later, until it is
// done.
class FleetService final : public QObject
{
    Q_OBJECT

public:
    // `rules` tells which providers and tools there are when a manifest is read.
    FleetService(Database &database, Journal &journal, Instances &instances,
                 std::function<ManifestRules()> rules);

    // Reads what is stored and brings its instances up. Call once, before anything else.
    Result<void> open();

    ManifestReading read(const QJsonObject &manifest) const { return readManifest(manifest, m_rules()); }
    ManifestReading read(const QByteArray &text) const { return readManifestText(text, m_rules()); }
    // For who reads a text in another thread, because that may take long.
    ManifestRules rules() const { return m_rules(); }

    Result<Cluster> deploy(const Manifest &manifest, const Principal &principal);
    // Agents with the same name stay, with what they run; a manifest that changes nothing announces nothing.
    // A cluster that is offered to all is offered no more once who is no administrator changes what it does.
    Result<Cluster> apply(const QString &name, const Manifest &manifest, const Principal &principal);
    // Its agents are gone with it. Steps that run may finish; the event tells the run engine about the
    // others.
    Result<void> remove(const QString &name, const Principal &principal);
    Result<Agent> scale(const QString &cluster, const QString &agent, int instances,
                        const Principal &principal);

    // For administrators: whether everybody sees the cluster, and may give its agents tasks.
    Result<Cluster> share(const QString &name, bool shared, const Principal &principal);

    // Those that serve the principal, oldest first.
    QList<Cluster> clusters(const Principal &principal) const { return m_index.clusters(principal); }
    Result<Cluster> cluster(const QString &name, const Principal &principal) const
    {
        return m_index.cluster(name, principal);
    }
    QList<Agent> agents(const AgentFilter &filter, const Principal &principal) const
    {
        return m_index.agents(filter, principal);
    }
    Result<Agent> agent(const AgentId &id) const { return m_index.agent(id); }
    // Who deployed its cluster; empty when it is gone.
    QString ownerOf(const AgentId &id) const { return m_index.ownerOf(id); }
    // By id, "cluster/agent" or name. Of several with that name the one with the lowest load for each
    // instance, then the oldest; others' only where no other has it.
    Result<Agent> findAgent(const QString &reference, const Principal &principal) const
    {
        return m_index.findAgent(reference, principal);
    }

    // Of the first agents of that owner's clusters and of those that are offered to all that are not stopped,
    // configured and able, the one with the lowest load for each instance, then the oldest. Empty when there
    // is none.
    AgentId chooseAgent(const QString &owner, const AgentTest &isAble) const;
    // Whether the agent's provider can be called at this moment.
    bool isConfigured(const AgentSpec &agent) const { return m_rules().configured.contains(agent.provider); }

signals:
    // The committed rows of a cluster changed, or it is gone; what this class answers is up to date.
    void changed(const core::ClusterId &cluster);

private:
    Result<Cluster> stored(const QString &name, const Principal &principal);
    Result<void> applyAgents(Transaction &transaction, const Cluster &before, Cluster &after);
    void storeTarget(const AgentId &id, int instances, ScaleReason reason);
    void announceInstances(const AgentId &id, int before, int after, ScaleReason reason);
    void start(const ClusterId &id);
    void refreshAfterCommit(const ClusterId &id);
    void refresh(const ClusterId &id);
    struct InstanceChange
    {
        AgentId agent = {};
        int before = 0;
        int after = 0;
        ScaleReason reason = ScaleReason::Person;
    };
    void tell(const InstanceChange &change);
    void refreshLater(const ClusterId &id);
    void tryAgain();

    Journal &m_journal;
    Instances &m_instances;
    std::function<ManifestRules()> m_rules;
    FleetStore m_store;
    FleetIndex m_index;
    QTimer m_again;
    QSet<ClusterId> m_unread; // to be read again when it rings
    QList<InstanceChange> m_untold;
};

} // namespace core
