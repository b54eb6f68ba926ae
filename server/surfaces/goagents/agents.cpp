// SPDX-License-Identifier: GPL-3.0-or-later
// The agents of all clusters.
#include "server/surfaces/goagents/agentrows.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"

namespace server::goagents {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<Response> listAgents(core::Core &core, const Request &request)
{
    const core::AgentFilter filter{
        .cluster = request.query(u"cluster").value_or(QString()),
        .status = core::fromWord<core::AgentStatus>(request.query(u"status").value_or(QString())),
    };
    const AgentActivity activity = TRY(activityOf(core));
    QJsonArray agents;
    for (const core::Agent &agent : core.fleet().agents(filter, request.principal))
        agents.append(agentSummary(agent, activity));
    return success(core.clock().now(), 200, QJsonObject{{u"agents"_s, agents}});
}

Result<Response> showAgent(core::Core &core, const Request &request)
{
    const auto agent = core.fleet().findAgent(request.parameter(u"agent_id"), request.principal);
    if (!agent)
        return about(u"agent_id"_s, agent.error());
    return success(core.clock().now(), 200, agentDetails(*agent, TRY(activityOf(core))));
}

} // namespace

std::vector<Endpoint> agentEndpoints(core::Core &core)
{
    return {
        {.method = Method::Get,
         .path = "/api/v1/agents",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return listAgents(core, request); }),
         .summary = u"List the agents of the clusters that are yours or offered to all"_s,
         .query = {{.name = u"cluster"_s, .maximum = 128, .summary = u"Only those of this cluster"_s},
                   {.name = u"status"_s, .allowed = {u"running"_s, u"idle"_s, u"scaling"_s, u"stopped"_s}}}},
        {.method = Method::Get,
         .path = "/api/v1/agents/{agent_id}",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return showAgent(core, request); }),
         .summary = u"Show an agent, by its id or its name"_s,
         .encodedSlash = EncodedSlash::Allowed},
    };
}

} // namespace server::goagents
