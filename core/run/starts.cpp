// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the run engine that starts a step: what must be true before its effect may begin.
#include "core/run/actionquestion.h"
#include "core/run/runengine.h"
#include "core/task/stepgraph.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString leftOutBecause(const Step &source)
{
    const QString text = u"Left out, because “%1” was not done."_s.arg(source.name);
    return withheld(source) == Withheld::Rejected ? QString(text + u' ' + source.error) : text;
}

ApprovalRequest approvalFor(const AgentProfile &agent, const Tool &tool, const QJsonObject &arguments,
                            const Ruling &ruling)
{
    return {.agent = agent.name,
            .cluster = agent.cluster,
            .title = actionTitle(tool, arguments),
            .reason = ruling.reason,
            .risk = toWord(ruling.risk),
            .arguments = arguments,
            .deciders = ruling.deciders};
}

} // namespace

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
    m_context.journal.whenCommitted(this,
                                    [this, id = step.id, lane = step.agent](const Result<void> &outcome) {
                                        if (outcome)
                                            return begin(id);
                                        lookLater(lane);
                                        forget(id);
                                    });
    return started;
}

// References are replaced, the arguments are checked and brought into their one form, and policy is asked
// before the tool or a person sees it.
Result<RunEngine::Started> RunEngine::prepareTool(Transaction &transaction, TaskRun &run, const StepId &id)
{
    const AgentProfile agent = TRY(m_context.agents.profile(run.step(id)->agent));
    const OutcomeContext outcome{
        .transitions = m_context.transitions, .agent = agent, .tools = agent.tools, .provider = {}};
    const auto refuse = [&](const QString &why) -> Result<Started> {
        TRY(recordFailure(transaction, run, id, why, outcome));
        return Started::Failed;
    };
    const auto withhold = [&](Withheld why, const QString &words) -> Result<Started> {
        TRY(m_context.transitions.withhold(transaction, run, id, why, words));
        return Started::Failed;
    };
    Step &step = *run.step(id);
    if (const QString problem = step.input.value("problem"_L1).toString(); !problem.isEmpty())
        return refuse(problem);
    if (const Step *source = withheldSource(step.input.value("arguments"_L1), run.steps))
        return withhold(Withheld::LeftOut, leftOutBecause(*source));
    const auto given = resolved(step.input.value("arguments"_L1).toObject(), run.steps);
    if (!given)
        return refuse(given.error().text);
    if (!agent.tools.contains(step.tool))
        return refuse(u"%1 has no tool \"%2\""_s.arg(agent.name, step.tool));
    const auto arguments = m_context.tools.normalized(step.agent, step.tool, *given);
    if (!arguments)
        return refuse(arguments.error().text);
    step.input.insert(u"arguments"_s, *arguments);
    const auto tool = m_context.tools.find(step.agent, step.tool);
    const Action action{.owner = run.task.owner,
                        .query = run.task.query,
                        .agent = step.agent,
                        .arguments = *arguments,
                        .target = m_context.tools.targetOf(step.agent, step.tool),
                        .audience = audienceOf(run.task)};
    const auto [question, newHost] =
        TRY(questionOf(action, *tool, agent.name, agent.cluster, m_context.hosts));
    const Ruling ruling = m_context.policies.evaluate(question);
    // Also after an approval: a person may edit the arguments, and the rules may have changed.
    if (ruling.decision == PolicyDecision::Deny)
        return refuse(u"Policy does not allow this: %1"_s.arg(ruling.reason));
    const bool wasApproved = step.input.contains("approval_id"_L1);
    const QString again = wasApproved && ruling.decision == PolicyDecision::Ask
                              ? TRY(m_context.approvals.whyAgain(run.task, step, ruling, question.definition))
                              : QString();
    const bool isApproved = wasApproved && again.isEmpty();
    if (isApproved && !newHost.isEmpty())
        TRY(m_context.hosts.learn(transaction, run.task.owner, step.agent, newHost));
    if (ruling.decision == PolicyDecision::Allow || isApproved)
        return Started::Runs;
    if (const Step *before = rejectedCall(step.tool, *arguments, run.steps))
        return withhold(Withheld::Rejected, QString(before->error));
    ApprovalRequest request = approvalFor(agent, *tool, *arguments, ruling);
    request.definition = question.definition;
    if (!again.isEmpty())
        request.reason = again;
    TRY(m_context.approvals.request(transaction, run, step, request));
    return Started::Waits;
}

Result<void> RunEngine::writeStarted(Transaction &transaction, TaskRun &run, const StepId &id)
{
    const Timestamp now = transaction.now();
    const QString agent = TRY(m_context.agents.profile(run.step(id)->agent)).name;
    if (!isSet(run.task.startedAt)) {
        run.task.startedAt = now;
        TRY(transaction.announce(
            {.type = EventType::TaskStarted,
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

} // namespace core
