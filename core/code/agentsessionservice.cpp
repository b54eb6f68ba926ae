// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/agentsessionservice.h"

#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// What the ids of sessions begin with.
constexpr QLatin1StringView sessionPrefix("session_");

const QList<TaskState> activeStates = {TaskState::Queued, TaskState::Running, TaskState::Waiting,
                                       TaskState::Paused};

// The one who ends what has expired.
Principal timekeeper()
{
    return {.user = u"signalbox"_s, .name = u"Signalbox"_s, .scopes = allScopes};
}

Result<void> check(const NewAgentSession &wanted)
{
    if (wanted.name.trimmed().isEmpty())
        return invalid(u"name"_s, u"required field missing"_s);
    if (wanted.name.size() > AgentSessionService::longestName)
        return invalid(u"name"_s, u"name has more than 200 characters"_s);
    if (wanted.description.size() > AgentSessionService::longestDescription)
        return invalid(u"description"_s, u"description has more than 2,000 characters"_s);
    if (wanted.timeout.count() < 1 || wanted.timeout.count() > AgentSessionService::longestTimeout)
        return invalid(u"config.timeout"_s, u"config.timeout must be from 1 to 604800 seconds"_s);
    if (wanted.maxIterations < 1 || wanted.maxIterations > AgentSessionService::mostIterations)
        return invalid(u"config.max_iterations"_s, u"config.max_iterations must be from 1 to 10000"_s);
    return {};
}

EventType eventOf(AgentSessionState outcome)
{
    return outcome == AgentSessionState::Completed ? EventType::SessionCompleted
           : outcome == AgentSessionState::Failed  ? EventType::SessionFailed
                                                   : EventType::SessionExpired;
}

Event sessionEvent(EventType type, const AgentSession &session, const QString &actor)
{
    return {.type = type,
            .subject = session.id.value,
            .actor = actor,
            .message = u"Session %1 is %2"_s.arg(session.name, toWord(session.state)),
            .payload = {{u"session_id"_s, session.id.value},
                        {u"name"_s, session.name},
                        {u"owner"_s, session.owner},
                        {u"status"_s, toWord(session.state)},
                        {u"iterations"_s, session.iterations}}};
}

Error ended(const AgentSession &session)
{
    return failure(ErrorCode::Conflict, u"The session has ended; it is %1"_s.arg(toWord(session.state)));
}

} // namespace

AgentSessionService::AgentSessionService(Database &database, Journal &journal, Feed &feed, Clock &clock,
                                         TaskService &tasks, int mostOpen)
    : m_journal(journal)
    , m_tasks(tasks)
    , m_clock(clock)
    , m_store(database)
    , m_mostOpen(mostOpen)
    , m_expiry(clock)
{
    connect(&feed, &Feed::announced, this, &AgentSessionService::hear);
    connect(&m_expiry, &Alarm::rang, this, &AgentSessionService::ring);
}

Result<void> AgentSessionService::open()
{
    TRY(m_store.nextExpiry());
    expireDue();
    return {};
}

Result<AgentSession> AgentSessionService::create(const NewAgentSession &wanted, const Principal &principal)
{
    TRY(check(wanted));
    const AgentSession session = TRY(m_journal.record([&](Transaction &transaction) -> Result<AgentSession> {
        if (m_mostOpen > 0 && TRY(m_store.countOpen(principal.user)) >= m_mostOpen)
            return failure(
                ErrorCode::RateLimited,
                u"%1 sessions are open, which is the most. End one, or wait until one expires."_s.arg(
                    m_mostOpen));
        const Timestamp now = transaction.now();
        const AgentSession made{.id = newId<AgentSessionId>(sessionPrefix),
                                .owner = principal.user,
                                .name = wanted.name.simplified(),
                                .description = wanted.description,
                                .timeout = wanted.timeout,
                                .maxIterations = wanted.maxIterations,
                                .createdAt = now,
                                .updatedAt = now,
                                .expiresAt = now + wanted.timeout};
        TRY(m_store.insert(transaction, made));
        TRY(transaction.announce(sessionEvent(EventType::SessionOpened, made, principal.name)));
        return made;
    }));
    setAlarmAfterCommit();
    return session;
}

Result<AgentSession> AgentSessionService::find(const AgentSessionId &id, const Principal &principal) const
{
    AgentSession session = TRY(m_store.find(id));
    if (!principal.sees(session.owner))
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return session;
}

Result<QList<AgentSession>> AgentSessionService::list(AgentSessionFilter filter,
                                                      const Principal &principal) const
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    filter.limit = std::clamp(filter.limit, 1, greatestPage);
    return m_store.list(filter);
}

Result<qint64> AgentSessionService::count(const Principal &principal) const
{
    return m_store.count(principal.may(Scope::Administer) ? QString() : principal.user);
}

Result<void> AgentSessionService::use(Transaction &transaction, const AgentSessionId &id,
                                      const Principal &principal)
{
    AgentSession session = TRY(find(id, principal));
    if (isFinal(session.state) || session.expiresAt <= transaction.now())
        return ended(session);
    if (session.iterations >= session.maxIterations)
        return failure(ErrorCode::Conflict,
                       u"The session has used its %1 iterations"_s.arg(session.maxIterations));
    const bool isFirst = session.state == AgentSessionState::Created;
    session.state = AgentSessionState::Running;
    ++session.iterations;
    session.updatedAt = transaction.now();
    TRY(m_store.update(transaction, session));
    if (isFirst)
        TRY(transaction.announce(sessionEvent(EventType::SessionStarted, session, principal.name)));
    return {};
}

