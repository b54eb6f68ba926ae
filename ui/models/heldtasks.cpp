// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/heldtasks.h"

#include <algorithm>

namespace ui {

core::Result<QSet<core::TaskId>> tasksHeldBack(core::Core &core, const QSet<core::ApprovalId> &held,
                                               const core::Principal &principal)
{
    QSet<core::TaskId> tasks;
    for (const core::ApprovalId &id : held) {
        const auto approval = core.approvals().find(id, principal);
        if (!approval || approval->state != core::ApprovalState::Pending || tasks.contains(approval->task))
            continue;
        const QList<core::Approval> waiting = TRY(core.approvals().list(
            {.state = core::ApprovalState::Pending, .task = approval->task}, principal));
        const bool isAll = std::ranges::all_of(
            waiting, [&held](const core::Approval &each) { return held.contains(each.id); });
        if (isAll)
            tasks.insert(approval->task);
    }
    return tasks;
}

} // namespace ui
