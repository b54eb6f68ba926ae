// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the run engine that begins effects, writes how they came out, and sorts out what a process that
// died left behind.
#include "core/base/log.h"
#include "core/run/actionquestion.h"
#include "core/run/modelfailure.h"
#include "core/run/modelplan.h"
#include "core/run/modelrequests.h"
#include "core/run/runengine.h"
#include "core/task/stepgraph.h"

#include <QRandomGenerator>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// How many earlier turns of the session a model is told; a task may ask for another number.
int turnsOfHistory(const Task &task)
{
    const int wanted = task.context.value("history_window_size"_L1).toInt();
    if (wanted > 0)
        return std::clamp(wanted, 5, 200);
    return task.context.value("use_case_preset"_L1).toString() == "debugging"_L1 ? 75 : 20;
}

bool asksModel(const Step &step)
{
    return step.kind == StepKind::Model || step.kind == StepKind::Plan;
}

} // namespace

QString RunEngine::providerOf(const Task &task, const AgentProfile &agent) const
{
    const QString wanted = task.options.value("provider_override"_L1).toString(agent.provider);
    return wanted.isEmpty() ? m_context.providers.defaultName() : wanted;
}

Planner RunEngine::plannerOf(const Task &task, const AgentProfile &agent) const
{
    const auto provider = m_context.providers.find(providerOf(task, agent));
    return provider && (*provider)->plans() ? Planner::Provider : Planner::Model;
}

std::unique_ptr<StepWork> RunEngine::effectOf(const Running &running)
{
    if (running.step.kind == StepKind::Tool)
        return toolEffect(running);
    if (running.step.kind == StepKind::Code)
        return codeEffect(running);
    const auto agent = m_context.agents.profile(running.step.agent);
    return agent ? modelEffect(running, *agent) : std::make_unique<StepWork>(agent.error());
}

std::unique_ptr<StepWork> RunEngine::modelEffect(const Running &running, const AgentProfile &agent)
{
    const auto provider = m_context.providers.find(providerOf(running.run.task, agent));
    if (!provider)
        return std::make_unique<StepWork>(provider.error());
    const auto turns = m_context.tasks.turnsBefore(running.run.task, turnsOfHistory(running.run.task));
    if (!turns)
        return std::make_unique<StepWork>(turns.error());
    ModelRequest request =
        requestFor(running.run, running.step, *turns, agent, m_context.tools.specs(agent.id, agent.tools));
    if (request.model.isEmpty())
        request.model = (*provider)->defaultModel();
    if (running.step.kind == StepKind::Plan && !(*provider)->plans())
        request = planRequest(std::move(request));
    return std::make_unique<StepWork>((*provider)->start(request));
}

std::unique_ptr<StepWork> RunEngine::toolEffect(const Running &running)
{
    const Task &task = running.run.task;
    const auto tool = m_context.tools.find(running.step.agent, running.step.tool);
    if (!tool)
        return std::make_unique<StepWork>(
            failure(ErrorCode::NotFound, u"There is no tool \"%1\""_s.arg(running.step.tool)));
    ToolContext context{.task = task.id,
                        .step = running.step.id,
                        .owner = task.owner,
                        .workspace = m_context.folder.workspace(task.owner, task.sessionId),
                        .audience = audienceOf(task),
                        .allows = [this, task, step = running.step](const QJsonObject &arguments) {
                            const auto allowed = allowsAlso(task, step, arguments);
                            return allowed && *allowed;
                        }};
    const auto agent = m_context.agents.profile(running.step.agent);
    if (agent && agent->stepTimeout > milliseconds{0})
        context.timeLimit = agent->stepTimeout;
    return std::make_unique<StepWork>(
        tool->start(running.step.input.value("arguments"_L1).toObject(), context));
}

// The server that was asked chose where it leads on to, so on the same host that carries nothing new.
Result<bool> RunEngine::allowsAlso(const Task &task, const Step &step, const QJsonObject &arguments)
{
    const AgentProfile agent = TRY(m_context.agents.profile(step.agent));
    const auto tool = m_context.tools.find(step.agent, step.tool);
    if (!tool)
        return false;
    const Action action{.owner = task.owner,
                        .query = task.query,
                        .agent = step.agent,
                        .arguments = arguments,
                        .target = m_context.tools.targetOf(step.agent, step.tool),
                        .audience = audienceOf(task)};
    auto [question, newHost] = TRY(questionOf(action, *tool, agent.name, agent.cluster, m_context.hosts));
    const QString host = tool->carriesTo(step.input.value("arguments"_L1).toObject(), {});
    if (!newHost.isEmpty() && newHost == host)
        question.effect = tool->spec().effect;
    return m_context.policies.evaluate(question).decision == PolicyDecision::Allow;
}

std::unique_ptr<StepWork> RunEngine::codeEffect(const Running &running)
{
    auto run = m_context.code.start(running.step.agent, running.step.input.value("data"_L1));
    return run ? std::make_unique<StepWork>(*std::move(run)) : std::make_unique<StepWork>(run.error());
}

