// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approvalservice.h"

#include "core/approval/approvalwords.h"
#include "core/approval/editedarguments.h"
#include "core/run/actionquestion.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString nameOf(const Principal &principal)
{
    return principal.name.isEmpty() ? principal.user : principal.name;
}

ApprovalSight sightOf(const Principal &principal)
{
    if (principal.may(Scope::Administer))
        return {};
    return {.owner = principal.user,
            .decider = principal.may(Scope::ApprovalsDecide) ? principal.user : QString()};
}

bool isDecider(const Approval &approval, const Principal &principal)
{
    const QStringList &users = approval.deciders.users;
    return users.isEmpty() || users.contains(principal.user) ||
           (users.contains(approversDecide) && principal.may(Scope::ApprovalsDecide));
}

// "ada or an administrator"
QString inWords(const QStringList &deciders)
{
    QStringList words;
    for (const QString &user : deciders)
        words.append(user == administratorsDecide ? u"an administrator"_s
                     : user == approversDecide    ? u"an approver"_s
                                                  : user);
    return words.join(u" or "_s);
}

QString notesOf(const Approval &approval)
{
    QStringList notes;
    for (const Approver &approver : approval.approvers) {
        if (!approver.feedback.isEmpty())
            notes.append(approval.approvers.size() == 1
                             ? approver.feedback
                             : QString(approver.name + u": "_s + approver.feedback));
    }
    return notes.join(u'\n');
}

} // namespace

ApprovalService::ApprovalService(const Context &context)
    : m_context(context)
    , m_alarm(context.clock)
{
    connect(&m_alarm, &Alarm::rang, this, &ApprovalService::lookAtDue);
    connect(&context.journal, &Journal::committed, this, [this](const QList<Event> &events) {
        if (std::ranges::find(events, EventType::ApprovalRequested, &Event::type) != events.end())
            setAlarm(Look::AsDue);
    });
}

Result<Approval> ApprovalService::request(Transaction &transaction, TaskRun &run, Step &toolStep,
                                          const ApprovalRequest &request)
{
    const ApprovalTimes &times = m_context.times;
    const Timestamp now = transaction.now();
    const milliseconds expiry = request.expiry.value_or(times.expiry);
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
        .deciders = request.deciders,
        .remindAt = times.remindAfter.count() > 0 ? now + times.remindAfter : Timestamp{},
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
    if (!request.definition.isEmpty())
        toolStep.input.insert(u"definition"_s, request.definition);
    const StepId toolStepId = toolStep.id;
    TRY(m_context.transitions.add(transaction, run, gate));
    TRY(m_context.transitions.write(transaction, run, *run.step(toolStepId)));
    TRY(m_context.approvals.insert(transaction, approval));
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
    Approval approval = TRY(m_context.approvals.find(approvalIdFrom(id.value)));
    const bool decides = principal.may(Scope::ApprovalsDecide) && isDecider(approval, principal);
    if (!decides && !principal.sees(approval.owner))
        return failure(ErrorCode::NotFound, u"Approval not found"_s);
    return approval;
}

Result<ApprovalContent> ApprovalService::content(const ApprovalId &id, const Principal &principal)
{
    const Approval approval = TRY(find(id, principal));
    const auto tool = m_context.tools.find(approval.agentId, approval.tool);
    if (!tool)
        return ApprovalContent{};
    const Task task = TRY(m_context.transitions.load(approval.task)).task;
    return ApprovalContent{
        .schema = tool->spec().parameters,
        .preview = tool->preview(valuesOf(approval),
                                 {.task = task.id,
                                  .step = approval.toolStep,
                                  .owner = task.owner,
                                  .workspace = m_context.folder.workspace(task.owner, task.sessionId)})};
}

Result<QList<Approval>> ApprovalService::ofTask(const TaskId &id)
{
    return m_context.approvals.list({.task = id, .limit = 1000});
}

Result<QList<Approval>> ApprovalService::list(ApprovalFilter filter, const Principal &principal)
{
    filter.sight = sightOf(principal);
    filter.before = approvalIdFrom(filter.before.value);
    return m_context.approvals.list(filter);
}

Result<qint64> ApprovalService::count(ApprovalFilter filter, const Principal &principal)
{
    filter.sight = sightOf(principal);
    return m_context.approvals.count(filter);
}

