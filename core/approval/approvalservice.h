// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/approval/approvalstore.h"
#include "core/base/alarm.h"
#include "core/run/agenttools.h"
#include "core/task/transitions.h"

namespace core {

// Why a tool step must wait for a person.
struct ApprovalRequest
{
    QString agent = {};
    QString cluster = {};
    QString title = {};
    QString reason = {};
    QString risk = {};
    QJsonObject arguments = {};
    std::optional<milliseconds> expiry = {}; // other than the usual one
};

// Asks people for permission and remembers their answer. Backend thread; owned by the core. Every change goes
// through the journal (ApprovalRequested, ApprovalDecided, ApprovalExpired). Exactly one decision wins: a
// later one fails with Conflict and a text that says who decided, when and what. When the time to answer is
// over the approval expires, which refuses: silence never approves.
class ApprovalService final : public QObject
{
    Q_OBJECT

public:
    ApprovalService(Journal &journal, Clock &clock, ApprovalStore &approvals, Transitions &transitions,
                    const AgentTools &tools, milliseconds expiry);

    // Sets the alarm for what waits in the store.
    Result<void> open();

    // Puts a gate before the tool step, in the transaction of the run engine.
    Result<Approval> request(Transaction &transaction, TaskRun &run, Step &toolStep,
                             const ApprovalRequest &request);

    // Refuses without ending the task: whoever calls puts something else in place of what was asked for.
    Result<void> sendBack(Transaction &transaction, const ApprovalId &id, const QString &feedback,
                          const Principal &principal);

    Result<Approval> find(const ApprovalId &id, const Principal &principal);
    Result<QList<Approval>> ofTask(const TaskId &id); // newest first; for services that know who asks
    Result<QList<Approval>> list(ApprovalFilter filter, const Principal &principal);
    Result<qint64> count(ApprovalFilter filter, const Principal &principal);
    // What waits: the riskiest first, and of those the ones that have waited longest.
    Result<QList<Approval>> mostUrgent(int limit, const Principal &principal);
    Result<Timestamp> oldestPending(const Principal &principal); // not set when none waits
    // What waits no more, the latest first.
    Result<QList<Approval>> decidedSince(Timestamp from, int limit, const Principal &principal);

    // Fails with NotFound, Conflict (decided already; the task has ended), or InvalidArgument when edited
    // arguments do not fit the tool. Returns the approval as decided.
    Result<Approval> decide(const ApprovalId &id, const Decision &decision, const Principal &principal);

private:
    Result<void> close(Transaction &transaction, Approval &approval, const Decision &decision,
                       EventType type);
    Result<void> open(Transaction &transaction, TaskRun &run, const Approval &approval);
    Result<void> refuseLate(const Approval &approval);
    void expireDue();
    void setAlarm();

    Journal &m_journal;
    Clock &m_clock;
    ApprovalStore &m_approvals;
    Transitions &m_transitions;
    const AgentTools &m_tools;
    milliseconds m_expiry;
    Alarm m_alarm;
};

} // namespace core
