// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runengine.h"

#include "core/base/log.h"
#include "core/run/budget.h"

#include <QPointer>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

RunEngine::RunEngine(const RunContext &context)
    : m_context(context)
    , m_postponed(context.clock)
    , m_recount(context.clock)
{
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(1s);
    connect(&m_retryTimer, &QTimer::timeout, this, [this] {
        m_arrived += std::exchange(m_unrecorded, {});
        m_lanes += std::exchange(m_later, {});
        m_shift.start();
    });
    connect(&m_shift, &ShiftTimer::due, this, &RunEngine::shift);
    connect(&m_postponed, &Alarm::rang, this, &RunEngine::lookAtPostponed);
    connect(&m_recount, &Alarm::rang, this, &RunEngine::recount);
    connect(&context.feed, &Feed::announced, this, &RunEngine::hear);
    connect(&context.instances, &Instances::capacityFreed, this, &RunEngine::lookSoon);
}

RunEngine::~RunEngine() = default;

Result<void> RunEngine::open()
{
    if (m_state != State::Closed)
        return {};
    TRY(recover());
    m_state = State::Open;
    lookEverywhere();
    setPostponedAlarm();
    return {};
}

void RunEngine::lookSoon(const AgentId &lane)
{
    if (m_state != State::Open || m_later.contains(lane))
        return;
    m_lanes.insert(lane);
    m_shift.start();
}

// Before its instance is released: that one is free again is no reason to try again at once.
void RunEngine::lookLater(const AgentId &lane)
{
    m_later.insert(lane);
    retrySoon();
}

// Starting a timer anew would put it off, for ever where something fails more often than it rings.
void RunEngine::retrySoon()
{
    if (!m_retryTimer.isActive())
        m_retryTimer.start();
}

void RunEngine::shift()
{
    for (const Arrived &arrived : std::exchange(m_arrived, {}))
        finish(arrived.step, arrived.outcome);
    for (const AgentId &lane : std::exchange(m_lanes, {}))
        look(lane);
    if (auto committed = m_context.journal.commit(); !committed)
        retrySoon();
    tellWhenDrained();
}

void RunEngine::tellWhenDrained()
{
    if (m_state != State::Draining || !m_work.empty())
        return;
    m_state = State::Drained;
    emit drained();
}

void RunEngine::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        switch (event.type) {
        case EventType::TaskSubmitted:
        case EventType::TaskResumed:
        case EventType::TaskRetried:
        case EventType::StepResolved:
        case EventType::ApprovalDecided:
        case EventType::ApprovalExpired: // the run goes on without what was asked for
            lookSoon({event.payload.value("agent_id"_L1).toString()});
            for (const QJsonValue &lane : event.payload.value("lanes"_L1).toArray())
                lookSoon({lane.toString()});
            break;
        case EventType::TaskEnded:
            stopWorkOf(event.task);
            break;
        case EventType::ClusterDeployed:
        case EventType::ClusterChanged:
        case EventType::ClusterDeleted:
        case EventType::AgentDeleted:
            QMetaObject::invokeMethod(this, &RunEngine::lookEverywhere, Qt::QueuedConnection);
            break;
        default:
            break;
        }
    }
}

void RunEngine::stopWorkOf(const TaskId &task)
{
    QList<StepId> found;
    for (const auto &[id, running] : m_work) {
        if (running.step.task == task)
            found.append({id});
    }
    for (const StepId &id : found)
        forget(id);
}

void RunEngine::lookEverywhere()
{
    const auto counts = m_context.steps.readyCounts();
    if (!counts) {
        qCWarning(logRun).noquote() << "The steps that are ready could not be read:" << counts.error().detail;
        m_isUnread = true;
        m_recount.tryAgain();
        return;
    }
    for (auto it = counts->begin(); it != counts->end(); ++it)
        lookSoon(it.key());
}

void RunEngine::lookAtPostponed()
{
    const auto due = m_context.journal.record(
        [this](Transaction &transaction) { return m_context.steps.endPostponement(transaction); });
    m_context.journal.whenCommitted(this, [this, due](const Result<void> &committed) {
        if (!due || !committed)
            return m_postponed.tryAgain();
        for (const AgentId &lane : *due)
            lookSoon(lane);
        setPostponedAlarm();
    });
}

void RunEngine::setPostponedAlarm()
{
    const auto next = m_context.steps.nextPostponed();
    next ? m_postponed.set(*next) : m_postponed.tryAgain();
}

void RunEngine::look(const AgentId &lane)
{
    if (!m_context.instances.knows(lane))
        return failOrphans(lane);
    while (m_state == State::Open) {
        if (!m_context.instances.acquire(lane))
            return countQueue(lane);
        const auto ready = m_context.steps.nextReady(lane, m_turns.value(lane));
        if (!ready && ready.error().code == ErrorCode::NotFound) {
            m_turns.remove(lane);
            m_context.instances.setQueued(lane, 0);
            m_context.instances.release(lane);
            return;
        }
        if (ready)
            m_turns.insert(lane, ready->owner);
        const auto started = ready ? start(ready->step) : Result<Started>(ready.error());
        if (started && *started == Started::Runs)
            continue; // it keeps the instance
        if (!started)
            lookLater(lane);
        m_context.instances.release(lane);
        if (!started) {
            qCWarning(logRun).noquote()
                << "A step could not be started:" << started.error().text << started.error().detail;
            return;
        }
    }
}

