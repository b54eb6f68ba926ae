// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/taskservice.h"

#include "core/base/text.h"
#include "core/run/agentdirectory.h"
#include "core/run/plans.h"
#include "core/provider/providerregistry.h"
#include "core/review/planreview.h"
#include "core/task/stepgraph.h"

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestQuery = 100'000;
constexpr qsizetype largestContext = 1'000'000;
constexpr qsizetype largestHistory = 1'000'000;

Result<void> check(const NewTask &wanted)
{
    if (wanted.query.trimmed().isEmpty())
        return invalid(u"query"_s, u"Query is required"_s);
    if (wanted.query.size() > longestQuery)
        return invalid(u"query"_s, u"query is longer than 100,000 characters"_s);
    if (!wanted.sessionId.isEmpty() && !isIdentifier(wanted.sessionId))
        return invalid(u"session_id"_s, u"Invalid session_id format"_s);
    if (toBytes(wanted.context).size() > largestContext)
        return invalid(u"context"_s, u"context is larger than 1 MB"_s);
    if (toBytes(wanted.wishes.toJson()).size() > largestHistory)
        return invalid(u"history"_s, u"What was said before is larger than 1 MB"_s);
    if (wanted.maxIterations < 0 || wanted.maxIterations > 50)
        return invalid(u"max_iterations"_s, u"max_iterations out of range (1..50)"_s);
    return {};
}

QJsonObject optionsOf(const NewTask &wanted)
{
    QJsonObject options = wanted.wishes.toJson();
    // What is not said beside the context may be said in it.
    const auto put = [&](QLatin1StringView name, const QString &value) {
        const QString chosen = value.isEmpty() ? wanted.context.value(name).toString().trimmed() : value;
        if (!chosen.isEmpty())
            options.insert(name, chosen);
    };
    put("model_tier"_L1, wanted.modelTier);
    put("model_override"_L1, wanted.modelOverride);
    put("provider_override"_L1, wanted.providerOverride);
    if (!wanted.workflow.isEmpty())
        options.insert("workflow"_L1, wanted.workflow);
    if (wanted.maxIterations > 0)
        options.insert("max_iterations"_L1, wanted.maxIterations);
    if (wanted.budget > 0)
        options.insert("budget_usd"_L1, wanted.budget);
    const double tokens = wanted.context.value("budget_total_max"_L1).toDouble();
    if (tokens >= 1)
        options.insert("budget_tokens"_L1, std::floor(tokens));
    return options;
}

QString pastOf(TaskState state)
{
    return state == TaskState::Completed ? u"completed"_s : state == TaskState::Failed ? u"failed"_s : u"cancelled"_s;
}

Error conflict(const QString &text)
{
    return failure(ErrorCode::Conflict, text);
}

Step codeStep(const Task &task, const QJsonValue &input)
{
    const QJsonValue data = input.isUndefined() ? QJsonObject{{u"text"_s, task.query}} : input;
    return {.id = newId<StepId>("step-"_L1),
            .task = task.id,
            .kind = StepKind::Code,
            .name = u"Run"_s,
            .state = StepState::Ready,
            .agent = task.agent,
            .input = {{u"data"_s, data}},
            .createdAt = task.createdAt};
}

// Starting such a task again would run its plan without the person that it was to wait for.
bool hasPlanNobodyApproved(const TaskRun &run)
{
    return std::ranges::any_of(run.steps, [](const Step &step) {
        return step.kind == StepKind::Approval && step.tool == reviewTool && step.state != StepState::Done;
    });
}

Event taskEvent(EventType type, const TaskRun &run, const Principal &principal, const QString &message, const QString &reason = {})
{
    return {.type = type,
            .task = run.task.id,
            .actor = principal.name,
            .message = message,
            .payload = {{u"reason"_s, reason},
                        {u"agent_id"_s, run.task.agent.value},
                        {u"lanes"_s, QJsonArray::fromStringList(lanesOf(run.steps))}}};
}

} // namespace

TaskService::TaskService(Journal &journal, TaskStore &tasks, StepStore &steps, Transitions &transitions,
                         AgentDirectory &agents, ProviderRegistry &providers)
    : m_journal(journal)
    , m_tasks(tasks)
    , m_steps(steps)
    , m_transitions(transitions)
    , m_agents(agents)
    , m_providers(providers)
{
}

Result<Task> TaskService::prepared(const NewTask &wanted, const Principal &principal, Timestamp now)
{
    TRY(check(wanted));
    AgentId agent = wanted.agent;
    if (agent.isEmpty())
        agent = TRY(m_agents.choose(wanted.context.value("agent"_L1).toString()));
    return Task{
        .id = newId<TaskId>("task-"_L1),
        .owner = principal.user,
        .query = wanted.query,
        .sessionId = wanted.sessionId.isEmpty() ? newUuid() : wanted.sessionId,
        .conversation = wanted.conversation,
        .agent = agent,
        .mode = wanted.mode,
        .priority = wanted.priority,
        .context = wanted.context,
        .options = optionsOf(wanted),
        .createdAt = now,
        .updatedAt = now,
    };
}

