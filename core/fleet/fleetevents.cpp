// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fleetevents.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject clusterPayload(const Cluster &cluster)
{
    QJsonArray agents;
    for (const Agent &agent : cluster.agents) {
        agents.append(QJsonObject{{"agent_id"_L1, agent.id.value},
                                  {"name"_L1, agent.spec.name},
                                  {"provider"_L1, agent.spec.provider},
                                  {"model"_L1, agent.spec.model},
                                  {"instances"_L1, agent.target}});
    }
    return QJsonObject{{"cluster_id"_L1, cluster.id.value},
                       {"name"_L1, cluster.name},
                       {"namespace"_L1, cluster.namespaceName},
                       {"status"_L1, toWord(cluster.state)},
                       {"agents"_L1, agents}};
}

QString scaledText(const Agent &agent, int before, int after, ScaleReason reason)
{
    const QString subject = agent.spec.name + u" of "_s + agent.clusterName;
    switch (reason) {
    case ScaleReason::Idle:
        return subject + u" is idle and scaled to zero"_s;
    case ScaleReason::ColdStart:
        return subject + u" was started by work"_s;
    case ScaleReason::Drained:
        return subject + u" finished scaling down"_s;
    case ScaleReason::Person:
    case ScaleReason::Manifest:
    case ScaleReason::Queue:
    case ScaleReason::LowLoad:
        break;
    }
    return u"%1 scaled from %2 to %3"_s.arg(subject).arg(before).arg(after);
}

} // namespace

Event clusterEvent(EventType type, const Cluster &cluster, const QString &actor, const QString &message)
{
    return Event{.type = type,
                 .subject = cluster.id.value,
                 .actor = actor,
                 .message = message,
                 .payload = clusterPayload(cluster)};
}

QString deployedText(const Cluster &cluster)
{
    const qsizetype agents = cluster.agents.size();
    return u"Cluster %1 was deployed with %2 %3"_s.arg(cluster.name)
        .arg(agents)
        .arg(agents == 1 ? u"agent"_s : u"agents"_s);
}

Event scaledEvent(const Agent &agent, int before, int after, ScaleReason reason, const QString &actor)
{
    return Event{
        .type = EventType::AgentScaled,
        .subject = agent.id.value,
        .actor = actor,
        .message = scaledText(agent, before, after, reason),
        .payload = QJsonObject{{"agent_id"_L1, agent.id.value},
                               {"agent"_L1, agent.spec.name},
                               {"cluster_id"_L1, agent.cluster.value},
                               {"cluster"_L1, agent.clusterName},
                               {"before"_L1, before},
                               {"after"_L1, after},
                               {"target"_L1, agent.target},
                               {"reason"_L1, toWord(reason)}},
    };
}

} // namespace core
