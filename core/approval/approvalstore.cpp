// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approvalstore.h"

#include "core/base/json.h"

#include <algorithm>
#include <tuple>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define APPROVAL_COLUMNS                                                                                     \
    "id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, tool, title, arguments, reason, "  \
    "risk, state, edited, feedback, decided_by, claimed_by, requested_at, expires_at, decided_at, "          \
    "deciders, requester, needed, approvers, set_aside_at, remind_at, reminders"

// Its four values are a sight's owner twice, its decider, and decidersPart().
#define APPROVAL_SEEN                                                                                        \
    "(? = '' OR owner = ? OR (? <> '' AND (deciders = '' OR instr(deciders, ?) > 0 "                         \
    "OR instr(deciders, ',approver,') > 0)))"

// The indices of urgency have the same words.
#define APPROVAL_HARM "CASE risk WHEN 'low' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"

// The indices are named, because the statistics of an empty store would choose others.
#define APPROVALS_BY(index) "SELECT " APPROVAL_COLUMNS " FROM approval INDEXED BY " index " WHERE "
#define APPROVALS_IN_STATE "state = ? AND id < ? ORDER BY id DESC LIMIT ?"
#define APPROVALS_BEFORE "id < ? ORDER BY id DESC LIMIT ?"
#define APPROVALS_BY_URGENCY                                                                                 \
    "state = 'pending' ORDER BY set_aside_at > 0, " APPROVAL_HARM ", requested_at, id LIMIT ?"
#define APPROVALS_OLDEST "state = 'pending' ORDER BY id LIMIT ?"
#define APPROVALS_DECIDED "decided_at > 0 AND decided_at >= ? ORDER BY decided_at DESC, id DESC LIMIT ?"

// Between commas, so that a name is found whole.
QString storedUsers(const QStringList &users)
{
    return users.isEmpty() ? QString() : QString(u',' + users.join(u',') + u',');
}

// Who sees everybody's has no owner; a decider alone is never asked for.
QString decidersPart(const ApprovalSight &sight)
{
    return sight.decider.isEmpty() ? QString() : QString(u',' + sight.decider + u',');
}

QString storedApprovers(const QList<Approver> &approvers)
{
    if (approvers.isEmpty())
        return {};
    QJsonArray array;
    for (const Approver &approver : approvers)
        array.append(QJsonObject{{u"user"_s, approver.user},
                                 {u"name"_s, approver.name},
                                 {u"feedback"_s, approver.feedback},
                                 {u"at"_s, toStored(approver.at)}});
    return QString::fromUtf8(toBytes(array));
}

QList<Approver> approversIn(const QString &stored)
{
    QList<Approver> approvers;
    for (const QJsonValue &value : storedArray(stored))
        approvers.append({.user = value[u"user"].toString(),
                          .name = value[u"name"].toString(),
                          .feedback = value[u"feedback"].toString(),
                          .at = fromStored(value[u"at"].toInteger())});
    return approvers;
}

QString storedEdited(const Approval &approval)
{
    return approval.edited ? QString::fromUtf8(toBytes(*approval.edited)) : QString();
}

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
        .deciders = {.users = rows.text(21).split(u',', Qt::SkipEmptyParts),
                     // A word that this version does not know must not let anybody decide more.
                     .requester = fromWord<Requester>(rows.text(22)).value_or(Requester::MayNot),
                     .needed = rows.number(23)},
        .approvers = approversIn(rows.text(24)),
        .setAsideAt = rows.time(25),
        .remindAt = rows.time(26),
        .reminders = rows.number(27),
    };
}

constexpr int longestList = 1000;

QList<Approval> readAll(Rows rows)
{
    QList<Approval> approvals;
    while (rows.next())
        approvals.append(read(rows));
    return approvals;
}

bool isNewer(const Approval &a, const Approval &b)
{
    return a.id.value > b.id.value;
}

