// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QJsonObject>

#include <optional>

namespace core {

// Cancelled: its task ended before anybody decided. Silence never approves: an expired one counts as refused.
enum class ApprovalState { Pending, Approved, Rejected, Expired, Cancelled };
enum class Verdict { Approve, Reject };

template<>
struct Words<ApprovalState>
{
    static constexpr std::pair<ApprovalState, const char *> table[] = {
        {ApprovalState::Pending, "pending"},     {ApprovalState::Approved, "approved"},
        {ApprovalState::Rejected, "rejected"},   {ApprovalState::Expired, "expired"},
        {ApprovalState::Cancelled, "cancelled"},
    };
};

// A row of the table `approval`: an agent wants to do something that policy guards.
struct Approval
{
    ApprovalId id = {};
    TaskId task = {};
    StepId step = {};     // the gate on the track
    StepId toolStep = {}; // what waits behind it
    QString owner = {};   // of the task
    AgentId agentId = {};
    QString agent = {}; // names, for people
    QString cluster = {};
    QString tool = {};
    QString title = {}; // one line: "Write refund.md (1.2 KB)"
    QJsonObject arguments = {};
    QString reason = {}; // why it asks
    QString risk = {};   // low, medium, high
    ApprovalState state = ApprovalState::Pending;
    std::optional<QJsonObject> edited = {}; // the arguments that were approved instead
    QString feedback = {};
    QString decidedBy = {};
    QString claimedBy = {}; // who a request said had decided; kept beside who really did
    Timestamp requestedAt = {};
    Timestamp expiresAt = {};
    Timestamp decidedAt = {};
};

// What a person says. `edited` are the whole arguments to run with.
struct Decision
{
    Verdict verdict = Verdict::Reject;
    std::optional<QJsonObject> edited = {};
    QString feedback = {};
    QString claimedBy = {};
};

} // namespace core
