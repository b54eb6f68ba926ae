// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/transitions.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/task/stepgraph.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTitle = 60;

// Who submits a task may say how many of its steps are worked on at once.
bool isFull(const TaskRun &run)
{
    const int most = run.task.context.value("max_concurrent_agents"_L1).toInt();
    if (most < 1)
        return false;
    return most <= std::count_if(run.steps.begin(), run.steps.end(), [](const Step &step) {
               return step.state == StepState::Ready || step.state == StepState::Held ||
                      step.state == StepState::Running;
           });
}

} // namespace

const Step *TaskRun::step(const StepId &id) const
{
    const auto it = std::find_if(steps.begin(), steps.end(), [&](const Step &step) { return step.id == id; });
    return it == steps.end() ? nullptr : &*it;
}

Step *TaskRun::step(const StepId &id)
{
    const auto it = std::find_if(steps.begin(), steps.end(), [&](const Step &step) { return step.id == id; });
    return it == steps.end() ? nullptr : &*it;
}

Transitions::Transitions(TaskStore &tasks, StepStore &steps, ApprovalStore &approvals, SessionStore &sessions)
    : m_tasks(tasks)
    , m_steps(steps)
    , m_approvals(approvals)
    , m_sessions(sessions)
{
}

Result<TaskRun> Transitions::load(const TaskId &id)
{
    TaskRun run;
    run.task = TRY(m_tasks.find(id));
    run.steps = TRY(m_steps.ofTask(id));
    return run;
}

bool Transitions::isDecidedBy(const TaskId &id, const Principal &principal)
{
    if (!principal.may(Scope::ApprovalsDecide))
        return false;
    const auto concerns = m_approvals.concerns(id, principal.user);
    return concerns && *concerns;
}

// A session is called by what was first asked in it.
Result<void> Transitions::begin(Transaction &transaction, const Task &task)
{
    TRY(m_tasks.insert(transaction, task));
    return m_sessions.join(transaction, task, shortened(task.query.simplified(), longestTitle));
}

Result<QString> Transitions::sessionOf(const QString &idOrName, const QString &owner)
{
    return idOrName.isEmpty() ? newUuid() : m_sessions.nameOf(idOrName, owner);
}

Result<void> Transitions::add(Transaction &transaction, TaskRun &run, const Step &step)
{
    TRY(m_steps.insert(transaction, step, run.task));
    run.steps.append(step);
    return {};
}

Result<void> Transitions::write(Transaction &transaction, TaskRun &run, const Step &step)
{
    TRY(m_steps.update(transaction, step));
    if (Step *kept = run.step(step.id); kept && kept != &step)
        *kept = step;
    return {};
}

Result<void> Transitions::withhold(Transaction &transaction, TaskRun &run, const StepId &id, Withheld why,
                                   const QString &words)
{
    Step &step = *run.step(id);
    step.state = StepState::Failed;
    step.finishedAt = transaction.now();
    step.error = words;
    step.output = {{u"withheld"_s, toWord(why)}};
    TRY(m_steps.update(transaction, step));
    TRY(transaction.announce({.type = EventType::StepFailed,
                              .task = run.task.id,
                              .subject = id.value,
                              .message = words,
                              .payload = {{u"kind"_s, toWord(step.kind)},
                                          {u"name"_s, step.name},
                                          {u"tool"_s, step.tool},
                                          {u"agent_id"_s, step.agent.value},
                                          {u"attempt"_s, step.attempt},
                                          {u"success"_s, false},
                                          {u"withheld"_s, toWord(why)}}}));
    return {};
}

Result<void> Transitions::remove(Transaction &transaction, TaskRun &run, const StepId &id)
{
    TRY(m_steps.remove(transaction, id));
    run.steps.removeIf([&id](const Step &step) { return step.id == id; });
    return {};
}

Result<void> Transitions::again(Transaction &transaction, TaskRun &run, const StepId &id, Approved approved)
{
    Step &step = *run.step(id);
    // A gate that was refused or lapsed is not asked again by itself: its tool is, and policy makes a new
    // gate.
    if (step.kind == StepKind::Approval) {
        for (Step &behind : run.steps) {
            if (behind.after.removeAll(step.id) > 0) {
                behind.after += step.after;
                behind.input.remove("approval_id"_L1);
                TRY(m_steps.update(transaction, behind));
            }
        }
        return {};
    }
    if (isSet(step.startedAt)) {
        ++step.attempt;
        if (approved == Approved::OnceOnly)
            step.input.remove("approval_id"_L1);
    }
    step.state = StepState::Blocked;
    step.output = {};
    step.error.clear();
    step.startedAt = step.finishedAt = {};
    return m_steps.update(transaction, step);
}