// Scaling follows the queue. Counting is cheap (it stops at 1,000) and is done at most four times a second;
// what arrives in between is counted when that time is over, as nothing else may arrive.
void RunEngine::countQueue(const AgentId &lane)
{
    Timestamp &last = m_counted[lane];
    const Timestamp now = m_context.clock.now();
    if (now >= last && now < last + 250ms) {
        m_uncounted.insert(lane);
        if (!isSet(m_recount.when()))
            m_recount.set(last + 250ms);
        return;
    }
    last = now;
    if (const auto waiting = m_context.steps.countReady(lane))
        m_context.instances.setQueued(lane, *waiting);
}

void RunEngine::recount()
{
    for (const AgentId &lane : std::exchange(m_uncounted, {}))
        lookSoon(lane);
    if (std::exchange(m_isUnread, false))
        lookEverywhere();
}

// The agent was removed with its cluster: nobody will ever run these. Some in each shift, until none is left.
void RunEngine::failOrphans(const AgentId &lane)
{
    constexpr int orphansAtOnce = 100;
    const auto ready = m_context.steps.ready(lane, orphansAtOnce);
    if (!ready) {
        qCWarning(logRun).noquote() << "Tasks without an agent could not be read:" << ready.error().detail;
        return lookLater(lane);
    }
    for (const Step &step : *ready) {
        const auto failed = m_context.journal.record([&](Transaction &transaction) -> Result<void> {
            TaskRun run = TRY(m_context.transitions.load(step.task));
            if (isFinal(run.task.state))
                return {};
            return m_context.transitions.fail(transaction, run, QString(agentRemoved));
        });
        if (!failed) {
            qCWarning(logRun).noquote()
                << "A task without an agent could not be ended:" << failed.error().detail;
            return lookLater(lane);
        }
    }
    if (ready->isEmpty())
        return;
    m_context.journal.whenCommitted(
        this, [this, lane](const Result<void> &committed) { committed ? lookSoon(lane) : lookLater(lane); });
}

void RunEngine::begin(const StepId &id)
{
    const auto found = m_work.find(id.value);
    if (found == m_work.end())
        return; // its task was cancelled in the meantime
    Running &running = found->second;
    running.work = effectOf(running);
    connect(running.work.get(), &StepWork::partial, this, [this, id](const QString &text) {
        const auto telling = m_work.find(id.value);
        if (telling == m_work.end() || telling->second.step.kind == StepKind::Plan)
            return; // a plan is no part of the answer
        const auto agent = m_context.agents.profile(telling->second.step.agent);
        m_context.feed.tell(telling->second.step.task, id, agent ? agent->name : QString(), text);
    });
    connect(running.work.get(), &StepWork::finished, this, [this, id](const StepOutcome &outcome) {
        const auto ended = m_work.find(id.value);
        if (ended == m_work.end())
            return;
        const Step step = ended->second.step;
        // The work is what emits this signal: it is deleted once it has returned from it.
        if (ended->second.work)
            ended->second.work.release()->deleteLater();
        m_arrived.append({.step = step, .outcome = outcome});
        m_shift.start();
    });
}

void RunEngine::finish(const Step &step, const StepOutcome &outcome)
{
    TaskRun run;
    const auto recorded = m_context.journal.record([&](Transaction &transaction) -> Result<void> {
        run = TRY(m_context.transitions.load(step.task));
        const Step *row = run.step(step.id);
        if (!row || row->state != StepState::Running || row->attempt != step.attempt)
            return {}; // cancelled, or decided by a person, while its effect ran
        const Usage before = run.task.usage;
        TRY(record(transaction, run, step.id, outcome));
        TRY(keepToBudget(transaction, m_context.transitions, run, before));
        return m_context.transitions.settle(transaction, run);
    });
    if (!recorded) {
        qCWarning(logRun).noquote() << "An outcome could not be written and is kept:"
                                    << recorded.error().detail;
        return keep(step, outcome);
    }
    m_context.journal.whenCommitted(this, [this, step, outcome](const Result<void> &committed) {
        if (!committed)
            keep(step, outcome);
    });
    forget(step.id);
    m_lanes.insert(step.agent);
    for (const Step &next : std::as_const(run.steps)) {
        if (next.state == StepState::Ready)
            m_lanes.insert(next.agent);
    }
}

void RunEngine::keep(const Step &step, const StepOutcome &outcome)
{
    m_unrecorded.append({.step = step, .outcome = outcome});
    retrySoon();
}

void RunEngine::forget(const StepId &id)
{
    const auto found = m_work.find(id.value);
    if (found == m_work.end())
        return;
    const AgentId lane = found->second.step.agent;
    if (found->second.work)
        found->second.work.release()->deleteLater();
    m_work.erase(found);
    m_context.instances.release(lane);
}

void RunEngine::drain()
{
    if (m_state != State::Drained)
        m_state = State::Draining;
    tellWhenDrained();
}

} // namespace core