bool isMoreUrgent(const Approval &a, const Approval &b)
{
    const auto harm = [](const Approval &one) {
        return one.risk == u"low" ? 2 : one.risk == u"medium" ? 1 : 0;
    };
    return std::tuple(isSet(a.setAsideAt), harm(a), a.requestedAt, a.id.value) <
           std::tuple(isSet(b.setAsideAt), harm(b), b.requestedAt, b.id.value);
}

bool isDecidedLater(const Approval &a, const Approval &b)
{
    return std::tuple(a.decidedAt, a.id.value) > std::tuple(b.decidedAt, b.id.value);
}

// One list of several, each of which has its first `limit`. An approval may be in two of them.
QList<Approval> merged(QList<Approval> found, bool (*before)(const Approval &, const Approval &), int limit)
{
    std::ranges::sort(found, before);
    const auto rest = std::ranges::unique(found, {}, [](const Approval &one) { return one.id.value; });
    found.erase(rest.begin(), rest.end());
    return found.mid(0, limit);
}

QString stateWord(const ApprovalFilter &filter)
{
    return filter.state ? toWord(*filter.state) : QString();
}

} // namespace

Result<void> ApprovalStore::insert(Transaction &, const Approval &approval)
{
    TRY(m_database.run(
        "INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, tool, "
        "title, arguments, reason, risk, state, requested_at, expires_at, deciders, requester, needed, "
        "remind_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        approval.id.value, approval.task.value, approval.step.value, approval.toolStep.value, approval.owner,
        approval.agentId.value, approval.agent, approval.cluster, approval.tool, approval.title,
        approval.arguments, approval.reason, approval.risk, toWord(approval.state), approval.requestedAt,
        approval.expiresAt, storedUsers(approval.deciders.users), toWord(approval.deciders.requester),
        approval.deciders.needed, approval.remindAt));
    return {};
}

Result<bool> ApprovalStore::close(Transaction &, const Approval &decided)
{
    const Rows rows =
        TRY(m_database.run("UPDATE approval SET state = ?, title = ?, risk = ?, edited = ?, feedback = ?, "
                           "decided_by = ?, claimed_by = ?, "
                           "decided_at = ?, approvers = ? WHERE id = ? AND state = 'pending'"_L1,
                           toWord(decided.state), decided.title, decided.risk, storedEdited(decided),
                           decided.feedback, decided.decidedBy, decided.claimedBy, decided.decidedAt,
                           storedApprovers(decided.approvers), decided.id.value));
    return rows.changed() == 1;
}

