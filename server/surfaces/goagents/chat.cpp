// SPDX-License-Identifier: GPL-3.0-or-later
// Talking with an agent: one answer, or its pieces as they come. What is said is a turn of a conversation, so
// it runs on and can be read later when the client leaves before the answer.
#include "core/base/json.h"
#include "server/surfaces/goagents/agentsocket.h"
#include "server/surfaces/goagents/chatoutcome.h"
#include "server/surfaces/goagents/chatturn.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"

namespace server::goagents {

using core::Result;
using core::Scope;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double longestMessage = 100'000;

Said saidIn(const Request &request)
{
    return {.agent = request.parameter(u"agent_id"),
            .message = request.json.value(u"message"_s).toString(),
            .conversation = request.json.value(u"conversation_id"_s).toString(),
            .context = request.json.value(u"context"_s).toObject()};
}

Response chatResponse(core::Core &core, const core::Task &task, const QString &conversation,
                      const core::Principal &principal)
{
    const core::Timestamp now = core.clock().now();
    const ChatOutcome outcome = outcomeOf(core, task, principal);
    if (outcome.isFailure())
        return refusal(now, outcome.status, outcome.code, outcome.text);
    QJsonObject data{{u"response"_s, outcome.text},
                     {u"conversation_id"_s, conversation},
                     {u"agent_id"_s, task.agent.value},
                     {u"task_id"_s, task.id.value},
                     {u"status"_s, outcome.word},
                     {u"tokens_used"_s, task.usage.totalTokens()},
                     {u"response_time_ms"_s, qint64{(task.updatedAt - task.createdAt).count()}},
                     {u"timestamp"_s, core::toText(now)}};
    if (!outcome.approval.isEmpty())
        data.insert(u"approval_id"_s, outcome.approval.value);
    return success(now, 200, data);
}

void chat(core::Core &core, ChatHub &chats, const Request &request, const LateReply &reply)
{
    const Said said = saidIn(request);
    const auto task = say(core, said, request.principal);
    if (!task)
        return reply.answer(task.error());
    const QString conversation = conversationOf(said, *task);
    const auto rested = [&core, reply, conversation, principal = request.principal](const core::Task &now) {
        reply.answer(chatResponse(core, now, conversation, principal));
        return Interest::NoMore;
    };
    const quint64 number = chats.follow(task->id, {.rested = rested});
    reply.whenGone([&chats, number] { chats.leave(number); });
    core.journal().whenCommitted(&chats, [&chats, number, reply](const Result<void> &committed) {
        if (committed)
            return;
        chats.leave(number);
        reply.answer(committed.error());
    });
}

// The last line of a stream that the server ends in the middle.
QJsonObject interruptedLine(const core::Task &task)
{
    const core::Error error = core::failure(
        core::ErrorCode::Unavailable,
        u"The server ended this stream before the answer was whole. The task goes on; ask for it again later."_s);
    return {{u"type"_s, u"error"_s}, {u"error"_s, errorJson(error)}, {u"task_id"_s, task.id.value}};
}

Result<void> stream(core::Core &core, ChatHub &chats, const Request &request, EventStream &stream)
{
    const Said said = saidIn(request);
    const core::Task task = TRY(say(core, said, request.principal));
    const auto lines = std::make_shared<TurnLines>(
        core, request.principal,
        [&stream](const QJsonObject &line) { stream.send({.data = core::toBytes(line)}); },
        [&stream] { return stream.hasRoom(); });
    lines->start(task, conversationOf(said, task));
    stream.setFarewell(core::toBytes(interruptedLine(task)));
    const quint64 number =
        chats.follow(task.id, {.told = [lines](const core::Partial &piece) { lines->tell(piece.text); },
                               .rested =
                                   [lines, &stream](const core::Task &now) {
                                       const Interest interest = lines->rest(now);
                                       if (interest == Interest::NoMore)
                                           stream.close();
                                       return interest;
                                   },
                               .hasRoom = [lines] { return lines->hasRoom(); },
                               .fail = [&stream] { stream.breakOff(); }});
    QObject::connect(&stream, &EventStream::taken, &chats, [&chats, number] { chats.goOn(number); });
    QObject::connect(&stream, &EventStream::closed, &chats, [&chats, number] { chats.leave(number); });
    return {};
}

Result<SocketOpened> openSocket(core::Core &core, ChatHub &chats, const Request &request)
{
    const QString agent = request.parameter(u"agent_id");
    if (const auto known = core.fleet().findAgent(agent, request.principal); !known)
        return about(u"agent_id"_s, known.error());
    return SocketOpened([&core, &chats, agent, principal = request.principal](WebSocket &socket) {
        new AgentSocket(core, chats, socket, agent, principal);
    });
}

BodyShape messageBody()
{
    return largeJsonBody({
        {.name = u"message"_s,
         .presence = Presence::Required,
         .maximum = longestMessage,
         .summary = u"What is said to the agent"_s},
        {.name = u"conversation_id"_s,
         .maximum = 128,
         .summary = u"Continues that conversation, or gives a new one its name; made up when absent"_s},
        {.name = u"context"_s,
         .type = FieldType::Object,
         .summary = u"Free-form; kept with the conversation"_s},
    });
}

QJsonObject exampleAnswer()
{
    const QJsonObject data{{u"response"_s, u"Hello! How can I help you?"_s},
                           {u"conversation_id"_s, u"conv-456"_s},
                           {u"agent_id"_s, u"agent-123"_s},
                           {u"task_id"_s, u"task-789"_s},
                           {u"status"_s, u"completed"_s},
                           {u"tokens_used"_s, 45},
                           {u"response_time_ms"_s, 150},
                           {u"timestamp"_s, u"2026-01-30T16:15:08.000Z"_s}};
    return {{u"success"_s, true}, {u"data"_s, data}, {u"timestamp"_s, u"2026-01-30T16:15:08.000Z"_s}};
}

} // namespace