Result<Step> TaskService::firstStep(const Task &task, const NewTask &wanted) const
{
    const AgentProfile profile = TRY(m_agents.profile(task.agent));
    if (profile.isCode)
        return codeStep(task, wanted.input);
    const QString forced = task.options.value("provider_override"_L1).toString();
    const auto provider = m_providers.find(forced.isEmpty() ? profile.provider : forced);
    if (!provider && (!forced.isEmpty() || profile.id.isEmpty()))
        return provider.error(); // who asks can ask otherwise; an agent's own provider fails its step
    const bool plans = (provider && (*provider)->plans()) || task.mode != TaskMode::Simple || wantsReview(task);
    return Step{
        .id = newId<StepId>("step-"_L1),
        .task = task.id,
        .kind = plans ? StepKind::Plan : StepKind::Model,
        .name = plans ? u"Plan"_s : u"Think"_s,
        .state = StepState::Ready,
        .agent = task.agent,
        .createdAt = task.createdAt,
    };
}

Result<Task> TaskService::submit(const NewTask &wanted, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) { return submit(transaction, wanted, principal); });
}

Result<Task> TaskService::submit(Transaction &transaction, const NewTask &wanted, const Principal &principal)
{
    const Task task = TRY(prepared(wanted, principal, transaction.now()));
    return insert(transaction, task, {TRY(firstStep(task, wanted))}, principal);
}

Result<Task> TaskService::submit(Transaction &transaction, const NewTask &wanted, const Principal &principal,
                                 const Graph &graph)
{
    const Task task = TRY(prepared(wanted, principal, transaction.now()));
    const QList<Step> steps = graph(task);
    TRY(insert(transaction, task, steps, principal));
    TRY(transaction.announce({.type = EventType::StepsPlanned,
                              .task = task.id,
                              .actor = principal.name,
                              .message = u"Got a plan: %1 steps"_s.arg(steps.size()),
                              .payload = {{u"plan"_s, planJson(steps)}, {u"agent_id"_s, task.agent.value}}}));
    return task;
}

Result<Task> TaskService::insert(Transaction &transaction, const Task &task, const QList<Step> &steps,
                                 const Principal &principal)
{
    TRY(m_transitions.begin(transaction, task));
    QStringList lanes;
    for (const Step &step : steps) {
        TRY(m_steps.insert(transaction, step, task.priority));
        if (step.state == StepState::Ready && step.agent != task.agent && !lanes.contains(step.agent.value))
            lanes.append(step.agent.value);
    }
    QJsonObject payload{{u"agent_id"_s, task.agent.value}, {u"session_id"_s, task.sessionId}};
    if (!lanes.isEmpty())
        payload.insert(u"lanes"_s, QJsonArray::fromStringList(lanes));
    TRY(transaction.announce({.type = EventType::TaskSubmitted,
                              .task = task.id,
                              .actor = principal.name,
                              .message = shortened(task.query, 120),
                              .payload = payload}));
    return task;
}

Result<Task> TaskService::find(const TaskId &id, const Principal &principal)
{
    Task task = TRY(m_tasks.find(id));
    if (!principal.sees(task.owner))
        return failure(ErrorCode::NotFound, u"Task not found"_s);
    return task;
}

Result<QList<Step>> TaskService::steps(const TaskId &id, const Principal &principal)
{
    TRY(find(id, principal));
    return m_steps.ofTask(id);
}

Result<StepFigures> TaskService::figures(const TaskId &id, const Principal &principal)
{
    TRY(find(id, principal));
    return m_steps.figures(id);
}

Result<QList<Task>> TaskService::list(TaskFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_tasks.list(filter);
}

Result<qint64> TaskService::count(TaskFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_tasks.count(filter);
}

Result<TaskCounts> TaskService::counts(const Principal &principal)
{
    return m_tasks.counts(principal.may(Scope::Administer) ? QString() : principal.user);
}

Result<Task> TaskService::change(const TaskId &id, const Principal &principal, const Change &change)
{
    TRY(find(id, principal));
    return m_journal.record([&](Transaction &transaction) -> Result<Task> {
        TaskRun run = TRY(m_transitions.load(id));
        TRY(change(transaction, run));
        return run.task;
    });
}

Result<Task> TaskService::cancel(const TaskId &id, const QString &reason, const Principal &principal)
{
    return change(id, principal, [&](Transaction &transaction, TaskRun &run) -> Result<void> {
        if (isFinal(run.task.state))
            return conflict(u"cannot cancel %1 task"_s.arg(pastOf(run.task.state)));
        return m_transitions.cancel(transaction, run, principal.name, shortened(reason, 1000));
    });
}

