// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/taskservice.h"

#include "core/base/text.h"
#include "core/review/planreview.h"
#include "core/task/stepgraph.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString pastOf(TaskState state)
{
    return state == TaskState::Completed ? u"completed"_s
           : state == TaskState::Failed  ? u"failed"_s
                                         : u"cancelled"_s;
}

Error conflict(const QString &text)
{
    return failure(ErrorCode::Conflict, text);
}

// Starting such a task again would run its plan without the person that it was to wait for.
bool hasPlanNobodyApproved(const TaskRun &run)
{
    return std::ranges::any_of(run.steps, [](const Step &step) {
        return step.kind == StepKind::Approval && step.tool == reviewTool && step.state != StepState::Done;
    });
}

Event taskEvent(EventType type, const TaskRun &run, const Principal &principal, const QString &message,
                const QString &reason = {})
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

Result<Task> TaskService::find(const TaskId &id, const Principal &principal)
{
    Task task = TRY(m_tasks.find(id));
    if (!principal.sees(task.owner) && !m_transitions.isDecidedBy(id, principal))
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
    const Task task = TRY(m_tasks.find(id));
    if (!principal.sees(task.owner))
        return failure(ErrorCode::NotFound, u"Task not found"_s);
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
        TRY(transaction.announce(
            taskEvent(EventType::TaskPaused, run, principal, u"Paused"_s, run.task.reason)));
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
        TRY(transaction.announce(
            taskEvent(EventType::TaskResumed, run, principal, u"Resumed"_s, shortened(reason, 1000))));
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
        const auto taken =
            std::chrono::duration_cast<std::chrono::seconds>(transaction.now() - run.task.createdAt);
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
        const QString word = resolution == Resolution::Done    ? u"done"_s
                             : resolution == Resolution::Again ? u"again"_s
                                                               : u"failed"_s;
        TRY(transaction.announce(
            {.type = EventType::StepResolved,
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
            step.output = {{u"result"_s,
                            QJsonObject{{u"summary"_s, u"%1 said that it was done"_s.arg(principal.name)}}}};
        else
            step.error = u"%1 said that it failed"_s.arg(principal.name);
        TRY(m_transitions.write(transaction, run, step));
        if (stopsRun(step))
            return m_transitions.fail(transaction, run, u"%1: %2"_s.arg(step.name, step.error));
        return m_transitions.settle(transaction, run);
    });
}

} // namespace core