Result<bool> ApprovalStore::update(Transaction &, const Approval &pending)
{
    const Rows rows = TRY(m_database.run(
        "UPDATE approval SET title = ?, risk = ?, edited = ?, approvers = ?, deciders = ?, requester = ?, "
        "needed = ?, "
        "set_aside_at = ?, remind_at = ?, reminders = ?, expires_at = ? WHERE id = ? AND state = 'pending'"_L1,
        pending.title, pending.risk, storedEdited(pending), storedApprovers(pending.approvers),
        storedUsers(pending.deciders.users), toWord(pending.deciders.requester), pending.deciders.needed,
        pending.setAsideAt, pending.remindAt, pending.reminders, pending.expiresAt, pending.id.value));
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

// Each is found by one step in an index, however many approvals there are of it.
Result<QStringList> ApprovalStore::decidersWith(const QString &user)
{
    if (user.isEmpty())
        return QStringList();
    QStringList found{QString()};
    Rows rows = TRY(m_database.run(
        "WITH RECURSIVE list (names) AS (SELECT MIN(deciders) FROM approval WHERE deciders > '' UNION ALL "
        "SELECT (SELECT MIN(deciders) FROM approval WHERE deciders > list.names) FROM list "
        "WHERE list.names IS NOT NULL) SELECT names FROM list WHERE names IS NOT NULL "
        "AND (instr(names, ?) > 0 OR instr(names, ',approver,') > 0)"_L1,
        storedUsers({user})));
    while (rows.next())
        found.append(rows.text(0));
    return found;
}

// What others own and others decide is never read: there may be any number of it.
template<typename... Values>
Result<QList<Approval>> ApprovalStore::seen(const ApprovalSight &sight, const Selection &sql, int limit,
                                            const Values &...values)
{
    if (sight.owner.isEmpty())
        return readAll(TRY(m_database.run(sql.ofAll, values..., limit)));
    QList<Approval> found = readAll(TRY(m_database.run(sql.ofOwner, sight.owner, values..., limit)));
    for (const QString &deciders : TRY(decidersWith(sight.decider)))
        found += readAll(TRY(m_database.run(sql.ofDeciders, deciders, values..., limit)));
    return merged(std::move(found), sql.before, limit);
}

Result<QList<Approval>> ApprovalStore::list(const ApprovalFilter &filter)
{
    const int skipped = std::clamp(filter.offset, 0, ApprovalFilter::mostSkipped);
    const QList<Approval> found = TRY(newest(filter, skipped + std::clamp(filter.limit, 1, longestList)));
    return found.mid(skipped);
}

Result<QList<Approval>> ApprovalStore::newest(const ApprovalFilter &filter, int limit)
{
    const QString before = filter.before.isEmpty() ? u"~"_s : filter.before.value;
    const ApprovalSight &sight = filter.sight;
    if (!filter.task.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " APPROVAL_COLUMNS " FROM approval WHERE task_id = ? AND id < ? "
                               "AND (? = '' OR state = ?) AND " APPROVAL_SEEN " ORDER BY id DESC LIMIT ?"_L1,
                               filter.task.value, before, stateWord(filter), stateWord(filter), sight.owner,
                               sight.owner, sight.decider, decidersPart(sight), limit)));
    }
    if (filter.state)
        return seen(
            sight,
            {.ofAll = APPROVALS_BY("approval_by_state") APPROVALS_IN_STATE ""_L1,
             .ofOwner = APPROVALS_BY("approval_of_owner_by_state") "owner = ? AND " APPROVALS_IN_STATE ""_L1,
             .ofDeciders =
                 APPROVALS_BY("approval_of_deciders_by_state") "deciders = ? AND " APPROVALS_IN_STATE ""_L1,
             .before = isNewer},
            limit, stateWord(filter), before);
    return seen(
        sight,
        {.ofAll = "SELECT " APPROVAL_COLUMNS " FROM approval WHERE " APPROVALS_BEFORE ""_L1,
         .ofOwner = APPROVALS_BY("approval_of_owner") "owner = ? AND " APPROVALS_BEFORE ""_L1,
         .ofDeciders = APPROVALS_BY("approval_of_deciders") "deciders = ? AND " APPROVALS_BEFORE ""_L1,
         .before = isNewer},
        limit, before);
}

// Each is answered by an index alone: the rows, with their arguments, are not read.
Result<qint64> ApprovalStore::count(const ApprovalFilter &filter)
{
    const ApprovalSight &sight = filter.sight;
    const QString state = stateWord(filter);
    const auto number = [](Rows rows) { return rows.next() ? rows.integer(0) : 0; };
    if (!filter.task.isEmpty()) {
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE task_id = ? "
                                         "AND (? = '' OR state = ?) AND " APPROVAL_SEEN ""_L1,
                                         filter.task.value, state, state, sight.owner, sight.owner,
                                         sight.decider, decidersPart(sight))));
    }
    if (sight.owner.isEmpty() && filter.state)
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE state = ?"_L1, state)));
    if (sight.owner.isEmpty())
        return number(TRY(m_database.run("SELECT COUNT(*) FROM approval"_L1)));
    qint64 sum = number(
        filter.state ? TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE owner = ? AND state = ?"_L1,
                                          sight.owner, state))
                     : TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE owner = ?"_L1, sight.owner)));
    for (const QString &deciders : TRY(decidersWith(sight.decider))) {
        sum += number(
            filter.state
                ? TRY(m_database.run(
                      "SELECT COUNT(*) FROM approval WHERE deciders = ? AND state = ? AND owner <> ?"_L1,
                      deciders, state, sight.owner))
                : TRY(m_database.run("SELECT COUNT(*) FROM approval WHERE deciders = ? AND owner <> ?"_L1,
                                     deciders, sight.owner)));
    }
    return sum;
}

