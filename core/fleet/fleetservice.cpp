// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fleetservice.h"

#include "core/base/alarm.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/fleet/fleetevents.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostInstances = 1000;
const QString autoscaler = QStringLiteral("autoscaler");

Error scalingInProgress(const QString &cluster)
{
    return failure(
        ErrorCode::Conflict,
        u"cluster %1 is scaling: busy instances finish first; try again when it is done"_s.arg(cluster));
}

// Names are one space, because rules and programs go by them. Of what is another's, it is told no more than
// that.
Error isTaken(const Cluster &other, const Principal &principal)
{
    return Error{.code = ErrorCode::Conflict,
                 .text = other.serves(principal)
                             ? u"cluster %1 exists"_s.arg(other.name)
                             : u"the name %1 is not to be had; choose another one"_s.arg(other.name),
                 .field = u"metadata.name"_s};
}

int mostOf(const AgentSpec &spec)
{
    return spec.scaling.maxInstances > 0 ? spec.scaling.maxInstances : mostInstances;
}

// Whether two manifests have the same agents, but for how many there are of each and what they may use.
bool doTheSame(Manifest one, Manifest other)
{
    for (Manifest *manifest : {&one, &other}) {
        for (AgentSpec &agent : manifest->agents) {
            agent.scaling = {};
            agent.resources = {};
        }
    }
    return one.agents == other.agents;
}

Agent newAgent(const Cluster &cluster, const AgentSpec &spec, int position, Timestamp now)
{
    return Agent{
        .id = newId<AgentId>("agent-"_L1),
        .cluster = cluster.id,
        .clusterName = cluster.name,
        .spec = spec,
        .position = position,
        .target = std::max(1, spec.scaling.minInstances),
        .createdAt = now,
    };
}

} // namespace

FleetService::FleetService(Database &database, Journal &journal, Instances &instances,
                           std::function<ManifestRules()> rules)
    : m_journal(journal)
    , m_instances(instances)
    , m_rules(std::move(rules))
    , m_store(database)
    , m_index(instances)
{
    // Queued: the run engine may be inside a record() when it acquires the instance that tells of this.
    connect(&m_instances, &Instances::targetWanted, this, &FleetService::storeTarget, Qt::QueuedConnection);
    connect(&m_instances, &Instances::instancesChanged, this, &FleetService::announceInstances,
            Qt::QueuedConnection);
    m_again.setSingleShot(true);
    m_again.setInterval(Alarm::pauseAfterFailure);
    connect(&m_again, &QTimer::timeout, this, &FleetService::tryAgain);
}

Result<void> FleetService::open()
{
    const QList<Cluster> all = TRY(m_store.all());
    for (const Cluster &cluster : all) {
        m_index.put(cluster);
        m_instances.place(cluster);
        if (cluster.state == ClusterState::Deploying)
            start(cluster.id);
    }
    return {};
}

Result<Cluster> FleetService::stored(const QString &name, const Principal &principal)
{
    const std::optional<Cluster> found = TRY(m_store.findByName(name));
    if (!found || !found->serves(principal))
        return FleetIndex::noCluster(name);
    if (!principal.sees(found->createdBy))
        return failure(
            ErrorCode::Forbidden,
            u"cluster %1 is offered to you; only who deployed it, or an administrator, may change it"_s.arg(
                name));
    return *found;
}

Result<Cluster> FleetService::deploy(const Manifest &manifest, const Principal &principal)
{
    const auto cluster = m_journal.record([&](Transaction &transaction) -> Result<Cluster> {
        if (const auto other = TRY(m_store.findByName(manifest.name)))
            return isTaken(*other, principal);
        const Timestamp now = transaction.now();
        Cluster made{.id = newId<ClusterId>("cluster-"_L1),
                     .name = manifest.name,
                     .namespaceName = manifest.namespaceName,
                     .manifest = manifest,
                     .createdBy = principal.user,
                     .createdAt = now,
                     .updatedAt = now};
        for (const AgentSpec &spec : manifest.agents)
            made.agents.append(newAgent(made, spec, static_cast<int>(made.agents.size()), now));
        TRY(m_store.insert(transaction, made));
        TRY(transaction.announce(
            clusterEvent(EventType::ClusterDeployed, made, principal.user, deployedText(made))));
        return made;
    });
    if (cluster)
        refreshAfterCommit(cluster->id);
    return cluster;
}

