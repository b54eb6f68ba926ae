// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/agenttools.h"

#include "core/base/json.h"
#include "core/fleet/manifestwriter.h"
#include "core/tool/httptool.h"

#include <QCryptographicHash>

namespace core {

namespace {

const ToolDeclaration *declarationOf(const AgentSpec &agent, const QString &name)
{
    for (const ToolDeclaration &declared : agent.tools) {
        if (declared.type == ToolType::Http && declared.name == name)
            return &declared;
    }
    return nullptr;
}

// All that is declared of it: where it goes, with what, as whom.
QString definitionOf(const ToolDeclaration &declared)
{
    const QByteArray text = toBytes(toJson(AgentSpec{.tools = {declared}}));
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

} // namespace

std::shared_ptr<Tool> AgentTools::find(const AgentId &agent, const QString &name) const
{
    const auto known = agent.isEmpty() ? Result<Agent>(Error{}) : m_fleet.agent(agent);
    if (const ToolDeclaration *declared = known ? declarationOf(known->spec, name) : nullptr)
        return std::make_shared<HttpTool>(m_resolver, m_addresses, *declared, known->spec.environment);
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
    TRY(normalized(agent, name, arguments));
    return {};
}

Result<QJsonObject> AgentTools::normalized(const AgentId &agent, const QString &name,
                                           const QJsonObject &arguments) const
{
    const auto tool = find(agent, name);
    if (!tool || tool.get() == m_tools.find(name))
        TRY(m_tools.check(name, arguments));
    else
        TRY(checkArguments(tool->spec(), arguments));
    return tool->normalized(arguments);
}

PolicyTarget AgentTools::targetOf(const AgentId &agent, const QString &name) const
{
    const auto known = agent.isEmpty() ? Result<Agent>(Error{}) : m_fleet.agent(agent);
    if (!known)
        return {};
    const ToolDeclaration *declared = declarationOf(known->spec, name);
    return {.cluster = known->clusterName,
            .owner = m_fleet.ownerOf(agent),
            .definition = declared ? definitionOf(*declared) : QString()};
}

QList<PolicyQuestion> AgentTools::actions() const
{
    QList<PolicyQuestion> actions;
    const QList<ToolSpec> builtin = m_tools.specs();
    for (const ToolSpec &tool : builtin)
        actions.append({.tool = tool.name, .effect = tool.effect, .agent = defaultAgentName});
    const QList<Cluster> clusters = m_fleet.clusters(localOperator());
    for (const Cluster &cluster : clusters) {
        for (const Agent &agent : cluster.agents)
            addActions(agent, cluster.createdBy, actions);
    }
    return actions;
}

// A declared tool with the name of a built-in one is not what a rule with that name is about.
void AgentTools::addActions(const Agent &agent, const QString &owner, QList<PolicyQuestion> &actions) const
{
    for (const ToolDeclaration &declared : agent.spec.tools) {
        const auto tool = find(agent.id, declared.name);
        const bool isBuiltin = declared.type == ToolType::Builtin;
        if (!tool || (!isBuiltin && (declared.type != ToolType::Http || m_tools.find(declared.name))))
            continue;
        actions.append({.tool = declared.name,
                        .effect = tool->spec().effect,
                        .agent = agent.spec.name,
                        .cluster = agent.clusterName,
                        .owner = owner,
                        .definition = isBuiltin ? QString() : definitionOf(declared)});
    }
}

} // namespace core
