// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/code/agentsession.h"
#include "core/journal/journal.h"

namespace core {

// Which sessions to list, newest first. `offset` is for contracts that demand one.
struct AgentSessionFilter
{
    QString owner = {}; // empty: everybody's
    AgentSessionId before = {};
    int limit = 10;
    int offset = 0;
};

// The SQL of the table `agent_session`, and nothing else.
class AgentSessionStore
{
public:
    explicit AgentSessionStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const AgentSession &session);
    // Writes state, iterations and times.
    Result<void> update(Transaction &transaction, const AgentSession &session);
    Result<void> remove(Transaction &transaction, const AgentSessionId &id);

    Result<AgentSession> find(const AgentSessionId &id) const; // NotFound
    Result<QList<AgentSession>> list(const AgentSessionFilter &filter) const;
    Result<qint64> count(const QString &owner) const;
    Result<int> countOpen(const QString &owner) const;
    // Open ones whose time is over, some of them; and when the next one's is, or was.
    Result<QList<AgentSession>> due(Timestamp now) const;
    Result<Timestamp> nextExpiry() const;

private:
    Database &m_database;
};

} // namespace core
