// SPDX-License-Identifier: GPL-3.0-or-later
// What is written in sessions.
#include "server/surfaces/livechat/livechat.h"
#include "server/surfaces/livechat/roomjson.h"

namespace server::livechat {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

core::RoomMessageId messageOf(const Request &request)
{
    return {request.parameter(u"message_id")};
}

// Who is not named is the caller.
QString userOf(const Request &request)
{
    return request.json.value(u"user_id"_s).toString(request.principal.user);
}

Result<Response> list(core::Core &core, const Request &request)
{
    using From = core::RoomMessageFilter::From;
    const core::RoomMessageFilter filter{
        .room = roomOf(request),
        .after = {request.query(u"after").value_or(QString())},
        .before = {request.query(u"before").value_or(QString())},
        .from = request.query(u"order").value_or(QString()) == u"newest" ? From::Newest : From::Oldest,
        .limit = static_cast<int>(request.queryInteger(u"limit", 100)),
        .offset = static_cast<int>(request.queryInteger(u"offset", 0))};
    const auto messages = TRY(inSession(request, core.rooms().messages(filter, request.principal)));
    const auto receipts = TRY(core.rooms().receipts(filter.room, request.principal));
    return Response::json(200,
                          QJsonObject{{u"messages"_s, toJson(messages)}, {u"receipts"_s, toJson(receipts)}});
}

// A caller who speaks for the session and names nobody writes under the contract's own name.
Result<QString> writerOf(core::Core &core, const Request &request)
{
    const QString given = request.json.value(u"user_id"_s).toString();
    if (!given.isEmpty())
        return given;
    const core::Room room = TRY(inSession(request, core.rooms().find(roomOf(request), request.principal)));
    return request.principal.sees(room.owner) ? u"rest_api_user"_s : request.principal.user;
}

Result<Response> post(core::Core &core, const Request &request)
{
    const QJsonObject &json = request.json;
    QStringList attachments;
    for (const QJsonValue &attachment : json.value(u"attachments"_s).toArray())
        attachments.append(attachment.toString());
    const auto kind = core::fromWord<core::RoomMessageKind>(json.value(u"message_type"_s).toString());
    const core::NewRoomMessage wanted{.user = TRY(writerOf(core, request)),
                                      .content = json.value(u"content"_s).toString(),
                                      .kind = kind.value_or(core::RoomMessageKind::User),
                                      .metadata = json.value(u"metadata"_s).toObject(),
                                      .repliedTo = {json.value(u"replied_to"_s).toString()},
                                      .attachments = attachments};
    return Response::json(
        201, toJson(TRY(inSession(request, core.rooms().post(roomOf(request), wanted, request.principal)))));
}

Result<Response> edit(core::Core &core, const Request &request)
{
    const auto edited = core.rooms().edit(roomOf(request), messageOf(request),
                                          request.json.value(u"new_content"_s).toString(), userOf(request),
                                          request.principal);
    return Response::json(200, toJson(TRY(inSession(request, edited))));
}

Result<Response> remove(core::Core &core, const Request &request)
{
    TRY(inSession(request,
                  core.rooms().remove(roomOf(request), messageOf(request),
                                      request.query(u"user_id").value_or(QString()), request.principal)));
    return Response::json(200, QJsonObject{{u"session_id"_s, roomOf(request).value},
                                           {u"message_id"_s, messageOf(request).value},
                                           {u"status"_s, u"deleted"_s}});
}

Result<Response> acknowledge(core::Core &core, const Request &request)
{
    const auto kind = core::fromWord<core::ReceiptKind>(request.json.value(u"status"_s).toString());
    TRY(inSession(request, core.rooms().acknowledge(roomOf(request), messageOf(request),
                                                    kind.value_or(core::ReceiptKind::Read), userOf(request),
                                                    request.principal)));
    return Response::json(200,
                          QJsonObject{{u"session_id"_s, roomOf(request).value},
                                      {u"message_id"_s, messageOf(request).value},
                                      {u"user_id"_s, userOf(request)},
                                      {u"status"_s, core::toWord(kind.value_or(core::ReceiptKind::Read))}});
}

BodyShape newMessage()
{
    BodyShape shape = jsonBody({
        {.name = u"content"_s,
         .presence = Presence::Required,
         .maximum = 20'000,
         .missing = u"Message content is required"_s},
        {.name = u"user_id"_s, .maximum = 128, .summary = u"rest_api_user when absent"_s},
        {.name = u"message_type"_s,
         .allowed = {u"user"_s, u"assistant"_s, u"system"_s, u"notification"_s, u"typing"_s, u"error"_s},
         .refusal = u"'%1' is not a valid MessageType"_s,
         .summary = u"user when absent; the others only by the session's owner"_s},
        {.name = u"metadata"_s, .type = FieldType::Object},
        {.name = u"replied_to"_s, .maximum = 128, .summary = u"A message of this session"_s},
        {.name = u"attachments"_s,
         .type = FieldType::TextList,
         .maximum = 20,
         .summary = u"Addresses or names"_s},
    });
    shape.presence = Presence::Optional; // without a body it is the content that is missing
    return shape;
}

std::vector<Field> page()
{
    return {
        {.name = u"limit"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 1000,
         .summary = u"100 when absent"_s},
        {.name = u"offset"_s, .type = FieldType::Integer, .minimum = 0, .maximum = 100'000},
        {.name = u"after"_s, .maximum = 128, .summary = u"Messages behind this one"_s},
        {.name = u"before"_s, .maximum = 128, .summary = u"The last messages before this one"_s},
        {.name = u"order"_s,
         .allowed = {u"oldest"_s, u"newest"_s},
         .summary = u"Which end to read from; messages always come oldest first"_s},
    };
}

Endpoint receiptEndpoint(core::Core &core)
{
    const Field status{.name = u"status"_s,
                       .allowed = {u"delivered"_s, u"read"_s},
                       .summary = u"read when absent; counts for all messages before as well"_s};
    BodyShape body =
        jsonBody({status, {.name = u"user_id"_s, .maximum = 128, .summary = u"The caller when absent"_s}});
    body.presence = Presence::Optional;
    return {.method = Method::Post,
            .path = "/api/chat/sessions/{session_id}/messages/{message_id}/receipts",
            .access = Scope::SessionsWrite,
            .body = body,
            .handler = AnswerNow([&core](const Request &request) { return acknowledge(core, request); }),
            .summary = u"Say that a message was delivered or read"_s,
            .counted = Counted::Yes};
}

} // namespace

std::vector<Endpoint> messageEndpoints(core::Core &core)
{
    return {
        {.method = Method::Get,
         .path = "/api/chat/sessions/{session_id}/messages",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return list(core, request); }),
         .summary = u"Read messages, oldest first"_s,
         .query = page(),
         .replies = {{.status = 200,
                      .summary = u"The messages, and how far everybody has got"_s,
                      .example = QJsonObject{{u"messages"_s, QJsonArray{exampleMessage()}},
                                             {u"receipts"_s, QJsonArray()}}},
                     {.status = 404, .summary = u"Session X not found."_s}}},
        {.method = Method::Post,
         .path = "/api/chat/sessions/{session_id}/messages",
         .access = Scope::SessionsWrite,
         .body = newMessage(),
         .handler = AnswerNow([&core](const Request &request) { return post(core, request); }),
         .summary = u"Write a message"_s,
         .replies = {{.status = 201, .summary = u"The message"_s, .example = exampleMessage()},
                     {.status = 400, .summary = u"Message content is required"_s},
                     {.status = 404, .summary = u"Session X not found."_s},
                     {.status = 409, .summary = u"Session X has ended."_s}},
         .counted = Counted::Yes},
        {.method = Method::Patch,
         .path = "/api/chat/sessions/{session_id}/messages/{message_id}",
         .access = Scope::SessionsWrite,
         .body = jsonBody({{.name = u"new_content"_s, .presence = Presence::Required, .maximum = 20'000},
                           {.name = u"user_id"_s, .maximum = 128, .summary = u"The caller when absent"_s}}),
         .handler = AnswerNow([&core](const Request &request) { return edit(core, request); }),
         .summary = u"Edit a message; its author alone may"_s,
         .replies = {{.status = 200, .summary = u"The message"_s, .example = exampleMessage()}},
         .counted = Counted::Yes},
        {.method = Method::Delete,
         .path = "/api/chat/sessions/{session_id}/messages/{message_id}",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return remove(core, request); }),
         .summary = u"Delete a message; its author or the session's owner may"_s,
         .query = {{.name = u"user_id"_s,
                    .maximum = 128,
                    .summary = u"The author; the caller when absent"_s}},
         .counted = Counted::Yes},
        receiptEndpoint(core),
    };
}

} // namespace server::livechat
