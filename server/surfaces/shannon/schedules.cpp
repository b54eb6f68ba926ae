// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules: tasks that are submitted again and again.
#include "server/surfaces/shannon/schedulejson.h"
#include "server/surfaces/shannon/shannon.h"

#include <QUuid>

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

QString scheduleOf(const Request &request)
{
    return QUuid(request.parameter(u"id")).toString(QUuid::WithoutBraces);
}

struct Page
{
    int number = 1;
    int size = 0;

    int offset() const { return (number - 1) * size; }
};

Page pageOf(const Request &request, int usualSize)
{
    return {.number = placeOr(request, u"page", {.least = 1, .most = 1'000'000, .usual = 1}),
            .size = numberOr(request, u"page_size", {.least = 1, .most = 100, .usual = usualSize})};
}

Response succeeded(const QString &message, const core::Schedule *schedule = nullptr)
{
    QJsonObject body{{u"success"_s, true}, {u"message"_s, message}};
    if (schedule)
        body.insert(u"next_run_at"_s, nextRunOf(*schedule));
    return Response::json(200, body);
}

Result<Response> createSchedule(core::Core &core, const Request &request)
{
    const core::Schedule schedule =
        TRY(core.schedules().create(newScheduleOf(request.json), request.principal));
    return Response::json(201, QJsonObject{{u"schedule_id"_s, schedule.id},
                                           {u"message"_s, u"Schedule created successfully"_s},
                                           {u"next_run_at"_s, nextRunOf(schedule)}});
}

Result<Response> listSchedules(core::Core &core, const Request &request)
{
    const Page page = pageOf(request, 50);
    const core::ScheduleFilter filter{
        .state = core::fromWord<core::ScheduleState>(request.query(u"status").value_or(QString()).toLower()),
        .limit = page.size,
        .offset = page.offset()};
    QJsonArray schedules;
    for (const core::Schedule &schedule : TRY(core.schedules().list(filter, request.principal)))
        schedules.append(scheduleJson(schedule));
    return Response::json(
        200, QJsonObject{{u"schedules"_s, schedules},
                         {u"total_count"_s, TRY(core.schedules().count(filter, request.principal))},
                         {u"page"_s, page.number},
                         {u"page_size"_s, page.size}});
}

Result<Response> showSchedule(core::Core &core, const Request &request)
{
    return Response::json(200,
                          scheduleJson(TRY(core.schedules().find(scheduleOf(request), request.principal))));
}

Result<Response> runs(core::Core &core, const Request &request)
{
    const Page page = pageOf(request, 20);
    const core::Schedule schedule = TRY(core.schedules().find(scheduleOf(request), request.principal));
    QJsonArray found;
    for (const core::ScheduleRun &run : TRY(core.schedules().runs(schedule, page.offset(), page.size)))
        found.append(scheduleRunJson(schedule, run));
    return Response::json(200, QJsonObject{{u"runs"_s, found},
                                           {u"total_count"_s, schedule.runs},
                                           {u"page"_s, page.number},
                                           {u"page_size"_s, page.size}});
}

Result<Response> change(core::Core &core, const Request &request)
{
    const core::Schedule schedule =
        TRY(core.schedules().change(scheduleOf(request), scheduleChangeOf(request.json), request.principal));
    return succeeded(u"Schedule updated successfully"_s, &schedule);
}

Result<Response> pause(core::Core &core, const Request &request)
{
    TRY(core.schedules().pause(scheduleOf(request), reasonOf(request), request.principal));
    return succeeded(u"Schedule paused"_s);
}

Result<Response> resume(core::Core &core, const Request &request)
{
    const core::Schedule schedule =
        TRY(core.schedules().resume(scheduleOf(request), reasonOf(request), request.principal));
    return succeeded(u"Schedule resumed"_s, &schedule);
}

Result<Response> removeSchedule(core::Core &core, const Request &request)
{
    TRY(core.schedules().remove(scheduleOf(request), request.principal));
    return succeeded(u"Schedule deleted successfully"_s);
}

