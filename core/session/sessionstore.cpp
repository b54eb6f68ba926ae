// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionstore.h"

#include <QUuid>

#include <algorithm>
#include <limits>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define SESSION_COLUMNS                                                                                      \
    "s.number, s.id, s.name, s.owner, s.title, s.first_task, s.last_task, s.tasks, s.completed, s.failed, "  \
    "s.tokens, s.cost, s.created_at, s.updated_at, s.active_at, s.deleted_at"

#define ENTRY_QUERY                                                                                          \
    "SELECT " SESSION_COLUMNS ", first.mode, first.context, last.query, last.state FROM session s "          \
    "LEFT JOIN task first ON first.id = s.first_task LEFT JOIN task last ON last.id = s.last_task "

Session read(const Rows &rows)
{
    return Session{
        .number = rows.integer(0),
        .id = rows.text(1),
        .name = rows.text(2),
        .owner = rows.text(3),
        .title = rows.text(4),
        .firstTask = {rows.text(5)},
        .lastTask = {rows.text(6)},
        .tasks = rows.integer(7),
        .completed = rows.integer(8),
        .failed = rows.integer(9),
        .tokens = rows.integer(10),
        .cost = rows.real(11),
        .createdAt = rows.time(12),
        .updatedAt = rows.time(13),
        .activeAt = rows.time(14),
        .deletedAt = rows.time(15),
    };
}

SessionEntry readEntry(const Rows &rows)
{
    return SessionEntry{
        .session = read(rows),
        .firstMode = fromWord<TaskMode>(rows.text(16)).value_or(TaskMode::Simple),
        .firstContext = rows.object(17),
        .lastQuery = rows.text(18),
        .lastState = fromWord<TaskState>(rows.text(19)).value_or(TaskState::Failed),
    };
}

bool isUuid(const QString &name)
{
    return name.size() == 36 && !QUuid(name).isNull();
}

} // namespace

Result<void> SessionStore::join(Transaction &, const Task &task, const QString &title)
{
    TRY(m_database.run(
        "INSERT INTO session (id, name, owner, title, first_task, last_task, created_at, updated_at, "
        "active_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, owner) WHERE deleted_at = 0 "
        "DO UPDATE SET tasks = tasks + 1, last_task = excluded.last_task, active_at = excluded.active_at"_L1,
        isUuid(task.sessionId) ? task.sessionId : newUuid(), task.sessionId, task.owner, title, task.id.value,
        task.id.value, task.createdAt, task.createdAt, task.createdAt));
    return {};
}

Result<QString> SessionStore::nameOf(const QString &idOrName, const QString &owner)
{
    if (!isUuid(idOrName))
        return idOrName;
    Rows rows = TRY(m_database.run("SELECT name FROM session WHERE id <> name AND id = ? AND owner = ? "
                                   "AND deleted_at = 0 LIMIT 1"_L1,
                                   idOrName, owner));
    return rows.next() ? rows.text(0) : idOrName;
}

Result<void> SessionStore::rename(Transaction &, const Session &session)
{
    TRY(m_database.run("UPDATE session SET title = ?, updated_at = ? WHERE number = ?"_L1, session.title,
                       session.updatedAt, session.number));
    return {};
}

Result<void> SessionStore::remove(Transaction &, const Session &session, const QString &actor)
{
    TRY(m_database.run("UPDATE session SET deleted_at = ?, deleted_by = ? WHERE number = ?"_L1,
                       session.deletedAt, actor, session.number));
    return {};
}

Result<Session> SessionStore::find(const QString &idOrName, const QString &owner)
{
    const auto first = [](Rows rows) { return rows.next() ? std::optional(read(rows)) : std::nullopt; };
    auto found = first(TRY(m_database.run("SELECT " SESSION_COLUMNS " FROM session s WHERE name = ? "
                                          "AND deleted_at = 0 AND (? = '' OR owner = ?) LIMIT 1"_L1,
                                          idOrName, owner, owner)));
    if (!found)
        found =
            first(TRY(m_database.run("SELECT " SESSION_COLUMNS " FROM session s WHERE id <> name AND id = ? "
                                     "AND (? = '' OR owner = ?) ORDER BY deleted_at LIMIT 1"_L1,
                                     idOrName, owner, owner)));
    if (!found)
        found = first(
            TRY(m_database.run("SELECT " SESSION_COLUMNS " FROM session s WHERE name = ? AND deleted_at > 0 "
                               "AND (? = '' OR owner = ?) ORDER BY number DESC LIMIT 1"_L1,
                               idOrName, owner, owner)));
    if (!found)
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return *found;
}

Result<SessionEntry> SessionStore::entry(const Session &session)
{
    Rows rows = TRY(m_database.run(ENTRY_QUERY "WHERE s.number = ?"_L1, session.number));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return readEntry(rows);
}

Result<QList<SessionEntry>> SessionStore::list(const SessionFilter &filter)
{
    const qint64 before = filter.before > 0 ? filter.before : std::numeric_limits<qint64>::max();
    const int limit = std::clamp(filter.limit, 1, 1000);
    Rows rows =
        filter.owner.isEmpty()
            ? TRY(m_database.run(ENTRY_QUERY "WHERE s.number < ? AND s.deleted_at = 0 "
                                             "ORDER BY s.number DESC LIMIT ? OFFSET ?"_L1,
                                 before, limit, filter.offset))
            : TRY(m_database.run(ENTRY_QUERY "WHERE s.owner = ? AND s.deleted_at = 0 AND s.number < ? "
                                             "ORDER BY s.number DESC LIMIT ? OFFSET ?"_L1,
                                 filter.owner, before, limit, filter.offset));
    QList<SessionEntry> found;
    while (rows.next())
        found.append(readEntry(rows));
    return found;
}

Result<qint64> SessionStore::count(const QString &owner)
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(SUM(sessions), 0) FROM session_count WHERE ? = '' OR owner = ?"_L1, owner, owner));
    return rows.next() ? rows.integer(0) : 0;
}

Result<std::optional<Session>> SessionStore::begunBy(const Task &task)
{
    Rows rows = TRY(m_database.run("SELECT " SESSION_COLUMNS " FROM session s WHERE name = ? AND owner = ? "
                                   "AND deleted_at = 0 AND first_task = ?"_L1,
                                   task.sessionId, task.owner, task.id.value));
    return rows.next() ? std::optional(read(rows)) : std::nullopt;
}

} // namespace core
