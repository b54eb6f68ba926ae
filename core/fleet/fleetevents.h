// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/cluster.h"
#include "core/fleet/instances.h"
#include "core/journal/event.h"

namespace core {

// What the journal says about clusters. The payload has cluster_id, name, namespace, status and the agents.
Event clusterEvent(EventType type, const Cluster &cluster, const QString &actor, const QString &message);

// "Cluster shop was deployed with 2 agents".
QString deployedText(const Cluster &cluster);

// AgentScaled: the instances went from `before` to `after`; the payload has agent, cluster, target and
// reason.
Event scaledEvent(const Agent &agent, int before, int after, ScaleReason reason, const QString &actor);

} // namespace core
