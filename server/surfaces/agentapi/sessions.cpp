// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: a time and a number of executions that belong together.
#include "core/base/json.h"
#include "server/surfaces/agentapi/agentapi.h"

#include <QUrl>

namespace server::agentapi {

using core::AgentSession;
using core::AgentSessionService;
using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject toJson(const AgentSession &session)
{
    const QString ended = core::toText(session.endedAt);
    return {{u"id"_s, session.id.value},
            {u"name"_s, session.name},
            {u"description"_s, session.description},
            {u"status"_s, core::toWord(session.state)},
            {u"config"_s, QJsonObject{{u"timeout"_s, qint64{session.timeout.count()}},
                                      {u"max_iterations"_s, session.maxIterations}}},
            {u"iterations"_s, session.iterations},
            {u"created_at"_s, core::toText(session.createdAt)},
            {u"updated_at"_s, core::toText(session.updatedAt)},
            {u"expires_at"_s, core::toText(session.expiresAt)},
            {u"ended_at"_s, ended.isEmpty() ? QJsonValue() : QJsonValue(ended)}};
}

Result<Response> createAgentSession(core::Core &core, const Request &request)
{
    const QJsonObject config = request.json.value(u"config"_s).toObject();
    const AgentSession session = TRY(core.agentSessions().create(
        {.name = request.json.value(u"name"_s).toString(),
         .description = request.json.value(u"description"_s).toString(),
         .timeout = std::chrono::seconds(config.value(u"timeout"_s).toInteger(3600)),
         .maxIterations = int(config.value(u"max_iterations"_s).toInteger(100))},
        request.principal));
    return Response::json(201, toJson(session))
        .with("Location", "/v1/sessions/" + QUrl::toPercentEncoding(session.id.value));
}

Result<Response> listAgentSessions(core::Core &core, const Request &request)
{
    const core::AgentSessionFilter filter{.before = {request.query(u"before").value_or(QString())},
                                          .limit = int(request.queryInteger(u"limit", 10)),
                                          .offset = int(request.queryInteger(u"offset", 0))};
    QJsonArray sessions;
    for (const AgentSession &session : TRY(core.agentSessions().list(filter, request.principal)))
        sessions.append(toJson(session));
    return Response::json(200, QJsonObject{{u"sessions"_s, sessions},
                                           {u"total"_s, TRY(core.agentSessions().count(request.principal))},
                                           {u"limit"_s, filter.limit},
                                           {u"offset"_s, filter.offset}});
}

Result<Response> showAgentSession(core::Core &core, const Request &request)
{
    return Response::json(
        200, toJson(TRY(core.agentSessions().find({request.parameter(u"session_id")}, request.principal))));
}

Result<Response> end(core::Core &core, const Request &request)
{
    const auto outcome = core::fromWord<core::AgentSessionState>(request.json.value(u"status"_s).toString());
    return Response::json(200, toJson(TRY(core.agentSessions().end({request.parameter(u"session_id")},
                                                                   *outcome, request.principal))));
}

Result<Response> removeAgentSession(core::Core &core, const Request &request)
{
    TRY(core.agentSessions().remove({request.parameter(u"session_id")}, request.principal));
    return Response::empty(204);
}

BodyShape sessionBody()
{
    return largeJsonBody({
        {.name = u"name"_s,
         .presence = Presence::Required,
         .maximum = AgentSessionService::longestName,
         .missing = missingField},
        {.name = u"description"_s, .maximum = AgentSessionService::longestDescription},
        {.name = u"config"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"timeout"_s,
                     .type = FieldType::Integer,
                     .minimum = 1,
                     .maximum = AgentSessionService::longestTimeout,
                     .summary = u"Seconds until it expires; 3600 when absent"_s},
                    {.name = u"max_iterations"_s,
                     .type = FieldType::Integer,
                     .minimum = 1,
                     .maximum = AgentSessionService::mostIterations,
                     .summary = u"Executions that it may have; 100 when absent"_s}}},
    });
}

QJsonObject exampleSession()
{
    return {{u"id"_s, u"session_0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e03"_s},
            {u"name"_s, u"My Session"_s},
            {u"description"_s, u"Session description"_s},
            {u"status"_s, u"created"_s},
            {u"config"_s, QJsonObject{{u"timeout"_s, 3600}, {u"max_iterations"_s, 100}}},
            {u"iterations"_s, 0},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"updated_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"expires_at"_s, u"2026-01-30T17:15:08.000Z"_s},
            {u"ended_at"_s, QJsonValue()}};
}

} // namespace

std::vector<Endpoint> sessionEndpoints(core::Core &core)
{
    return {
        {.method = Method::Post,
         .path = "/v1/sessions",
         .access = Scope::SessionsWrite,
         .body = sessionBody(),
         .handler = AnswerNow([&core](const Request &request) { return createAgentSession(core, request); }),
         .summary = u"Open a session; ten of one account may be open, unless this server is set otherwise"_s,
         .replies = {{.status = 201,
                      .summary = u"Opened"_s,
                      .example = exampleSession(),
                      .headers = {sentHeader(u"Location"_s, u"Where the session is"_s)}}}},
        {.method = Method::Get,
         .path = "/v1/sessions",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return listAgentSessions(core, request); }),
         .summary = u"List sessions, newest first"_s,
         .query = {pageSize(AgentSessionService::greatestPage, 10),
                   {.name = u"offset"_s, .type = FieldType::Integer, .minimum = 0, .maximum = 1'000'000},
                   pageBefore()}},
        {.method = Method::Get,
         .path = "/v1/sessions/{session_id}",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return showAgentSession(core, request); }),
         .summary = u"Show a session"_s},
        {.method = Method::Patch,
         .path = "/v1/sessions/{session_id}",
         .access = Scope::SessionsWrite,
         .body = jsonBody({{.name = u"status"_s,
                            .presence = Presence::Required,
                            .allowed = {u"completed"_s, u"failed"_s},
                            .missing = missingField}}),
         .handler = AnswerNow([&core](const Request &request) { return end(core, request); }),
         .summary = u"End a session; what runs in it is cancelled"_s,
         .replies = {{.status = 409, .summary = u"It has ended already"_s}}},
        {.method = Method::Delete,
         .path = "/v1/sessions/{session_id}",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return removeAgentSession(core, request); }),
         .summary = u"Delete a session; what runs in it is cancelled"_s,
         .replies = {{.status = 204, .summary = u"Deleted"_s}}},
    };
}

} // namespace server::agentapi
