// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/agentsessionstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define AGENT_SESSION_COLUMNS                                                                                \
    "id, owner, name, description, state, timeout, max_iterations, iterations, created_at, updated_at, "     \
    "expires_at, ended_at"

AgentSession read(const Rows &rows)
{
    return AgentSession{
        .id = {rows.text(0)},
        .owner = rows.text(1),
        .name = rows.text(2),
        .description = rows.text(3),
        .state = fromWord<AgentSessionState>(rows.text(4)).value_or(AgentSessionState::Failed),
        .timeout = std::chrono::seconds(rows.integer(5)),
        .maxIterations = rows.number(6),
        .iterations = rows.number(7),
        .createdAt = rows.time(8),
        .updatedAt = rows.time(9),
        .expiresAt = rows.time(10),
        .endedAt = rows.time(11),
    };
}

QList<AgentSession> readAll(Rows rows)
{
    QList<AgentSession> sessions;
    while (rows.next())
        sessions.append(read(rows));
    return sessions;
}

} // namespace

Result<void> AgentSessionStore::insert(Transaction &, const AgentSession &session)
{
    TRY(m_database.run(
        "INSERT INTO agent_session (id, owner, name, description, state, timeout, max_iterations, "
        "created_at, updated_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        session.id.value, session.owner, session.name, session.description, toWord(session.state),
        qint64{session.timeout.count()}, session.maxIterations, session.createdAt, session.updatedAt,
        session.expiresAt));
    return {};
}

Result<void> AgentSessionStore::update(Transaction &, const AgentSession &session)
{
    TRY(m_database.run(
        "UPDATE agent_session SET state = ?, iterations = ?, updated_at = ?, ended_at = ? WHERE id = ?"_L1,
        toWord(session.state), session.iterations, session.updatedAt, session.endedAt, session.id.value));
    return {};
}

Result<void> AgentSessionStore::remove(Transaction &, const AgentSessionId &id)
{
    TRY(m_database.run("DELETE FROM agent_session WHERE id = ?"_L1, id.value));
    return {};
}

Result<AgentSession> AgentSessionStore::find(const AgentSessionId &id) const
{
    Rows rows =
        TRY(m_database.run("SELECT " AGENT_SESSION_COLUMNS " FROM agent_session WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return read(rows);
}

Result<QList<AgentSession>> AgentSessionStore::list(const AgentSessionFilter &filter) const
{
    // "~" is above every id.
    const QString below = filter.before.isEmpty() ? u"~"_s : filter.before.value;
    if (filter.owner.isEmpty())
        return readAll(
            TRY(m_database.run("SELECT " AGENT_SESSION_COLUMNS
                               " FROM agent_session WHERE id < ? ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                               below, filter.limit, filter.offset)));
    return readAll(
        TRY(m_database.run("SELECT " AGENT_SESSION_COLUMNS " FROM agent_session WHERE owner = ? AND id < ?"
                           " ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                           filter.owner, below, filter.limit, filter.offset)));
}

Result<qint64> AgentSessionStore::count(const QString &owner) const
{
    Rows rows = owner.isEmpty()
                    ? TRY(m_database.run("SELECT COUNT(*) FROM agent_session"_L1))
                    : TRY(m_database.run("SELECT COUNT(*) FROM agent_session WHERE owner = ?"_L1, owner));
    return rows.next() ? rows.integer(0) : 0;
}

Result<int> AgentSessionStore::countOpen(const QString &owner) const
{
    Rows rows =
        TRY(m_database.run("SELECT COUNT(*) FROM agent_session WHERE owner = ? AND ended_at = 0"_L1, owner));
    return rows.next() ? rows.number(0) : 0;
}

Result<QList<AgentSession>> AgentSessionStore::due(Timestamp now) const
{
    return readAll(TRY(m_database.run("SELECT " AGENT_SESSION_COLUMNS
                                      " FROM agent_session WHERE ended_at = 0 AND expires_at <= ? "
                                      "ORDER BY expires_at LIMIT 100"_L1,
                                      now)));
}

Result<Timestamp> AgentSessionStore::nextExpiry() const
{
    Rows rows =
        TRY(m_database.run("SELECT COALESCE(MIN(expires_at), 0) FROM agent_session WHERE ended_at = 0"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

} // namespace core
