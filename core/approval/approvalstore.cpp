// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approvalstore.h"

#include "core/base/json.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define APPROVAL_COLUMNS                                                                                     \
    "id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, tool, title, arguments, reason, "  \
    "risk, state, edited, feedback, decided_by, claimed_by, requested_at, expires_at, decided_at"

Approval read(const Rows &rows)
{
    const QString edited = rows.text(14);
    return Approval{
        .id = {rows.text(0)},
        .task = {rows.text(1)},
        .step = {rows.text(2)},
        .toolStep = {rows.text(3)},
        .owner = rows.text(4),
        .agentId = {rows.text(5)},
        .agent = rows.text(6),
        .cluster = rows.text(7),
        .tool = rows.text(8),
        .title = rows.text(9),
        .arguments = rows.object(10),
        .reason = rows.text(11),
        .risk = rows.text(12),
        .state = fromWord<ApprovalState>(rows.text(13)).value_or(ApprovalState::Cancelled),
        .edited = edited.isEmpty() ? std::nullopt : std::optional(storedObject(edited)),
        .feedback = rows.text(15),
        .decidedBy = rows.text(16),
        .claimedBy = rows.text(17),
        .requestedAt = rows.time(18),
        .expiresAt = rows.time(19),
        .decidedAt = rows.time(20),
    };
}

// The index approval_urgency has the same words.
#define APPROVAL_HARM "CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"

constexpr int longestList = 1000;

QList<Approval> readAll(Rows rows)
{
    QList<Approval> approvals;
    while (rows.next())
        approvals.append(read(rows));
    return approvals;
}

QString stateWord(const ApprovalFilter &filter)
{
    return filter.state ? toWord(*filter.state) : QString();
}

} // namespace

Result<void> ApprovalStore::insert(Transaction &, const Approval &approval)
{
    TRY(m_database.run("INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, agent, "
                       "cluster, tool, title, "
                       "arguments, reason, risk, state, requested_at, expires_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                       approval.id.value, approval.task.value, approval.step.value, approval.toolStep.value,
                       approval.owner, approval.agentId.value, approval.agent, approval.cluster,
                       approval.tool, approval.title, approval.arguments, approval.reason, approval.risk,
                       toWord(approval.state), approval.requestedAt, approval.expiresAt));
    return {};
}

Result<bool> ApprovalStore::close(Transaction &, const Approval &decided)
{
    const Rows rows = TRY(m_database.run(
        "UPDATE approval SET state = ?, edited = ?, feedback = ?, decided_by = ?, claimed_by = ?, decided_at "
        "= ? "
        "WHERE id = ? AND state = 'pending'"_L1,
        toWord(decided.state), decided.edited ? QString::fromUtf8(toBytes(*decided.edited)) : QString(),
        decided.feedback, decided.decidedBy, decided.claimedBy, decided.decidedAt, decided.id.value));
    return rows.changed() == 1;
}

Result<void> ApprovalStore::cancelPending(Transaction &transaction, const TaskId &task)
{
    TRY(m_database.run(
        "UPDATE approval SET state = 'cancelled', decided_at = ? WHERE task_id = ? AND state = 'pending'"_L1,
        transaction.now(), task.value));
    return {};
}

