// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/agenttools.h"

#include "core/tool/httptool.h"

namespace core {

std::shared_ptr<Tool> AgentTools::find(const AgentId &agent, const QString &name) const
{
    const auto known = agent.isEmpty() ? Result<Agent>(Error{}) : m_fleet.agent(agent);
    for (const ToolDeclaration &declared : known ? known->spec.tools : QList<ToolDeclaration>()) {
        if (declared.type == ToolType::Http && declared.name == name)
            return std::make_shared<HttpTool>(m_resolver, m_addresses, declared, known->spec.environment);
    }
    Tool *registered = m_tools.find(name);
    return std::shared_ptr<Tool>(std::shared_ptr<Tool>(), registered); // the registry owns it
}

QList<ToolSpec> AgentTools::specs(const AgentId &agent, const QStringList &names) const
{
    QList<ToolSpec> specs;
    for (const QString &name : names) {
        if (const auto tool = find(agent, name))
            specs.append(tool->spec());
    }
    return specs;
}

Result<void> AgentTools::check(const AgentId &agent, const QString &name, const QJsonObject &arguments) const
{
    const auto tool = find(agent, name);
    if (!tool || tool.get() == m_tools.find(name))
        return m_tools.check(name, arguments);
    return checkArguments(tool->spec(), arguments);
}

} // namespace core
