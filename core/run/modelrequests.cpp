// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelrequests.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/task/stepgraph.h"
#include "core/workflow/phaserows.h"

#include <QSet>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestEarlier = 12'000;

// Everything that a step waited for, directly or through others, and then the step: each behind what it
// waited for. Rows that were added later stand where they belong, as the turns of an early step do.
void appendInOrder(const TaskRun &run, const Step &step, QSet<StepId> &seen, QList<const Step *> &order)
{
    seen.insert(step.id);
    for (const StepId &id : step.after) {
        const Step *before = seen.contains(id) ? nullptr : run.step(id);
        if (before)
            appendInOrder(run, *before, seen, order);
    }
    order.append(&step);
}

QList<ToolCall> callsOf(const Step &step)
{
    QList<ToolCall> calls;
    for (const QJsonValue &value : step.output.value("tool_calls"_L1).toArray()) {
        const QJsonObject call = value.toObject();
        calls.append({.id = call.value("id"_L1).toString(),
                      .name = call.value("name"_L1).toString(),
                      .arguments = call.value("arguments"_L1).toObject()});
    }
    return calls;
}

QString toolText(const Step &step)
{
    QJsonObject told = step.state == StepState::Failed ? QJsonObject{{u"error"_s, step.error}}
                                                       : step.output.value("result"_L1).toObject();
    if (withheld(step))
        told.insert(u"rejected"_s, true);
    const QString note = step.input.value("note"_L1).toString();
    if (!note.isEmpty())
        told.insert(u"note_from_the_person_who_approved"_s, note);
    return QString::fromUtf8(toBytes(told));
}

QList<Message> messagesOf(const QList<Task> &turns)
{
    QList<Message> messages;
    for (const Task &turn : turns) {
        messages.append({.role = Role::User, .text = turn.query});
        messages.append({.role = Role::Assistant, .text = turn.result});
    }
    return messages;
}

QList<Message> messagesOf(const QList<EarlierTurn> &history)
{
    QList<Message> messages;
    for (const EarlierTurn &turn : history) {
        const bool isUser = turn.speaker == EarlierTurn::Speaker::User;
        messages.append({.role = isUser ? Role::User : Role::Assistant, .text = turn.text});
    }
    return messages;
}

void appendStep(QList<Message> &messages, const Step &step)
{
    if (step.kind == StepKind::Model) {
        messages.append({.role = Role::Assistant,
                         .text = step.output.value("text"_L1).toString(),
                         .toolCalls = callsOf(step)});
        return;
    }
    QString callId = step.input.value("call_id"_L1).toString();
    if (callId.isEmpty()) {
        // A planned tool: vendors want each answer of a tool to follow a call for it.
        callId = step.id.value;
        messages.append({.role = Role::Assistant,
                         .toolCalls = {{.id = callId,
                                        .name = step.tool,
                                        .arguments = step.input.value("arguments"_L1).toObject()}}});
    }
    messages.append(
        {.role = Role::Tool, .text = toolText(step), .toolCallId = callId, .toolName = step.tool});
}

void appendInstruction(QList<Message> &messages, const Step &step)
{
    const QString instruction = step.input.value("instruction"_L1).toString();
    if (!instruction.isEmpty())
        messages.append({.role = Role::User, .text = instruction});
}

// Of a phase before this one: what it did and said, in words. Its agent may have had other tools, and vendors
// refuse calls of tools that a request does not offer.
void appendEarlier(QList<Message> &messages, const Step &step)
{
    QString text;
    if (step.kind == StepKind::Model)
        text = shortened(step.output.value("text"_L1).toString(), longestEarlier);
    else
        text = shortened(QString(u"Used "_s + step.tool + u' ' +
                                 toCompactText(step.input.value("arguments"_L1)) + u": "_s + toolText(step)),
                         longestEarlier);
    if (!text.isEmpty())
        messages.append({.role = Role::Assistant, .text = text});
}

void describePhase(ModelRequest &request, const TaskRun &run, const Step &step,
                   const QList<const Step *> &order)
{
    const Step *first = phaseStepOf(run.steps, step);
    if (!first)
        return;
    const QJsonObject phase = phaseOf(*first);
    request.part = phase.value("part"_L1).toString();
    if (!phase.value("own"_L1).toBool())
        request.phase = fromWord<PhaseKind>(phase.value("kind"_L1).toString());
    QStringList names;
    for (const Step *before : order) {
        if (before->id != first->id && !phaseOf(*before).isEmpty())
            names.append(phaseOf(*before).value("name"_L1).toString());
    }
    if (!names.isEmpty())
        request.systemPrompt +=
            u"\n\nYou do one phase of a workflow. Between the requirements and your instruction stands what "
            "came out of the phases before it, in this order: "_s +
            names.join(u", "_s) + u'.';
}

QString systemPromptOf(const TaskRun &run, const AgentProfile &agent)
{
    const QString given = run.task.context.value("system_prompt"_L1).toString();
    if (!given.isEmpty())
        return given;
    return agent.systemPrompt.isEmpty()
               ? u"You are a helpful assistant. Use the tools where they help. Be brief and exact."_s
               : agent.systemPrompt;
}

} // namespace

ModelRequest requestFor(const TaskRun &run, const Step &step, const QList<Task> &turns,
                        const AgentProfile &agent, const QList<ToolSpec> &tools)
{
    const ModelWishes wishes = ModelWishes::fromJson(run.task.options);
    ModelRequest request{
        .purpose = step.kind == StepKind::Plan ? Purpose::Plan : Purpose::Answer,
        .model = run.task.options.value("model_override"_L1).toString(agent.model),
        .systemPrompt = systemPromptOf(run, agent),
        .tools = tools,
        .temperature = wishes.temperature < 0 ? agent.temperature : wishes.temperature,
        .topP = wishes.topP < 0 ? agent.topP : wishes.topP,
        .presencePenalty = wishes.presencePenalty,
        .frequencyPenalty = wishes.frequencyPenalty,
        .hints = wishes.hints,
        .maxTokens = wishes.maxTokens > 0 ? wishes.maxTokens : agent.maxTokens,
    };
    if (agent.stepTimeout > milliseconds{0})
        request.timeLimit = agent.stepTimeout;
    request.messages =
        wishes.history == ModelWishes::History::AsTold ? messagesOf(wishes.told) : messagesOf(turns);
    request.messages.append({.role = Role::User, .text = run.task.query});
    const StepId first = firstTurnOf(step);
    QSet<StepId> seen;
    QList<const Step *> order;
    appendInOrder(run, step, seen, order);
    for (const Step *before : std::as_const(order)) {
        if (before->id == first)
            appendInstruction(request.messages, *before);
        const bool told = before->state == StepState::Done || before->state == StepState::Failed;
        const bool speaks =
            (before->kind == StepKind::Model && !withheld(*before)) || before->kind == StepKind::Tool;
        if (!told || before->id == step.id || !speaks)
            continue;
        const Step *phase = phaseStepOf(run.steps, *before);
        if (phase && phase->id != first)
            appendEarlier(request.messages, *before);
        else
            appendStep(request.messages, *before);
    }
    describePhase(request, run, step, order);
    return request;
}

} // namespace core
