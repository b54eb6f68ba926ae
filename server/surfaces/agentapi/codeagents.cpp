// SPDX-License-Identifier: GPL-3.0-or-later
// Agents that are deployed with code.
#include "core/base/json.h"
#include "server/surfaces/agentapi/agentapi.h"

#include <QUrl>

namespace server::agentapi {

using core::AgentId;
using core::CodeAgentService;
using core::Result;
using core::Scope;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto longestDeployment = 40s;

QJsonObject toJson(const core::CodeAgent &agent)
{
    return {{u"id"_s, agent.id.value},
            {u"name"_s, agent.name},
            {u"type"_s, u"python"_s},
            {u"requirements"_s, QJsonArray::fromStringList(agent.requirements)},
            {u"status"_s, core::toWord(agent.state)},
            {u"error"_s, agent.error.isEmpty() ? QJsonValue() : QJsonValue(agent.error)},
            {u"created_at"_s, core::toText(agent.createdAt)},
            {u"updated_at"_s, core::toText(agent.updatedAt)}};
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &one : value.toArray())
        texts.append(one.toString());
    return texts;
}

void deploy(core::Core &core, AnswerHub &hub, const Request &request, const LateReply &reply)
{
    const auto agent =
        core.codeAgents().deploy({.name = request.json.value(u"name"_s).toString(),
                                  .code = request.json.value(u"code"_s).toString(),
                                  .requirements = textsOf(request.json.value(u"requirements"_s))},
                                 request.principal);
    if (!agent)
        return reply.answer(agent.error());
    hub.wait(agent->id.value, reply, longestDeployment,
             [&core, id = agent->id, principal = request.principal]() -> Result<Response> {
                 const core::CodeAgent now = TRY(core.codeAgents().find(id, principal));
                 return Response::json(201, toJson(now))
                     .with("Location", "/v1/agents/" + QUrl::toPercentEncoding(id.value));
             });
}

Result<Response> listCodeAgents(core::Core &core, const Request &request)
{
    const int limit = static_cast<int>(request.queryInteger(u"limit", 20));
    QJsonArray agents;
    for (const core::CodeAgent &agent : TRY(core.codeAgents().list(
             limit, {request.query(u"before").value_or(QString())}, request.principal)))
        agents.append(toJson(agent));
    return Response::json(200, QJsonObject{{u"agents"_s, agents},
                                           {u"total"_s, TRY(core.codeAgents().count(request.principal))}});
}

Result<Response> showCodeAgent(core::Core &core, const Request &request)
{
    const AgentId id{request.parameter(u"agent_id")};
    QJsonObject agent = toJson(TRY(core.codeAgents().find(id, request.principal)));
    agent.insert(u"code"_s, TRY(core.codeAgents().code(id, request.principal)).code);
    return Response::json(200, agent);
}

Result<Response> removeCodeAgent(core::Core &core, const Request &request)
{
    TRY(core.codeAgents().remove({request.parameter(u"agent_id")}, request.principal));
    return Response::empty(204);
}

BodyShape deploymentBody()
{
    return largeJsonBody({
        {.name = u"name"_s,
         .presence = Presence::Required,
         .maximum = CodeAgentService::longestName,
         .missing = missingField},
        {.name = u"type"_s, .allowed = {u"python"_s}, .summary = u"python, which is all there is"_s},
        {.name = u"code"_s,
         .presence = Presence::Required,
         .maximum = CodeAgentService::largestCode,
         .missing = missingField,
         .summary =
             u"Defines a function of one argument: main, handler, process, execute, or the only one"_s},
        {.name = u"requirements"_s,
         .type = FieldType::TextList,
         .maximum = CodeAgentService::mostRequirements,
         .summary =
             u"Packages of the system's Python, such as numpy or numpy>=1.20; refused when not installed"_s},
    });
}

QJsonObject exampleAgent()
{
    return {{u"id"_s, u"agent-0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e01"_s},
            {u"name"_s, u"Data Processor"_s},
            {u"type"_s, u"python"_s},
            {u"requirements"_s, QJsonArray{u"numpy"_s}},
            {u"status"_s, u"ready"_s},
            {u"error"_s, QJsonValue()},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"updated_at"_s, u"2026-01-30T16:15:08.000Z"_s}};
}

} // namespace

std::vector<Endpoint> codeAgentEndpoints(core::Core &core, AnswerHub &hub)
{
    return {
        {.method = Method::Post,
         .path = "/v1/agents",
         .access = Scope::ClustersWrite,
         .body = deploymentBody(),
         .handler = AnswerLater([&core, &hub](const Request &request, const LateReply &reply) {
             deploy(core, hub, request, reply);
         }),
         .summary = u"Deploy an agent that is Python code, which runs in a sandbox without network"_s,
         .replies =
             {{.status = 201,
               .summary =
                   u"Deployed; with status failed and an error when code cannot run on this computer"_s,
               .example = exampleAgent(),
               .headers = {sentHeader(u"Location"_s, u"Where the agent is"_s)}}}},
        {.method = Method::Get,
         .path = "/v1/agents",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return listCodeAgents(core, request); }),
         .summary = u"List agents that were deployed with code, newest first"_s,
         .query = {pageSize(CodeAgentService::greatestPage), pageBefore()}},
        {.method = Method::Get,
         .path = "/v1/agents/{agent_id}",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return showCodeAgent(core, request); }),
         .summary = u"Show an agent, with its code"_s},
        {.method = Method::Delete,
         .path = "/v1/agents/{agent_id}",
         .access = Scope::ClustersWrite,
         .handler = AnswerNow([&core](const Request &request) { return removeCodeAgent(core, request); }),
         .summary = u"Delete an agent; its executions can still be read"_s,
         .replies = {{.status = 204, .summary = u"Deleted"_s}}},
    };
}

} // namespace server::agentapi
