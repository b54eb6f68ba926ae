// SPDX-License-Identifier: GPL-3.0-or-later
// Stopping, resuming and repeating tasks.
#include "server/surfaces/shannon/shannon.h"

#include <algorithm>

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

core::TaskId idOf(const Request &request)
{
    return {request.parameter(u"id")};
}

Result<Response> cancel(core::Core &core, const Request &request)
{
    const auto cancelled = core.tasks().cancel(idOf(request), reasonOf(request), request.principal);
    if (!cancelled && cancelled.error().code == core::ErrorCode::Conflict) {
        return Response::json(
            202, QJsonObject{{u"success"_s, false},
                             {u"message"_s, QString(u"Failed to cancel task: "_s + cancelled.error().text)}});
    }
    TRY(cancelled);
    return Response::json(
        202, QJsonObject{{u"success"_s, true}, {u"message"_s, u"Task cancelled successfully"_s}});
}

Result<Response> pause(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().pause(idOf(request), reasonOf(request), request.principal));
    return Response::json(202, QJsonObject{{u"success"_s, true},
                                           {u"message"_s, u"Pause signal sent"_s},
                                           {u"task_id"_s, task.id.value}});
}

Result<Response> resume(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().resume(idOf(request), reasonOf(request), request.principal));
    return Response::json(202, QJsonObject{{u"success"_s, true},
                                           {u"message"_s, u"Resume signal sent"_s},
                                           {u"task_id"_s, task.id.value}});
}

Result<Response> retry(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().retry(idOf(request), request.principal));
    return Response::json(202, QJsonObject{{u"success"_s, true},
                                           {u"message"_s, u"Task started again"_s},
                                           {u"task_id"_s, task.id.value}});
}

// The row's own time moves on while steps that were running finish.
Result<core::Timestamp> pausedAt(core::Core &core, const core::Task &task)
{
    for (const core::Event &event :
         TRY(core.feed().events({.task = task.id, .limit = 1000, .newestFirst = true}))) {
        if (event.type == core::EventType::TaskPaused)
            return event.at;
    }
    return task.updatedAt;
}

Result<Response> controlState(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().find(idOf(request), request.principal));
    const bool isPaused = task.state == core::TaskState::Paused;
    const bool isCancelled = task.state == core::TaskState::Cancelled;
    return Response::json(
        200, QJsonObject{{u"is_paused"_s, isPaused},
                         {u"is_cancelled"_s, isCancelled},
                         {u"paused_at"_s, isPaused ? core::toText(TRY(pausedAt(core, task))) : QString()},
                         {u"pause_reason"_s, isPaused ? task.reason : QString()},
                         {u"paused_by"_s, isPaused ? task.actor : QString()},
                         {u"cancel_reason"_s, isCancelled ? task.reason : QString()},
                         {u"cancelled_by"_s, isCancelled ? task.actor : QString()}});
}

Result<Response> resolve(core::Core &core, const Request &request)
{
    const QList<core::Step> steps = TRY(core.tasks().steps(idOf(request), request.principal));
    const core::StepId id{request.parameter(u"step")};
    if (std::none_of(steps.begin(), steps.end(), [&id](const core::Step &step) { return step.id == id; }))
        return core::failure(core::ErrorCode::NotFound, u"Step not found"_s);
    const QString word = request.json.value(u"resolution"_s).toString();
    const auto resolution = word == "done"_L1    ? core::Resolution::Done
                            : word == "again"_L1 ? core::Resolution::Again
                                                 : core::Resolution::Failed;
    TRY(core.tasks().resolve(id, resolution, request.principal));
    return Response::json(200, QJsonObject{{u"success"_s, true}, {u"task_id"_s, idOf(request).value}});
}

Endpoint command(const QByteArray &path, const QString &summary, AnswerNow handler)
{
    return {.method = Method::Post,
            .path = path,
            .access = core::Scope::TasksWrite,
            .body = reasonBody(),
            .handler = std::move(handler),
            .summary = summary,
            .parameters = {taskIdParameter()},
            .counted = Counted::Yes};
}

} // namespace

std::vector<Endpoint> controlEndpoints(core::Core &core)
{
    return {
        command("/api/v1/tasks/{id}/cancel", u"Cancel a task"_s,
                [&core](const Request &r) { return cancel(core, r); }),
        command("/api/v1/tasks/{id}/pause", u"Pause a task before its next step"_s,
                [&core](const Request &r) { return pause(core, r); }),
        command("/api/v1/tasks/{id}/resume", u"Resume a paused task"_s,
                [&core](const Request &r) { return resume(core, r); }),
        command("/api/v1/tasks/{id}/retry", u"Run what failed or was cancelled again"_s,
                [&core](const Request &r) { return retry(core, r); }),
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/control-state",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return controlState(core, request); }),
         .summary = u"Show whether a task is paused or cancelled, by whom and why"_s,
         .parameters = {taskIdParameter()},
         .counted = Counted::Yes},
        {.method = Method::Post,
         .path = "/api/v1/tasks/{id}/steps/{step}/resolve",
         .access = core::Scope::ApprovalsDecide,
         .body =
             jsonBody({{.name = u"resolution"_s,
                        .presence = Presence::Required,
                        .allowed = {u"done"_s, u"again"_s, u"failed"_s},
                        .summary = u"Whether an interrupted step is done, shall run again, or failed"_s}}),
         .handler = AnswerNow([&core](const Request &request) { return resolve(core, request); }),
         .summary = u"Decide a step that was interrupted and may not be repeated by itself"_s,
         .parameters = {taskIdParameter()},
         .replies = {{.status = 200,
                      .summary = u"It is as the person says"_s,
                      .example = QJsonObject{{u"success"_s, true}, {u"task_id"_s, u"task-123"_s}}}},
         .counted = Counted::Yes},
    };
}

} // namespace server::shannon
