// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "core/code/agentsessionstore.h"
#include "core/journal/feed.h"
#include "core/task/taskservice.h"

#include <QHash>

namespace core {

// Sessions that people open for a time and a number of executions. Created, and running from its first
// execution on. It is completed or failed when somebody says so, or, as its last execution was, once it has
// used all that it may; it is expired when its time is over, and then what still runs in it is cancelled.
// Owned by the core; backend thread. Announces SessionOpened, SessionStarted, SessionCompleted, SessionFailed
// and SessionExpired through the journal. Another owner's session is NotFound.
class AgentSessionService final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype longestName = 200;
    static constexpr qsizetype longestDescription = 2000;
    static constexpr int longestTimeout = 7 * 24 * 3600;
    static constexpr int mostIterations = 10'000;
    static constexpr int greatestPage = 100;

    AgentSessionService(Database &database, Journal &journal, Feed &feed, Clock &clock, TaskService &tasks,
                        int mostOpen);

    // Ends what expired while nobody looked. Call once.
    Result<void> open();

    // Fails with RateLimited when as many are open as one owner may have.
    Result<AgentSession> create(const NewAgentSession &wanted, const Principal &principal);
    Result<AgentSession> find(const AgentSessionId &id, const Principal &principal) const;
    Result<QList<AgentSession>> list(AgentSessionFilter filter, const Principal &principal) const;
    Result<qint64> count(const Principal &principal) const;
    // Completed or Failed. Fails with Conflict when it has ended.
    Result<AgentSession> end(const AgentSessionId &id, AgentSessionState outcome, const Principal &principal);
    // What runs in it is cancelled. Its tasks stay.
    Result<void> remove(const AgentSessionId &id, const Principal &principal);

    // Counts one more execution, as part of the change that makes it. Conflict when it has ended or used all.
    Result<void> use(Transaction &transaction, const AgentSessionId &id, const Principal &principal);

private:
    void hear(const QList<Event> &events);
    void iterationEnded(const AgentSessionId &id, AgentSessionState outcome);
    void ring();
    void expireDue();
    Result<void> expire(AgentSession session);
    Result<AgentSession> close(Transaction &transaction, AgentSession session, AgentSessionState outcome,
                               const QString &actor);
    Result<bool> isBusy(const AgentSessionId &id) const;
    Result<void> cancelTasks(const AgentSession &session, const QString &reason);
    void setAlarm();
    void setAlarmAfterCommit();

    Journal &m_journal;
    TaskService &m_tasks;
    Clock &m_clock;
    AgentSessionStore m_store;
    int m_mostOpen; // of one owner; 0: any number
    Alarm m_expiry;
    QHash<AgentSessionId, AgentSessionState> m_unwritten; // how those ended whose end could not be written
};

} // namespace core