Result<Approval> ApprovalStore::find(const ApprovalId &id)
{
    Rows rows = TRY(m_database.run("SELECT " APPROVAL_COLUMNS " FROM approval WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Approval not found"_s);
    return read(rows);
}

Result<QList<Approval>> ApprovalStore::list(const ApprovalFilter &filter)
{
    const int limit = std::clamp(filter.limit, 1, longestList);
    const QString before = filter.before.isEmpty() ? u"~"_s : filter.before.value;
    if (!filter.task.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " APPROVAL_COLUMNS
                               " FROM approval WHERE task_id = ? AND id < ? AND (? = '' OR state = ?) "
                               "AND (? = '' OR owner = ?) ORDER BY id DESC LIMIT ?"_L1,
                               filter.task.value, before, stateWord(filter), stateWord(filter), filter.owner,
                               filter.owner, limit)));
    }
    if (filter.state && !filter.owner.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " APPROVAL_COLUMNS " FROM approval WHERE owner = ? AND state = ? "
                               "AND id < ? ORDER BY id DESC LIMIT ?"_L1,
                               filter.owner, stateWord(filter), before, limit)));
    }
    if (filter.state) {
        return readAll(
            TRY(m_database.run("SELECT " APPROVAL_COLUMNS
                               " FROM approval WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"_L1,
                               stateWord(filter), before, limit)));
    }
    if (!filter.owner.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " APPROVAL_COLUMNS
                               " FROM approval WHERE owner = ? AND id < ? ORDER BY id DESC LIMIT ?"_L1,
                               filter.owner, before, limit)));
    }
    return readAll(TRY(m_database.run("SELECT " APPROVAL_COLUMNS
                                      " FROM approval WHERE id < ? ORDER BY id DESC LIMIT ?"_L1,
                                      before, limit)));
}

// Each is answered by an index alone: the rows, with their arguments, are not read.
Result<qint64> ApprovalStore::count(const ApprovalFilter &filter)
{
    const auto number = [](Rows rows) { return rows.next() ? rows.integer(0) : 0; };
    if (!filter.task.isEmpty()) {
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE task_id = ? "
                                         "AND (? = '' OR state = ?) AND (? = '' OR owner = ?)"_L1,
                                         filter.task.value, stateWord(filter), stateWord(filter),
                                         filter.owner, filter.owner)));
    }
    if (filter.state && !filter.owner.isEmpty()) {
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE owner = ? AND state = ?"_L1,
                                         filter.owner, stateWord(filter))));
    }
    if (filter.state)
        return number(
            TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE state = ?"_L1, stateWord(filter))));
    if (!filter.owner.isEmpty())
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE owner = ?"_L1, filter.owner)));
    return number(TRY(m_database.run("SELECT COUNT(*) FROM approval"_L1)));
}

Result<QList<Approval>> ApprovalStore::mostUrgent(const QString &owner, int limit)
{
    return readAll(TRY(m_database.run("SELECT " APPROVAL_COLUMNS " FROM approval INDEXED BY approval_urgency "
                                      "WHERE state = 'pending' AND (? = '' OR owner = ?) "
                                      "ORDER BY " APPROVAL_HARM ", requested_at, id LIMIT ?"_L1,
                                      owner, owner, std::clamp(limit, 1, longestList))));
}

Result<Timestamp> ApprovalStore::oldestPending(const QString &owner)
{
    Rows rows =
        owner.isEmpty()
            ? TRY(m_database.run(
                  "SELECT requested_at FROM approval WHERE state = 'pending' ORDER BY id LIMIT 1"_L1))
            : TRY(m_database.run("SELECT requested_at FROM approval WHERE owner = ? AND state = 'pending' "
                                 "ORDER BY id LIMIT 1"_L1,
                                 owner));
    return rows.next() ? rows.time(0) : Timestamp{};
}

Result<QList<Approval>> ApprovalStore::decidedSince(Timestamp from, const QString &owner, int limit)
{
    return readAll(TRY(
        m_database.run("SELECT " APPROVAL_COLUMNS " FROM approval WHERE decided_at > 0 AND decided_at >= ? "
                       "AND (? = '' OR owner = ?) ORDER BY decided_at DESC, id DESC LIMIT ?"_L1,
                       from, owner, owner, std::clamp(limit, 1, longestList))));
}

Result<QList<Approval>> ApprovalStore::due(Timestamp now)
{
    return readAll(TRY(m_database.run("SELECT " APPROVAL_COLUMNS
                                      " FROM approval WHERE state = 'pending' AND expires_at > 0 "
                                      "AND expires_at <= ? ORDER BY expires_at LIMIT 500"_L1,
                                      now)));
}

Result<Timestamp> ApprovalStore::nextExpiry()
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(MIN(expires_at), 0) FROM approval WHERE state = 'pending' AND expires_at > 0"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

} // namespace core