Result<void> RunEngine::record(Transaction &transaction, TaskRun &run, const StepId &id,
                               const StepOutcome &outcome)
{
    const auto agent = m_context.agents.profile(run.step(id)->agent);
    if (!agent) // removed with its cluster while the step ran: there is nobody to go on
        return m_context.transitions.fail(transaction, run, QString(agentRemoved));
    const OutcomeContext context{.transitions = m_context.transitions,
                                 .agent = *agent,
                                 .tools = agent->tools,
                                 .provider = providerOf(run.task, *agent),
                                 .planner = plannerOf(run.task, *agent)};
    if (const Error *error = errorOf(outcome)) {
        if (error->code == ErrorCode::Cancelled && run.step(id)->kind == StepKind::Model)
            return m_context.transitions.withhold(transaction, run, id, Withheld::LeftOut, error->text);
        if (TRY(postponed(transaction, run, id, *error)))
            return {};
        if (asksModel(*run.step(id)))
            run.step(id)->output = keptFailure(*error);
        return recordFailure(transaction, run, id, error->text, context);
    }
    if (run.step(id)->kind == StepKind::Tool)
        return recordToolResult(transaction, run, id, **std::get_if<Result<QJsonObject>>(&outcome), context);
    if (run.step(id)->kind == StepKind::Code)
        return recordCodeResult(transaction, run, id, **std::get_if<Result<QJsonObject>>(&outcome), context);
    const ModelAnswer &answer = **std::get_if<Result<ModelAnswer>>(&outcome);
    if (run.step(id)->kind == StepKind::Model)
        return recordAnswer(transaction, run, id, answer, context);
    const auto planned = recordPlan(transaction, run, id, answer, context);
    if (planned && wantsReview(run.task))
        return m_context.reviews.propose(transaction, run, id);
    if (planned || planned.error().field != "plan"_L1)
        return planned;
    if (TRY(postponed(transaction, run, id, planned.error())))
        return {};
    run.step(id)->output = keptFailure(planned.error());
    return recordFailure(transaction, run, id, planned.error().text, context);
}

// Where another try makes sense, the step becomes ready again after a pause.
Result<bool> RunEngine::postponed(Transaction &transaction, TaskRun &run, const StepId &id,
                                  const Error &error)
{
    Step &step = *run.step(id);
    const auto wait = nextTry(m_retries, error, step.attempt, QRandomGenerator::global()->generateDouble());
    if (!wait)
        return false;
    const Timestamp until = transaction.now() + *wait;
    TRY(transaction.announce(
        {.type = EventType::StepFailed,
         .task = run.task.id,
         .subject = id.value,
         .message = u"%1 Trying again in %2 s."_s.arg(error.text).arg((wait->count() + 999) / 1000),
         .payload = {{u"name"_s, step.name},
                     {u"kind"_s, toWord(step.kind)},
                     {u"tool"_s, step.tool},
                     {u"agent_id"_s, step.agent.value},
                     {u"attempt"_s, step.attempt},
                     {u"retry_at"_s, toText(until)}}}));
    ++step.attempt;
    step.state = run.task.state == TaskState::Paused ? StepState::Held : StepState::Ready;
    step.error = error.text;
    TRY(m_context.transitions.write(transaction, run, step));
    TRY(m_context.steps.postpone(transaction, id, until));
    if (!isSet(m_postponed.when()) || until < m_postponed.when())
        m_postponed.set(until);
    return true;
}

Result<void> RunEngine::park()
{
    for (auto it = m_work.begin(); it != m_work.end();) {
        const Step step = it->second.step;
        ++it;
        const auto tool = m_context.tools.find(step.agent, step.tool);
        if (step.kind == StepKind::Tool && (!tool || tool->spec().repeat == Repeat::Unsafe))
            continue; // it is written as started and waits as uncertain at the next start
        forget(step.id);
        TRY(m_context.journal.record([&](Transaction &transaction) -> Result<void> {
            TaskRun run = TRY(m_context.transitions.load(step.task));
            Step *row = run.step(step.id);
            if (!row || row->state != StepState::Running)
                return {};
            row->state = StepState::Ready;
            TRY(m_context.transitions.write(transaction, run, *row));
            return m_context.transitions.settle(transaction, run);
        }));
    }
    return m_context.journal.commit();
}

Result<void> RunEngine::recover()
{
    const QList<Step> interrupted = TRY(m_context.steps.inState(StepState::Running));
    for (const Step &step : interrupted) {
        const auto tool = m_context.tools.find(step.agent, step.tool);
        const bool isUnsafe = step.kind == StepKind::Tool && (!tool || tool->spec().repeat == Repeat::Unsafe);
        TRY(m_context.journal.record([&](Transaction &transaction) -> Result<void> {
            TaskRun run = TRY(m_context.transitions.load(step.task));
            if (!isUnsafe) {
                TRY(m_context.transitions.again(transaction, run, step.id, Transitions::Approved::Stands));
                return m_context.transitions.settle(transaction, run);
            }
            Step &row = *run.step(step.id);
            row.state = StepState::Uncertain;
            TRY(m_context.transitions.write(transaction, run, row));
            TRY(transaction.announce(
                {.type = EventType::StepUncertain,
                 .task = step.task,
                 .subject = step.id.value,
                 .message = u"%1 was interrupted, and may or may not have happened. "
                            "Say whether it is done, should run again, or failed."_s.arg(step.name),
                 .payload = {
                     {u"name"_s, step.name}, {u"tool"_s, step.tool}, {u"agent_id"_s, step.agent.value}}}));
            return m_context.transitions.settle(transaction, run);
        }));
    }
    if (!interrupted.isEmpty())
        qCInfo(logRun).noquote() << "Steps that were interrupted were sorted out: count="
                                 << interrupted.size();
    return m_context.journal.commit();
}

} // namespace core
