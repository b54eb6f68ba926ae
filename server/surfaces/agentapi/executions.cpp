// SPDX-License-Identifier: GPL-3.0-or-later
// Running an agent that is code, and what came of it.
#include "core/base/json.h"
#include "server/surfaces/agentapi/agentapi.h"
#include "server/surfaces/agentapi/preference.h"

#include <QUrl>

namespace server::agentapi {

using core::Execution;
using core::Result;
using core::Scope;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject toJson(const Execution &execution)
{
    const core::Task &task = execution.task;
    const core::Step &step = execution.step;
    const QString error = task.state == core::TaskState::Cancelled ? task.reason
                          : step.error.isEmpty()                   ? task.error
                                                                   : step.error;
    return {{u"id"_s, task.id.value},
            {u"agent_id"_s, task.agent.value},
            {u"session_id"_s, task.sessionId},
            {u"status"_s, core::toWord(task.state)},
            {u"input_data"_s, step.input.value(u"data"_s)},
            {u"output"_s,
             task.state == core::TaskState::Completed ? step.output.value(u"result"_s) : QJsonValue()},
            {u"error"_s, orNull(error)},
            {u"logs"_s, step.output.value(u"logs"_s).toString()},
            {u"created_at"_s, core::toText(task.createdAt)},
            {u"started_at"_s, orNull(core::toText(task.startedAt))},
            {u"completed_at"_s, orNull(core::toText(task.finishedAt))}};
}

QByteArray addressOf(const core::Task &task)
{
    return "/v1/agents/" + QUrl::toPercentEncoding(task.agent.value) + "/executions/" +
           QUrl::toPercentEncoding(task.id.value);
}

// 200 with the result once it has ended; 202 with what is known until then.
Response answerOf(const Execution &execution, const Preference &preference)
{
    const bool hasEnded = core::isFinal(execution.task.state);
    Response response = Response::json(hasEnded ? 200 : 202, toJson(execution));
    response.addHeader("Location", addressOf(execution.task));
    if (preference.isStated)
        response.addHeader("Preference-Applied",
                           preference.wait.count() == 0
                               ? QByteArray("respond-async")
                               : "wait=" + QByteArray::number(preference.wait.count() / 1000));
    return response;
}

void execute(core::Core &core, AnswerHub &hub, const Request &request, const LateReply &reply)
{
    const Preference preference = preferenceOf(request.head.list("prefer"));
    const QJsonValue given = request.json.value(u"input_data"_s);
    const auto begun =
        core.executions().execute({.agent = {request.parameter(u"agent_id")},
                                   .data = given.isUndefined() ? QJsonObject() : given,
                                   .session = {request.json.value(u"session_id"_s).toString()}},
                                  request.principal);
    if (!begun)
        return reply.answer(begun.error());
    if (preference.wait.count() == 0)
        return reply.answer(answerOf(*begun, preference));
    hub.wait(begun->task.id.value, reply, preference.wait,
             [&core, task = begun->task, preference, principal = request.principal]() -> Result<Response> {
                 return answerOf(TRY(core.executions().find(task.agent, task.id, principal)), preference);
             });
}

Result<Response> showExecution(core::Core &core, const Request &request)
{
    return Response::json(
        200, toJson(TRY(core.executions().find({request.parameter(u"agent_id")},
                                               {request.parameter(u"execution_id")}, request.principal))));
}

Result<Response> listExecutions(core::Core &core, const Request &request)
{
    const int limit = static_cast<int>(request.queryInteger(u"limit", 20));
    QJsonArray executions;
    for (const Execution &execution :
         TRY(core.executions().list({request.parameter(u"agent_id")}, limit,
                                    {request.query(u"before").value_or(QString())}, request.principal)))
        executions.append(toJson(execution));
    return Response::json(200, QJsonObject{{u"executions"_s, executions}});
}

BodyShape executionBody()
{
    BodyShape shape = largeJsonBody({
        {.name = u"input_data"_s,
         .type = FieldType::Any,
         .summary =
             u"What the agent's function is called with: an object, which is empty when absent, or any other JSON"_s},
        {.name = u"session_id"_s, .maximum = 128, .summary = u"A session that this is an iteration of"_s},
    });
    shape.presence = Presence::Optional;
    return shape;
}

QJsonObject exampleExecution()
{
    return {{u"id"_s, u"task-0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e02"_s},
            {u"agent_id"_s, u"agent-0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e01"_s},
            {u"session_id"_s, u"session_0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e03"_s},
            {u"status"_s, u"completed"_s},
            {u"input_data"_s, QJsonObject{{u"text"_s, u"hello world"_s}}},
            {u"output"_s, u"HELLO WORLD"_s},
            {u"error"_s, QJsonValue()},
            {u"logs"_s, QString()},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s},
            {u"started_at"_s, u"2026-01-30T16:15:08.010Z"_s},
            {u"completed_at"_s, u"2026-01-30T16:15:08.120Z"_s}};
}

QJsonObject exampleOfOneUnderWay()
{
    QJsonObject execution = exampleExecution();
    execution.insert(u"status"_s, u"running"_s);
    execution.insert(u"output"_s, QJsonValue());
    execution.insert(u"completed_at"_s, QJsonValue());
    return execution;
}

Field placeOfExecution()
{
    return sentHeader(u"Location"_s, u"Where the execution is"_s);
}

} // namespace

std::vector<Endpoint> executionEndpoints(core::Core &core, AnswerHub &hub)
{
    return {
        {.method = Method::Post,
         .path = "/v1/agents/{agent_id}/execute",
         .access = Scope::AgentsExecute,
         .body = executionBody(),
         .handler = AnswerLater([&core, &hub](const Request &request, const LateReply &reply) {
             execute(core, hub, request, reply);
         }),
         .summary = u"Run an agent; answers with the result within 30 s, or the seconds of Prefer: wait=N"_s,
         .headers = {{.name = u"Prefer"_s,
                      .maximum = 100,
                      .summary = u"wait=N: how many seconds to wait for the result; respond-async: none"_s,
                      .example = u"wait=10"_s}},
         .replies = {{.status = 200,
                      .summary = u"It has ended: completed, failed or cancelled"_s,
                      .example = exampleExecution(),
                      .headers = {placeOfExecution()}},
                     {.status = 202,
                      .summary = u"It is still under way; Location says where to look"_s,
                      .example = exampleOfOneUnderWay(),
                      .headers = {placeOfExecution()}}},
         .deadline = longestWait + 30s},
        {.method = Method::Get,
         .path = "/v1/agents/{agent_id}/executions",
         .access = Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return listExecutions(core, request); }),
         .summary = u"List the executions of an agent, newest first"_s,
         .query = {pageSize(core::CodeAgentService::greatestPage), pageBefore()}},
        {.method = Method::Get,
         .path = "/v1/agents/{agent_id}/executions/{execution_id}",
         .access = Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return showExecution(core, request); }),
         .summary = u"Show an execution"_s},
    };
}

} // namespace server::agentapi
