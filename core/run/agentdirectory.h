// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/code/codeagentservice.h"
#include "core/fleet/fleetservice.h"
#include "core/provider/providerregistry.h"
#include "core/run/defaultagents.h"
#include "core/tool/toolregistry.h"

namespace core {

// What the run engine needs to know of the agent that a step belongs to: a copy of what its manifest says.
struct AgentProfile
{
    AgentId id = {}; // empty: the default agent, which is there without any cluster
    QString name = {};
    QString cluster = {};
    QString provider = {}; // empty: the default provider
    QString model = {};    // empty: the provider's default
    QString systemPrompt = {};
    QStringList tools = {};
    double temperature = -1; // below 0: the model's default
    double topP = -1;        // the same
    int maxTokens = 0;
    milliseconds stepTimeout{0}; // of one step; 0: the provider's or the tool's own
    bool isCode = false;         // a piece of Python in place of a model
};

// The name of the agent that is there without any cluster.
inline const QString defaultAgentName = QStringLiteral("assistant");

// Who runs a task: the agents of the fleet, the agents that are code, and behind them the default agent, so
// that a task can run before any cluster is deployed. The one place where the three kinds meet. Backend
// thread; owned by the core.
class AgentDirectory
{
public:
    AgentDirectory(FleetService &fleet, const DefaultAgents &defaults, CodeAgentService &code,
                   const ToolRegistry &tools, const ProviderRegistry &providers)
        : m_fleet(fleet)
        , m_defaults(defaults)
        , m_code(code)
        , m_tools(tools)
        , m_providers(providers)
    {
    }

    // Fails with NotFound when the agent was removed with its cluster.
    Result<AgentProfile> profile(const AgentId &id) const;
    // The agent of that name or id ("assistant", "support/assistant"). For an empty name the one that the
    // principal chose as his default; the default lane where he chose none, and where the one that he chose
    // lacks a tool that the query needs. Fails with InvalidArgument for an unknown name, and where the chosen
    // one is gone, serves him no longer, or has a provider that is not configured.
    Result<AgentId> choose(const QString &name, const QString &query, const Principal &principal) const;
    // Fails likewise for an agent of a cluster that does not serve the principal.
    Result<void> check(const AgentId &id, const Principal &principal) const;

private:
    Result<AgentId> chooseDefault(const QString &query, const QString &owner) const;
    bool isAble(const AgentSpec &agent, const QStringList &needed) const;

    FleetService &m_fleet;
    const DefaultAgents &m_defaults;
    CodeAgentService &m_code;
    const ToolRegistry &m_tools;
    const ProviderRegistry &m_providers;
};

} // namespace core
