// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that answer with text.
#include "core/base/json.h"
#include "server/surfaces/openai/chatrequest.h"
#include "server/surfaces/openai/streamedcompletion.h"
#include "server/surfaces/openai/wholecompletion.h"

namespace server::openai {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double mostMessages = 2000;

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

Field number(const QString &name, double least, double most, const QString &summary)
{
    return {.name = name, .type = FieldType::Number, .minimum = least, .maximum = most, .summary = summary};
}

// What both protocols take.
std::vector<Field> commonFields()
{
    const QString penalty = u"Of models whose protocol has it, as OpenAI's; others go without"_s;
    return {
        {.name = u"model"_s,
         .maximum = 300,
         .summary = u"One of /v1/models, shannon-chat when absent; cluster/agent is an agent"_s,
         .example = u"shannon-chat"_s},
        {.name = u"stream"_s,
         .type = FieldType::Boolean,
         .summary = u"Answers with server-sent events that end with [DONE]"_s},
        {.name = u"stream_options"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"include_usage"_s,
                     .type = FieldType::Boolean,
                     .summary = u"The last message before [DONE] tells the usage"_s}}},
        {.name = u"max_tokens"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 1'000'000'000,
         .summary = u"Of one answer of a model; 16,384 at most"_s},
        number(u"temperature"_s, 0, 2, u"Of the models that are asked"_s),
        number(u"top_p"_s, 0, 1, u"Of the models that are asked"_s),
        {.name = u"n"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 1,
         .refusal = u"n must be 1: a task has one answer"_s},
        {.name = u"stop"_s,
         .type = FieldType::Any,
         .summary = u"A text, or up to 4: the answer is told up to the first of them"_s,
         .example = QJsonArray{u"END"_s}},
        number(u"presence_penalty"_s, -2, 2, penalty),
        number(u"frequency_penalty"_s, -2, 2, penalty),
        {.name = u"user"_s, .maximum = 512, .summary = u"Accepted; the key says who asks"_s},
    };
}

std::vector<Field> optionFields()
{
    return {
        {.name = u"context"_s, .type = FieldType::Object, .summary = u"The context of the task"_s},
        {.name = u"agent"_s, .maximum = 300, .summary = u"An agent's name, or cluster/agent"_s},
        {.name = u"agent_input"_s, .type = FieldType::Any},
        {.name = u"role"_s, .maximum = 100},
        {.name = u"research_strategy"_s, .allowed = {u"quick"_s, u"standard"_s, u"deep"_s, u"academic"_s}},
        {.name = u"model_tier"_s, .allowed = {u"small"_s, u"medium"_s, u"large"_s}}};
}

std::vector<Field> chatFields()
{
    const QJsonArray example{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"What is 6 times 7?"_s}}};
    std::vector<Field> fields{
        {.name = u"messages"_s,
         .type = FieldType::List,
         .presence = Presence::Required,
         .minimum = 1,
         .maximum = mostMessages,
         .summary = u"The last one of the user is the task; those before it are its history"_s,
         .fields = {{.name = u"role"_s,
                     .presence = Presence::Required,
                     .allowed = {u"system"_s, u"developer"_s, u"user"_s, u"assistant"_s}},
                    {.name = u"content"_s,
                     .type = FieldType::Any,
                     .summary = u"A text, or a list of parts of the type text"_s},
                    {.name = u"name"_s, .maximum = 512}},
         .example = example},
        {.name = u"max_completion_tokens"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 1'000'000'000,
         .summary = u"The newer name of max_tokens"_s},
        {.name = u"tools"_s,
         .type = FieldType::List,
         .maximum = 0,
         .refusal = u"tools must be empty: an agent brings its own, and runs them here"_s},
        {.name = u"response_format"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"type"_s,
                     .allowed = {u"text"_s},
                     .refusal = u"response_format: only the type text is offered"_s}}},
        {.name = u"shannon_options"_s, .type = FieldType::Object, .fields = optionFields()},
    };
    for (const Field &field : commonFields())
        fields.push_back(field);
    return fields;
}

std::vector<Field> promptFields()
{
    std::vector<Field> fields{{.name = u"prompt"_s,
                               .type = FieldType::Any,
                               .presence = Presence::Required,
                               .summary = u"A text, or a list with one text"_s,
                               .example = u"What is 6 times 7?"_s}};
    for (const Field &field : commonFields())
        fields.push_back(field);
    return fields;
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
    return {{.status = 200, .summary = u"The answer"_s, .example = wholeOf(head, text, u"stop"_s, usage)},
            {.status = 200,
             .summary = u"With `stream`: the answer as it is written"_s,
             .example = stream,
             .mediaType = u"text/event-stream"_s},
            {.status = 404, .summary = u"There is no such model"_s, .example = noModel()},
            {.status = 504,
             .summary = u"The task took longer than %1; it goes on"_s.arg(minutesOf(waiting.answer))}};
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
    chat.body = largeJsonBody(chatFields());
    Endpoint text = row(context, Protocol::Text, submitPrompt);
    text.path = "/v1/completions";
    text.summary = u"Answer a prompt"_s;
    text.body = largeJsonBody(promptFields());
    return {std::move(chat), std::move(text)};
}

} // namespace server::openai
