// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approvalservice.h"

#include "core/base/log.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject payloadOf(const Approval &approval)
{
    QJsonObject payload{
        {u"approval_id"_s, approval.id.value},
        {u"step_id"_s, approval.step.value},
        {u"agent_id"_s, approval.agentId.value},
        {u"agent"_s, approval.agent},
        {u"cluster"_s, approval.cluster},
        {u"tool"_s, approval.tool},
        {u"title"_s, approval.title},
        {u"arguments"_s, approval.arguments},
        {u"reason"_s, approval.reason},
        {u"risk"_s, approval.risk},
        {u"status"_s, toWord(approval.state)},
        {u"requested_at"_s, toText(approval.requestedAt)},
        {u"expires_at"_s, toText(approval.expiresAt)},
    };
    if (approval.state == ApprovalState::Pending)
        return payload;
    payload.insert(u"decision"_s, toWord(approval.state));
    payload.insert(u"decided_by"_s, approval.decidedBy);
    payload.insert(u"decided_at"_s, toText(approval.decidedAt));
    payload.insert(u"feedback"_s, approval.feedback);
    if (approval.edited)
        payload.insert(u"edited_arguments"_s, *approval.edited);
    return payload;
}

Error alreadyDecided(const Approval &approval)
{
    if (approval.state == ApprovalState::Cancelled)
        return failure(ErrorCode::Conflict, u"The task ended before anybody decided"_s);
    if (approval.state == ApprovalState::Expired)
        return failure(ErrorCode::Conflict, u"The approval expired at %1"_s.arg(toText(approval.decidedAt)));
    return failure(ErrorCode::Conflict,
                   u"%1 already %2 this at %3"_s.arg(approval.decidedBy, toWord(approval.state),
                                                     toText(approval.decidedAt)));
}

// Whose approvals somebody sees; empty: everybody's.
QString ownerSeenBy(const Principal &principal)
{
    return principal.may(Scope::Administer) ? QString() : principal.user;
}

QString messageOf(const Approval &approval)
{
    switch (approval.state) {
    case ApprovalState::Approved:
        return approval.edited ? u"Approved with changes: %1"_s.arg(approval.title)
                               : u"Approved: %1"_s.arg(approval.title);
    case ApprovalState::Rejected:
        return u"Rejected: %1"_s.arg(approval.title);
    default:
        return u"Nobody decided in time: %1"_s.arg(approval.title);
    }
}

} // namespace

ApprovalService::ApprovalService(Journal &journal, Clock &clock, ApprovalStore &approvals,
                                 Transitions &transitions, const AgentTools &tools, milliseconds expiry)
    : m_journal(journal)
    , m_clock(clock)
    , m_approvals(approvals)
    , m_transitions(transitions)
    , m_tools(tools)
    , m_expiry(expiry)
    , m_alarm(clock)
{
    connect(&m_alarm, &Alarm::rang, this, &ApprovalService::expireDue);
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.type == EventType::ApprovalRequested)
                return setAlarm();
        }
    });
}

Result<void> ApprovalService::open()
{
    m_alarm.set(TRY(m_approvals.nextExpiry()));
    return {};
}

void ApprovalService::setAlarm()
{
    const auto next = m_approvals.nextExpiry();
    next ? m_alarm.set(*next) : m_alarm.tryAgain();
}

// The row may not say yet that its time is over: the computer slept, or the disk was full when it was.
Result<void> ApprovalService::refuseLate(const Approval &approval)
{
    if (!isSet(approval.expiresAt) || approval.expiresAt > m_clock.now())
        return {};
    m_alarm.set(m_clock.now());
    return failure(ErrorCode::Conflict, u"The approval expired at %1"_s.arg(toText(approval.expiresAt)));
}

