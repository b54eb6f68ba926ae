// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/eventsweep.h"

#include "core/base/log.h"

#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int eventsAtOnce = 500;
constexpr milliseconds sweepPause = 24h;

} // namespace

EventSweep::EventSweep(Database &database, Journal &journal, Clock &clock, milliseconds keptFor)
    : m_database(database)
    , m_journal(journal)
    , m_clock(clock)
    , m_keptFor(keptFor)
    , m_alarm(clock)
{
    connect(&m_alarm, &Alarm::rang, this, &EventSweep::goOn);
}

void EventSweep::start()
{
    if (m_keptFor > 0ms && !std::exchange(m_isStarted, true))
        goOn();
}

void EventSweep::goOn()
{
    const qint64 before = m_place;
    if (before == 0)
        m_begunAt = m_clock.now();
    const auto isMore =
        m_journal.record([this](Transaction &transaction) -> Result<bool> { return sweep(transaction); });
    if (!isMore)
        qCWarning(logStore).noquote()
            << "Old events could not be deleted:" << isMore.error().text << isMore.error().detail;
    m_journal.whenCommitted(this, [this, before, isMore](const Result<void> &committed) {
        if (!isMore || !committed) {
            m_place = before;
            return m_alarm.tryAgain();
        }
        // In a turn of its own: what came meanwhile goes first.
        if (*isMore) {
            QMetaObject::invokeMethod(this, &EventSweep::goOn, Qt::QueuedConnection);
            return;
        }
        m_place = 0;
        m_alarm.set(m_begunAt + sweepPause);
    });
}

// False when what follows is too young. The newest event stays whatever it is: the numbering goes on from it.
Result<bool> EventSweep::sweep(Transaction &transaction)
{
    const Timestamp limit = transaction.now() - m_keptFor;
    Rows slice =
        TRY(m_database.run("SELECT COALESCE(MAX(seq), 0), COALESCE(MIN(at), 0) FROM "
                           "(SELECT seq, at FROM event WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?)"_L1,
                           m_place, m_journal.committedSeq(), eventsAtOnce));
    if (!slice.next() || slice.integer(0) == 0 || slice.time(1) >= limit)
        return false;
    const qint64 last = slice.integer(0);
    TRY(m_database.run(
        "DELETE FROM event WHERE seq > ? AND seq <= ? AND task_id <> '' AND type <> 'task.ended' "
        "AND EXISTS (SELECT 1 FROM task WHERE task.id = event.task_id AND task.finished_at > 0 "
        "AND task.finished_at < ?)"_L1,
        m_place, last, limit));
    m_place = last;
    return true;
}

} // namespace core
