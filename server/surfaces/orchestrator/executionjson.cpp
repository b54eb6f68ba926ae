// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/orchestrator/executionjson.h"

#include "core/base/json.h"
#include "core/base/text.h"

namespace server::orchestrator {

using core::PhaseProgress;
using core::PhaseState;
using core::TaskState;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPreview = 500;

QString agentName(core::Core &core, const core::AgentId &id)
{
    const auto agent = core.fleet().agent(id);
    return agent ? agent->spec.name : u"assistant"_s;
}

QString preview(const QString &text)
{
    return text.size() <= longestPreview ? text : QString(text.left(longestPreview) + u"..."_s);
}

QJsonObject phaseJson(core::Core &core, const PhaseProgress &phase)
{
    QJsonObject json{{u"phase"_s, phase.name},
                     {u"agent"_s, agentName(core, phase.agent)},
                     {u"status"_s, core::toWord(phase.state)},
                     {u"started_at"_s, core::timeOrNull(phase.startedAt)},
                     {u"completed_at"_s, core::timeOrNull(phase.finishedAt)}};
    if (core::isSet(phase.finishedAt))
        json.insert(u"duration_ms"_s, qint64{(phase.finishedAt - phase.startedAt).count()});
    if (!phase.verdict.isEmpty())
        json.insert(u"verdict"_s, phase.verdict);
    return json;
}

QString errorOf(const core::Task &task)
{
    if (task.state != TaskState::Cancelled)
        return task.error;
    return task.reason.isEmpty() ? u"The workflow was cancelled"_s
                                 : QString(u"The workflow was cancelled: "_s + task.reason);
}

QJsonArray errorsOf(const core::WorkflowView &view)
{
    QJsonArray errors;
    for (const PhaseProgress &phase : view.progress.phases) {
        if (phase.state == PhaseState::Failed)
            errors.append(QJsonObject{{u"phase"_s, phase.name}, {u"error"_s, phase.error}});
    }
    const bool failed = view.task.state == TaskState::Failed || view.task.state == TaskState::Cancelled;
    if (failed && errors.isEmpty())
        errors.append(QJsonObject{{u"phase"_s, view.progress.current}, {u"error"_s, errorOf(view.task)}});
    return errors;
}

QJsonValue partialResults(const core::WorkflowView &view)
{
    QJsonObject partial;
    for (const PhaseProgress &phase : view.progress.phases) {
        if (phase.state == PhaseState::Done)
            partial.insert(phase.name, preview(phase.text));
    }
    return partial.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(partial);
}

} // namespace

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

QJsonValue estimateOf(const core::WorkflowProgress &progress)
{
    return core::timeOrNull(progress.estimated.value_or(core::Timestamp{}));
}

QJsonValue resultJson(core::Core &core, const core::WorkflowView &view)
{
    if (view.task.state != TaskState::Completed)
        return QJsonValue::Null;
    QJsonArray results;
    QJsonArray report;
    qsizetype size = 0;
    for (const PhaseProgress &phase : view.progress.phases) {
        report.append(phaseJson(core, phase));
        results.append(QJsonObject{{u"agent"_s, agentName(core, phase.agent)},
                                   {u"phase"_s, phase.name},
                                   {u"output_preview"_s, preview(phase.text)},
                                   {u"output_length"_s, phase.text.size()}});
        size += phase.text.size();
    }
    return QJsonObject{
        {u"agent_results"_s, results},
        {u"agent_count"_s, results.size()},
        {u"total_output_size"_s, size},
        {u"output"_s, view.task.result},
        {u"execution_report"_s, QString::fromUtf8(core::toBytes(QJsonObject{{u"phases"_s, report}}))}};
}

QJsonObject executionJson(core::Core &core, const core::WorkflowView &view)
{
    const core::Task &task = view.task;
    const bool failed = task.state == TaskState::Failed || task.state == TaskState::Cancelled;
    QJsonArray phases;
    for (const PhaseProgress &phase : view.progress.phases)
        phases.append(phaseJson(core, phase));
    QJsonObject json{
        {u"session_id"_s, view.workflow.id},
        {u"task_id"_s, task.id.value},
        {u"status"_s, statusWord(task.state)},
        {u"state"_s, core::toWord(task.state)},
        {u"workflow_type"_s, view.workflow.type},
        {u"priority"_s, core::toWord(task.priority)},
        {u"progress"_s, view.progress.percent},
        {u"current_phase"_s,
         view.progress.current.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(view.progress.current)},
        {u"phases_completed"_s, QJsonArray::fromStringList(view.progress.completed)},
        {u"phases"_s, phases},
        {u"current_step"_s, view.progress.completed.size()},
        {u"total_steps"_s, view.progress.phases.size()},
        {u"errors"_s, errorsOf(view)},
        {u"error"_s, failed ? QJsonValue(errorOf(task)) : QJsonValue(QJsonValue::Null)},
        {u"partial_results"_s, partialResults(view)},
        {u"result"_s, resultJson(core, view)},
        {u"created_at"_s, core::toText(task.createdAt)},
        {u"started_at"_s, core::timeOrNull(task.startedAt)},
        {u"completed_at"_s,
         core::timeOrNull(task.state == TaskState::Completed ? task.finishedAt : core::Timestamp{})},
        {u"failed_at"_s, core::timeOrNull(failed ? task.finishedAt : core::Timestamp{})},
        {u"estimated_completion"_s, estimateOf(view.progress)},
    };
    if (task.state == TaskState::Completed)
        json.insert(u"generated_code"_s, view.code);
    return json;
}

} // namespace server::orchestrator