Result<QList<Approval>> ApprovalStore::mostUrgent(const ApprovalSight &sight, int limit)
{
    return seen(
        sight,
        {.ofAll = APPROVALS_BY("approval_urgency") APPROVALS_BY_URGENCY ""_L1,
         .ofOwner = APPROVALS_BY("approval_urgency_of_owner") "owner = ? AND " APPROVALS_BY_URGENCY ""_L1,
         .ofDeciders =
             APPROVALS_BY("approval_urgency_of_deciders") "deciders = ? AND " APPROVALS_BY_URGENCY ""_L1,
         .before = isMoreUrgent},
        std::clamp(limit, 1, longestList));
}

Result<Timestamp> ApprovalStore::oldestPending(const ApprovalSight &sight)
{
    const QList<Approval> first = TRY(
        seen(sight,
             {.ofAll = APPROVALS_BY("approval_by_state") APPROVALS_OLDEST ""_L1,
              .ofOwner = APPROVALS_BY("approval_of_owner_by_state") "owner = ? AND " APPROVALS_OLDEST ""_L1,
              .ofDeciders =
                  APPROVALS_BY("approval_of_deciders_by_state") "deciders = ? AND " APPROVALS_OLDEST ""_L1,
              .before = [](const Approval &a, const Approval &b) { return isNewer(b, a); }},
             1));
    return first.isEmpty() ? Timestamp{} : first.first().requestedAt;
}

Result<QList<Approval>> ApprovalStore::decidedSince(Timestamp from, const ApprovalSight &sight, int limit)
{
    return seen(
        sight,
        {.ofAll = APPROVALS_BY("approval_decided") APPROVALS_DECIDED ""_L1,
         .ofOwner = APPROVALS_BY("approval_decided_of_owner") "owner = ? AND " APPROVALS_DECIDED ""_L1,
         .ofDeciders =
             APPROVALS_BY("approval_decided_of_deciders") "deciders = ? AND " APPROVALS_DECIDED ""_L1,
         .before = isDecidedLater},
        std::clamp(limit, 1, longestList), from);
}

Result<bool> ApprovalStore::concerns(const TaskId &task, const QString &user)
{
    Rows rows = TRY(m_database.run("SELECT 1 FROM approval WHERE task_id = ? "
                                   "AND (deciders = '' OR instr(deciders, ?) > 0 "
                                   "OR instr(deciders, ',approver,') > 0) LIMIT 1"_L1,
                                   task.value, storedUsers({user})));
    return rows.next();
}

Result<QList<Approval>> ApprovalStore::due(Timestamp now)
{
    return readAll(TRY(m_database.run(
        "SELECT " APPROVAL_COLUMNS " FROM approval INDEXED BY approval_pending WHERE state = 'pending' "
        "AND expires_at > 0 AND expires_at <= ? UNION "
        "SELECT " APPROVAL_COLUMNS " FROM approval INDEXED BY approval_reminders WHERE state = 'pending' "
        "AND remind_at > 0 AND remind_at <= ? LIMIT 500"_L1,
        now, now)));
}

Result<Timestamp> ApprovalStore::nextDue()
{
    Rows rows = TRY(
        m_database.run("SELECT COALESCE(MIN(at), 0) FROM ("
                       "SELECT * FROM (SELECT expires_at AS at FROM approval INDEXED BY approval_pending "
                       "WHERE state = 'pending' AND expires_at > 0 ORDER BY expires_at LIMIT 1) UNION ALL "
                       "SELECT * FROM (SELECT remind_at FROM approval INDEXED BY approval_reminders "
                       "WHERE state = 'pending' AND remind_at > 0 ORDER BY remind_at LIMIT 1))"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

} // namespace core
