// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/outcomes.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/run/modelplan.h"
#include "core/run/phases.h"
#include "core/run/plans.h"
#include "core/task/stepgraph.h"
#include "core/workflow/phaserows.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int defaultIterations = 25;
constexpr qsizetype mostCallsInATurn = 32;

QJsonObject payloadOf(const Step &step, Timestamp now)
{
    return {{u"kind"_s, toWord(step.kind)},
            {u"name"_s, step.name},
            {u"tool"_s, step.tool},
            {u"agent_id"_s, step.agent.value},
            {u"attempt"_s, step.attempt},
            {u"duration_ms"_s, isSet(step.startedAt) ? qint64{(now - step.startedAt).count()} : qint64{0}}};
}

Step &finished(Transaction &transaction, TaskRun &run, const StepId &id, StepState state)
{
    Step &step = *run.step(id);
    step.state = state;
    step.finishedAt = transaction.now();
    return step;
}

void count(TaskRun &run, const ModelAnswer &answer, const OutcomeContext &context)
{
    run.task.usage += answer.usage;
    run.task.model = answer.model;
    run.task.provider = context.provider;
}

QJsonObject outputOf(const ModelAnswer &answer, const OutcomeContext &context)
{
    QJsonArray calls;
    for (const ToolCall &call : answer.toolCalls)
        calls.append(
            QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}});
    QJsonObject output{{u"text"_s, answer.text},
                       {u"model"_s, answer.model},
                       {u"provider"_s, context.provider},
                       {u"input_tokens"_s, answer.usage.inputTokens},
                       {u"output_tokens"_s, answer.usage.outputTokens},
                       {u"cost_usd"_s, answer.usage.cost}};
    if (!calls.isEmpty())
        output.insert(u"tool_calls"_s, calls);
    if (answer.isCut)
        output.insert(u"cut"_s, true);
    return output;
}

Result<void> announceAnswer(Transaction &transaction, const TaskRun &run, const Step &step,
                            const OutcomeContext &context)
{
    QJsonObject payload = payloadOf(step, transaction.now());
    for (const QString &key :
         {u"model"_s, u"provider"_s, u"input_tokens"_s, u"output_tokens"_s, u"cost_usd"_s})
        payload.insert(key, step.output.value(key));
    payload.insert(u"tool_calls"_s, step.output.value("tool_calls"_L1).toArray().size());
    if (const Step *phase = phaseStepOf(run.steps, step))
        payload.insert(u"phase"_s, phaseOf(*phase).value("name"_L1));
    TRY(transaction.announce({.type = EventType::StepFinished,
                              .task = run.task.id,
                              .subject = step.id.value,
                              .actor = context.agent.name,
                              .message = step.output.value("text"_L1).toString(),
                              .payload = payload}));
    return {};
}

Result<void> recordDone(Transaction &transaction, TaskRun &run, const StepId &id, const QJsonObject &output,
                        const QString &message, const OutcomeContext &context)
{
    Step &step = finished(transaction, run, id, StepState::Done);
    step.output = output;
    TRY(context.transitions.write(transaction, run, step));
    QJsonObject payload = payloadOf(step, transaction.now());
    payload.insert(u"success"_s, true);
    TRY(transaction.announce({.type = EventType::StepFinished,
                              .task = run.task.id,
                              .subject = id.value,
                              .actor = context.agent.name,
                              .message = shortened(message, 500),
                              .payload = payload}));
    return {};
}

int turnsOf(const TaskRun &run, const StepId &first)
{
    return static_cast<int>(std::count_if(run.steps.begin(), run.steps.end(), [&](const Step &step) {
        return step.kind == StepKind::Model && firstTurnOf(step) == first;
    }));
}

// A row for each tool that the model calls, and one for its next turn.
Result<void> addCalls(Transaction &transaction, TaskRun &run, const Step &asking, const ModelAnswer &answer,
                      const OutcomeContext &context)
{
    const StepId first = firstTurnOf(asking);
    const bool isInstructed = run.step(first)->input.contains("instruction"_L1);
    Step next{.id = newId<StepId>("step-"_L1),
              .task = run.task.id,
              .position = static_cast<int>(run.steps.size() + answer.toolCalls.size()),
              .kind = StepKind::Model,
              .name = isInstructed ? asking.name : u"Think"_s,
              .agent = asking.agent,
              .input = {{u"turn_of"_s, first.value}},
              .createdAt = transaction.now()};
    TRY(moveBehind(transaction, run, asking.id, next.id, context));
    for (const ToolCall &call : answer.toolCalls) {
        Step step{
            .id = newId<StepId>("step-"_L1),
            .task = run.task.id,
            .position = static_cast<int>(run.steps.size()),
            .kind = StepKind::Tool,
            .name = stationName(call.name),
            .agent = asking.agent,
            .tool = call.name,
            .input = {{u"arguments"_s, call.arguments}, {u"call_id"_s, call.id}, {u"turn_of"_s, first.value}},
            .after = {asking.id},
            .createdAt = transaction.now()};
        if (!call.problem.isEmpty())
            step.input.insert(u"problem"_s, call.problem);
        next.after.append(step.id);
        TRY(context.transitions.add(transaction, run, step));
    }
    return context.transitions.add(transaction, run, next);
}

void finishPlan(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                QJsonObject output, const OutcomeContext &context)
{
    const QJsonObject spent = outputOf(answer, context);
    for (const QString &key :
         {u"model"_s, u"provider"_s, u"input_tokens"_s, u"output_tokens"_s, u"cost_usd"_s})
        output.insert(key, spent.value(key));
    finished(transaction, run, id, StepState::Done).output = output;
    count(run, answer, context);
}

