// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"
#include "core/fleet/manifest.h"

#include <QMetaType>

namespace core {

enum class ClusterState {
    Deploying, // stored, but its instances are not up yet
    Running,
    Scaling, // an agent has more busy instances than it shall have, and lets them finish
    Stopped, // every agent is stopped
};

enum class AgentStatus {
    Running, // instances are up
    Idle,    // scaled to zero; the next step starts one
    Scaling,
    Stopped, // no instances, or one that it depends on has none; steps wait
};

template<>
struct Words<ClusterState>
{
    static constexpr std::pair<ClusterState, const char *> table[] = {
        {ClusterState::Deploying, "deploying"},
        {ClusterState::Running, "running"},
        {ClusterState::Scaling, "scaling"},
        {ClusterState::Stopped, "stopped"},
    };
};

template<>
struct Words<AgentStatus>
{
    static constexpr std::pair<AgentStatus, const char *> table[] = {
        {AgentStatus::Running, "running"},
        {AgentStatus::Idle, "idle"},
        {AgentStatus::Scaling, "scaling"},
        {AgentStatus::Stopped, "stopped"},
    };
};

// What an agent's instances do right now. Not stored; Instances knows it.
struct AgentLoad
{
    AgentStatus status = AgentStatus::Stopped;
    int instances = 0;  // that are up
    int busy = 0;       // that run a step
    int queued = 0;     // steps that wait for one
    int coldStarts = 0; // times that work found it scaled to zero
    Timestamp lastActivity = {};
};

// One agent of a cluster: a row of the table `agent`, with its load.
struct Agent
{
    AgentId id = {};
    ClusterId cluster = {};
    QString clusterName = {};
    AgentSpec spec = {};
    int position = 0;
    int target = 1; // instances that it shall have
    Timestamp lastScaledAt = {};
    Timestamp createdAt = {};
    AgentLoad load = {};
};

// One deployed manifest: a row of the table `cluster`, with its agents in the manifest's order. It belongs to
// who deployed it, and is nobody else's unless an administrator offers it to all.
struct Cluster
{
    ClusterId id = {};
    QString name = {};
    QString namespaceName = {};
    ClusterState state = ClusterState::Deploying;
    Manifest manifest = {};
    QString createdBy = {};
    bool isShared = false; // offered to all
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
    QList<Agent> agents = {};

    // Whether the principal may see it and give it work.
    bool serves(const Principal &principal) const { return isShared || principal.sees(createdBy); }
    // Whether work that does not name it may come to it: an administrator sees more than he means.
    bool isFor(const QString &owner) const { return isShared || createdBy == owner; }
};

} // namespace core

Q_DECLARE_METATYPE(core::Agent)
Q_DECLARE_METATYPE(core::Cluster)