Result<QList<Approval>> ApprovalService::mostUrgent(int limit, const Principal &principal)
{
    return m_context.approvals.mostUrgent(sightOf(principal), limit);
}

Result<Timestamp> ApprovalService::oldestPending(const Principal &principal)
{
    return m_context.approvals.oldestPending(sightOf(principal));
}

Result<QList<Approval>> ApprovalService::decidedSince(Timestamp from, int limit, const Principal &principal)
{
    return m_context.approvals.decidedSince(from, sightOf(principal), limit);
}

Result<void> ApprovalService::checkMay(const Approval &approval, const Principal &principal) const
{
    if (approval.deciders.requester == Requester::MayNot && approval.owner == principal.user)
        return failure(ErrorCode::Forbidden,
                       u"Whoever started the task may not decide this. Somebody else must."_s);
    if (!principal.may(Scope::Administer) && !isDecider(approval, principal)) {
        return failure(ErrorCode::Forbidden, u"Only %1 may decide this"_s.arg(
                                                 inWords(m_context.policies.namesOf(approval.deciders))));
    }
    return {};
}

// The row may not say yet that its time is over: the computer slept, or the disk was full when it was.
Result<void> ApprovalService::refuseLate(const Approval &approval) const
{
    if (!isSet(approval.expiresAt) || approval.expiresAt > m_context.clock.now())
        return {};
    return failure(ErrorCode::Conflict, u"The approval expired at %1"_s.arg(toText(approval.expiresAt)));
}

