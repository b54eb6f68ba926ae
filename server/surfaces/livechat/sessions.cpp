// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: opening and showing them, who comes and goes, their end, and whether an agent answers.
#include "server/surfaces/livechat/livechat.h"
#include "server/surfaces/livechat/roomjson.h"

namespace server::livechat {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray())
        texts.append(text.toString());
    return texts;
}

Result<Response> open(core::Core &core, const Request &request)
{
    const QJsonObject &json = request.json;
    const auto kind = core::fromWord<core::RoomKind>(json.value(u"session_type"_s).toString());
    auto room = core.rooms().open({.id = {json.value(u"session_id"_s).toString()},
                                   .kind = kind.value_or(core::RoomKind::Individual),
                                   .participants = textsOf(json.value(u"participants"_s)),
                                   .title = json.value(u"title"_s).toString(),
                                   .context = json.value(u"context"_s).toObject(),
                                   .settings = json.value(u"settings"_s).toObject()},
                                  request.principal);
    // The contract answers a name that is taken with 400.
    if (!room && room.error().code == core::ErrorCode::Conflict)
        return core::invalid(u"session_id"_s, room.error().text);
    return Response::json(201, toJson(TRY(room)));
}

Result<Response> show(core::Core &core, RoomHub &hub, const Request &request)
{
    const core::Room room = TRY(core.rooms().find(roomOf(request), request.principal));
    QJsonObject json = toJson(room);
    json.insert(u"online"_s, QJsonArray::fromStringList(hub.online(room.id)));
    return Response::json(200, json);
}

Result<Response> list(core::Core &core, const Request &request, const QString &participant)
{
    const core::RoomFilter filter{.participant = participant,
                                  .before = {request.query(u"before").value_or(QString())},
                                  .limit = static_cast<int>(request.queryInteger(u"limit", 100))};
    QJsonArray sessions;
    for (const core::Room &room : TRY(core.rooms().list(filter, request.principal)))
        sessions.append(toJson(room));
    return Response::json(200, QJsonObject{{u"sessions"_s, sessions}});
}

Result<Response> join(core::Core &core, const Request &request)
{
    const QString user = request.json.value(u"user_id"_s).toString();
    const core::Room room =
        TRY(inSession(request, core.rooms().join(roomOf(request), user, request.principal)));
    return Response::json(
        200, QJsonObject{{u"session_id"_s, room.id.value}, {u"user_id"_s, user}, {u"status"_s, u"joined"_s}});
}

Result<Response> leave(core::Core &core, const Request &request)
{
    const QString user = request.json.value(u"user_id"_s).toString();
    const core::Room room =
        TRY(inSession(request, core.rooms().leave(roomOf(request), user, request.principal)));
    return Response::json(
        200, QJsonObject{{u"session_id"_s, room.id.value}, {u"user_id"_s, user}, {u"status"_s, u"left"_s}});
}

Result<Response> end(core::Core &core, const Request &request)
{
    const core::Room room = TRY(inSession(request, core.rooms().end(roomOf(request), request.principal)));
    return Response::json(200, QJsonObject{{u"session_id"_s, room.id.value}, {u"status"_s, u"ended"_s}});
}

Result<Response> setAssistance(core::Core &core, const Request &request)
{
    const bool enable = request.json.value(u"enable"_s).toBool(true);
    const core::Room room =
        TRY(inSession(request, core.rooms().setAssistance(
                                   roomOf(request), enable ? core::Assistance::On : core::Assistance::Off,
                                   request.json.value(u"agent"_s).toString(), request.principal)));
    return Response::json(200, QJsonObject{{u"session_id"_s, room.id.value},
                                           {u"ai_enabled"_s, room.assistance == core::Assistance::On}});
}

Result<Response> metrics(core::Core &core, RoomHub &hub)
{
    const core::RoomFigures figures = TRY(core.rooms().figures());
    const double response = static_cast<double>(figures.averageResponse.count()) / 1000;
    return Response::json(200, QJsonObject{{u"total_messages"_s, figures.messages},
                                           {u"active_sessions"_s, figures.activeRooms},
                                           {u"total_users"_s, hub.connectedUsers()},
                                           {u"ai_responses_generated"_s, figures.answers},
                                           {u"average_response_time"_s, response}});
}

BodyShape newSession()
{
    BodyShape shape = jsonBody({
        {.name = u"session_id"_s, .maximum = 128, .summary = u"Made up when absent"_s},
        {.name = u"session_type"_s,
         .allowed = {u"individual"_s, u"group"_s, u"support"_s, u"consultation"_s},
         .refusal = u"'%1' is not a valid SessionType"_s,
         .summary = u"individual when absent"_s},
        {.name = u"participants"_s, .type = FieldType::TextList, .maximum = 1000},
        {.name = u"title"_s,
         .maximum = 200,
         .summary = u"\"Chat Session\" and the first 8 characters of the id when absent"_s},
        {.name = u"context"_s, .type = FieldType::Object, .summary = u"Told to the agent that answers"_s},
        {.name = u"settings"_s,
         .type = FieldType::Object,
         .summary = u"moderation (false turns it off), message_ttl (seconds), agent (the name of one that "
                    u"answers from the "
                    "beginning; POST …/ai turns it off and on); others are kept"_s},
    });
    shape.presence = Presence::Optional;
    return shape;
}

BodyShape whom()
{
    BodyShape shape = jsonBody({{.name = u"user_id"_s, .presence = Presence::Required, .maximum = 128}});
    shape.presence = Presence::Optional; // without a body it is the user_id that is missing
    return shape;
}

