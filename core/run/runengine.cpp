// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runengine.h"

#include "core/base/log.h"
#include "core/run/budget.h"
#include "core/task/stepgraph.h"

#include <QPointer>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

RunEngine::RunEngine(const RunContext &context) : m_context(context), m_postponed(context.clock)
{
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(1s);
    connect(&m_retryTimer, &QTimer::timeout, this, [this] {
        m_arrived += std::exchange(m_unrecorded, {});
        m_lanes += std::exchange(m_later, {});
        m_shift.start();
    });
    connect(&m_shift, &ShiftTimer::due, this, &RunEngine::shift);
    connect(&m_postponed, &Alarm::rang, this, &RunEngine::lookEverywhere);
    connect(&context.feed, &Feed::announced, this, &RunEngine::hear);
    connect(&context.instances, &Instances::capacityFreed, this, &RunEngine::lookSoon);
}

RunEngine::~RunEngine() = default;

Result<void> RunEngine::open()
{
    TRY(recover());
    lookEverywhere();
    return {};
}

void RunEngine::lookSoon(const AgentId &lane)
{
    m_lanes.insert(lane);
    m_shift.start();
}

void RunEngine::shift()
{
    for (const Arrived &arrived : std::exchange(m_arrived, {}))
        finish(arrived.step, arrived.outcome);
    for (const AgentId &lane : std::exchange(m_lanes, {}))
        look(lane);
    if (auto committed = m_context.journal.commit(); !committed)
        m_retryTimer.start();
    tellWhenDrained();
}

void RunEngine::tellWhenDrained()
{
    if (!m_draining || !m_work.empty() || std::exchange(m_hasDrained, true))
        return;
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
    if (!counts)
        return;
    for (auto it = counts->begin(); it != counts->end(); ++it)
        lookSoon(it.key());
    if (const auto next = m_context.steps.nextPostponed(m_context.clock.now()))
        m_postponed.set(*next);
}

void RunEngine::look(const AgentId &lane)
{
    if (!m_context.instances.knows(lane))
        return failOrphans(lane);
    while (!m_draining) {
        if (!m_context.instances.acquire(lane))
            return countQueue(lane);
        const auto ready = m_context.steps.ready(lane, m_context.clock.now(), 1);
        if (!ready || ready->isEmpty()) {
            m_context.instances.setQueued(lane, 0);
            m_context.instances.release(lane);
            return;
        }
        const auto started = start(ready->first());
        if (started && *started == Started::Runs)
            continue; // it keeps the instance
        m_context.instances.release(lane);
        if (!started) {
            qCWarning(logRun).noquote() << "A step could not be started:" << started.error().text << started.error().detail;
            m_later.insert(lane);
            m_retryTimer.start();
            return;
        }
    }
}

// Scaling follows the queue. Counting is cheap (it stops at 1,000) and is done at most four times a second.
void RunEngine::countQueue(const AgentId &lane)
{
    Timestamp &last = m_counted[lane];
    const Timestamp now = m_context.clock.now();
    if (now - last < 250ms)
        return;
    last = now;
    if (const auto waiting = m_context.steps.countReady(lane))
        m_context.instances.setQueued(lane, *waiting);
}

// The agent was removed with its cluster: nobody will ever run these.
void RunEngine::failOrphans(const AgentId &lane)
{
    const auto ready = m_context.steps.ready(lane, m_context.clock.now(), 500);
    if (!ready)
        return;
    for (const Step &step : *ready) {
        const auto failed = m_context.journal.record([&](Transaction &transaction) -> Result<void> {
            TaskRun run = TRY(m_context.transitions.load(step.task));
            if (isFinal(run.task.state))
                return {};
            return m_context.transitions.fail(transaction, run, u"The agent of this task was removed."_s);
        });
        if (!failed)
            qCWarning(logRun).noquote() << "A task without an agent could not be ended:" << failed.error().detail;
    }
}

