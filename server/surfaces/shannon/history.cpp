// SPDX-License-Identifier: GPL-3.0-or-later
// What happened in a task: its events, its timeline and its steps.
#include "core/base/json.h"
#include "server/surfaces/shannon/shannon.h"
#include "server/surfaces/shannon/wireframe.h"

namespace server::shannon {

using core::EventType;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<Response> events(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().find({request.parameter(u"id")}, request.principal));
    const auto limit = request.queryInteger(u"limit", 50);
    auto left = request.queryInteger(u"offset", 0);
    QJsonArray found;
    // Some events of ours have no word in the contract, so the offset counts what is shown.
    for (qint64 after = 0; found.size() < limit;) {
        const QList<core::Event> page =
            TRY(core.feed().events({.task = task.id, .after = after, .limit = 500}));
        for (const core::Event &event : page) {
            after = event.seq;
            for (const WireEvent &wire : toWire(event)) {
                if (left-- <= 0 && found.size() < limit)
                    found.append(toJson(wire));
            }
        }
        if (page.size() < 500)
            break;
    }
    return Response::json(200, QJsonObject{{u"events"_s, found}, {u"count"_s, found.size()}});
}

// The words of a workflow engine's history.
QString timelineWordOf(const core::Event &event, const core::Task &task)
{
    switch (event.type) {
    case EventType::TaskStarted:
        return u"WF_STARTED"_s;
    case EventType::TaskCompleted:
        return u"WF_COMPLETED"_s;
    case EventType::TaskFailed:
        return task.reason == core::timeoutReason ? u"WF_TIMEOUT"_s : u"WF_FAILED"_s;
    case EventType::TaskCancelled:
        return u"WF_CANCELLED"_s;
    case EventType::StepStarted:
        return u"ACT_STARTED"_s;
    case EventType::StepFinished:
    case EventType::StepsPlanned:
        return u"ACT_COMPLETED"_s;
    case EventType::StepFailed:
        return u"ACT_FAILED"_s;
    case EventType::ApprovalRequested:
        return u"SIG_SENT"_s;
    case EventType::ApprovalDecided:
    case EventType::ApprovalChanged:
    case EventType::TaskPaused:
    case EventType::TaskResumed:
    case EventType::StepResolved:
        return u"SIG_RECEIVED"_s;
    case EventType::ApprovalExpired:
    case EventType::ApprovalReminded:
        return u"TIMER_FIRED"_s;
    default:
        return {};
    }
}

Result<Response> timeline(core::Core &core, const Request &request)
{
    const core::Task task = TRY(core.tasks().find({request.parameter(u"id")}, request.principal));
    const QString mode = request.query(u"mode").value_or(u"summary"_s);
    const bool isFull = mode == "full"_L1;
    QJsonArray found;
    for (const core::Event &event : TRY(core.feed().events({.task = task.id, .limit = 10'000}))) {
        const QString type = timelineWordOf(event, task);
        if (type.isEmpty() || (!isFull && event.type == EventType::StepStarted))
            continue;
        QJsonObject entry{{u"workflow_id"_s, task.id.value},
                          {u"type"_s, type},
                          {u"timestamp"_s, core::toText(event.at)},
                          {u"message"_s, event.message},
                          {u"seq"_s, event.seq}};
        if (request.queryFlag(u"include_payloads", false))
            entry.insert(u"payload"_s, event.payload);
        found.append(entry);
    }
    if (request.query(u"persist").value_or(QString()).compare("true"_L1, Qt::CaseInsensitive) == 0)
        return Response::json(202, QJsonObject{{u"status"_s, u"accepted"_s},
                                               {u"workflow_id"_s, task.id.value},
                                               {u"count"_s, found.size()}});
    return Response::json(
        200, QJsonObject{{u"workflow_id"_s, task.id.value},
                         {u"events"_s, found},
                         {u"stats"_s, QJsonObject{{u"total"_s, found.size()},
                                                  {u"mode"_s, isFull ? u"full"_s : u"summary"_s}}}});
}

Result<Response> steps(core::Core &core, const Request &request)
{
    QJsonArray found;
    for (const core::Step &step : TRY(core.tasks().steps({request.parameter(u"id")}, request.principal))) {
        QJsonArray after;
        for (const core::StepId &id : step.after)
            after.append(id.value);
        found.append(QJsonObject{{u"id"_s, step.id.value},
                                 {u"kind"_s, core::toWord(step.kind)},
                                 {u"name"_s, step.name},
                                 {u"state"_s, core::toWord(step.state)},
                                 {u"attempt"_s, step.attempt},
                                 {u"tool"_s, step.tool},
                                 {u"input"_s, step.input},
                                 {u"output"_s, step.output},
                                 {u"error"_s, step.error},
                                 {u"after"_s, after},
                                 {u"started_at"_s, core::toText(step.startedAt)},
                                 {u"finished_at"_s, core::toText(step.finishedAt)}});
    }
    return Response::json(200, QJsonObject{{u"steps"_s, found}, {u"count"_s, found.size()}});
}

} // namespace

std::vector<Endpoint> historyEndpoints(core::Core &core)
{
    return {
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/events",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return events(core, request); }),
         .summary = u"List what happened in a task"_s,
         .parameters = {taskIdParameter()},
         .query = {limitField(200), offsetField()},
         .counted = Counted::Yes},
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/timeline",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return timeline(core, request); }),
         .summary = u"Show the history of a task"_s,
         .parameters = {taskIdParameter()},
         .query = {{.name = u"mode"_s, .allowed = {u"summary"_s, u"full"_s}},
                   {.name = u"include_payloads"_s, .type = FieldType::Boolean},
                   {.name = u"persist"_s},
                   {.name = u"run_id"_s}},
         .replies = {{.status = 200, .summary = u"The history"_s},
                     {.status = 202,
                      .summary = u"With `persist=true`: how much there is"_s,
                      .example =
                          QJsonObject{{u"status"_s, u"accepted"_s},
                                      {u"workflow_id"_s, u"task-0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e02"_s},
                                      {u"count"_s, 12}}}}},
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/steps",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return steps(core, request); }),
         .summary = u"List the steps of a task: the stations of its track"_s,
         .parameters = {taskIdParameter()}},
    };
}

} // namespace server::shannon