std::vector<Endpoint> chatEndpoints(core::Core &core, ChatHub &chats)
{
    return {
        {.method = Method::Post,
         .path = "/api/v1/agents/{agent_id}/chat",
         .access = Scope::AgentsExecute,
         .body = messageBody(),
         .handler = AnswerLater([&core, &chats](const Request &request, const LateReply &reply) {
             chat(core, chats, request, reply);
         }),
         .summary = u"Say something to an agent and get its answer"_s,
         .replies =
             {{.status = 200,
               .summary =
                   u"The answer; with status \"waiting_for_approval\" and an approval_id when a person must decide first"_s,
               .example = exampleAnswer()},
              {.status = 502, .summary = u"PROVIDER_ERROR: the agent's provider failed"_s}},
         .counted = Counted::Yes,
         .encodedSlash = EncodedSlash::Allowed,
         .deadline = 300s},
        {.method = Method::Post,
         .path = "/api/v1/agents/{agent_id}/stream",
         .access = Scope::AgentsExecute,
         .body = messageBody(),
         .handler = OpenStream([&core, &chats](const Request &request, EventStream &events) {
             return stream(core, chats, request, events);
         }),
         .summary =
             u"Say something to an agent and follow its answer: start, token, approval_required, end or error"_s,
         .counted = Counted::Yes,
         .encodedSlash = EncodedSlash::Allowed},
        {.method = Method::Get,
         .path = "/api/v1/agents/{agent_id}/ws",
         .access = Scope::AgentsExecute,
         .handler =
             OpenSocket([&core, &chats](const Request &request) { return openSocket(core, chats, request); }),
         .summary = u"Talk with an agent over a WebSocket"_s,
         .description =
             u"Send `{\"type\": \"message\", \"content\": …, \"conversation_id\": …}`. The lines of the "
             "stream come back as messages, each with its `conversation_id`. `{\"type\": \"ping\"}` is "
             "answered with `{\"type\": \"pong\"}`."_s,
         .encodedSlash = EncodedSlash::Allowed,
         .credentials = Credentials::InHeadersOrQuery},
    };
}

} // namespace server::goagents
