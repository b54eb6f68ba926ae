// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fleetservice.h"
#include "core/workflow/phase.h"

namespace core {

// Who of a cluster does which kind of phase. The role of a kind (planner, designer, test_writer, coder,
// executor, reviewer) is found, in this order: by the cluster's label "workflow.<role>", whose value is an
// agent's name; by an agent of that name or of one that means the same ("developer" is a coder,
// "feature_coder" too); by an agent of the nearest other role; and last by the first agent of the cluster.
// Agents that are stopped are passed over. Without any cluster the default agent does everything. A value;
// any thread.
class Team
{
public:
    // The cluster of that name or id; for an empty name the one that has most of these roles, the oldest of
    // equals, and without any role at all the one whose agent has the least to do. Fails with
    // InvalidArgument.
    static Result<Team> choose(const FleetService &fleet, const Principal &principal, const QString &cluster,
                               const QList<PhaseKind> &kinds);

    AgentId agentFor(PhaseKind kind) const;
    // By name or id. Fails with InvalidArgument when the cluster has no such agent.
    Result<AgentId> agentNamed(const QString &name, const QString &field) const;
    const QString &clusterName() const { return m_name; } // empty: there is none

private:
    const Agent *ownAgentFor(PhaseKind kind) const;
    const Agent *named(const QString &name) const;

    QString m_name;
    TextMap m_labels;
    QList<Agent> m_agents; // that are not stopped
};

} // namespace core