// The core says what is missing or out of bounds, in the contract's words.
std::vector<Field> scheduleFields()
{
    return {
        {.name = u"name"_s},
        {.name = u"description"_s},
        {.name = u"cron_expression"_s, .summary = u"minute hour day month weekday; at most once an hour"_s},
        {.name = u"timezone"_s, .summary = u"An IANA name such as Europe/Berlin; UTC when absent"_s},
        {.name = u"task_query"_s},
        {.name = u"task_context"_s, .type = FieldType::Object},
        {.name = u"max_budget_per_run_usd"_s, .type = FieldType::Number},
        {.name = u"timeout_seconds"_s, .type = FieldType::Integer, .summary = u"3600 when absent"_s},
    };
}

BodyShape scheduleBody(std::vector<Field> fields)
{
    BodyShape body = jsonBody(std::move(fields));
    body.refusal = u"Invalid request body"_s;
    return body;
}

Field idParameter()
{
    return {
        .name = u"id"_s,
        .check = [](QStringView text) { return !QUuid::fromString(text).isNull() && !text.contains(u'{'); },
        .refusal = u"invalid schedule ID"_s,
        .summary = u"The schedule's id"_s};
}

std::vector<Field> pageQuery()
{
    return {{.name = u"page"_s, .summary = u"From 1 on"_s},
            {.name = u"page_size"_s, .summary = u"100 at most"_s}};
}

Endpoint row(Method method, const QByteArray &path, const QString &summary, AnswerNow handler)
{
    return {.method = method,
            .path = "/api/v1/schedules" + path,
            .access = method == Method::Get ? core::Scope::TasksRead : core::Scope::TasksWrite,
            .handler = std::move(handler),
            .summary = summary,
            .parameters = path.isEmpty() ? std::vector<Field>() : std::vector<Field>{idParameter()},
            .counted = method == Method::Get && !path.isEmpty() ? Counted::No : Counted::Yes};
}

} // namespace

std::vector<Endpoint> scheduleEndpoints(core::Core &core)
{
    const auto with = [&core](Result<Response> (*function)(core::Core &, const Request &)) {
        return AnswerNow([&core, function](const Request &request) { return function(core, request); });
    };
    Endpoint making = row(Method::Post, "", u"Schedule a task"_s, with(createSchedule));
    making.body = scheduleBody(scheduleFields());
    making.replies = {{.status = 429, .summary = u"There are as many schedules as an owner may have"_s}};
    Endpoint all = row(Method::Get, "", u"List schedules, newest first"_s, with(listSchedules));
    all.query = pageQuery();
    all.query.push_back({.name = u"status"_s,
                         .allowed = {u"ACTIVE"_s, u"PAUSED"_s, u"ALL"_s},
                         .letters = Letters::AnyCase,
                         .refusal = u"Invalid status value"_s});
    Endpoint past =
        row(Method::Get, "/{id}/runs", u"List the runs of a schedule, newest first"_s, with(runs));
    past.query = pageQuery();
    Endpoint changing = row(Method::Put, "/{id}", u"Change a schedule; what is absent stays"_s, with(change));
    std::vector<Field> fields = scheduleFields();
    fields.push_back({.name = u"clear_task_context"_s, .type = FieldType::Boolean});
    changing.body = scheduleBody(std::move(fields));
    Endpoint pausing = row(Method::Post, "/{id}/pause", u"Pause a schedule"_s, with(pause));
    pausing.body = reasonBody();
    Endpoint resuming = row(Method::Post, "/{id}/resume", u"Resume a paused schedule"_s, with(resume));
    resuming.body = reasonBody();
    return {making,
            all,
            row(Method::Get, "/{id}", u"Show a schedule"_s, with(showSchedule)),
            past,
            changing,
            pausing,
            resuming,
            row(Method::Delete, "/{id}", u"Delete a schedule; its runs stay"_s, with(removeSchedule))};
}

} // namespace server::shannon