BodyShape assistance()
{
    BodyShape shape = jsonBody({
        {.name = u"enable"_s, .type = FieldType::Boolean, .summary = u"true when absent"_s},
        {.name = u"agent"_s, .maximum = 256, .summary = u"The name or id of the agent that answers"_s},
    });
    shape.presence = Presence::Optional;
    return shape;
}

std::vector<Field> roomPage()
{
    return {{.name = u"limit"_s, .type = FieldType::Integer, .minimum = 1, .maximum = 500},
            {.name = u"before"_s, .maximum = 128, .summary = u"The last session of the page before"_s}};
}

ReplyNote sessionsReply()
{
    const QJsonObject example{{u"sessions"_s, QJsonArray{exampleSession()}}};
    return {.status = 200, .summary = u"The sessions"_s, .example = example};
}

ReplyNote metricsReply()
{
    const QJsonObject example{{u"total_messages"_s, 1841},
                              {u"active_sessions"_s, 12},
                              {u"total_users"_s, 30},
                              {u"ai_responses_generated"_s, 402},
                              {u"average_response_time"_s, 1.25}};
    return {.status = 200, .summary = u"Times are in seconds"_s, .example = example};
}

// What a change of who is in a session, or of its state, answers.
ReplyNote changedReply(const QString &status, const QString &user = {})
{
    QJsonObject example{{u"session_id"_s, u"order-8841"_s}, {u"status"_s, status}};
    if (!user.isEmpty())
        example.insert(u"user_id"_s, user);
    return {.status = 200, .example = example};
}

ReplyNote notThere()
{
    return {.status = 404, .summary = u"Session X not found."_s};
}

std::vector<Endpoint> listEndpoints(core::Core &core, RoomHub &hub)
{
    return {
        {.method = Method::Get,
         .path = "/api/chat/sessions",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return list(core, request, {}); }),
         .summary = u"List chat sessions, newest first"_s,
         .query = roomPage(),
         .replies = {sessionsReply()}},
        {.method = Method::Get,
         .path = "/api/chat/user/{user_id}/sessions",
         .access = Scope::SessionsRead,
         .handler = AnswerNow(
             [&core](const Request &request) { return list(core, request, request.parameter(u"user_id")); }),
         .summary = u"List the chat sessions that somebody is in, newest first"_s,
         .query = roomPage(),
         .replies = {sessionsReply()}},
        {.method = Method::Get,
         .path = "/api/chat/metrics",
         .access = Scope::MetricsRead,
         .handler = AnswerNow([&core, &hub](const Request &) { return metrics(core, hub); }),
         .summary = u"Figures of the live chat; total_users are those who are connected now"_s,
         .replies = {metricsReply()}},
    };
}

std::vector<Endpoint> changeEndpoints(core::Core &core)
{
    return {
        {.method = Method::Post,
         .path = "/api/chat/sessions/{session_id}/join",
         .access = Scope::SessionsWrite,
         .body = whom(),
         .handler = AnswerNow([&core](const Request &request) { return join(core, request); }),
         .summary = u"Put somebody into a chat session"_s,
         .replies = {changedReply(u"joined"_s, u"ada"_s),
                     notThere(),
                     {.status = 409, .summary = u"Session X has ended."_s}},
         .counted = Counted::Yes},
        {.method = Method::Post,
         .path = "/api/chat/sessions/{session_id}/leave",
         .access = Scope::SessionsWrite,
         .body = whom(),
         .handler = AnswerNow([&core](const Request &request) { return leave(core, request); }),
         .summary = u"Take somebody out of a chat session"_s,
         .replies = {changedReply(u"left"_s, u"ada"_s), notThere()},
         .counted = Counted::Yes},
        {.method = Method::Post,
         .path = "/api/chat/sessions/{session_id}/end",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return end(core, request); }),
         .summary = u"End a chat session; it can still be read"_s,
         .replies = {changedReply(u"ended"_s), notThere()},
         .counted = Counted::Yes},
        {.method = Method::Post,
         .path = "/api/chat/sessions/{session_id}/ai",
         .access = Scope::AgentsExecute,
         .body = assistance(),
         .handler = AnswerNow([&core](const Request &request) { return setAssistance(core, request); }),
         .summary = u"Let an agent answer in a chat session, or take over from it"_s,
         .replies = {{.status = 200,
                      .example = QJsonObject{{u"session_id"_s, u"order-8841"_s}, {u"ai_enabled"_s, true}}},
                     notThere()},
         .counted = Counted::Yes},
    };
}

} // namespace

std::vector<Endpoint> sessionEndpoints(core::Core &core, RoomHub &hub)
{
    std::vector<Endpoint> rows{
        {.method = Method::Post,
         .path = "/api/chat/sessions",
         .access = Scope::SessionsWrite,
         .body = newSession(),
         .handler = AnswerNow([&core](const Request &request) { return open(core, request); }),
         .summary = u"Open a chat session"_s,
         .replies = {{.status = 201, .summary = u"The session"_s, .example = exampleSession()},
                     {.status = 400, .summary = u"Session X already exists."_s}},
         .counted = Counted::Yes},
        {.method = Method::Get,
         .path = "/api/chat/sessions/{session_id}",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core, &hub](const Request &request) { return show(core, hub, request); }),
         .summary = u"Show a chat session"_s,
         .replies = {{.status = 200, .summary = u"The session"_s, .example = exampleSession()},
                     {.status = 404, .summary = u"Session not found"_s}}},
    };
    for (auto more : {listEndpoints(core, hub), changeEndpoints(core)}) {
        for (Endpoint &row : more)
            rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace server::livechat
