// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/journal/journal.h"

namespace core {

// Whose approvals somebody sees: those of one owner, and those that one user may decide. Both empty:
// everybody's.
struct ApprovalSight
{
    QString owner = {};
    QString decider = {};
};

// Newest first; `before` is the last id of the page before.
struct ApprovalFilter
{
    static constexpr int mostSkipped = 10'000;

    std::optional<ApprovalState> state = {};
    ApprovalSight sight = {};
    TaskId task = {};
    ApprovalId before = {};
    int limit = 100;
    int offset = 0; // at most mostSkipped
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
    // Writes what a pending one has beside its decision: who approved so far, who is asked, what is due when.
    Result<bool> update(Transaction &transaction, const Approval &pending);
    Result<void> cancelPending(Transaction &transaction, const TaskId &task);

    Result<Approval> find(const ApprovalId &id); // NotFound
    Result<QList<Approval>> list(const ApprovalFilter &filter);
    Result<qint64> count(const ApprovalFilter &filter);
    // What waits: the riskiest first, and of those the ones that have waited longest; behind them in the same
    // order what was set aside.
    Result<QList<Approval>> mostUrgent(const ApprovalSight &sight, int limit);
    Result<Timestamp> oldestPending(const ApprovalSight &sight); // not set when none waits
    // What waits no more, the latest first.
    Result<QList<Approval>> decidedSince(Timestamp from, const ApprovalSight &sight, int limit);
    // Whether there is an approval of this task that the user may decide, or could have decided.
    Result<bool> concerns(const TaskId &task, const QString &user);

    // What waits and whose time to remind people of, or to end, has come; and when that is next.
    Result<QList<Approval>> due(Timestamp now);
    Result<Timestamp> nextDue();

private:
    Result<QList<Approval>> newest(const ApprovalFilter &filter, int limit);
    // The same question of everybody's approvals, of one owner's, and of those with one list of deciders; and
    // the order of all three.
    struct Selection
    {
        QLatin1StringView ofAll = {};
        QLatin1StringView ofOwner = {};
        QLatin1StringView ofDeciders = {};
        bool (*before)(const Approval &, const Approval &) = nullptr;
    };
    template<typename... Values>
    Result<QList<Approval>> seen(const ApprovalSight &sight, const Selection &sql, int limit,
                                 const Values &...values);
    // The lists of deciders, as they are stored, that let the user decide; empty where the user is.
    Result<QStringList> decidersWith(const QString &user);

    Database &m_database;
};

} // namespace core
