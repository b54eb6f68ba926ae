// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/taskjson.h"

#include "core/base/json.h"
#include "server/surfaces/shannon/citations.h"

#include <algorithm>

namespace server::shannon {

using core::TaskState;
using namespace Qt::Literals::StringLiterals;

namespace {

QString modeOf(core::TaskMode mode)
{
    switch (mode) {
    case core::TaskMode::Simple:
        return u"EXECUTION_MODE_SIMPLE"_s;
    case core::TaskMode::Standard:
        return u"EXECUTION_MODE_STANDARD"_s;
    case core::TaskMode::Complex:
    case core::TaskMode::Supervisor:
        return u"EXECUTION_MODE_COMPLEX"_s;
    }
    return {};
}

void putText(QJsonObject &object, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        object.insert(name, value);
}

QJsonObject usageOf(const core::Usage &usage)
{
    QJsonObject object;
    if (usage.totalTokens() > 0)
        object.insert(u"total_tokens"_s, usage.totalTokens());
    if (usage.inputTokens > 0)
        object.insert(u"input_tokens"_s, usage.inputTokens);
    if (usage.outputTokens > 0)
        object.insert(u"output_tokens"_s, usage.outputTokens);
    if (usage.cost > 0)
        object.insert(u"estimated_cost"_s, usage.cost);
    return object;
}

// What one model did for a task.
struct ModelShare
{
    QString model = {};
    QString provider = {};
    int executions = 0;
    core::Usage usage = {};
};

QList<ModelShare> sharesOf(const QList<core::Step> &steps)
{
    QList<ModelShare> shares;
    for (const core::Step &step : steps) {
        const QString model = step.output.value("model"_L1).toString();
        const QString provider = step.output.value("provider"_L1).toString();
        if (model.isEmpty())
            continue;
        auto share = std::ranges::find_if(shares, [&](const ModelShare &known) {
            return known.model == model && known.provider == provider;
        });
        if (share == shares.end())
            share = shares.insert(shares.size(), {.model = model, .provider = provider});
        ++share->executions;
        share->usage += {.inputTokens = step.output.value("input_tokens"_L1).toInteger(),
                         .outputTokens = step.output.value("output_tokens"_L1).toInteger(),
                         .cost = step.output.value("cost_usd"_L1).toDouble()};
    }
    std::ranges::stable_sort(
        shares, [](const ModelShare &a, const ModelShare &b) { return b.usage.cost < a.usage.cost; });
    return shares;
}

} // namespace

QString statusOf(TaskState state)
{
    switch (state) {
    case TaskState::Queued:
        return u"TASK_STATUS_QUEUED"_s;
    case TaskState::Running:
    case TaskState::Waiting:
        return u"TASK_STATUS_RUNNING"_s;
    case TaskState::Paused:
        return u"TASK_STATUS_PAUSED"_s;
    case TaskState::Completed:
        return u"TASK_STATUS_COMPLETED"_s;
    case TaskState::Failed:
        return u"TASK_STATUS_FAILED"_s;
    case TaskState::Cancelled:
        return u"TASK_STATUS_CANCELLED"_s;
    }
    return u"TASK_STATUS_UNSPECIFIED"_s;
}

QString shortStatusOf(TaskState state)
{
    return statusOf(state).remove(u"TASK_STATUS_"_s);
}

QString statusOf(const core::Task &task)
{
    const bool isTimeout = task.state == TaskState::Failed && task.reason == core::timeoutReason;
    return isTimeout ? u"TASK_STATUS_TIMEOUT"_s : statusOf(task.state);
}

QString shortStatusOf(const core::Task &task)
{
    return statusOf(task).remove(u"TASK_STATUS_"_s);
}

QList<TaskState> statesOf(QStringView status)
{
    const QString word = status.trimmed().toString().toUpper().remove(u"TASK_STATUS_"_s);
    if (word == "QUEUED"_L1)
        return {TaskState::Queued};
    if (word == "RUNNING"_L1)
        return {TaskState::Running, TaskState::Waiting};
    if (word == "COMPLETED"_L1)
        return {TaskState::Completed};
    if (word == "FAILED"_L1 || word == "TIMEOUT"_L1)
        return {TaskState::Failed};
    if (word == "CANCELLED"_L1 || word == "CANCELED"_L1)
        return {TaskState::Cancelled};
    return {};
}

QJsonObject taskJson(const core::Task &task)
{
    QJsonObject object{{u"task_id"_s, task.id.value},
                       {u"workflow_id"_s, task.id.value},
                       {u"status"_s, statusOf(task)},
                       {u"created_at"_s, core::toText(task.createdAt)},
                       {u"updated_at"_s, core::toText(task.updatedAt)},
                       {u"query"_s, task.query},
                       {u"session_id"_s, task.sessionId},
                       {u"mode"_s, core::toWord(task.mode)},
                       {u"usage"_s, usageOf(task.usage)},
                       {u"metadata"_s, QJsonObject{{u"task_context"_s, task.context}}}};
    putText(object, u"result"_s, task.result);
    putText(object, u"error"_s, task.error);
    putText(object, u"model_used"_s, task.model);
    putText(object, u"provider"_s, task.provider);
    if (!task.context.isEmpty())
        object.insert(u"context"_s, task.context);
    if (task.result.startsWith(u'{')) {
        if (const auto response = core::parseObject(task.result.toUtf8()))
            object.insert(u"response"_s, *response);
    }
    return object;
}

QJsonObject metadataJson(const core::Task &task, const QList<core::Step> &steps)
{
    QJsonArray breakdown;
    for (const ModelShare &share : sharesOf(steps)) {
        const double part = task.usage.cost > 0 ? share.usage.cost / task.usage.cost : 0;
        breakdown.append(QJsonObject{{u"model"_s, share.model},
                                     {u"provider"_s, share.provider},
                                     {u"executions"_s, share.executions},
                                     {u"tokens"_s, share.usage.totalTokens()},
                                     {u"cost_usd"_s, share.usage.cost},
                                     {u"percentage"_s, static_cast<int>(part * 100)}});
    }
    return {{u"task_context"_s, task.context},
            {u"model_breakdown"_s, breakdown},
            {u"citations"_s, citationsOf(steps)}};
}

QJsonObject taskSummaryJson(const core::Task &task)
{
    QJsonObject object{
        {u"task_id"_s, task.id.value},
        {u"query"_s, task.query},
        {u"status"_s, statusOf(task)},
        {u"mode"_s, modeOf(task.mode)},
        {u"session_id"_s, task.sessionId},
        {u"created_at"_s, core::toText(task.createdAt)},
        {u"total_token_usage"_s, QJsonObject{{u"total_tokens"_s, task.usage.totalTokens()},
                                             {u"cost_usd"_s, task.usage.cost},
                                             {u"prompt_tokens"_s, task.usage.inputTokens},
                                             {u"completion_tokens"_s, task.usage.outputTokens}}}};
    if (core::isSet(task.finishedAt))
        object.insert(u"completed_at"_s, core::toText(task.finishedAt));
    return object;
}

} // namespace server::shannon
