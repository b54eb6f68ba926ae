// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/agentdirectory.h"

#include "core/provider/builtinplan.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<AgentProfile> AgentDirectory::profile(const AgentId &id) const
{
    if (id.isEmpty())
        return AgentProfile{.name = defaultAgentName, .tools = m_tools.names()};
    const auto found = m_fleet.agent(id);
    if (!found) {
        if (auto name = m_code.name(id))
            return AgentProfile{.id = id, .name = *std::move(name), .isCode = true};
        return found.error();
    }
    const Agent &agent = *found;
    QStringList tools;
    for (const ToolDeclaration &declared : agent.spec.tools) {
        if (declared.type == ToolType::Http ||
            (declared.type == ToolType::Builtin && m_tools.find(declared.name)))
            tools.append(declared.name);
    }
    return AgentProfile{.id = id,
                        .name = agent.spec.name,
                        .cluster = agent.clusterName,
                        .provider = agent.spec.provider,
                        .model = agent.spec.model,
                        .systemPrompt = agent.spec.systemPrompt,
                        .tools = tools,
                        .temperature = agent.spec.temperature.value_or(-1),
                        .topP = agent.spec.topP.value_or(-1),
                        .maxTokens = agent.spec.maxTokens,
                        .stepTimeout = agent.spec.resources.timeout};
}

// A model knows and reckons by itself; for anything else it needs the tool, and builtin needs each.
bool AgentDirectory::isAble(const AgentSpec &agent, const QStringList &needed) const
{
    const auto provider = m_providers.find(agent.provider);
    if (!provider)
        return false;
    return std::all_of(needed.begin(), needed.end(), [&](const QString &tool) {
        const bool isOwnStrength = tool == u"knowledge_search"_s || tool == u"calculator"_s;
        return (isOwnStrength && !(*provider)->plans()) ||
               std::any_of(agent.tools.begin(), agent.tools.end(), [&tool](const ToolDeclaration &declared) {
                   return declared.name == tool && declared.type == ToolType::Builtin;
               });
    });
}

Result<AgentId> AgentDirectory::chooseDefault(const QString &query, const QString &owner) const
{
    const std::optional<Agent> chosen = TRY(m_defaults.agentOf(owner));
    if (!chosen || !isAble(chosen->spec, toolsNeeded(query, m_tools.specs(m_tools.names()))))
        return AgentId();
    return chosen->id;
}

Result<AgentId> AgentDirectory::choose(const QString &name, const QString &query,
                                       const Principal &principal) const
{
    if (name.isEmpty())
        return chooseDefault(query, principal.user);
    const auto agent = m_fleet.findAgent(name, principal);
    if (!agent)
        return invalid(u"context.agent"_s, u"There is no agent \"%1\""_s.arg(name.left(128)));
    return agent->id;
}

Result<void> AgentDirectory::check(const AgentId &id, const Principal &principal) const
{
    if (m_fleet.agent(id) && !m_fleet.findAgent(id.value, principal))
        return invalid(u"context.agent"_s, u"There is no agent \"%1\""_s.arg(id.value.left(128)));
    return {};
}

} // namespace core
