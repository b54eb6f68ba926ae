// SPDX-License-Identifier: GPL-3.0-or-later
// Talking with an agent: one answer, or its pieces as they come. What is said is a turn of a conversation, so
// it runs on and can be read later when the client leaves before the answer.
#include "core/base/json.h"
#include "server/surfaces/goagents/chatoutcome.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"

#include <QSet>

namespace server::goagents {

using core::Result;
using core::Scope;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double longestMessage = 100'000;

// The agent that is meant. Several clusters may have one of that name; a conversation stays with its own.
Result<core::Agent> agentOf(core::Core &core, const Request &request,
                            const core::ConversationId &conversation)
{
    const QString reference = request.parameter(u"agent_id");
    if (!conversation.isEmpty()) {
        const auto known = core.chat().find(conversation, request.principal);
        const auto agent = known ? core.fleet().agent(known->agent) : Result<core::Agent>(known.error());
        if (agent && agent->spec.name == reference)
            return agent;
    }
    const auto agent = core.fleet().findAgent(reference);
    return agent ? agent : about(u"agent_id"_s, agent.error());
}

Result<core::Task> sent(core::Core &core, const Request &request)
{
    const core::ConversationId conversation{request.json.value(u"conversation_id"_s).toString()};
    const core::Agent agent = TRY(agentOf(core, request, conversation));
    const auto task = core.chat().send({.agent = agent.id,
                                        .text = request.json.value(u"message"_s).toString(),
                                        .conversation = conversation,
                                        .context = request.json.value(u"context"_s).toObject()},
                                       request.principal);
    return task ? task : about(u"conversation_id"_s, task.error());
}

Response chatResponse(core::Core &core, const core::Task &task, const core::Principal &principal)
{
    const core::Timestamp now = core.clock().now();
    const ChatOutcome outcome = outcomeOf(core, task, principal);
    if (outcome.isFailure())
        return refusal(now, outcome.status, outcome.code, outcome.text);
    QJsonObject data{{u"response"_s, outcome.text},
                     {u"conversation_id"_s, task.conversation.value},
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
    const auto task = sent(core, request);
    if (!task)
        return reply.answer(task.error());
    const auto rested = [&core, reply, principal = request.principal](const core::Task &now) {
        reply.answer(chatResponse(core, now, principal));
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

void send(EventStream &stream, const QJsonObject &line)
{
    stream.send({.data = core::toBytes(line)});
}

// One chat whose answer is streamed. Lives as long as the hub follows for it.
struct StreamedChat
{
    core::Core &core;
    EventStream &stream;
    core::Principal principal;
    QString told = {};
    QSet<core::ApprovalId> asked = {};

    void tell(const QString &piece)
    {
        told += piece;
        send(stream, {{u"type"_s, u"token"_s}, {u"content"_s, piece}});
    }

    Interest rest(const core::Task &task)
    {
        const ChatOutcome outcome = outcomeOf(core, task, principal);
        if (!core::isFinal(task.state)) {
            wait(task, outcome);
            return Interest::More;
        }
        if (outcome.isFailure()) {
            const QJsonObject error{{u"code"_s, outcome.code}, {u"message"_s, outcome.text}};
            send(stream, {{u"type"_s, u"error"_s}, {u"error"_s, error}, {u"task_id"_s, task.id.value}});
        } else {
            end(task);
        }
        stream.close();
        return Interest::NoMore;
    }

    void wait(const core::Task &task, const ChatOutcome &outcome)
    {
        if (outcome.approval.isEmpty() || asked.contains(outcome.approval))
            return;
        asked.insert(outcome.approval);
        send(stream, {{u"type"_s, u"approval_required"_s},
                      {u"approval_id"_s, outcome.approval.value},
                      {u"task_id"_s, task.id.value},
                      {u"message"_s, outcome.text}});
    }

    // Who puts the pieces together has the answer, also from a provider that does not stream.
    void end(const core::Task &task)
    {
        if (!told.endsWith(task.result))
            tell(task.result);
        send(stream, {{u"type"_s, u"end"_s},
                      {u"response"_s, task.result},
                      {u"tokens_used"_s, task.usage.totalTokens()},
                      {u"task_id"_s, task.id.value}});
    }
};

Result<void> stream(core::Core &core, ChatHub &chats, const Request &request, EventStream &stream)
{
    const core::Task task = TRY(sent(core, request));
    send(stream, {{u"type"_s, u"start"_s},
                  {u"conversation_id"_s, task.conversation.value},
                  {u"task_id"_s, task.id.value}});
    const auto chat = std::make_shared<StreamedChat>(
        StreamedChat{.core = core, .stream = stream, .principal = request.principal});
    const quint64 number =
        chats.follow(task.id, {.told = [chat](const core::Partial &piece) { chat->tell(piece.text); },
                               .rested = [chat](const core::Task &now) { return chat->rest(now); }});
    QObject::connect(&stream, &EventStream::closed, &chats, [&chats, number] { chats.leave(number); });
    return {};
}

BodyShape messageBody()
{
    return jsonBody({
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
         .counted = Counted::Yes},
    };
}

} // namespace server::goagents