Result<Task> TaskService::pause(const TaskId &id, const QString &reason, const Principal &principal)
{
    return change(id, principal, [&](Transaction &transaction, TaskRun &run) -> Result<void> {
        if (run.task.state == TaskState::Paused)
            return conflict(u"task is already paused"_s);
        if (isFinal(run.task.state))
            return conflict(u"cannot pause %1 task"_s.arg(pastOf(run.task.state)));
        run.task.state = TaskState::Paused;
        run.task.actor = principal.name;
        run.task.reason = shortened(reason, 1000);
        for (Step &step : run.steps) {
            if (step.state != StepState::Ready)
                continue;
            step.state = StepState::Held;
            TRY(m_transitions.write(transaction, run, step));
        }
        TRY(transaction.announce(taskEvent(EventType::TaskPaused, run, principal, u"Paused"_s, run.task.reason)));
        return m_transitions.settle(transaction, run);
    });
}

Result<Task> TaskService::resume(const TaskId &id, const QString &reason, const Principal &principal)
{
    return change(id, principal, [&](Transaction &transaction, TaskRun &run) -> Result<void> {
        if (isFinal(run.task.state))
            return conflict(u"cannot resume %1 task"_s.arg(pastOf(run.task.state)));
        if (run.task.state != TaskState::Paused)
            return conflict(u"task is not paused"_s);
        run.task.state = TaskState::Running;
        run.task.actor.clear();
        run.task.reason.clear();
        for (Step &step : run.steps) {
            if (step.state != StepState::Held)
                continue;
            step.state = StepState::Ready;
            TRY(m_transitions.write(transaction, run, step));
        }
        TRY(transaction.announce(taskEvent(EventType::TaskResumed, run, principal, u"Resumed"_s, shortened(reason, 1000))));
        return m_transitions.settle(transaction, run);
    });
}

Result<Task> TaskService::retry(const TaskId &id, const Principal &principal)
{
    return change(id, principal, [&](Transaction &transaction, TaskRun &run) -> Result<void> {
        if (run.task.state != TaskState::Failed && run.task.state != TaskState::Cancelled)
            return conflict(u"only a failed or cancelled task can be retried"_s);
        if (hasPlanNobodyApproved(run))
            return conflict(u"nobody approved the plan of this task; submit it again"_s);
        run.task.state = TaskState::Running;
        run.task.finishedAt = {};
        run.task.error.clear();
        run.task.reason.clear();
        for (Step &step : run.steps) {
            if (step.state != StepState::Cancelled && !stopsRun(step))
                continue;
            TRY(m_transitions.again(transaction, run, step.id));
        }
        TRY(transaction.announce(taskEvent(EventType::TaskRetried, run, principal, u"Started again"_s)));
        return m_transitions.settle(transaction, run);
    });
}

Result<void> TaskService::timeOut(const TaskId &id)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TaskRun run = TRY(m_transitions.load(id));
        if (isFinal(run.task.state))
            return {};
        run.task.reason = timeoutReason;
        const auto taken = std::chrono::duration_cast<std::chrono::seconds>(transaction.now() - run.task.createdAt);
        return m_transitions.fail(transaction, run, u"Timed out after %1 seconds"_s.arg(taken.count()));
    });
}

Result<Task> TaskService::resolve(const StepId &id, Resolution resolution, const Principal &principal)
{
    const Step found = TRY(m_steps.find(id));
    return change(found.task, principal, [&](Transaction &transaction, TaskRun &run) -> Result<void> {
        Step &step = *run.step(id);
        if (step.state != StepState::Uncertain)
            return conflict(u"this step is not uncertain"_s);
        const QString word = resolution == Resolution::Done ? u"done"_s : resolution == Resolution::Again ? u"again"_s : u"failed"_s;
        TRY(transaction.announce({.type = EventType::StepResolved,
                                  .task = run.task.id,
                                  .subject = id.value,
                                  .actor = principal.name,
                                  .message = u"%1: %2 said %3"_s.arg(step.name, principal.name, word),
                                  .payload = {{u"resolution"_s, word},
                                              {u"agent_id"_s, step.agent.value},
                                              {u"lanes"_s, QJsonArray::fromStringList(lanesOf(run.steps))}}}));
        if (resolution == Resolution::Again) {
            TRY(m_transitions.again(transaction, run, id));
            return m_transitions.settle(transaction, run);
        }
        const bool done = resolution == Resolution::Done;
        step.state = done ? StepState::Done : StepState::Failed;
        step.finishedAt = transaction.now();
        if (done)
            step.output = {{u"result"_s, QJsonObject{{u"summary"_s, u"%1 said that it was done"_s.arg(principal.name)}}}};
        else
            step.error = u"%1 said that it failed"_s.arg(principal.name);
        TRY(m_transitions.write(transaction, run, step));
        if (stopsRun(step))
            return m_transitions.fail(transaction, run, u"%1: %2"_s.arg(step.name, step.error));
        return m_transitions.settle(transaction, run);
    });
}

} // namespace core
