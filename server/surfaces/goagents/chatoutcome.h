// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

namespace server::goagents {

// How a turn of a chat came out, or what it waits for, in the words of the contract.
struct ChatOutcome
{
    int status = 200;
    QString code = {}; // of a failure
    QString text = {}; // the answer, what is waited for, or what went wrong
    QString word = {}; // "completed", "waiting_for_approval", "waiting_for_decision"
    core::ApprovalId approval = {};

    bool isFailure() const { return !code.isEmpty(); }
};

// Of a task that waits for a person or has ended.
ChatOutcome outcomeOf(core::Core &core, const core::Task &task, const core::Principal &principal);

} // namespace server::goagents
