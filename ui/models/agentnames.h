// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fleetservice.h"

#include <QHash>

namespace ui {

// Where an agent stands, in words.
struct AgentName
{
    QString cluster = {}; // empty for the agent that is there without a cluster
    QString agent = {};

    QString text() const { return cluster.isEmpty() ? agent : QString(cluster + QStringLiteral(" · ") + agent); }
};

// Reads the names of agents once for one answer. Backend thread; a value on the stack of a question.
class AgentNames
{
public:
    explicit AgentNames(core::FleetService &fleet) : m_fleet(fleet) {}

    const AgentName &of(const core::AgentId &id);

private:
    core::FleetService &m_fleet;
    QHash<core::AgentId, AgentName> m_names;
};

} // namespace ui