Result<Cluster> FleetService::apply(const QString &name, const Manifest &manifest, const Principal &principal)
{
    if (manifest.name != name)
        return invalid(u"metadata.name"_s,
                       u"the manifest is of cluster %1, not of %2; a cluster keeps its name"_s.arg(
                           shortened(manifest.name, 60), shortened(name, 60)));
    const auto cluster = m_journal.record([&](Transaction &transaction) -> Result<Cluster> {
        const Cluster before = TRY(stored(name, principal));
        const ManifestDifference difference = differenceOf(before.manifest, manifest);
        if (difference.isEmpty())
            return before;
        if (m_instances.isDraining(before.id))
            return scalingInProgress(name);
        Cluster after = before;
        after.namespaceName = manifest.namespaceName;
        after.manifest = manifest;
        after.updatedAt = transaction.now();
        TRY(m_store.updateManifest(transaction, after));
        TRY(applyAgents(transaction, before, after));
        QString told = u"Cluster %1 was changed: %2"_s.arg(name, difference.summary());
        // What an administrator offered to all is what he saw.
        if (before.isShared && !principal.may(Scope::Administer) && !doTheSame(before.manifest, manifest)) {
            after.isShared = false;
            TRY(m_store.setShared(transaction, after.id, false));
            told += u". It is its owner's alone until an administrator offers it again"_s;
        }
        Event event = clusterEvent(EventType::ClusterChanged, after, principal.user, told);
        event.payload.insert("shared"_L1, after.isShared);
        event.payload.insert("changes"_L1, difference.toJson());
        TRY(transaction.announce(std::move(event)));
        return after;
    });
    if (cluster)
        refreshAfterCommit(cluster->id);
    return cluster;
}

Result<void> FleetService::applyAgents(Transaction &transaction, const Cluster &before, Cluster &after)
{
    QHash<QString, Agent> known;
    for (const Agent &agent : before.agents)
        known.insert(agent.spec.name, agent);
    after.agents.clear();
    for (const AgentSpec &spec : after.manifest.agents) {
        const int position = static_cast<int>(after.agents.size());
        if (!known.contains(spec.name)) {
            const Agent added = newAgent(after, spec, position, after.updatedAt);
            TRY(m_store.insertAgent(transaction, added));
            after.agents.append(added);
            continue;
        }
        Agent kept = known.take(spec.name);
        kept.spec = spec;
        kept.position = position;
        kept.target = std::clamp(kept.target, spec.scaling.minInstances, mostOf(spec));
        TRY(m_store.updateAgent(transaction, kept));
        after.agents.append(kept);
    }
    for (const Agent &removed : std::as_const(known))
        TRY(m_store.removeAgent(transaction, removed.id));
    return {};
}

Result<void> FleetService::remove(const QString &name, const Principal &principal)
{
    ClusterId id;
    const auto removed = m_journal.record([&](Transaction &transaction) -> Result<void> {
        const Cluster cluster = TRY(stored(name, principal));
        id = cluster.id;
        TRY(m_store.remove(transaction, id));
        TRY(transaction.announce(clusterEvent(EventType::ClusterDeleted, cluster, principal.user,
                                              u"Cluster %1 was removed"_s.arg(name))));
        return {};
    });
    if (removed)
        refreshAfterCommit(id);
    return removed;
}

Result<Agent> FleetService::scale(const QString &cluster, const QString &agent, int instances,
                                  const Principal &principal)
{
    const auto scaled = m_journal.record([&](Transaction &transaction) -> Result<Agent> {
        const Cluster found = TRY(stored(cluster, principal));
        const auto row = std::find_if(found.agents.begin(), found.agents.end(), [&agent](const Agent &one) {
            return one.spec.name == agent || one.id.value == agent;
        });
        if (row == found.agents.end())
            return FleetIndex::noAgent(agent);
        const int least = row->spec.scaling.minInstances;
        const int most = mostOf(row->spec);
        if (instances < least || instances > most)
            return invalid(u"instances"_s,
                           u"instances must be a whole number from %1 to %2"_s.arg(least).arg(most));
        if (m_instances.isDraining(found.id))
            return scalingInProgress(cluster);
        Agent after = *row;
        if (after.target == instances)
            return after;
        after.target = instances;
        after.lastScaledAt = transaction.now();
        TRY(m_store.setInstances(transaction, after.id, instances));
        TRY(transaction.announce(
            scaledEvent(after, row->target, instances, ScaleReason::Person, principal.user)));
        return after;
    });
    if (scaled)
        refreshAfterCommit(scaled->cluster);
    return scaled;
}

