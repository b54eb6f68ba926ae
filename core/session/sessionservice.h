// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/session/sessionstore.h"
#include "core/task/taskstore.h"

namespace core {

// Sessions, as people see and change them; tasks make them. Backend thread; owned by the core. Every change
// is journalled (SessionChanged, SessionDeleted). A session is named by its id or by what its tasks carry;
// another owner's, and one that was deleted, is NotFound. Deleting keeps the tasks: a later task of the same
// name begins a new session, which knows nothing of the turns before it.
class SessionService
{
public:
    SessionService(Journal &journal, SessionStore &sessions, TaskStore &tasks);

    Result<Session> find(const QString &idOrName, const Principal &principal);
    Result<SessionEntry> entry(const QString &idOrName, const Principal &principal);
    Result<QList<SessionEntry>> list(SessionFilter filter, const Principal &principal);
    Result<qint64> count(const Principal &principal);
    // The turns, oldest first.
    Result<QList<Task>> turns(const Session &session, int offset, int limit);
    Result<Session> rename(const QString &idOrName, const QString &title, const Principal &principal);
    // Doing it again does nothing.
    Result<void> remove(const QString &idOrName, const Principal &principal);

private:
    Result<Session> any(const QString &idOrName, const Principal &principal);

    Journal &m_journal;
    SessionStore &m_sessions;
    TaskStore &m_tasks;
};

} // namespace core
