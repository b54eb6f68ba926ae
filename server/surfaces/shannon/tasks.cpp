// SPDX-License-Identifier: GPL-3.0-or-later
// Submitting, reading and listing tasks.
#include "core/base/json.h"
#include "core/base/text.h"
#include "server/surfaces/shannon/shannon.h"
#include "server/surfaces/shannon/taskcontext.h"
#include "server/surfaces/shannon/taskjson.h"

#include <QCache>

#include <memory>

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList &providerNames()
{
    static const QStringList names{u"openai"_s,   u"anthropic"_s, u"google"_s, u"groq"_s,   u"xai"_s,
                                   u"deepseek"_s, u"qwen"_s,      u"zai"_s,    u"kimi"_s,   u"minimax"_s,
                                   u"ollama"_s,   u"mistral"_s,   u"cohere"_s, u"builtin"_s};
    return names;
}

std::vector<Field> taskFields()
{
    return {
        {.name = u"query"_s,
         .presence = Presence::Required,
         .missing = u"Query is required"_s,
         .summary = u"What shall be done"_s},
        identifierField(u"session_id"_s, u"Invalid session_id format"_s,
                        u"Continues a session; generated when absent"_s),
        {.name = u"context"_s,
         .type = FieldType::Object,
         .summary = u"Free-form; context.agent names an agent"_s},
        {.name = u"mode"_s,
         .allowed = {u"simple"_s, u"standard"_s, u"complex"_s, u"supervisor"_s},
         .letters = Letters::AnyCase,
         .refusal = u"Invalid mode (allowed: simple, standard, complex, supervisor)"_s},
        {.name = u"model_tier"_s,
         .allowed = {u"small"_s, u"medium"_s, u"large"_s},
         .letters = Letters::AnyCase,
         .refusal = u"Invalid model_tier (allowed: small, medium, large)"_s},
        {.name = u"model_override"_s, .maximum = 200},
        {.name = u"provider_override"_s,
         .allowed = providerNames(),
         .letters = Letters::AnyCase,
         .refusal = u"Invalid provider_override: %1 (allowed: "_s + providerNames().join(u", "_s) + u')'},
        {.name = u"research_strategy"_s,
         .allowed = {u"quick"_s, u"standard"_s, u"deep"_s, u"academic"_s},
         .letters = Letters::AnyCase,
         .refusal = u"Invalid research_strategy (allowed: quick, standard, deep, academic)"_s},
        {.name = u"max_iterations"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 50,
         .refusal = u"max_iterations out of range (1..50)"_s},
        {.name = u"max_concurrent_agents"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 20,
         .refusal = u"max_concurrent_agents out of range (1..20)"_s},
        {.name = u"enable_verification"_s, .type = FieldType::Boolean},
        {.name = u"skill"_s,
         .check = [](QStringView) { return false; },
         .refusal = u"Unknown skill: %1"_s,
         .summary = u"There are no skills here; agents have their instructions from their cluster"_s},
        {.name = u"priority"_s,
         .allowed = {u"low"_s, u"normal"_s, u"high"_s, u"critical"_s},
         .letters = Letters::AnyCase},
    };
}

BodyShape taskBody()
{
    BodyShape shape = largeJsonBody(taskFields());
    shape.refusal = u"Invalid request body: %1"_s;
    return shape;
}

QString word(const QJsonObject &json, const QString &name)
{
    return json.value(name).toString().trimmed().toLower();
}

Result<core::NewTask> newTaskOf(const QJsonObject &json)
{
    const bool overrides =
        !word(json, u"model_tier"_s).isEmpty() || !word(json, u"model_override"_s).isEmpty();
    if (json.value(u"context"_s)[u"disable_ai"_s].toBool() && overrides)
        return core::invalid(u"context.disable_ai"_s,
                             u"disable_ai=true conflicts with model_tier/model_override"_s);
    return core::NewTask{
        .query = json.value(u"query"_s).toString(),
        .sessionId = json.value(u"session_id"_s).toString(),
        .context = contextOf(json),
        .mode = core::fromWord<core::TaskMode>(word(json, u"mode"_s)).value_or(core::TaskMode::Simple),
        .modelTier = word(json, u"model_tier"_s),
        .modelOverride = json.value(u"model_override"_s).toString(),
        .providerOverride = word(json, u"provider_override"_s),
        .priority =
            core::fromWord<core::Priority>(word(json, u"priority"_s)).value_or(core::Priority::Normal),
        .maxIterations = json.value(u"max_iterations"_s).toInt(),
    };
}

Result<Response> submit(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().submit(TRY(newTaskOf(request.json)), request.principal));
    return Response::json(200,
                          QJsonObject{{u"task_id"_s, task.id.value},
                                      {u"status"_s, u"STATUS_CODE_OK"_s},
                                      {u"message"_s,
                                       QString(u"Task submitted successfully. Session: "_s + task.sessionId)},
                                      {u"created_at"_s, core::toText(task.createdAt)}})
        .with("X-Workflow-ID", task.id.value.toUtf8())
        .with("X-Session-ID", task.sessionId.toUtf8());
}

Result<Response> submitAndStream(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().submit(TRY(newTaskOf(request.json)), request.principal));
    const QString url = u"/api/v1/stream/sse?workflow_id="_s + task.id.value;
    return Response::json(201, QJsonObject{{u"workflow_id"_s, task.id.value},
                                           {u"task_id"_s, task.id.value},
                                           {u"stream_url"_s, url}})
        .with("X-Workflow-ID", task.id.value.toUtf8())
        .with("X-Session-ID", task.sessionId.toUtf8())
        .with("Link", "<" + url.toUtf8() + ">; rel=stream")
        .with("Location", url.toUtf8());
}