Result<Approval> ApprovalService::request(Transaction &transaction, TaskRun &run, Step &toolStep,
                                          const ApprovalRequest &request)
{
    const Timestamp now = transaction.now();
    const milliseconds expiry = request.expiry.value_or(m_expiry);
    Approval approval{
        .id = newId<ApprovalId>("approval-"_L1),
        .task = run.task.id,
        .step = newId<StepId>("step-"_L1),
        .toolStep = toolStep.id,
        .owner = run.task.owner,
        .agentId = toolStep.agent,
        .agent = request.agent,
        .cluster = request.cluster,
        .tool = toolStep.tool,
        .title = request.title,
        .arguments = request.arguments,
        .reason = request.reason,
        .risk = request.risk,
        .state = ApprovalState::Pending,
        .requestedAt = now,
        .expiresAt = expiry.count() > 0 ? now + expiry : Timestamp{},
    };
    Step gate{
        .id = approval.step,
        .task = run.task.id,
        .position = static_cast<int>(run.steps.size()),
        .kind = StepKind::Approval,
        .name = u"Approve"_s,
        .state = StepState::Waiting,
        .agent = toolStep.agent,
        .tool = toolStep.tool,
        .input = {{u"approval_id"_s, approval.id.value}, {u"tool_step"_s, toolStep.id.value}},
        .after = toolStep.after,
        .createdAt = now,
        .startedAt = now,
    };
    toolStep.after = {gate.id};
    toolStep.state = StepState::Blocked;
    toolStep.input.insert(u"arguments"_s, request.arguments);
    toolStep.input.insert(u"approval_id"_s, approval.id.value);
    const StepId toolStepId = toolStep.id;
    TRY(m_transitions.add(transaction, run, gate));
    TRY(m_transitions.write(transaction, run, *run.step(toolStepId)));
    TRY(m_approvals.insert(transaction, approval));
    TRY(transaction.announce({.type = EventType::ApprovalRequested,
                              .task = run.task.id,
                              .subject = approval.id.value,
                              .actor = request.agent,
                              .message = u"Needs approval: %1"_s.arg(request.title),
                              .payload = payloadOf(approval)}));
    return approval;
}

Result<Approval> ApprovalService::find(const ApprovalId &id, const Principal &principal)
{
    Approval approval = TRY(m_approvals.find(id));
    if (!principal.sees(approval.owner))
        return failure(ErrorCode::NotFound, u"Approval not found"_s);
    return approval;
}

Result<QList<Approval>> ApprovalService::ofTask(const TaskId &id)
{
    return m_approvals.list({.task = id, .limit = 1000});
}

Result<QList<Approval>> ApprovalService::list(ApprovalFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_approvals.list(filter);
}

Result<qint64> ApprovalService::count(ApprovalFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_approvals.count(filter);
}

Result<QList<Approval>> ApprovalService::mostUrgent(int limit, const Principal &principal)
{
    return m_approvals.mostUrgent(ownerSeenBy(principal), limit);
}

Result<Timestamp> ApprovalService::oldestPending(const Principal &principal)
{
    return m_approvals.oldestPending(ownerSeenBy(principal));
}

Result<QList<Approval>> ApprovalService::decidedSince(Timestamp from, int limit, const Principal &principal)
{
    return m_approvals.decidedSince(from, ownerSeenBy(principal), limit);
}

