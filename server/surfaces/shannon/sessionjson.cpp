// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/sessionjson.h"

#include "core/base/json.h"
#include "server/surfaces/shannon/taskjson.h"

#include <QSet>

#include <algorithm>
#include <chrono>

namespace server::shannon {

using core::Session;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonObject contextOfSession(const Session &session)
{
    QJsonObject context{{u"title"_s, session.title}};
    if (session.hasOwnName())
        context.insert(u"external_id"_s, session.name);
    return context;
}

QString strategyOf(const core::SessionEntry &entry)
{
    return entry.firstContext.value("research_strategy"_L1).toString();
}

bool isResearch(const core::SessionEntry &entry)
{
    return entry.firstContext.value("force_research"_L1).toBool() || !strategyOf(entry).isEmpty();
}

QJsonObject commonOf(const core::SessionEntry &entry)
{
    const Session &session = entry.session;
    return {{u"session_id"_s, session.id},
            {u"user_id"_s, session.owner},
            {u"context"_s, contextOfSession(session)},
            {u"tokens_used"_s, session.tokens},
            {u"task_count"_s, session.tasks},
            {u"created_at"_s, core::toText(session.createdAt)},
            {u"updated_at"_s, core::toText(session.updatedAt)},
            {u"is_research_session"_s, isResearch(entry)}};
}

qint64 durationOf(const core::Task &task)
{
    const bool isKnown = core::isSet(task.startedAt) && core::isSet(task.finishedAt);
    return isKnown ? qint64{(task.finishedAt - task.startedAt).count()} : qint64{0};
}

QString answerOf(const core::Task &task, const QList<WireEvent> &events)
{
    if (!task.result.isEmpty())
        return task.result;
    const auto output = std::ranges::find_if(events, [](const WireEvent &event) {
        return event.type == "LLM_OUTPUT"_L1 && event.agent != "title_generator"_L1;
    });
    return output == events.end() ? QString() : output->message;
}

// A payload is told as a text here.
QJsonObject turnEventJson(const WireEvent &event, WithPayload withPayload)
{
    QJsonObject json = toJson(event, WithPayload::No);
    if (withPayload == WithPayload::Yes && !event.payload.isEmpty())
        json.insert(u"payload"_s, QString::fromUtf8(core::toBytes(event.payload)));
    return json;
}

} // namespace

QJsonObject sessionJson(const core::SessionEntry &entry)
{
    QJsonObject json = commonOf(entry);
    if (!strategyOf(entry).isEmpty())
        json.insert(u"research_strategy"_s, strategyOf(entry));
    return json;
}

QJsonObject sessionSummaryJson(const core::SessionEntry &entry, core::Timestamp now)
{
    const Session &session = entry.session;
    QJsonObject json = commonOf(entry);
    json.insert(u"title"_s, session.title);
    json.insert(u"last_activity_at"_s, core::toText(session.activeAt));
    json.insert(u"is_active"_s, now - session.activeAt < 24h);
    json.insert(u"successful_tasks"_s, session.completed);
    json.insert(u"failed_tasks"_s, session.failed);
    json.insert(u"total_cost_usd"_s, session.cost);
    json.insert(u"is_near_budget_limit"_s, false);
    json.insert(u"latest_task_query"_s, entry.lastQuery);
    json.insert(u"latest_task_status"_s, shortStatusOf(entry.lastState));
    json.insert(u"first_task_mode"_s, core::toWord(entry.firstMode));
    if (session.tasks > 0) {
        const auto tasks = static_cast<double>(session.tasks);
        json.insert(u"success_rate"_s, static_cast<double>(session.completed) / tasks);
        json.insert(u"average_cost_per_task"_s, session.cost / tasks);
    }
    return json;
}

QJsonObject historyJson(const core::Task &task, const core::StepFigures &figures)
{
    QJsonObject json{
        {u"task_id"_s, task.id.value},
        {u"workflow_id"_s, task.id.value},
        {u"query"_s, task.query},
        {u"status"_s, shortStatusOf(task)},
        {u"mode"_s, core::toWord(task.mode)},
        {u"total_tokens"_s, task.usage.totalTokens()},
        {u"total_cost_usd"_s, task.usage.cost},
        {u"agents_used"_s, figures.agents},
        {u"tools_invoked"_s, figures.tools},
        {u"started_at"_s, core::toText(core::isSet(task.startedAt) ? task.startedAt : task.createdAt)},
        {u"metadata"_s, QJsonObject{{u"task_context"_s, task.context}}}};
    if (!task.result.isEmpty())
        json.insert(u"result"_s, task.result);
    if (!task.error.isEmpty())
        json.insert(u"error_message"_s, task.error);
    if (core::isSet(task.finishedAt)) {
        json.insert(u"completed_at"_s, core::toText(task.finishedAt));
        json.insert(u"duration_ms"_s, durationOf(task));
    }
    return json;
}

QJsonObject turnJson(const core::Task &task, const QList<WireEvent> &events, qint64 number,
                     WithPayload withPayload)
{
    QJsonArray told;
    QSet<QString> agents;
    for (const WireEvent &event : events) {
        told.append(turnEventJson(event, withPayload));
        if (!event.agent.isEmpty())
            agents.insert(event.agent);
    }
    QStringList involved(agents.begin(), agents.end());
    involved.sort();
    return {{u"turn"_s, number},
            {u"task_id"_s, task.id.value},
            {u"user_query"_s, task.query},
            {u"final_output"_s, answerOf(task, events)},
            {u"timestamp"_s, core::toText(task.createdAt)},
            {u"events"_s, told},
            {u"metadata"_s, QJsonObject{{u"tokens_used"_s, task.usage.totalTokens()},
                                        {u"execution_time_ms"_s, durationOf(task)},
                                        {u"agents_involved"_s, QJsonArray::fromStringList(involved)}}}};
}

} // namespace server::shannon
