// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that answer with text.
#include "core/base/json.h"
#include "server/surfaces/openai/chatrequest.h"
#include "server/surfaces/openai/completionfields.h"
#include "server/surfaces/openai/streamedcompletion.h"
#include "server/surfaces/openai/wholecompletion.h"

namespace server::openai {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

using Submit = Result<Submitted> (*)(core::Core &, const Request &);

QList<Header> headersOf(const Submitted &submitted)
{
    QList<Header> headers{{"X-Workflow-ID", submitted.task.id.value.toUtf8()}};
    if (!submitted.newSession)
        return headers;
    const QByteArray session = submitted.task.sessionId.toUtf8();
    headers.append({"X-Session-ID", session});
    headers.append({"X-Shannon-Session-ID", session});
    return headers;
}

void complete(const CompletionContext &context, Protocol protocol, Submit submit, const Request &request,
              const LateReply &reply)
{
    const auto submitted = submit(context.core, request);
    if (!submitted)
        return reply.answer(submitted.error());
    const Head head = headOf(protocol, submitted->task, submitted->model.id);
    const QList<Header> headers = headersOf(*submitted);
    // Both belong to the hub.
    if (!request.json.value("stream"_L1).toBool()) {
        new WholeCompletion(context, submitted->task, head, request.principal, reply, headers,
                            submitted->stops);
        return;
    }
    EventStream *stream = reply.openStream();
    if (stream == nullptr)
        return;
    for (const Header &header : headers)
        stream->addHeader(header.name, header.value);
    const bool withUsage = request.json.value("stream_options"_L1)[u"include_usage"_s].toBool();
    new StreamedCompletion(context, submitted->task, head, request.principal, *stream,
                           withUsage ? WithUsage::Yes : WithUsage::No, submitted->stops);
}

QJsonObject noModel()
{
    const QString text = u"Model 'x' not found. Use GET /v1/models to list available models."_s;
    return {{u"error"_s, QJsonObject{{u"message"_s, text},
                                     {u"type"_s, u"invalid_request_error"_s},
                                     {u"code"_s, u"model_not_found"_s},
                                     {u"param"_s, u"model"_s}}}};
}

QString minutesOf(std::chrono::milliseconds time)
{
    return u"%1 min"_s.arg(QString::number(double(time.count()) / 60'000, 'g', 3));
}

QJsonObject providerTrouble(int status, const QString &code, const QString &text)
{
    return errorJson(core::failure(core::ErrorCode::Unavailable, text), status, Method::Post, code);
}

// The provider that the model is asked of is another server.
std::vector<ReplyNote> providerNotes(const Waiting &waiting)
{
    return {
        {.status = 502,
         .summary = u"The provider of the model is not there, refused the request, or sent no answer"_s,
         .example = providerTrouble(
             502, u"provider_error"_s,
             u"The provider \"openai\" at http://127.0.0.1:11434 refused the connection. Check that "
             "it runs and that its base URL is right."_s)},
        {.status = 503,
         .summary = u"The provider has too much to do; Retry-After says when again, where that is known"_s,
         .example =
             providerTrouble(503, u"provider_overloaded"_s, u"The provider \"openai\" is asked too often."_s),
         .headers = {{.name = u"Retry-After"_s,
                      .type = FieldType::Integer,
                      .summary = u"Seconds until another attempt makes sense"_s}}},
        {.status = 504,
         .summary = u"The provider took too long, or the task took longer than %1; then it goes on"_s.arg(
             minutesOf(waiting.answer)),
         .example = providerTrouble(504, u"provider_timeout"_s,
                                    u"The provider \"openai\" sent nothing for 60 s."_s)}};
}

// Nothing that a client wants is passed by in silence.
BodyShape bodyOf(std::vector<Field> fields)
{
    BodyShape body = largeJsonBody(std::move(fields));
    body.unknown = Unknown::Refused;
    return body;
}

std::vector<ReplyNote> repliesOf(Protocol protocol, const Waiting &waiting)
{
    const core::Task task{.id = {u"task-019a0000-0000-7000-8000-000000000000"_s},
                          .createdAt = core::fromStored(1'767'225'600'000)};
    const Head head = headOf(protocol, task, u"shannon-chat"_s);
    const QString text = u"6 times 7 is 42."_s;
    const core::Usage usage{.inputTokens = 12, .outputTokens = 8};
    const auto line = [](const QJsonObject &message) -> QString {
        return u"data: "_s + QString::fromUtf8(core::toBytes(message)) + u"\n\n"_s;
    };
    const QString stream = line(openingOf(head)) + line(pieceOf(head, text)) +
                           line(closingOf(head, u"stop"_s)) + u"data: [DONE]\n\n"_s;
    const std::vector<Field> headers{
        sentHeader(u"X-Workflow-ID"_s, u"The task's id"_s),
        {.name = u"X-Session-ID"_s, .summary = u"The session, where the request began it"_s}};
    std::vector<ReplyNote> notes{
        {.status = 200,
         .summary = u"The answer"_s,
         .example = wholeOf(head, text, u"stop"_s, usage),
         .headers = headers},
        {.status = 200,
         .summary = u"With `stream`: the answer as it is written"_s,
         .example = stream,
         .mediaType = u"text/event-stream"_s},
        {.status = 404, .summary = u"There is no such model"_s, .example = noModel()}};
    for (ReplyNote &note : providerNotes(waiting))
        notes.push_back(std::move(note));
    return notes;
}

Endpoint row(const CompletionContext &context, Protocol protocol, Submit submit)
{
    return {
        .method = Method::Post,
        .access = Scope::TasksWrite,
        .handler = AnswerLater([context, protocol, submit](const Request &request, const LateReply &reply) {
            complete(context, protocol, submit, request, reply);
        }),
        .description =
            u"The request is a task: it waits for approvals and is seen by every other contract and by the "
            "window; `X-Workflow-ID` is its id. A client that leaves cancels it.\n\nWhile a person must "
            "decide something a stream is kept open with comments. When nobody has decided for %1 "
            "the answer ends with a text that says so and the finish reason `length`; the task "
            "goes on.\n\nMessages of a stream may hold `shannon_events`, what happened to the task."_s.arg(
                minutesOf(context.waiting.approval)),
        .headers = {{.name = u"X-Session-ID"_s,
                     .maximum = 128,
                     .summary = u"Continues that session. A request of one message then goes on from "
                                "what the session knows."_s}},
        .replies = repliesOf(protocol, context.waiting),
        .counted = Counted::Yes,
        .deadline = context.waiting.answer + std::chrono::minutes(1)};
}

} // namespace

std::vector<Endpoint> completionEndpoints(core::Core &core, ChatHub &chats, Waiting waiting)
{
    const CompletionContext context{.core = core, .chats = chats, .waiting = waiting};
    Endpoint chat = row(context, Protocol::Chat, submitChat);
    chat.path = "/v1/chat/completions";
    chat.summary = u"Answer a chat"_s;
    chat.body = bodyOf(chatFields());
    Endpoint text = row(context, Protocol::Text, submitPrompt);
    text.path = "/v1/completions";
    text.summary = u"Answer a prompt"_s;
    text.body = bodyOf(promptFields());
    return {std::move(chat), std::move(text)};
}

} // namespace server::openai
