// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the approval service that says whose decision counts: not that of who asked, and not one that
// was given under a weaker rule.
#include "core/access/ownerrights.h"
#include "core/approval/approvalservice.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Administrators may always, so who decided for them needs no name in the rule. Neither does who was asked in
// the place of others, because these did not decide in time.
bool counts(const Approver &approver, const Approval &given, const Deciders &wanted, const Task &task,
            WhenNobodyDecides then)
{
    if (wanted.requester == Requester::MayNot && isAskedBy(task, approver.user))
        return false;
    const QStringList &users = given.deciders.users;
    const bool isInPlace = users.contains(administratorsDecide) ||
                           (then == WhenNobodyDecides::AskApprovers && users.contains(approversDecide));
    return wanted.users.isEmpty() || wanted.users == users || isInPlace ||
           wanted.users.contains(approversDecide) || wanted.users.contains(approver.user);
}

} // namespace

Result<void> ApprovalService::refuseAsker(const Approval &approval, const Principal &principal) const
{
    if (approval.deciders.requester == Requester::May)
        return {};
    const Task task = TRY(m_context.transitions.load(approval.task)).task;
    if (!isAskedBy(task, principal.user))
        return {};
    return failure(ErrorCode::Forbidden,
                   u"What you wrote started this, so you may not decide it. Somebody else must."_s);
}

// Who was blocked, or may decide nothing any more, is none of those who release it.
Result<void> ApprovalService::forgetWhoMayNoMore(Approval &approval) const
{
    QList<Approver> still;
    for (const Approver &approver : std::as_const(approval.approvers)) {
        if (TRY(m_context.rights.of(approver.user)).testFlag(Scope::ApprovalsDecide))
            still.append(approver);
    }
    approval.approvers = still;
    return {};
}

Result<QString> ApprovalService::whyAgain(const Task &task, const Step &toolStep, const Ruling &now,
                                          const QString &definition)
{
    if (toolStep.input.value("definition"_L1).toString() != definition)
        return u"The tool %1 was changed after this was approved, so it is asked again."_s.arg(toolStep.tool);
    const Approval given = TRY(m_context.approvals.find({toolStep.input.value("approval_id"_L1).toString()}));
    const auto enough = std::ranges::count_if(given.approvers, [&](const Approver &approver) {
        return counts(approver, given, now.deciders, task, m_context.times.whenNobodyDecides);
    });
    if (given.state == ApprovalState::Approved && enough >= now.deciders.needed)
        return QString();
    const QString rule = now.ruleName.isEmpty() ? u"The policy"_s : u"The rule “%1”"_s.arg(now.ruleName);
    return u"%1 wants more than when this was approved, so it is asked again: %2"_s.arg(rule, now.reason);
}

} // namespace core
