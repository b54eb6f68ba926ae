// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fleetservice.h"
#include "core/policy/policy.h"
#include "core/run/agentdirectory.h"
#include "core/tool/addressrules.h"
#include "core/tool/resolver.h"
#include "core/tool/toolregistry.h"

namespace core {

// The tools of one agent: those of the registry, and those of type http that its manifest declares. One of an
// earlier version's store may have the name of a built-in one; it is the declared one, also to policies.
// Backend thread; owned by the core. The empty agent has the registry's alone.
class AgentTools
{
public:
    AgentTools(const ToolRegistry &tools, const FleetService &fleet, Resolver &resolver,
               const AddressRules &addresses)
        : m_tools(tools)
        , m_fleet(fleet)
        , m_resolver(resolver)
        , m_addresses(addresses)
    {
    }

    // None when the agent is gone or there is no such tool.
    std::shared_ptr<Tool> find(const AgentId &agent, const QString &name) const;
    QList<ToolSpec> specs(const AgentId &agent, const QStringList &names) const;
    // As ToolRegistry::check().
    Result<void> check(const AgentId &agent, const QString &name, const QJsonObject &arguments) const;
    // Checked, and in the one form that policies judge, people read and the tool is given.
    Result<QJsonObject> normalized(const AgentId &agent, const QString &name,
                                   const QJsonObject &arguments) const;

    // Whose the agent is and what the tool is, beyond their names.
    PolicyTarget targetOf(const AgentId &agent, const QString &name) const;
    // Everything that agents can do at this moment, without arguments.
    QList<PolicyQuestion> actions() const;

private:
    void addActions(const Agent &agent, const QString &owner, QList<PolicyQuestion> &actions) const;

    const ToolRegistry &m_tools;
    const FleetService &m_fleet;
    Resolver &m_resolver;
    AddressRules m_addresses;
};

} // namespace core
