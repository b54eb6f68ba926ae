// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/chatoutcome.h"

#include "core/run/modelfailure.h"

namespace server::goagents {

using namespace Qt::Literals::StringLiterals;

namespace {

ChatOutcome failure(int status, const QString &code, const QString &text)
{
    return {.status = status, .code = code, .text = text};
}

// A model step that failed is its provider's doing; anything else is the task's own.
ChatOutcome failed(core::Core &core, const core::Task &task, const core::Principal &principal)
{
    const auto steps = core.tasks().steps(task.id, principal);
    const auto provider = steps ? core::modelFailureIn(*steps) : std::nullopt;
    return provider ? failure(502, u"PROVIDER_ERROR"_s, provider->text)
                    : failure(422, u"TASK_FAILED"_s, task.error);
}

ChatOutcome waiting(core::Core &core, const core::Task &task, const core::Principal &principal)
{
    const auto pending =
        core.approvals().list({.state = core::ApprovalState::Pending, .task = task.id}, principal);
    if (!pending || pending->isEmpty()) {
        return {
            .text =
                u"A step was interrupted and may or may not have happened. A person must say whether it is done."_s,
            .word = u"waiting_for_decision"_s};
    }
    const core::Approval &oldest = pending->last();
    return {
        .text =
            u"Waiting for approval: %1. The answer follows in this conversation once a person has decided."_s
                .arg(oldest.title),
        .word = u"waiting_for_approval"_s,
        .approval = oldest.id};
}

} // namespace

ChatOutcome outcomeOf(core::Core &core, const core::Task &task, const core::Principal &principal)
{
    switch (task.state) {
    case core::TaskState::Completed:
        return {.text = task.result, .word = u"completed"_s};
    case core::TaskState::Failed:
        return failed(core, task, principal);
    case core::TaskState::Cancelled:
        return failure(409, u"TASK_CANCELLED"_s,
                       task.reason.isEmpty() ? u"The task was cancelled"_s
                                             : u"The task was cancelled: "_s + task.reason);
    default:
        return waiting(core, task, principal);
    }
}

} // namespace server::goagents
