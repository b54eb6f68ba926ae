// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QHash>

namespace ui {

// Where an agent stands, in words.
struct AgentName
{
    QString cluster =
        {}; // empty for the agent that is there without a cluster; "code" for one that is Python
    QString agent = {};

    QString text() const
    {
        return cluster.isEmpty() ? agent : QString(cluster + QStringLiteral(" · ") + agent);
    }
};

// Reads the names of agents once for one answer. Backend thread; a value on the stack of a question.
class AgentNames
{
public:
    explicit AgentNames(core::Core &core)
        : m_core(core)
    {
    }

    const AgentName &of(const core::AgentId &id);

private:
    core::Core &m_core;
    QHash<core::AgentId, AgentName> m_names;
};

} // namespace ui
