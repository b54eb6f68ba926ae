// SPDX-License-Identifier: GPL-3.0-or-later
// How workflows get on, deleting them, and which types there are.
#include "core/base/json.h"
#include "server/surfaces/orchestrator/executionjson.h"
#include "server/surfaces/orchestrator/orchestrator.h"

#include <QCryptographicHash>

namespace server::orchestrator {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<Response> show(core::Core &core, const Request &request)
{
    const core::WorkflowView view = TRY(core.workflows().find(request.parameter(u"id"), request.principal));
    return reply(200, executionJson(core, view));
}

Result<Response> remove(core::Core &core, const Request &request)
{
    const QString id = request.parameter(u"id");
    TRY(core.workflows().remove(id, request.principal));
    return reply(200, {{u"message"_s, QString(u"Workflow execution "_s + id + u" deleted successfully"_s)}});
}

QJsonObject typesJson()
{
    QStringList names;
    QJsonArray types;
    for (const core::WorkflowType &type : core::workflowTypes()) {
        names.append(type.name);
        types.append(QJsonObject{{u"name"_s, type.name},
                                 {u"description"_s, type.description},
                                 {u"requires_step_type"_s, type.name == "individual"_L1},
                                 {u"phases"_s, QJsonArray::fromStringList(type.phases)}});
    }
    return {{u"workflow_types"_s, QJsonArray::fromStringList(names)}, {u"workflows"_s, types}};
}

Field tagHeader()
{
    return sentHeader(u"ETag"_s, u"Names this answer; for If-None-Match"_s);
}

// The types change with the program alone, so a client may keep them for the contract's five minutes.
Response types(const Request &request)
{
    static const QJsonObject body = typesJson();
    static const QByteArray tag =
        '"' + QCryptographicHash::hash(core::toBytes(body), QCryptographicHash::Sha256).toHex().first(32) +
        '"';
    Response answer = request.header("if-none-match") == tag ? Response::empty(304) : reply(200, body);
    answer.addHeader("Cache-Control", "private, max-age=300");
    answer.addHeader("ETag", tag);
    return answer;
}

Result<SocketOpened> openSocket(core::Core &core, ProgressHub &hub, const Request &request)
{
    const core::WorkflowView view =
        TRY(core.workflows().find(request.parameter(u"session_id"), request.principal));
    return SocketOpened([&hub, view](WebSocket &socket) { hub.follow(view, socket); });
}

QJsonObject exampleExecution()
{
    return {{u"session_id"_s, u"0193f7c2-8a4e-7c5d-9b1a-2f6e4d3c2b1a"_s},
            {u"status"_s, u"running"_s},
            {u"workflow_type"_s, u"full"_s},
            {u"progress"_s, 50.0},
            {u"current_phase"_s, u"implementation"_s},
            {u"phases_completed"_s, QJsonArray{u"planning"_s, u"design"_s}},
            {u"errors"_s, QJsonArray()},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"started_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"completed_at"_s, QJsonValue::Null},
            {u"estimated_completion"_s, u"2026-01-30T16:17:00.000Z"_s}};
}

} // namespace

std::vector<Endpoint> executionEndpoints(core::Core &core, ProgressHub &hub)
{
    return {
        {.method = Method::Get,
         .path = "/workflow-status/{id}",
         .access = Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return show(core, request); }),
         .summary = u"Show how a workflow gets on, and its result"_s,
         .replies = {{.status = 200, .summary = u"As it stands"_s, .example = exampleExecution()}}},
        {.method = Method::Delete,
         .path = "/workflow-status/{id}",
         .access = Scope::TasksWrite,
         .handler = AnswerNow([&core](const Request &request) { return remove(core, request); }),
         .summary = u"Stop a workflow and forget it"_s},
        {.method = Method::Get,
         .path = "/workflow-types",
         .access = Scope::TasksRead,
         .handler = AnswerNow([](const Request &request) -> Result<Response> { return types(request); }),
         .summary = u"List the types of workflows"_s,
         .headers = {{.name = u"If-None-Match"_s,
                      .maximum = 100,
                      .summary = u"The ETag of what is known already; the same is answered with 304"_s}},
         .replies = {{.status = 200, .summary = u"The types"_s, .headers = {tagHeader()}},
                     {.status = 304, .summary = u"The same as before"_s, .headers = {tagHeader()}}}},
        {.method = Method::Get,
         .path = "/ws/{session_id}",
         .access = Scope::TasksRead,
         .handler =
             OpenSocket([&core, &hub](const Request &request) { return openSocket(core, hub, request); }),
         .summary = u"Follow a workflow over a WebSocket"_s,
         .description =
             u"Messages are JSON: phase_complete, progress and final_result. The first tells how the "
             u"workflow "
             "stands, and after final_result the connection is closed. The text `ping` is answered with `pong`."_s,
         .credentials = Credentials::InHeadersOrQuery},
    };
}

} // namespace server::orchestrator
