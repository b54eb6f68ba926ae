// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/journal/journal.h"

namespace core {

// Newest first; `before` is the last id of the page before.
struct ApprovalFilter
{
    std::optional<ApprovalState> state = {};
    QString owner = {}; // empty: everybody's
    TaskId task = {};
    ApprovalId before = {};
    int limit = 100;
};

// SQL of the table `approval`, and nothing else.
class ApprovalStore
{
public:
    explicit ApprovalStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Approval &approval);
    // Writes the decision if the approval is still pending; false when somebody was first.
    Result<bool> close(Transaction &transaction, const Approval &decided);
    Result<void> cancelPending(Transaction &transaction, const TaskId &task);

    Result<Approval> find(const ApprovalId &id); // NotFound
    Result<QList<Approval>> list(const ApprovalFilter &filter);
    Result<qint64> count(const ApprovalFilter &filter);
    // What waits: the riskiest first, and of those the ones that have waited longest. No owner: everybody's.
    Result<QList<Approval>> mostUrgent(const QString &owner, int limit);
    Result<Timestamp> oldestPending(const QString &owner); // not set when none waits
    // What waits no more, the latest first.
    Result<QList<Approval>> decidedSince(Timestamp from, const QString &owner, int limit);
    Result<QList<Approval>> due(Timestamp now);
    Result<Timestamp> nextExpiry();

private:
    Database &m_database;
};

} // namespace core
