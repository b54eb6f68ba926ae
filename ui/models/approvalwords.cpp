// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/approvalwords.h"

#include "ui/models/planwords.h"
#include "ui/models/timetext.h"
#include "ui/models/translation.h"

#include <algorithm>

namespace ui {

namespace {

QString nameOfApprover(const core::Approver &approver)
{
    return approver.name.isEmpty() ? approver.user : approver.name;
}

// Other values begin anew, so whoever changed them is the first who approved them.
QString approvedText(const core::Approval &approval, const QString &when)
{
    QStringList names;
    for (const core::Approver &approver : approval.approvers)
        names.append(nameOfApprover(approver));
    const QString last = names.takeLast();
    if (!approval.edited)
        return tr("%1 and %2 approved this, %3").arg(names.join(QStringLiteral(", ")), last, when);
    const QString first = names.takeFirst();
    names.append(last);
    return tr("%1 changed the values, and %2 approved them too, %3")
        .arg(first, names.join(QStringLiteral(", ")), when);
}

} // namespace

QString decidedText(const core::Approval &approval, core::Timestamp now)
{
    const QString when = momentText(approval.decidedAt, now);
    switch (approval.state) {
    case core::ApprovalState::Expired:
        return tr("Nobody decided in time. It expired at %1, which refuses it.").arg(when);
    case core::ApprovalState::Approved:
        if (approval.approvers.size() > 1)
            return approvedText(approval, when);
        return (approval.edited ? tr("%1 approved this with changes, %2") : tr("%1 approved this, %2"))
            .arg(approval.decidedBy, when);
    case core::ApprovalState::Rejected:
        return (isPlan(approval) ? tr("%1 did not accept this plan, %2") : tr("%1 rejected this, %2"))
            .arg(approval.decidedBy, when);
    case core::ApprovalState::Pending:
    case core::ApprovalState::Cancelled:
        break;
    }
    return tr("The task ended before anybody decided, %1").arg(when);
}

QString sentBackText(const core::Approval &approval, core::Timestamp now)
{
    return tr("%1 sent this plan back, %2").arg(approval.decidedBy, momentText(approval.decidedAt, now));
}

QString noteOf(const core::Approval &approval)
{
    return approval.state == core::ApprovalState::Expired ? QString() : approval.feedback;
}

bool hasApproved(const core::Approval &approval, const QString &user)
{
    return std::ranges::any_of(approval.approvers,
                               [&user](const core::Approver &approver) { return approver.user == user; });
}

QString decidersText(const core::Approval &approval, const QString &reader)
{
    if (approval.state != core::ApprovalState::Pending || approval.deciders.needed < 2)
        return {};
    QStringList names;
    for (const core::Approver &approver : approval.approvers)
        names.append(approver.user == reader ? tr("You") : nameOfApprover(approver));
    if (names.isEmpty())
        return tr("It takes %1 different people. Nobody has approved it yet.").arg(approval.deciders.needed);
    const QString so = hasApproved(approval, reader)
                           ? tr("It takes %1 different people. %2 approved it with the values that stand "
                                "here, so somebody else must; other values begin anew.")
                           : tr("It takes %1 different people. %2 approved it with the values that stand "
                                "here; other values begin anew.");
    return so.arg(approval.deciders.needed).arg(names.join(QStringLiteral(", ")));
}

} // namespace ui