Result<void> Transitions::settle(Transaction &transaction, TaskRun &run)
{
    if (isFinal(run.task.state))
        return {};
    for (bool moved = true; moved;) {
        moved = false;
        for (const StepId &id : unblocked(run.steps)) {
            Step &step = *run.step(id);
            const bool isWork = step.kind != StepKind::Join && step.kind != StepKind::Approval;
            if (isWork && isFull(run))
                continue; // it is looked at again when one of them is done
            moved = true;
            if (step.kind == StepKind::Join) {
                step.state = StepState::Done;
                step.startedAt = step.finishedAt = transaction.now();
            } else if (step.kind == StepKind::Approval) {
                step.state = StepState::Waiting;
            } else {
                step.state = run.task.state == TaskState::Paused ? StepState::Held : StepState::Ready;
            }
            TRY(m_steps.update(transaction, step));
        }
    }
    const TaskState state = stateOf(run.steps);
    if (state == TaskState::Completed)
        return complete(transaction, run, answerOf(run.steps));
    if (run.task.state != TaskState::Paused)
        run.task.state = state;
    run.task.updatedAt = transaction.now();
    return m_tasks.update(transaction, run.task);
}

Result<void> Transitions::complete(Transaction &transaction, TaskRun &run, const QString &result)
{
    run.task.result = result;
    TRY(transaction.announce({.type = EventType::AnswerGiven,
                              .task = run.task.id,
                              .actor = u"final_output"_s,
                              .message = result,
                              .payload = {{u"input_tokens"_s, run.task.usage.inputTokens},
                                          {u"output_tokens"_s, run.task.usage.outputTokens},
                                          {u"cost_usd"_s, run.task.usage.cost},
                                          {u"model"_s, run.task.model},
                                          {u"provider"_s, run.task.provider}}}));
    return end(transaction, run, TaskState::Completed,
               {.type = EventType::TaskCompleted, .message = u"All done"_s});
}

Result<void> Transitions::fail(Transaction &transaction, TaskRun &run, const QString &error)
{
    run.task.error = error;
    qCInfo(logRun).noquote() << "A task failed. task=" << run.task.id.value << "error=" << error;
    return end(transaction, run, TaskState::Failed, {.type = EventType::TaskFailed, .message = error});
}

Result<void> Transitions::cancel(Transaction &transaction, TaskRun &run, const QString &actor,
                                 const QString &reason)
{
    const bool wasPaused = run.task.state == TaskState::Paused;
    run.task.actor = actor;
    run.task.reason = reason;
    return end(transaction, run, TaskState::Cancelled,
               {.type = EventType::TaskCancelled,
                .actor = actor,
                .message = reason.isEmpty() ? u"Cancelled"_s : reason,
                .payload = {{u"was_paused"_s, wasPaused}, {u"reason"_s, reason}}});
}

Result<void> Transitions::end(Transaction &transaction, TaskRun &run, TaskState state, Event event)
{
    const Timestamp now = transaction.now();
    bool waited = false;
    for (Step &step : run.steps) {
        if (isFinished(step.state))
            continue;
        waited = waited || step.state == StepState::Waiting;
        step.state = StepState::Cancelled;
        step.finishedAt = now;
        TRY(m_steps.update(transaction, step));
    }
    if (waited)
        TRY(m_approvals.cancelPending(transaction, run.task.id));
    run.task.state = state;
    run.task.updatedAt = run.task.finishedAt = now;
    TRY(m_tasks.update(transaction, run.task));
    TRY(m_tasks.addToTotal(transaction, run.task));
    event.task = run.task.id;
    if (isSet(run.task.startedAt))
        event.payload.insert(u"duration_ms"_s, qint64{(now - run.task.startedAt).count()});
    event.payload.insert(u"cost_usd"_s, run.task.usage.cost);
    event.payload.insert(u"session_id"_s, run.task.sessionId);
    event.payload.insert(u"agent_id"_s, run.task.agent.value);
    TRY(transaction.announce(event));
    if (state == TaskState::Completed)
        TRY(announceTitle(transaction, run.task));
    TRY(transaction.announce({.type = EventType::TaskEnded, .task = run.task.id, .message = u"Done"_s}));
    return {};
}

// Whoever follows the first turn of a session learns what it is called.
Result<void> Transitions::announceTitle(Transaction &transaction, const Task &task)
{
    const auto session = TRY(m_sessions.begunBy(task));
    if (!session)
        return {};
    TRY(transaction.announce({.type = EventType::SessionTitled,
                              .task = task.id,
                              .subject = session->id,
                              .message = session->title,
                              .payload = {{u"session_id"_s, session->name}}}));
    return {};
}

} // namespace core