// Clients ask for a completed task again and again, and it says the same until it is taken up again: what was
// told is kept, as far as 16 MB go.
class Told
{
public:
    Result<Response> show(core::Core &core, const Request &request)
    {
        const core::Task task = TRY(core.tasks().find({request.parameter(u"id")}, request.principal));
        if (const Answer *answer = m_answers.object(task.id.value); answer && answer->of == task.updatedAt)
            return told(task, answer->text);
        QJsonObject json = taskJson(task);
        if (core::isSet(task.startedAt))
            json.insert(u"metadata"_s,
                        metadataJson(task, TRY(core.tasks().steps(task.id, request.principal))));
        const QByteArray text = core::toBytes(json);
        if (task.state == core::TaskState::Completed)
            m_answers.insert(task.id.value, new Answer{.of = task.updatedAt, .text = text}, text.size());
        return told(task, text);
    }

private:
    struct Answer
    {
        core::Timestamp of = {};
        QByteArray text = {};
    };

    static Response told(const core::Task &task, const QByteArray &text)
    {
        return Response::jsonText(200, text).with("X-Workflow-ID", task.id.value.toUtf8());
    }

    QCache<QString, Answer> m_answers{16 * 1024 * 1024};
};

Result<Response> listTasks(core::Core &core, const Request &request)
{
    core::TaskFilter filter{
        .sessionId = request.query(u"session_id").value_or(QString()),
        .before = {request.query(u"before").value_or(QString())},
        .limit = static_cast<int>(request.queryInteger(u"limit", 20)),
        .offset = static_cast<int>(request.queryInteger(u"offset", 0)),
    };
    if (const auto status = request.query(u"status"); status && !status->isEmpty())
        filter.states = statesOf(*status);
    if (request.query(u"status").value_or(QString()).contains(u"timeout", Qt::CaseInsensitive))
        filter.reason = core::timeoutReason;
    // A session may be called by its id too.
    const auto session = core.sessions().find(filter.sessionId, request.principal);
    if (!filter.sessionId.isEmpty() && session) {
        filter.sessionId = session->name;
        filter.owner = session->owner;
    }
    QJsonArray tasks;
    for (const core::Task &task : TRY(core.tasks().list(filter, request.principal)))
        tasks.append(taskSummaryJson(task));
    return Response::json(
        200, QJsonObject{{u"tasks"_s, tasks},
                         {u"total_count"_s, TRY(core.tasks().count(filter, request.principal))}});
}

std::vector<Field> listQuery()
{
    return {
        limitField(100),
        offsetField(),
        identifierField(u"session_id"_s, u"Invalid session_id format"_s),
        {.name = u"status"_s,
         .check = [](QStringView text) { return !statesOf(text).isEmpty(); },
         .refusal = u"Invalid status value"_s,
         .summary = u"QUEUED, RUNNING (also what waits for a person), COMPLETED, FAILED, CANCELLED or "
                    u"TIMEOUT, in any case, "
                    "with or without TASK_STATUS_ in front"_s},
        identifierField(u"before"_s, u"Invalid task ID format"_s,
                        u"The last task_id of the page before; faster than offset"_s),
    };
}

std::vector<Field> idHeaders()
{
    return {sentHeader(u"X-Workflow-ID"_s, u"The task's id"_s),
            sentHeader(u"X-Session-ID"_s, u"The session that it belongs to"_s)};
}

std::vector<Field> streamHeaders()
{
    std::vector<Field> headers = idHeaders();
    headers.push_back(sentHeader(u"Link"_s, u"The stream, with rel=stream"_s));
    headers.push_back(sentHeader(u"Location"_s, u"The stream"_s));
    return headers;
}

} // namespace

std::vector<Endpoint> taskEndpoints(core::Core &core)
{
    using core::Scope;
    return {
        {.method = Method::Post,
         .path = "/api/v1/tasks",
         .access = Scope::TasksWrite,
         .body = taskBody(),
         .handler = AnswerNow([&core](const Request &request) { return submit(core, request); }),
         .summary = u"Submit a task"_s,
         .replies = {{.status = 200, .summary = u"Submitted"_s, .headers = idHeaders()}},
         .counted = Counted::Yes},
        {.method = Method::Post,
         .path = "/api/v1/tasks/stream",
         .access = Scope::TasksWrite,
         .body = taskBody(),
         .handler = AnswerNow([&core](const Request &request) { return submitAndStream(core, request); }),
         .summary = u"Submit a task and learn where its stream is"_s,
         .replies = {{.status = 201, .summary = u"Submitted"_s, .headers = streamHeaders()}},
         .counted = Counted::Yes},
        {.method = Method::Get,
         .path = "/api/v1/tasks",
         .access = Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return listTasks(core, request); }),
         .summary = u"List tasks, newest first"_s,
         .query = listQuery(),
         .counted = Counted::Yes},
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}",
         .access = Scope::TasksRead,
         .handler = AnswerNow([&core, told = std::make_shared<Told>()](const Request &request) {
             return told->show(core, request);
         }),
         .summary = u"Show a task: its status, result and usage"_s,
         .parameters = {taskIdParameter()},
         .replies = {{.status = 200,
                      .summary = u"As it stands"_s,
                      .headers = {sentHeader(u"X-Workflow-ID"_s, u"The task's id"_s)}}}},
    };
}

} // namespace server::shannon