Result<Approval> ApprovalService::decide(const ApprovalId &id, const Decision &decision,
                                         const Principal &principal)
{
    Approval approval = TRY(find(id, principal));
    if (approval.state != ApprovalState::Pending)
        return alreadyDecided(approval);
    TRY(refuseLate(approval));
    if (decision.feedback.size() > 10'000)
        return invalid(u"feedback"_s, u"feedback is longer than 10,000 characters"_s);
    if (decision.verdict == Verdict::Approve && decision.edited)
        TRY(m_tools.check(approval.agentId, approval.tool, *decision.edited));
    return m_journal.record([&](Transaction &transaction) -> Result<Approval> {
        approval.state =
            decision.verdict == Verdict::Approve ? ApprovalState::Approved : ApprovalState::Rejected;
        approval.decidedBy = principal.name.isEmpty() ? principal.user : principal.name;
        TRY(close(transaction, approval, decision, EventType::ApprovalDecided));
        return approval;
    });
}

Result<void> ApprovalService::close(Transaction &transaction, Approval &approval, const Decision &decision,
                                    EventType type)
{
    approval.decidedAt = transaction.now();
    approval.feedback = decision.feedback;
    approval.claimedBy = decision.claimedBy;
    if (decision.verdict == Verdict::Approve && decision.edited && *decision.edited != approval.arguments)
        approval.edited = decision.edited;
    if (!TRY(m_approvals.close(transaction, approval)))
        return alreadyDecided(TRY(m_approvals.find(approval.id)));
    TaskRun run = TRY(m_transitions.load(approval.task));
    TRY(transaction.announce({.type = type,
                              .task = approval.task,
                              .subject = approval.id.value,
                              .actor = approval.decidedBy,
                              .message = messageOf(approval),
                              .payload = payloadOf(approval)}));
    return open(transaction, run, approval);
}

Result<void> ApprovalService::sendBack(Transaction &transaction, const ApprovalId &id,
                                       const QString &feedback, const Principal &principal)
{
    Approval approval = TRY(find(id, principal));
    TRY(refuseLate(approval));
    approval.state = ApprovalState::Rejected;
    approval.decidedBy = principal.name.isEmpty() ? principal.user : principal.name;
    approval.decidedAt = transaction.now();
    approval.feedback = feedback;
    if (!TRY(m_approvals.close(transaction, approval)))
        return alreadyDecided(TRY(m_approvals.find(id)));
    TRY(transaction.announce({.type = EventType::ApprovalDecided,
                              .task = approval.task,
                              .subject = approval.id.value,
                              .actor = approval.decidedBy,
                              .message = u"Sent back: %1"_s.arg(approval.title),
                              .payload = payloadOf(approval)}));
    return {};
}

// Clears the gate, so that the tool runs with the action as approved, or ends the task.
Result<void> ApprovalService::open(Transaction &transaction, TaskRun &run, const Approval &approval)
{
    Step *gate = run.step(approval.step);
    Step *toolStep = run.step(approval.toolStep);
    if (!gate || !toolStep || isFinal(run.task.state))
        return failure(ErrorCode::Conflict, u"The task ended before anybody decided"_s);
    const bool approved = approval.state == ApprovalState::Approved;
    gate->state = approved ? StepState::Done : StepState::Failed;
    gate->finishedAt = transaction.now();
    gate->output = {{u"decision"_s, toWord(approval.state)},
                    {u"decided_by"_s, approval.decidedBy},
                    {u"feedback"_s, approval.feedback}};
    TRY(m_transitions.write(transaction, run, *gate));
    if (!approved) {
        const QString why = approval.feedback.isEmpty() ? approval.reason : approval.feedback;
        return m_transitions.fail(transaction, run, u"approval denied: %1"_s.arg(why));
    }
    if (approval.edited)
        toolStep->input.insert(u"arguments"_s, *approval.edited);
    if (!approval.feedback.isEmpty())
        toolStep->input.insert(u"note"_s, approval.feedback);
    TRY(m_transitions.write(transaction, run, *toolStep));
    return m_transitions.settle(transaction, run);
}

void ApprovalService::expireDue()
{
    const auto due = m_approvals.due(m_clock.now());
    if (!due) {
        qCWarning(logRun).noquote() << "Approvals that expired could not be read:" << due.error().detail;
        return m_alarm.tryAgain();
    }
    bool isDone = true;
    for (Approval approval : *due) {
        auto expired = m_journal.record([&](Transaction &transaction) -> Result<void> {
            approval.state = ApprovalState::Expired;
            return close(transaction, approval,
                         {.verdict = Verdict::Reject, .feedback = u"approval timeout"_s},
                         EventType::ApprovalExpired);
        });
        if (!expired)
            qCWarning(logRun).noquote() << "An approval could not be expired:" << expired.error().text;
        isDone = isDone && expired;
    }
    m_journal.whenCommitted(this, [this, isDone](const Result<void> &committed) {
        (isDone && committed) ? setAlarm() : m_alarm.tryAgain();
    });
}

} // namespace core