Result<RunEngine::Started> RunEngine::start(const Step &ready)
{
    TaskRun run;
    const Started started = TRY(m_context.journal.record([&](Transaction &transaction) -> Result<Started> {
        run = TRY(m_context.transitions.load(ready.task));
        if (ready.kind == StepKind::Tool) {
            const Started prepared = TRY(prepareTool(transaction, run, ready.id));
            if (prepared != Started::Runs) {
                TRY(m_context.transitions.settle(transaction, run));
                return prepared;
            }
        }
        TRY(writeStarted(transaction, run, ready.id));
        return Started::Runs;
    }));
    if (started != Started::Runs)
        return started;
    const Step step = *run.step(ready.id);
    m_work.emplace(step.id.value, Running{.run = std::move(run), .step = step, .work = {}});
    m_context.journal.whenCommitted(this, [this, id = step.id, lane = step.agent](const Result<void> &outcome) {
        if (outcome)
            return begin(id);
        forget(id);
        m_later.insert(lane);
        m_retryTimer.start();
    });
    return started;
}

// References are replaced, the schema is checked and policy is asked before the tool or a person sees it.
Result<RunEngine::Started> RunEngine::prepareTool(Transaction &transaction, TaskRun &run, const StepId &id)
{
    const AgentProfile agent = TRY(m_context.agents.profile(run.step(id)->agent));
    const OutcomeContext outcome{.transitions = m_context.transitions, .agent = agent, .tools = agent.tools, .provider = {}};
    const auto refuse = [&](const QString &why) -> Result<Started> {
        TRY(recordFailure(transaction, run, id, why, outcome));
        return Started::Failed;
    };
    Step &step = *run.step(id);
    const auto arguments = resolved(step.input.value("arguments"_L1).toObject(), run.steps);
    if (!arguments)
        return refuse(arguments.error().text);
    if (!agent.tools.contains(step.tool))
        return refuse(u"%1 has no tool \"%2\""_s.arg(agent.name, step.tool));
    if (const auto fits = m_context.tools.check(step.agent, step.tool, *arguments); !fits)
        return refuse(fits.error().text);
    step.input.insert(u"arguments"_s, *arguments);
    if (step.input.contains("approval_id"_L1))
        return Started::Runs;
    const auto tool = m_context.tools.find(step.agent, step.tool);
    const Ruling ruling = m_context.policies.evaluate({.tool = step.tool,
                                                       .effect = tool->spec().effect,
                                                       .agent = agent.name,
                                                       .cluster = agent.cluster,
                                                       .arguments = *arguments});
    if (ruling.decision == PolicyDecision::Deny)
        return refuse(u"Policy does not allow this: %1"_s.arg(ruling.reason));
    if (ruling.decision == PolicyDecision::Allow)
        return Started::Runs;
    TRY(m_context.approvals.request(transaction, run, step,
                                    {.agent = agent.name,
                                     .cluster = agent.cluster,
                                     .title = tool->title(*arguments),
                                     .reason = ruling.reason,
                                     .risk = toWord(ruling.risk),
                                     .arguments = *arguments}));
    return Started::Waits;
}

Result<void> RunEngine::writeStarted(Transaction &transaction, TaskRun &run, const StepId &id)
{
    const Timestamp now = transaction.now();
    const QString agent = TRY(m_context.agents.profile(run.step(id)->agent)).name;
    if (!isSet(run.task.startedAt)) {
        run.task.startedAt = now;
        TRY(transaction.announce({.type = EventType::TaskStarted,
                                  .task = run.task.id,
                                  .actor = agent,
                                  .message = u"Starting up"_s,
                                  .payload = {{u"agent_id"_s, run.task.agent.value}, {u"session_id"_s, run.task.sessionId}}}));
    }
    Step &step = *run.step(id);
    step.state = StepState::Running;
    step.startedAt = now;
    TRY(m_context.transitions.write(transaction, run, step));
    TRY(transaction.announce({.type = EventType::StepStarted,
                              .task = run.task.id,
                              .subject = id.value,
                              .actor = agent,
                              .message = step.name,
                              .payload = {{u"kind"_s, toWord(step.kind)},
                                          {u"name"_s, step.name},
                                          {u"tool"_s, step.tool},
                                          {u"arguments"_s, step.input.value("arguments"_L1)},
                                          {u"agent_id"_s, step.agent.value},
                                          {u"attempt"_s, step.attempt}}}));
    return m_context.transitions.settle(transaction, run);
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
        qCWarning(logRun).noquote() << "An outcome could not be written and is kept:" << recorded.error().detail;
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
    m_retryTimer.start();
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
    m_draining = true;
    tellWhenDrained();
}

} // namespace core
