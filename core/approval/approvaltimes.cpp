// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the approval service that time moves: reminders, and what happens when nobody decides.
#include "core/approval/approvalservice.h"
#include "core/approval/approvalwords.h"
#include "core/base/log.h"

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds betweenReminders = 24h;

} // namespace

Result<void> ApprovalService::open()
{
    m_alarm.set(TRY(m_context.approvals.nextDue()));
    return {};
}

void ApprovalService::setAlarm(Look look)
{
    const auto next = m_context.approvals.nextDue();
    if (!next || look == Look::Later)
        return m_alarm.tryAgain();
    m_alarm.set(*next);
}

void ApprovalService::lookAtDue()
{
    const Timestamp now = m_context.clock.now();
    const auto due = m_context.approvals.due(now);
    if (!due) {
        qCWarning(logRun).noquote() << "Approvals that are due could not be read:" << due.error().detail;
        return setAlarm(Look::Later);
    }
    Look look = Look::AsDue;
    for (const Approval &approval : *due) {
        const bool isOver = isSet(approval.expiresAt) && approval.expiresAt <= now;
        const auto done = m_context.journal.record([&](Transaction &transaction) -> Result<void> {
            return isOver ? endTime(transaction, approval) : remind(transaction, approval);
        });
        if (done)
            continue;
        look = Look::Later;
        qCWarning(logRun).noquote() << "What is due of an approval could not be done:" << done.error().text;
    }
    m_context.journal.whenCommitted(
        this, [this, look](const Result<void> &committed) { setAlarm(committed ? look : Look::Later); });
}

Result<void> ApprovalService::remind(Transaction &transaction, Approval approval)
{
    const Timestamp now = transaction.now();
    ++approval.reminders;
    approval.remindAt = now + betweenReminders;
    const QString waited =
        waitedInWords(std::chrono::duration_cast<milliseconds>(now - approval.requestedAt));
    return change(transaction, approval, EventType::ApprovalReminded, approval.agent,
                  u"Waits for a decision since %1: %2"_s.arg(waited, approval.title));
}

// Whatever is chosen, silence does not approve.
Result<void> ApprovalService::endTime(Transaction &transaction, Approval approval)
{
    const TaskRun run = TRY(m_context.transitions.load(approval.task));
    const Step *toolStep = run.step(approval.toolStep);
    const bool isPlan = toolStep && toolStep->kind == StepKind::Join; // its task says how long it waits
    const auto then = isPlan ? WhenNobodyDecides::Reject : m_context.times.whenNobodyDecides;
    if (then == WhenNobodyDecides::Reject) {
        approval.state = ApprovalState::Expired;
        return close(transaction, approval, {.verdict = Verdict::Reject, .feedback = u"approval timeout"_s},
                     EventType::ApprovalExpired);
    }
    approval.expiresAt = {};
    if (then == WhenNobodyDecides::Nothing)
        return change(transaction, approval, EventType::ApprovalReminded, approval.agent,
                      u"Nobody decided in time, and it still waits: %1"_s.arg(approval.title));
    const bool asksApprovers = then == WhenNobodyDecides::AskApprovers;
    approval.deciders.users = {asksApprovers ? approversDecide : administratorsDecide};
    return change(transaction, approval, EventType::ApprovalReminded, approval.agent,
                  u"Nobody decided in time, so %1 are asked: %2"_s.arg(
                      asksApprovers ? u"all approvers"_s : u"administrators"_s, approval.title));
}

} // namespace core
