// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/session/session.h"

namespace core {

// SQL of the table `session`, and nothing else. The sums of a row are kept by the store's triggers.
class SessionStore
{
public:
    explicit SessionStore(Database &database)
        : m_database(database)
    {
    }

    // Counts a new task in; the first one of a name makes the session, with this title.
    Result<void> join(Transaction &transaction, const Task &task, const QString &title);
    Result<void> rename(Transaction &transaction, const Session &session);
    Result<void> remove(Transaction &transaction, const Session &session, const QString &actor);

    // The name of the owner's session that is called by its id; the same text where it is none.
    Result<QString> nameOf(const QString &idOrName, const QString &owner);
    // The session by its id or its name, also a deleted one when no other is left; with an empty owner
    // anybody's. NotFound.
    Result<Session> find(const QString &idOrName, const QString &owner);
    Result<SessionEntry> entry(const Session &session);
    Result<QList<SessionEntry>> list(const SessionFilter &filter);
    Result<qint64> count(const QString &owner);
    // The session that this task began; nothing when it is a later turn.
    Result<std::optional<Session>> begunBy(const Task &task);

private:
    Database &m_database;
};

} // namespace core