Result<AgentSession> AgentSessionService::close(Transaction &transaction, AgentSession session,
                                                AgentSessionState outcome, const QString &actor)
{
    session.state = outcome;
    session.updatedAt = session.endedAt = transaction.now();
    TRY(m_store.update(transaction, session));
    TRY(transaction.announce(sessionEvent(eventOf(outcome), session, actor)));
    return session;
}

Result<AgentSession> AgentSessionService::end(const AgentSessionId &id, AgentSessionState outcome,
                                              const Principal &principal)
{
    const AgentSession closed = TRY(m_journal.record([&](Transaction &transaction) -> Result<AgentSession> {
        const AgentSession session = TRY(find(id, principal));
        if (isFinal(session.state))
            return ended(session);
        TRY(cancelTasks(session, u"Its session was ended"_s));
        return close(transaction, session, outcome, principal.name);
    }));
    setAlarmAfterCommit();
    return closed;
}

Result<void> AgentSessionService::remove(const AgentSessionId &id, const Principal &principal)
{
    const AgentSession session = TRY(find(id, principal));
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(cancelTasks(session, u"Its session was deleted"_s));
        TRY(m_store.remove(transaction, id));
        if (!isFinal(session.state))
            TRY(transaction.announce(sessionEvent(EventType::SessionExpired, session, principal.name)));
        return {};
    }));
    setAlarmAfterCommit();
    return {};
}

void AgentSessionService::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        const bool hasEnded = event.type == EventType::TaskCompleted || event.type == EventType::TaskFailed ||
                              event.type == EventType::TaskCancelled;
        const AgentSessionId id{hasEnded ? event.payload.value("session_id"_L1).toString() : QString()};
        if (id.value.startsWith(sessionPrefix))
            iterationEnded(id, event.type == EventType::TaskCompleted ? AgentSessionState::Completed
                                                                      : AgentSessionState::Failed);
    }
}

void AgentSessionService::iterationEnded(const AgentSessionId &id, AgentSessionState outcome)
{
    const auto closed = m_journal.record([&](Transaction &transaction) -> Result<void> {
        const auto session = m_store.find(id);
        if (!session && session.error().code == ErrorCode::NotFound)
            return {}; // deleted meanwhile, or a name that somebody chose for his tasks
        if (!session)
            return session.error();
        if (isFinal(session->state) || session->iterations < session->maxIterations || TRY(isBusy(id)))
            return {};
        TRY(close(transaction, *session, outcome, timekeeper().name));
        return {};
    });
    if (!closed)
        qCWarning(logRun).noquote() << "A session could not be ended:" << closed.error().text
                                    << closed.error().detail;
    m_journal.whenCommitted(this, [this, id, outcome, isDone = bool(closed)](const Result<void> &committed) {
        if (!isDone || !committed)
            m_unwritten.insert(id, outcome);
        setAlarm();
    });
}

Result<bool> AgentSessionService::isBusy(const AgentSessionId &id) const
{
    const QList<Task> active =
        TRY(m_tasks.list({.states = activeStates, .sessionId = id.value, .limit = 1}, timekeeper()));
    return !active.isEmpty();
}

void AgentSessionService::ring()
{
    const auto unwritten = std::exchange(m_unwritten, {});
    for (auto it = unwritten.begin(); it != unwritten.end(); ++it)
        iterationEnded(it.key(), it.value());
    expireDue();
}

void AgentSessionService::expireDue()
{
    const auto due = m_store.due(m_clock.now());
    Result<void> done = due ? Result<void>() : Result<void>(due.error());
    for (const AgentSession &session : due ? *due : QList<AgentSession>()) {
        if (auto expired = expire(session); !expired)
            done = expired;
    }
    if (!done)
        qCWarning(logRun).noquote() << "Sessions could not be expired:" << done.error().text
                                    << done.error().detail;
    m_journal.whenCommitted(this, [this, isDone = bool(done)](const Result<void> &committed) {
        (isDone && committed) ? setAlarm() : m_expiry.tryAgain();
    });
}

Result<void> AgentSessionService::expire(AgentSession session)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(cancelTasks(session, u"Its session has expired"_s));
        TRY(close(transaction, session, AgentSessionState::Expired, timekeeper().name));
        return {};
    });
}

// Page by page, until there is none: each page is gone from the list once it is cancelled.
Result<void> AgentSessionService::cancelTasks(const AgentSession &session, const QString &reason)
{
    const TaskFilter filter{
        .owner = session.owner, .states = activeStates, .sessionId = session.id.value, .limit = 500};
    for (;;) {
        const QList<Task> active = TRY(m_tasks.list(filter, timekeeper()));
        if (active.isEmpty())
            return {};
        for (const Task &task : active)
            TRY(m_tasks.cancel(task.id, reason, timekeeper()));
    }
}

void AgentSessionService::setAlarm()
{
    const auto next = m_store.nextExpiry();
    next &&m_unwritten.isEmpty() ? m_expiry.set(*next) : m_expiry.tryAgain();
}

void AgentSessionService::setAlarmAfterCommit()
{
    m_journal.whenCommitted(this, [this](const Result<void> &) { setAlarm(); });
}

} // namespace core
