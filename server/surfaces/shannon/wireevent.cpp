// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/wireevent.h"

#include "core/base/json.h"
#include "core/base/text.h"
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
    case EventType::BudgetReached:
        return u"BUDGET_THRESHOLD"_s;
    default:
        return {};
    }
}

QString streamNameOf(const QString &type)
{
    static const QHash<QString, QString> names{
        {u"LLM_PARTIAL"_s, u"thread.message.delta"_s},
        {u"LLM_OUTPUT"_s, u"thread.message.completed"_s},
        {u"ERROR_OCCURRED"_s, u"error"_s},
        {u"STREAM_END"_s, u"done"_s},
        {u"WORKFLOW_PAUSED"_s, u"workflow.paused"_s},
        {u"WORKFLOW_RESUMED"_s, u"workflow.resumed"_s},
        {u"WORKFLOW_CANCELLED"_s, u"workflow.cancelled"_s},
    };
    return names.value(type, type);
}

QJsonObject streamBodyOf(const WireEvent &event)
{
    QJsonObject body{{u"workflow_id"_s, event.task.value}, {u"agent_id"_s, event.agent}};
    if (event.type == "LLM_PARTIAL"_L1 || event.type == "LLM_OUTPUT"_L1) {
        const bool isPiece = event.type == "LLM_PARTIAL"_L1;
        body.insert(isPiece ? u"delta"_s : u"response"_s, event.message);
        body.insert(u"seq"_s, event.place.seq);
        body.insert(u"stream_id"_s, event.streamId());
        if (!event.payload.isEmpty())
            body.insert(u"metadata"_s, event.payload);
        return body;
    }
    if (!event.type.startsWith("WORKFLOW_PAUSED"_L1) && event.type != "WORKFLOW_RESUMED"_L1 &&
        event.type != "WORKFLOW_CANCELLED"_L1)
        return toJson(event);
    body.insert(u"message"_s, event.message);
    if (event.type == "WORKFLOW_PAUSED"_L1 || event.type == "WORKFLOW_CANCELLED"_L1)
        body.insert(u"checkpoint"_s, u"pre_execution"_s);
    if (event.type == "WORKFLOW_CANCELLED"_L1)
        body.insert(u"was_paused"_s, event.payload.value("was_paused"_L1).toBool());
    return body;
}

} // namespace

QString WireEvent::streamId() const
{
    return QString::number(place.seq) + u'-' + QString::number(place.index);
}

std::optional<WireEvent> toWire(const core::Event &event)
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

WireEvent toWire(const core::Partial &partial)
{
    return WireEvent{.task = partial.task,
                     .type = u"LLM_PARTIAL"_s,
                     .agent = partial.agent,
                     .message = partial.text,
                     .place = {.seq = partial.after, .index = partial.index},
                     .at = partial.at};
}

QJsonObject toJson(const WireEvent &event, WithPayload withPayload)
{
    QJsonObject json{{u"workflow_id"_s, event.task.value},
                     {u"type"_s, event.type},
                     {u"timestamp"_s, core::toText(event.at)},
                     {u"seq"_s, event.place.seq},
                     {u"stream_id"_s, event.streamId()}};
    if (!event.agent.isEmpty())
        json.insert(u"agent_id"_s, event.agent);
    if (!event.message.isEmpty())
        json.insert(u"message"_s, event.message);
    if (withPayload == WithPayload::Yes && !event.payload.isEmpty())
        json.insert(u"payload"_s, event.payload);
    return json;
}

StreamEvent toStreamEvent(const WireEvent &event)
{
    return {.id = event.streamId().toLatin1(),
            .event = streamNameOf(event.type).toLatin1(),
            .data = event.endsStream() ? QByteArray("[DONE]") : core::toBytes(streamBodyOf(event))};
}

std::optional<core::StreamPlace> placeOf(QStringView lastEventId)
{
    const auto number = [](QStringView text) -> std::optional<qint64> {
        if (text.isEmpty() || text.size() > 18)
            return {};
        for (const QChar c : text) {
            if (c < u'0' || c > u'9')
                return {};
        }
        return text.toLongLong();
    };
    const qsizetype dash = lastEventId.indexOf(u'-');
    const auto seq = number(dash < 0 ? lastEventId : lastEventId.first(dash));
    const auto index = dash < 0 ? std::optional<qint64>(0) : number(lastEventId.sliced(dash + 1));
    if (!seq || !index || *index > std::numeric_limits<int>::max())
        return {};
    return core::StreamPlace{.seq = *seq, .index = static_cast<int>(*index)};
}

} // namespace server::shannon
