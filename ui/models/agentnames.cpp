// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentnames.h"

#include <QCoreApplication>

namespace ui {

const AgentName &AgentNames::of(const core::AgentId &id)
{
    const auto known = m_names.constFind(id);
    if (known != m_names.constEnd())
        return *known;
    AgentName name{.agent = QCoreApplication::translate("ui::AgentNames", "assistant")};
    if (!id.isEmpty()) {
        const auto agent = m_fleet.agent(id);
        name = agent ? AgentName{.cluster = agent->clusterName, .agent = agent->spec.name}
                     : AgentName{.agent = QCoreApplication::translate("ui::AgentNames", "removed agent")};
    }
    return *m_names.insert(id, name);
}

} // namespace ui
