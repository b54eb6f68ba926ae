// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"

#include "core/base/log.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Timestamp Transaction::now() const
{
    return m_journal.m_clock.now();
}

Result<qint64> Transaction::announce(Event event)
{
    event.seq = m_journal.m_lastSeq + 1;
    event.at = now();
    TRY(database.run("INSERT INTO event (seq, type, task_id, subject, actor, message, payload, at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                     event.seq, toWord(event.type), event.task.value, event.subject, event.actor,
                     event.message, event.payload, event.at));
    m_journal.m_lastSeq = event.seq;
    m_journal.m_events.append(std::move(event));
    return m_journal.m_lastSeq;
}

Journal::Journal(Database &database, Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0); // rings when the event loop has handled what was ready
    connect(&m_turn, &QTimer::timeout, this, [this] { (void)bool(commit()); });
}

Journal::~Journal()
{
    (void)bool(commit());
}

Result<void> Journal::open()
{
    Rows rows = TRY(m_database.run("SELECT COALESCE(MAX(seq), 0) FROM event"_L1));
    if (rows.next())
        m_lastSeq = m_committedSeq = rows.integer(0);
    return {};
}

Result<void> Journal::begin()
{
    if (m_lost)
        return *m_lost;
    if (!m_open) {
        TRY(m_database.run("BEGIN IMMEDIATE"_L1));
        m_open = true;
        m_turn.start();
    }
    TRY(m_database.run("SAVEPOINT one"_L1));
    return {};
}

Journal::Mark Journal::setMark()
{
    return {.events = m_events.size(), .seq = m_lastSeq};
}

void Journal::backTo(Mark mark, const Error &why)
{
    m_events.resize(mark.events);
    m_lastSeq = mark.seq;
    if (!m_database.run("ROLLBACK TO one"_L1) || !m_database.run("RELEASE one"_L1))
        m_lost = why;
}

Result<void> Journal::finish()
{
    if (auto released = m_database.run("RELEASE one"_L1); !released) {
        m_lost = released.error();
        return released.error();
    }
    return {};
}

void Journal::whenCommitted(QObject *context, std::function<void(const Result<void> &)> then)
{
    if (!m_open) {
        then({});
        return;
    }
    m_waiters.push_back({.context = context, .then = std::move(then)});
}

Result<void> Journal::commit()
{
    if (!m_open)
        return {};
    m_turn.stop();
    Result<void> outcome;
    if (m_lost)
        outcome = *m_lost;
    else if (auto committed = m_database.run("COMMIT"_L1); !committed)
        outcome = committed.error();
    if (outcome) {
        m_committedSeq = m_lastSeq;
        return end(outcome);
    }
    qCWarning(logStore).noquote() << "A commit failed, and nothing of it was stored:"
                                  << outcome.error().detail;
    (void)bool(m_database.run("ROLLBACK"_L1)); // fails where SQLite took everything back by itself
    m_lost.reset();
    m_lastSeq = m_committedSeq;
    m_events.clear();
    return end(outcome);
}

Result<void> Journal::end(const Result<void> &outcome)
{
    m_open = false;
    // Whoever listens may record again; that is the next transaction, with lists of its own.
    const QList<Event> events = std::exchange(m_events, {});
    const std::vector<Waiter> waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.then(outcome);
    }
    if (!events.isEmpty())
        emit committed(events);
    return outcome;
}

} // namespace core