Result<Cluster> FleetService::share(const QString &name, bool shared, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator offers a cluster to all"_s);
    const auto cluster = m_journal.record([&](Transaction &transaction) -> Result<Cluster> {
        Cluster found = TRY(stored(name, principal));
        if (std::exchange(found.isShared, shared) == shared)
            return found;
        found.updatedAt = transaction.now();
        TRY(m_store.setShared(transaction, found.id, shared));
        TRY(transaction.announce(clusterEvent(EventType::ClusterChanged, found, principal.user,
                                              shared ? u"Cluster %1 is offered to all"_s.arg(name)
                                                     : u"Cluster %1 is its owner's alone"_s.arg(name))));
        return found;
    });
    if (cluster)
        refreshAfterCommit(cluster->id);
    return cluster;
}

AgentId FleetService::chooseAgent(const QString &owner, const AgentTest &isAble) const
{
    const QStringList configured = m_rules().configured;
    return m_index.chooseAgent(
        owner, [&](const AgentSpec &agent) { return configured.contains(agent.provider) && isAble(agent); });
}

void FleetService::storeTarget(const AgentId &id, int instances, ScaleReason reason)
{
    const auto known = m_index.agent(id);
    if (!known || known->target == instances)
        return;
    Agent agent = *known;
    const int before = std::exchange(agent.target, instances);
    const auto scaled = m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.setInstances(transaction, id, instances));
        TRY(transaction.announce(scaledEvent(agent, before, instances, reason, autoscaler)));
        return {};
    });
    if (!scaled) {
        qCWarning(logFleet).noquote()
            << "Could not scale an agent. agent=" << id.value << scaled.error().detail;
        return refreshLater(agent.cluster); // then it is wanted again, if it still is
    }
    m_journal.whenCommitted(this, [this, cluster = agent.cluster](const Result<void> &committed) {
        committed ? refresh(cluster) : refreshLater(cluster);
    });
}

void FleetService::announceInstances(const AgentId &id, int before, int after, ScaleReason reason)
{
    tell({.agent = id, .before = before, .after = after, .reason = reason});
}

void FleetService::tell(const InstanceChange &change)
{
    const auto known = m_index.agent(change.agent);
    if (!known)
        return; // its cluster was removed meanwhile
    const Agent &agent = *known;
    const auto told = m_journal.record([&](Transaction &transaction) {
        return transaction.announce(
            scaledEvent(agent, change.before, change.after, change.reason, autoscaler));
    });
    if (!told)
        qCWarning(logFleet).noquote()
            << "Could not record scaling. agent=" << change.agent.value << told.error().detail;
    m_journal.whenCommitted(this, [this, change, isDone = bool(told)](const Result<void> &committed) {
        if (isDone && committed)
            return;
        m_untold.append(change);
        m_again.start();
    });
}

// The rows and the instances are there; now the cluster is running, and says so.
void FleetService::start(const ClusterId &id)
{
    const auto started = m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (!TRY(m_store.setState(transaction, id, ClusterState::Running)))
            return {};
        const std::optional<Cluster> cluster = TRY(m_store.find(id));
        TRY(transaction.announce(clusterEvent(EventType::ClusterChanged, *cluster, cluster->createdBy,
                                              u"Cluster %1 is running"_s.arg(cluster->name))));
        return {};
    });
    if (!started) {
        qCWarning(logFleet).noquote()
            << "Could not start a cluster. cluster=" << id.value << started.error().detail;
        return refreshLater(id);
    }
    m_journal.whenCommitted(
        this, [this, id](const Result<void> &committed) { committed ? refresh(id) : refreshLater(id); });
}

void FleetService::refreshAfterCommit(const ClusterId &id)
{
    // Whatever came of the commit, the rows are right afterwards. This stands before the reply of whoever
    // asked for the change, so that the reply already finds it.
    m_journal.whenCommitted(this, [this, id](const Result<void> &) { refresh(id); });
}

void FleetService::refresh(const ClusterId &id)
{
    const auto read = m_store.find(id);
    if (!read) {
        qCWarning(logFleet).noquote()
            << "Could not read a cluster. cluster=" << id.value << read.error().detail;
        return refreshLater(id);
    }
    if (*read) {
        m_index.put(**read);
        m_instances.place(**read);
    } else {
        m_index.remove(id);
        m_instances.remove(id);
    }
    emit changed(id);
    if (*read && (*read)->state == ClusterState::Deploying)
        start(id);
}

void FleetService::refreshLater(const ClusterId &id)
{
    m_unread.insert(id);
    m_again.start();
}

void FleetService::tryAgain()
{
    const QSet<ClusterId> unread = std::exchange(m_unread, {});
    for (const ClusterId &id : unread)
        refresh(id);
    const QList<InstanceChange> untold = std::exchange(m_untold, {});
    for (const InstanceChange &change : untold)
        tell(change);
}

} // namespace core