Result<void> recordSteps(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                         const QList<Step> &steps, const OutcomeContext &context)
{
    finishPlan(transaction, run, id, answer, {{u"steps"_s, steps.size()}}, context);
    TRY(context.transitions.write(transaction, run, *run.step(id)));
    TRY(transaction.announce(
        {.type = EventType::StepsPlanned,
         .task = run.task.id,
         .subject = id.value,
         .actor = context.agent.name,
         .message = u"Got a plan: %1 steps"_s.arg(steps.size()),
         .payload = {{u"plan"_s, planJson(steps)}, {u"agent_id"_s, run.task.agent.value}}}));
    for (const Step &planned : steps)
        TRY(context.transitions.add(transaction, run, planned));
    return {};
}

// A model that gives no usable plan works without one: turn by turn, with tools.
Result<void> recordWrittenPlan(Transaction &transaction, TaskRun &run, const StepId &id,
                               const ModelAnswer &answer, const OutcomeContext &context)
{
    const auto plan = planIn(answer.text);
    const auto steps =
        plan ? stepsOf(*plan, run, id, context.tools, transaction.now()) : Result<QList<Step>>(plan.error());
    if (steps)
        return recordSteps(transaction, run, id, answer, *steps, context);
    finishPlan(transaction, run, id, answer, {{u"steps"_s, 0}, {u"note"_s, steps.error().text}}, context);
    TRY(context.transitions.write(transaction, run, *run.step(id)));
    return context.transitions.add(transaction, run,
                                   {.id = newId<StepId>("step-"_L1),
                                    .task = run.task.id,
                                    .position = static_cast<int>(run.steps.size()),
                                    .kind = StepKind::Model,
                                    .name = u"Think"_s,
                                    .agent = run.task.agent,
                                    .after = {id},
                                    .createdAt = transaction.now()});
}

} // namespace

Result<void> moveBehind(Transaction &transaction, TaskRun &run, const StepId &turn, const StepId &next,
                        const OutcomeContext &context)
{
    for (Step &step : run.steps) {
        if (step.state != StepState::Blocked || !step.after.contains(turn))
            continue;
        step.after.replace(step.after.indexOf(turn), next);
        TRY(context.transitions.write(transaction, run, step));
    }
    return {};
}

Result<void> recordPlan(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                        const OutcomeContext &context)
{
    if (context.planner == Planner::Model)
        return recordWrittenPlan(transaction, run, id, answer, context);
    if (answer.plan.isEmpty())
        return recordAnswer(transaction, run, id, answer, context);
    const QList<Step> steps = TRY(stepsOf(answer.plan, run, id, context.tools, transaction.now()));
    return recordSteps(transaction, run, id, answer, steps, context);
}

Result<void> recordAnswer(Transaction &transaction, TaskRun &run, const StepId &id, const ModelAnswer &answer,
                          const OutcomeContext &context)
{
    count(run, answer, context);
    Step &step = finished(transaction, run, id, StepState::Done);
    step.output = outputOf(answer, context);
    if (step.name == "Think"_L1 && answer.toolCalls.isEmpty())
        step.name = u"Answer"_s;
    const Step asking = step;
    TRY(context.transitions.write(transaction, run, asking));
    TRY(announceAnswer(transaction, run, asking, context));
    if (answer.toolCalls.isEmpty())
        return followPhase(transaction, run, id, context);
    const int most = run.task.options.value("max_iterations"_L1).toInt(defaultIterations);
    if (turnsOf(run, firstTurnOf(asking)) >= most)
        return context.transitions.fail(transaction, run,
                                        u"Stopped after %1 turns without an answer"_s.arg(most));
    if (answer.toolCalls.size() > mostCallsInATurn)
        return context.transitions.fail(
            transaction, run, u"The model asked for more than %1 tools at once"_s.arg(mostCallsInATurn));
    return addCalls(transaction, run, asking, answer, context);
}

Result<void> recordToolResult(Transaction &transaction, TaskRun &run, const StepId &id,
                              const QJsonObject &result, const OutcomeContext &context)
{
    return recordDone(transaction, run, id, {{u"result"_s, result}}, result.value("summary"_L1).toString(),
                      context);
}

Result<void> recordCodeResult(Transaction &transaction, TaskRun &run, const StepId &id,
                              const QJsonObject &result, const OutcomeContext &context)
{
    const QJsonValue logs = result.value("logs"_L1);
    if (result.contains("error"_L1)) {
        run.step(id)->output = {{u"logs"_s, logs}};
        return recordFailure(transaction, run, id, result.value("error"_L1).toString(), context);
    }
    const QJsonValue value = result.value("result"_L1);
    const QString text = value.isString() ? value.toString() : toCompactText(value);
    return recordDone(transaction, run, id, {{u"result"_s, value}, {u"text"_s, text}, {u"logs"_s, logs}},
                      text, context);
}

Result<void> recordFailure(Transaction &transaction, TaskRun &run, const StepId &id, const QString &error,
                           const OutcomeContext &context)
{
    Step &step = finished(transaction, run, id, StepState::Failed);
    step.error = error;
    TRY(context.transitions.write(transaction, run, step));
    QJsonObject payload = payloadOf(step, transaction.now());
    payload.insert(u"success"_s, false);
    TRY(transaction.announce({.type = EventType::StepFailed,
                              .task = run.task.id,
                              .subject = id.value,
                              .actor = context.agent.name,
                              .message = error,
                              .payload = payload}));
    if (stopsRun(step))
        return context.transitions.fail(transaction, run, u"%1: %2"_s.arg(step.name, error));
    return {};
}

} // namespace core
