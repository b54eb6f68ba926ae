// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentnames.h"

#include "ui/models/translation.h"

namespace ui {

namespace {

AgentName nameOf(core::Core &core, const core::AgentId &id)
{
    if (id.isEmpty())
        return {.agent = tr("assistant")};
    if (const auto agent = core.fleet().agent(id))
        return {.cluster = agent->clusterName, .agent = agent->spec.name};
    if (const auto code = core.codeAgents().name(id))
        return {.cluster = tr("code"), .agent = *code};
    return {.agent = tr("removed agent")};
}

} // namespace

const AgentName &AgentNames::of(const core::AgentId &id)
{
    const auto known = m_names.constFind(id);
    return known != m_names.constEnd() ? *known : *m_names.insert(id, nameOf(m_core, id));
}

} // namespace ui
