// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"
#include "core/policy/deciders.h"

#include <QJsonObject>
#include <QList>

#include <optional>

namespace core {

// Cancelled: its task ended before anybody decided. Silence never approves: an expired one counts as refused.
enum class ApprovalState { Pending, Approved, Rejected, Expired, Cancelled };
enum class Verdict { Approve, Reject };
// What a rejection is: an answer that the agent goes on with, or the end of its task.
enum class Rejection { AnswersAgent, EndsTask };
// What happens when the time that an approval has is over: it goes on waiting, for whom it did or for a role,
// or counts as rejected. Nothing of it approves.
enum class WhenNobodyDecides { Nothing, AskApprovers, AskAdministrators, Reject };

template<>
struct Words<ApprovalState>
{
    static constexpr std::pair<ApprovalState, const char *> table[] = {
        {ApprovalState::Pending, "pending"},     {ApprovalState::Approved, "approved"},
        {ApprovalState::Rejected, "rejected"},   {ApprovalState::Expired, "expired"},
        {ApprovalState::Cancelled, "cancelled"},
    };
};

template<>
struct Words<WhenNobodyDecides>
{
    static constexpr std::pair<WhenNobodyDecides, const char *> table[] = {
        {WhenNobodyDecides::Nothing, "nothing"},
        {WhenNobodyDecides::AskApprovers, "ask-approvers"},
        {WhenNobodyDecides::AskAdministrators, "ask-administrators"},
        {WhenNobodyDecides::Reject, "reject"},
    };
};

// Who approved, also while others still must.
struct Approver
{
    QString user = {};
    QString name = {};
    QString feedback = {};
    Timestamp at = {};
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
    std::optional<QJsonObject> edited =
        {}; // the arguments that were approved instead, also by the first of several
    QString feedback = {};
    QString decidedBy = {};
    QString claimedBy = {}; // who a request said had decided; kept beside who really did
    Timestamp requestedAt = {};
    Timestamp expiresAt = {};
    Timestamp decidedAt = {};
    Deciders deciders = {};
    QList<Approver> approvers = {}; // in order; of several that are needed, those so far
    Timestamp setAsideAt = {};      // by a person who wants it behind all others; still pending
    Timestamp remindAt = {};        // when people are told again that it waits
    int reminders = 0;
};

// The arguments that would run: as somebody changed them, or as they were proposed.
inline QJsonObject valuesOf(const Approval &approval)
{
    return approval.edited.value_or(approval.arguments);
}

// An id with its prefix, from a text that may lack it.
ApprovalId approvalIdFrom(const QString &text);

// What a person says. `seen` are the arguments that he looked at; without them whatever stands there is
// meant. `edited` are the whole arguments to run with instead.
struct Decision
{
    Verdict verdict = Verdict::Reject;
    std::optional<QJsonObject> seen = {};
    std::optional<QJsonObject> edited = {};
    QString feedback = {};
    QString claimedBy = {};
    Rejection rejection = Rejection::AnswersAgent;
};

} // namespace core