Result<Approval> ApprovalService::decide(const ApprovalId &id, const Decision &decision,
                                         const Principal &principal)
{
    Approval approval = TRY(find(id, principal));
    // After a suspend the alarm rings late, and what is over is over.
    if (approval.state == ApprovalState::Pending && !refuseLate(approval)) {
        lookAtDue();
        approval = TRY(find(id, principal));
    }
    if (approval.state != ApprovalState::Pending)
        return alreadyDecided(approval);
    TRY(refuseLate(approval));
    TRY(checkMay(approval, principal));
    TRY(refuseAsker(approval, principal));
    if (decision.seen && *decision.seen != valuesOf(approval))
        return failure(ErrorCode::Conflict, QString(changedSince(approval, *decision.seen) +
                                                    u" Look at them, and decide again."_s));
    if (decision.feedback.size() > 10'000)
        return invalid(u"feedback"_s, u"feedback is longer than 10,000 characters"_s);
    Decision made = decision;
    if (decision.verdict == Verdict::Approve && decision.edited)
        made.edited = TRY(checked(approval, *decision.edited));
    return m_context.journal.record([&](Transaction &transaction) -> Result<Approval> {
        if (made.verdict == Verdict::Approve)
            return approve(transaction, approval, made, principal);
        approval.state = ApprovalState::Rejected;
        approval.decidedBy = nameOf(principal);
        TRY(close(transaction, approval, made, EventType::ApprovalDecided));
        return approval;
    });
}

Result<QJsonObject> ApprovalService::checked(const Approval &approval, const QJsonObject &edited) const
{
    const QJsonObject arguments = TRY(withTypesOf(approval.arguments, edited));
    return m_context.tools.normalized(approval.agentId, approval.tool, arguments);
}

Result<Approval> ApprovalService::withValues(Approval approval, const QJsonObject &values) const
{
    const QJsonObject fitting = TRY(checked(approval, values));
    TRY(revalue(approval, fitting));
    return approval;
}

// Other values are another action: who approved the ones before did not approve these, and a rule may want
// more of them, or see more risk. It never takes fewer than for what was proposed.
Result<void> ApprovalService::revalue(Approval &approval, const QJsonObject &values) const
{
    approval.approvers.clear();
    const auto tool = m_context.tools.find(approval.agentId, approval.tool);
    if (!tool)
        return {};
    approval.title = actionTitle(*tool, values);
    const Ruling ruling = m_context.policies.evaluate(TRY(questionOf(approval, *tool, values)));
    if (ruling.decision != PolicyDecision::Ask)
        return {}; // what is never allowed is refused when it would run
    const Risk before = fromWord<Risk>(approval.risk).value_or(Risk::High);
    approval.risk = toWord(std::max(before, ruling.risk));
    Deciders &deciders = approval.deciders;
    deciders.needed = std::max(deciders.needed, ruling.deciders.needed);
    if (ruling.deciders.requester == Requester::MayNot)
        deciders.requester = Requester::MayNot;
    if (!ruling.deciders.users.isEmpty())
        deciders.users = ruling.deciders.users;
    return {};
}

Result<PolicyQuestion> ApprovalService::questionOf(const Approval &approval, const Tool &tool,
                                                   const QJsonObject &values) const
{
    const Task task = TRY(m_context.transitions.load(approval.task)).task;
    const Action action{.owner = approval.owner,
                        .query = task.query,
                        .agent = approval.agentId,
                        .arguments = values,
                        .target = m_context.tools.targetOf(approval.agentId, approval.tool),
                        .audience = audienceOf(task)};
    return TRY(core::questionOf(action, tool, approval.agent, approval.cluster, m_context.hosts)).question;
}

// What the last of the people who are needed approves is what runs, so all have approved the same.
Result<Approval> ApprovalService::approve(Transaction &transaction, Approval approval,
                                          const Decision &decision, const Principal &principal)
{
    const QJsonObject before = valuesOf(approval);
    const QJsonObject values = decision.edited.value_or(before);
    if (values != before) {
        TRY(revalue(approval, values));
        TRY(checkMay(approval, principal));
        TRY(refuseAsker(approval, principal));
    }
    TRY(forgetWhoMayNoMore(approval));
    for (const Approver &approver : std::as_const(approval.approvers)) {
        if (approver.user == principal.user)
            return failure(ErrorCode::Conflict,
                           u"You approved this at %1 already. It needs %2 different people."_s.arg(
                               toText(approver.at), QString::number(approval.deciders.needed)));
    }
    approval.edited = values == approval.arguments ? std::nullopt : std::optional(values);
    approval.approvers.append({.user = principal.user,
                               .name = nameOf(principal),
                               .feedback = decision.feedback,
                               .at = transaction.now()});
    if (approval.approvers.size() < approval.deciders.needed) {
        TRY(change(transaction, approval, EventType::ApprovalChanged, nameOf(principal),
                   stillNeededIn(approval)));
        return approval;
    }
    approval.state = ApprovalState::Approved;
    approval.decidedBy = nameOf(principal);
    Decision told = decision;
    told.feedback = notesOf(approval);
    TRY(close(transaction, approval, told, EventType::ApprovalDecided));
    return approval;
}

Result<PolicyRule> ApprovalService::allowFromNowOn(const ApprovalId &id, AllowWithin within,
                                                   const Principal &principal)
{
    const Approval approval = TRY(find(id, principal));
    const auto tool = m_context.tools.find(approval.agentId, approval.tool);
    if (!tool)
        return failure(ErrorCode::NotFound,
                       u"There is no tool “%1” any more, so there is nothing to allow."_s.arg(approval.tool));
    const Ruling ruling = m_context.policies.evaluate(TRY(questionOf(approval, *tool, valuesOf(approval))));
    // Also one that asks now because it could not be checked: before it, the new rule would undo what it
    // denies.
    const bool isDenied = std::ranges::any_of(m_context.policies.rules(), [&ruling](const PolicyRule &rule) {
        return rule.id == ruling.rule && rule.decision == PolicyDecision::Deny;
    });
    if (isDenied)
        return failure(
            ErrorCode::Conflict,
            u"The rule “%1” denies this, so allowing it would not count. Change that rule first."_s.arg(
                ruling.ruleName));
    within.tool = approval.tool;
    within.before = ruling.rule;
    return m_context.policies.allowWithin(within, principal);
}

Result<Approval> ApprovalService::setPlace(const ApprovalId &id, Place place, const Principal &principal)
{
    Approval approval = TRY(find(id, principal));
    if (approval.state != ApprovalState::Pending)
        return alreadyDecided(approval);
    if (isSet(approval.setAsideAt) == (place == Place::Aside))
        return approval;
    return m_context.journal.record([&](Transaction &transaction) -> Result<Approval> {
        approval.setAsideAt = place == Place::Aside ? transaction.now() : Timestamp{};
        TRY(change(transaction, approval, EventType::ApprovalChanged, nameOf(principal),
                   place == Place::Aside ? u"Set aside: %1"_s.arg(approval.title)
                                         : u"Taken up again: %1"_s.arg(approval.title)));
        return approval;
    });
}

// Writes what changed of one that still waits, and tells of it.
Result<void> ApprovalService::change(Transaction &transaction, const Approval &approval, EventType type,
                                     const QString &actor, const QString &message)
{
    if (!TRY(m_context.approvals.update(transaction, approval)))
        return alreadyDecided(TRY(m_context.approvals.find(approval.id)));
    TRY(transaction.announce({.type = type,
                              .task = approval.task,
                              .subject = approval.id.value,
                              .actor = actor,
                              .message = message,
                              .payload = payloadOf(approval)}));
    return {};
}

Result<void> ApprovalService::close(Transaction &transaction, Approval &approval, const Decision &decision,
                                    EventType type)
{
    approval.decidedAt = transaction.now();
    approval.feedback = decision.feedback;
    approval.claimedBy = decision.claimedBy;
    if (!TRY(m_context.approvals.close(transaction, approval)))
        return alreadyDecided(TRY(m_context.approvals.find(approval.id)));
    TaskRun run = TRY(m_context.transitions.load(approval.task));
    TRY(transaction.announce({.type = type,
                              .task = approval.task,
                              .subject = approval.id.value,
                              .actor = approval.decidedBy,
                              .message = messageOf(approval),
                              .payload = payloadOf(approval)}));
    return carryOut(transaction, run, approval, decision.rejection);
}

Result<void> ApprovalService::sendBack(Transaction &transaction, const ApprovalId &id,
                                       const QString &feedback, const Principal &principal)
{
    Approval approval = TRY(find(id, principal));
    TRY(refuseLate(approval));
    approval.state = ApprovalState::Rejected;
    approval.decidedBy = nameOf(principal);
    approval.decidedAt = transaction.now();
    approval.feedback = feedback;
    if (!TRY(m_context.approvals.close(transaction, approval)))
        return alreadyDecided(TRY(m_context.approvals.find(id)));
    QJsonObject payload = payloadOf(approval);
    payload.insert(u"sent_back"_s, true);
    TRY(transaction.announce({.type = EventType::ApprovalDecided,
                              .task = approval.task,
                              .subject = approval.id.value,
                              .actor = approval.decidedBy,
                              .message = u"Sent back: %1"_s.arg(approval.title),
                              .payload = payload}));
    return {};
}

// Clears the gate, so that the tool runs with the action as approved; or the run goes on without it; or the
// task ends.
Result<void> ApprovalService::carryOut(Transaction &transaction, TaskRun &run, const Approval &approval,
                                       Rejection rejection)
{
    Step *gate = run.step(approval.step);
    Step *toolStep = run.step(approval.toolStep);
    if (!gate || !toolStep || isFinal(run.task.state))
        return failure(ErrorCode::Conflict, u"The task ended before anybody decided"_s);
    const bool approved = approval.state == ApprovalState::Approved;
    // All of a plan stands behind its review, so without it nothing is left to do.
    const bool ends = !approved && (rejection == Rejection::EndsTask || toolStep->kind != StepKind::Tool);
    gate->state = ends ? StepState::Failed : StepState::Done;
    gate->finishedAt = transaction.now();
    gate->output = {{u"decision"_s, toWord(approval.state)},
                    {u"decided_by"_s, approval.decidedBy},
                    {u"feedback"_s, approval.feedback}};
    TRY(m_context.transitions.write(transaction, run, *gate));
    if (ends) {
        // The reason of the rule is why it was asked, and not why somebody refused.
        const QString why =
            approval.feedback.isEmpty() ? u"%1 gave no reason"_s.arg(approval.decidedBy) : approval.feedback;
        return m_context.transitions.fail(transaction, run, u"approval denied: %1"_s.arg(why));
    }
    if (!approved)
        return refuse(transaction, run, approval, *toolStep);
    if (approval.edited)
        toolStep->input.insert(u"arguments"_s, *approval.edited);
    if (!approval.feedback.isEmpty())
        toolStep->input.insert(u"note"_s, approval.feedback);
    TRY(m_context.transitions.write(transaction, run, *toolStep));
    return m_context.transitions.settle(transaction, run);
}

// The rejection is the outcome of the step, which its agent is told.
Result<void> ApprovalService::refuse(Transaction &transaction, TaskRun &run, const Approval &approval,
                                     Step &toolStep)
{
    TRY(m_context.transitions.withhold(transaction, run, toolStep.id, Withheld::Rejected,
                                       refusalIn(approval)));
    return m_context.transitions.settle(transaction, run);
}

} // namespace core
