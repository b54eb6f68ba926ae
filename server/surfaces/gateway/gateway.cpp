// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/gateway/gateway.h"

#include "core/base/json.h"

namespace server::gateway {

using core::Result;
using core::Scope;
using core::TaskState;
using namespace Qt::Literals::StringLiterals;

namespace {

QString statusWord(TaskState state)
{
    switch (state) {
    case TaskState::Queued:
        return u"queued"_s;
    case TaskState::Completed:
        return u"completed"_s;
    case TaskState::Failed:
    case TaskState::Cancelled:
        return u"failed"_s;
    default:
        return u"running"_s;
    }
}

QJsonValue errorOf(const core::Task &task)
{
    if (task.state == TaskState::Failed)
        return task.error;
    if (task.state != TaskState::Cancelled)
        return QJsonValue::Null;
    return task.reason.isEmpty() ? u"The task was cancelled"_s
                                 : QString(u"The task was cancelled: "_s + task.reason);
}

// "medium" is the platform's older word for normal.
core::Priority priorityOf(const QString &given)
{
    return core::fromWord<core::Priority>(given.trimmed().toLower()).value_or(core::Priority::Normal);
}

Result<Response> submit(core::Core &core, const Request &request)
{
    const QJsonObject &json = request.json;
    const core::Task task =
        TRY(core.jobs().submit({.agentName = json.value(u"agent_name"_s).toString(),
                                .type = json.value(u"task_type"_s).toString(),
                                .payload = json.value(u"payload"_s).toObject(),
                                .priority = priorityOf(json.value(u"priority"_s).toString())},
                               request.principal));
    return Response::json(201, QJsonObject{{u"task_id"_s, task.id.value}, {u"status"_s, u"queued"_s}})
        .with("Location", "/api/tasks/" + task.id.value.toLatin1());
}

Result<Response> show(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().find({request.parameter(u"task_id")}, request.principal));
    const bool done = task.state == TaskState::Completed;
    return Response::json(
        200, QJsonObject{{u"task_id"_s, task.id.value},
                         {u"status"_s, statusWord(task.state)},
                         {u"result"_s, done ? QJsonValue(core::JobService::resultOf(task)) : QJsonValue()},
                         {u"error"_s, errorOf(task)},
                         {u"agent_id"_s, task.agent.value},
                         {u"agent_name"_s, task.context.value(u"agent_name"_s)},
                         {u"task_type"_s, task.context.value(u"task_type"_s)},
                         {u"priority"_s, core::toWord(task.priority)},
                         {u"created_at"_s, core::toText(task.createdAt)},
                         {u"started_at"_s, core::timeOrNull(task.startedAt)},
                         {u"completed_at"_s, core::timeOrNull(task.finishedAt)}});
}

std::vector<Field> taskFields()
{
    return {{.name = u"agent_name"_s,
             .presence = Presence::Required,
             .maximum = 256,
             .summary = u"Who shall do it: the name of an agent, \"cluster/agent\", or an id"_s},
            {.name = u"task_type"_s,
             .presence = Presence::Required,
             .maximum = 128,
             .summary = u"Such as \"summarize_text\""_s},
            {.name = u"payload"_s,
             .type = FieldType::Object,
             .summary = u"What it is about; the type says which fields"_s},
            {.name = u"priority"_s,
             .allowed = {u"low"_s, u"normal"_s, u"medium"_s, u"high"_s, u"critical"_s},
             .letters = Letters::AnyCase,
             .summary = u"\"normal\" when absent"_s}};
}

} // namespace

Surface surface(core::Core &core)
{
    const QString id = u"task-0193f7c2-8a4f-7000-8000-1a2b3c4d5e6f"_s;
    return {
        .name = u"gateway"_s,
        .summary = u"Tasks for agents by name"_s,
        .prefixes = {"/api/tasks"},
        .endpoints = {
            {.method = Method::Post,
             .path = "/api/tasks",
             .access = Scope::TasksWrite,
             .body = largeJsonBody(taskFields()),
             .handler = AnswerNow([&core](const Request &request) { return submit(core, request); }),
             .summary = u"Give a task to an agent"_s,
             .description =
                 u"Of several agents of that name the one that is able and has the least work takes it."_s,
             .replies = {{.status = 201,
                          .summary = u"Queued"_s,
                          .example = QJsonObject{{u"task_id"_s, id}, {u"status"_s, u"queued"_s}},
                          .headers = {sentHeader(u"Location"_s, u"Where the task is"_s)}},
                         {.status = 404, .summary = u"There is no such agent"_s}},
             .counted = Counted::Yes},
            {.method = Method::Get,
             .path = "/api/tasks/{task_id}",
             .access = Scope::TasksRead,
             .handler = AnswerNow([&core](const Request &request) { return show(core, request); }),
             .summary = u"Show a task and what came of it"_s,
             .replies = {{.status = 200,
                          .summary = u"As it stands"_s,
                          .example = QJsonObject{{u"task_id"_s, id},
                                                 {u"status"_s, u"completed"_s},
                                                 {u"result"_s,
                                                  QJsonObject{{u"summary"_s, u"Refunds take 14 days."_s}}},
                                                 {u"error"_s, QJsonValue::Null}}}}},
        }};
}

} // namespace server::gateway
