// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/approvalview.h"

#include "core/approval/editedarguments.h"
#include "core/review/planreview.h"
#include "ui/models/planwords.h"

namespace ui {

using core::Result;

namespace {

constexpr int mostApprovals = 50; // of one task

QStringList sentBackBefore(const core::Approval &plan, const QList<core::Approval> &newestFirst)
{
    QStringList said;
    for (auto it = newestFirst.rbegin(); it != newestFirst.rend() && it->id != plan.id; ++it) {
        if (isPlan(*it) && it->state == core::ApprovalState::Rejected)
            said.append(it->feedback);
    }
    return said;
}

} // namespace

Result<ApprovalView> readApprovalView(core::Core &core, const core::ApprovalId &id,
                                      const core::Principal &principal)
{
    ApprovalView view{.approval = TRY(core.approvals().find(id, principal)),
                      .reader = principal.user,
                      .now = core.clock().now()};
    const auto proposal = readProposal(core, view.approval, principal);
    view.proposal = proposal ? *proposal : proposalOf(view.approval);
    view.query = TRY(core.tasks().find(view.approval.task, principal)).query;
    view.steps = TRY(core.tasks().steps(view.approval.task, principal));
    if (isPlan(view.approval)) {
        view.isSentBack = core::isSentBack(view.approval, view.steps);
        const core::ApprovalFilter ofTask{.task = view.approval.task, .limit = mostApprovals};
        view.sentBack = sentBackBefore(view.approval, TRY(core.approvals().list(ofTask, principal)));
    }
    return view;
}

Result<ChangedProposal> changedProposal(core::Core &core, const core::Approval &approval,
                                        const QJsonObject &arguments)
{
    const core::Approval with = TRY(core.approvals().withValues(approval, arguments));
    return ChangedProposal{.title = with.title, .risk = with.risk, .needed = with.deciders.needed};
}

} // namespace ui
