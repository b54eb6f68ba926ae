// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/schedulejson.h"

#include "core/schedule/cronexpression.h"
#include "server/surfaces/shannon/taskjson.h"

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

QString zoned(core::Timestamp time, const core::Schedule &schedule)
{
    const auto zone = core::zoneNamed(schedule.wanted.zone);
    return zone ? core::toText(time, *zone) : core::toText(time);
}

void putTask(QJsonObject &json, const core::Task &task)
{
    json.insert(u"workflow_id"_s, task.id.value);
    json.insert(u"query"_s, task.query);
    json.insert(u"status"_s, shortStatusOf(task));
    json.insert(u"total_tokens"_s, task.usage.totalTokens());
    json.insert(u"total_cost_usd"_s, task.usage.cost);
    const std::pair<QString, QString> texts[] = {{u"result"_s, task.result},
                                                 {u"error_message"_s, task.error},
                                                 {u"model_used"_s, task.model},
                                                 {u"provider"_s, task.provider},
                                                 {u"started_at"_s, core::toText(task.startedAt)},
                                                 {u"completed_at"_s, core::toText(task.finishedAt)}};
    for (const auto &[name, text] : texts) {
        if (!text.isEmpty())
            json.insert(name, text);
    }
    if (core::isSet(task.startedAt) && core::isSet(task.finishedAt))
        json.insert(u"duration_ms"_s, qint64{(task.finishedAt - task.startedAt).count()});
}

std::optional<QString> textOf(const QJsonObject &body, const QString &name)
{
    const QJsonValue value = body.value(name);
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

} // namespace

QString nextRunOf(const core::Schedule &schedule)
{
    return zoned(schedule.nextRunAt, schedule);
}

QJsonObject scheduleJson(const core::Schedule &schedule)
{
    const core::NewSchedule &wanted = schedule.wanted;
    return {{u"schedule_id"_s, schedule.id},
            {u"name"_s, wanted.name},
            {u"description"_s, wanted.description},
            {u"cron_expression"_s, wanted.cron},
            {u"timezone"_s, wanted.zone},
            {u"task_query"_s, wanted.query},
            {u"task_context"_s, wanted.context},
            {u"max_budget_per_run_usd"_s, wanted.budget},
            {u"timeout_seconds"_s, qint64{wanted.timeLimit.count()}},
            {u"status"_s, core::toWord(schedule.state).toUpper()},
            {u"created_at"_s, core::toText(schedule.createdAt)},
            {u"updated_at"_s, core::toText(schedule.updatedAt)},
            {u"last_run_at"_s, zoned(schedule.lastRunAt, schedule)},
            {u"next_run_at"_s, nextRunOf(schedule)},
            {u"total_runs"_s, schedule.runs},
            {u"successful_runs"_s, schedule.succeeded},
            {u"failed_runs"_s, schedule.failed}};
}

QJsonObject scheduleRunJson(const core::Schedule &schedule, const core::ScheduleRun &run)
{
    QJsonObject json{{u"workflow_id"_s, QString()}, {u"query"_s, schedule.wanted.query},
                     {u"status"_s, u"FAILED"_s},    {u"total_tokens"_s, 0},
                     {u"total_cost_usd"_s, 0},      {u"triggered_at"_s, core::toText(run.triggeredAt)}};
    if (run.task)
        putTask(json, *run.task);
    else
        json.insert(u"error_message"_s, run.error);
    return json;
}

core::NewSchedule newScheduleOf(const QJsonObject &body)
{
    core::NewSchedule wanted;
    const QString zone = body.value(u"timezone"_s).toString();
    wanted.name = body.value(u"name"_s).toString();
    wanted.description = body.value(u"description"_s).toString();
    wanted.cron = body.value(u"cron_expression"_s).toString().simplified();
    wanted.zone = zone.isEmpty() ? wanted.zone : zone;
    wanted.query = body.value(u"task_query"_s).toString();
    wanted.context = body.value(u"task_context"_s).toObject();
    wanted.budget = body.value(u"max_budget_per_run_usd"_s).toDouble();
    if (const qint64 seconds = body.value(u"timeout_seconds"_s).toInteger(); seconds != 0)
        wanted.timeLimit = std::chrono::seconds(seconds);
    return wanted;
}

core::ScheduleChange scheduleChangeOf(const QJsonObject &body)
{
    core::ScheduleChange change{.name = textOf(body, u"name"_s),
                                .description = textOf(body, u"description"_s),
                                .cron = textOf(body, u"cron_expression"_s),
                                .zone = textOf(body, u"timezone"_s),
                                .query = textOf(body, u"task_query"_s)};
    const QJsonValue context = body.value(u"task_context"_s);
    if (body.value(u"clear_task_context"_s).toBool())
        change.context = QJsonObject();
    else if (context.isObject())
        change.context = context.toObject();
    const QJsonValue budget = body.value(u"max_budget_per_run_usd"_s);
    if (budget.isDouble())
        change.budget = budget.toDouble();
    const QJsonValue limit = body.value(u"timeout_seconds"_s);
    if (limit.isDouble())
        change.timeLimit = std::chrono::seconds(limit.toInteger());
    return change;
}

} // namespace server::shannon
