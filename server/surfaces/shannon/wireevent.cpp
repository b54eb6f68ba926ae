// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/wireevent.h"

#include "core/review/planreview.h"

namespace server::shannon {

using core::EventType;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString orchestrator = u"orchestrator"_s;

QJsonObject tokensOf(const QJsonObject &payload)
{
    const qint64 input = payload.value("input_tokens"_L1).toInteger();
    const qint64 output = payload.value("output_tokens"_L1).toInteger();
    return {{u"tokens_used"_s, input + output},
            {u"input_tokens"_s, input},
            {u"output_tokens"_s, output},
            {u"cost_usd"_s, payload.value("cost_usd"_L1)},
            {u"model_used"_s, payload.value("model"_L1)},
            {u"provider"_s, payload.value("provider"_L1)},
            {u"duration_ms"_s, payload.value("duration_ms"_L1).toInteger()}};
}

QJsonObject planOf(const core::Event &event)
{
    QJsonArray plan;
    QJsonArray edges;
    for (const QJsonValue &value : event.payload.value("plan"_L1).toArray()) {
        const QJsonObject step = value.toObject();
        plan.append(QJsonObject{{u"id"_s, step.value("id"_L1)},
                                {u"name"_s, step.value("name"_L1)},
                                {u"type"_s, step.value("type"_L1)}});
        for (const QJsonValue &before : step.value("after"_L1).toArray())
            edges.append(QJsonObject{{u"from"_s, before}, {u"to"_s, step.value("id"_L1)}});
    }
    return {{u"plan"_s, plan}, {u"deps"_s, edges}};
}

bool isTool(const core::Event &event)
{
    return event.payload.value("kind"_L1).toString() == "tool"_L1;
}

WireEvent started(const core::Event &event, WireEvent wire)
{
    const QString kind = event.payload.value("kind"_L1).toString();
    wire.payload = {{u"role"_s, event.actor}};
    if (kind == "tool"_L1) {
        wire.type = u"TOOL_INVOKED"_s;
        wire.payload.insert(u"tool"_s, event.payload.value("tool"_L1));
        wire.payload.insert(u"params"_s, event.payload.value("arguments"_L1));
    } else if (kind == "plan"_L1) {
        wire.type = u"AGENT_THINKING"_s;
        wire.agent = u"planner"_s;
        wire.message = u"Planning the approach"_s;
    } else {
        wire.type = u"AGENT_STARTED"_s;
        wire.message = u"Working on it"_s;
    }
    return wire;
}

WireEvent finished(const core::Event &event, WireEvent wire)
{
    if (!isTool(event)) {
        wire.type = u"LLM_OUTPUT"_s;
        wire.payload = tokensOf(event.payload);
        wire.payload.insert(u"role"_s, event.actor);
        return wire;
    }
    wire.type = u"TOOL_OBSERVATION"_s;
    wire.payload = {{u"tool"_s, event.payload.value("tool"_L1)},
                    {u"success"_s, true},
                    {u"duration_ms"_s, event.payload.value("duration_ms"_L1)},
                    {u"role"_s, event.actor}};
    return wire;
}

WireEvent failed(const core::Event &event, WireEvent wire)
{
    const bool triesAgain = event.payload.contains("retry_at"_L1);
    wire.type = triesAgain ? u"ERROR_RECOVERY"_s : isTool(event) ? u"TOOL_ERROR"_s : u"ERROR_OCCURRED"_s;
    wire.payload = {{u"tool"_s, event.payload.value("tool"_L1)}, {u"error"_s, event.message}};
    return wire;
}

// A plan that waits for a person, in the words that the contract has for the talk about it.
WireEvent reviewed(const core::Event &event, WireEvent wire)
{
    const QJsonObject arguments = event.payload.value("arguments"_L1).toObject();
    const int version = arguments.value("version"_L1).toInt();
    const QString plan = arguments.value("plan"_L1).toString();
    wire.agent = u"research-planner"_s;
    wire.payload = {{u"round"_s, version},
                    {u"version"_s, version},
                    {u"intent"_s, u"ready"_s},
                    {u"approval_id"_s, event.subject}};
    if (event.type == EventType::ApprovalRequested) {
        wire.type = version > 1 ? u"RESEARCH_PLAN_UPDATED"_s : u"RESEARCH_PLAN_READY"_s;
        wire.message = plan;
    } else if (event.type == EventType::ApprovalExpired) {
        wire.type = u"ERROR_OCCURRED"_s;
        wire.message = u"The review of the plan timed out"_s;
    } else if (event.payload.value("decision"_L1).toString() == "approved"_L1) {
        wire.type = u"RESEARCH_PLAN_APPROVED"_s;
    } else {
        wire.type = u"REVIEW_USER_FEEDBACK"_s;
        wire.message = event.payload.value("feedback"_L1).toString();
    }
    return wire;
}

QString wordOf(EventType type)
{
    switch (type) {
    case EventType::TaskStarted:
        return u"WORKFLOW_STARTED"_s;
    case EventType::TaskPaused:
        return u"WORKFLOW_PAUSED"_s;
    case EventType::TaskResumed:
        return u"WORKFLOW_RESUMED"_s;
    case EventType::TaskCancelled:
        return u"WORKFLOW_CANCELLED"_s;
    case EventType::TaskRetried:
        return u"ERROR_RECOVERY"_s;
    case EventType::TaskCompleted:
        return u"WORKFLOW_COMPLETED"_s;
    case EventType::TaskFailed:
        return u"WORKFLOW_FAILED"_s;
    case EventType::TaskEnded:
        return u"STREAM_END"_s;
    case EventType::StepUncertain:
        return u"WAITING"_s;
    case EventType::StepResolved:
        return u"DATA_PROCESSING"_s;
    case EventType::ApprovalRequested:
        return u"APPROVAL_REQUESTED"_s;
    case EventType::ApprovalDecided:
    case EventType::ApprovalExpired:
        return u"APPROVAL_DECISION"_s;
    case EventType::ApprovalChanged:
    case EventType::ApprovalReminded:
        return u"WAITING"_s;
    case EventType::BudgetReached:
        return u"BUDGET_THRESHOLD"_s;
    default:
        return {};
    }
}

std::optional<WireEvent> translated(const core::Event &event)
{
    WireEvent wire{.task = event.task,
                   .agent = event.actor.isEmpty() ? orchestrator : event.actor,
                   .message = event.message,
                   .place = {.seq = event.seq},
                   .at = event.at};
    switch (event.type) {
    case EventType::StepStarted:
        return started(event, std::move(wire));
    case EventType::StepFinished:
        return finished(event, std::move(wire));
    case EventType::StepFailed:
        return failed(event, std::move(wire));
    case EventType::AnswerGiven:
        wire.type = u"LLM_OUTPUT"_s;
        wire.agent = u"final_output"_s;
        wire.payload = tokensOf(event.payload);
        return wire;
    case EventType::ApprovalRequested:
    case EventType::ApprovalDecided:
    case EventType::ApprovalExpired:
        if (event.payload.value("tool"_L1).toString() == core::reviewTool)
            return reviewed(event, std::move(wire));
        wire.type = wordOf(event.type);
        wire.agent = orchestrator;
        wire.payload = event.payload;
        if (event.type == EventType::ApprovalRequested) // some clients read messages alone
            wire.message += u" (%1)"_s.arg(event.subject);
        return wire;
    case EventType::SessionTitled:
        wire.type = u"LLM_OUTPUT"_s;
        wire.agent = u"title_generator"_s;
        return wire;
    case EventType::StepsPlanned:
        wire.type = u"PROGRESS"_s;
        wire.agent = u"planner"_s;
        wire.payload = planOf(event);
        return wire;
    default:
        wire.type = wordOf(event.type);
        wire.agent = orchestrator;
        wire.payload = event.payload;
        return wire.type.isEmpty() ? std::nullopt : std::optional(wire);
    }
}

WireEvent beside(const WireEvent &main, const QString &type, const QString &agent, const QString &message)
{
    return {.task = main.task,
            .type = type,
            .agent = agent,
            .message = message,
            .place = main.place,
            .at = main.at};
}

// What the contract says first of what happens here in one moment.
std::optional<WireEvent> precedingOf(const core::Event &event, const WireEvent &main)
{
    const QString reason = event.payload.value("reason"_L1).toString();
    const auto because = [&reason](const QString &what) {
        return reason.isEmpty() ? what : QString(what + u": "_s + reason);
    };
    if (event.type == EventType::TaskPaused)
        return beside(main, u"WORKFLOW_PAUSING"_s, orchestrator, because(u"Pausing"_s));
    if (event.type == EventType::TaskCancelled)
        return beside(main, u"WORKFLOW_CANCELLING"_s, orchestrator, because(u"Cancelling"_s));
    return {};
}

// What follows from it: a task is handed to its agent, and an answer that calls no tools is an agent's last.
std::optional<WireEvent> followingOf(const core::Event &event, const WireEvent &main)
{
    if (event.actor.isEmpty())
        return {};
    if (event.type == EventType::TaskStarted)
        return beside(main, u"DELEGATION"_s, orchestrator, u"Handed to %1"_s.arg(event.actor));
    const QString kind = event.payload.value("kind"_L1).toString();
    if (kind != "model"_L1 && kind != "code"_L1)
        return {};
    if (event.type == EventType::StepFinished && event.payload.value("tool_calls"_L1).toInteger() == 0)
        return beside(main, u"AGENT_COMPLETED"_s, event.actor, u"Done"_s);
    if (event.type == EventType::StepFailed && main.type == "ERROR_OCCURRED"_L1)
        return beside(main, u"AGENT_FAILED"_s, event.actor, event.message);
    return {};
}

} // namespace

QString WireEvent::streamId() const
{
    return QString::number(place.seq) + u'-' + QString::number(place.index);
}

QList<WireEvent> toWire(const core::Event &event)
{
    const auto main = translated(event);
    if (!main)
        return {};
    QList<WireEvent> told;
    for (const auto &one : {precedingOf(event, *main), main, followingOf(event, *main)}) {
        if (!one)
            continue;
        told.append(*one);
        told.last().place.index = static_cast<int>(told.size()) - 1;
    }
    return told;
}

WireEvent toWire(const core::Partial &partial)
{
    return WireEvent{.task = partial.task,
                     .type = u"LLM_PARTIAL"_s,
                     .agent = partial.agent,
                     .message = partial.text,
                     .place = {.seq = partial.after, .index = lastIndexOfEvent + partial.index},
                     .at = partial.at};
}

} // namespace server::shannon
