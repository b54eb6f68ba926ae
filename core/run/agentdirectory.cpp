// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/agentdirectory.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<AgentProfile> AgentDirectory::profile(const AgentId &id) const
{
    if (id.isEmpty())
        return AgentProfile{.name = u"assistant"_s, .tools = m_tools.names()};
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

Result<AgentId> AgentDirectory::choose(const QString &name) const
{
    if (name.isEmpty())
        return m_fleet.chooseAgent();
    const auto agent = m_fleet.findAgent(name);
    if (!agent)
        return invalid(u"context.agent"_s, u"There is no agent \"%1\""_s.arg(name.left(128)));
    return agent->id;
}

} // namespace core
