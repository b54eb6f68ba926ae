// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/feed.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// An answer longer than this many pieces is still complete in its event; only a reconnect in its middle
// finds the oldest pieces gone.
constexpr qsizetype piecesPerTask = 20'000;

// Of tasks that have ended.
constexpr qsizetype piecesAfterEnd = 1'000;
constexpr qsizetype tasksAfterEnd = 50;

Event read(const Rows &rows)
{
    return Event{
        .type = fromWord<EventType>(rows.text(1)).value_or(EventType::TaskEnded),
        .task = {rows.text(2)},
        .subject = rows.text(3),
        .actor = rows.text(4),
        .message = rows.text(5),
        .payload = rows.object(6),
        .seq = rows.integer(0),
        .at = rows.time(7),
    };
}

} // namespace

Feed::Feed(Database &database, Journal &journal, Clock &clock)
    : m_database(database)
    , m_journal(journal)
    , m_clock(clock)
{
    connect(&journal, &Journal::committed, this, &Feed::hear);
}

void Feed::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.type == EventType::TaskEnded)
            keepAfterEnd(event.task);
    }
    emit announced(events);
}

void Feed::keepAfterEnd(const TaskId &task)
{
    const auto pieces = m_pieces.constFind(task);
    if (pieces == m_pieces.constEnd())
        return;
    m_ended.removeOne(task); // it was started again
    if (pieces->kept.size() > piecesAfterEnd)
        m_pieces.remove(task);
    else
        m_ended.append(task);
    while (m_ended.size() > tasksAfterEnd)
        m_pieces.remove(m_ended.takeFirst());
}

Result<QList<Event>> Feed::events(const EventFilter &filter)
{
    const qint64 newest = m_journal.committedSeq();
    const qint64 last = filter.before > 0 ? std::min(newest, filter.before - 1) : newest;
    const int limit = std::clamp(filter.limit, 1, 10'000);
    QList<Event> events;
    const auto collect = [&events](Rows rows) {
        while (rows.next())
            events.append(read(rows));
    };
    if (!filter.subject.isEmpty()) {
        collect(TRY(m_database.run(
            "SELECT seq, type, task_id, subject, actor, message, payload, at FROM event "
            "WHERE seq > ? AND seq <= ? AND task_id = '' AND subject = ? ORDER BY seq LIMIT ?"_L1,
            filter.after, last, filter.subject, limit)));
    } else if (filter.task.isEmpty() && filter.newestFirst) {
        collect(
            TRY(m_database.run("SELECT seq, type, task_id, subject, actor, message, payload, at FROM event "
                               "WHERE seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ? OFFSET ?"_L1,
                               filter.after, last, limit, filter.offset)));
    } else if (filter.task.isEmpty()) {
        collect(
            TRY(m_database.run("SELECT seq, type, task_id, subject, actor, message, payload, at FROM event "
                               "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ? OFFSET ?"_L1,
                               filter.after, last, limit, filter.offset)));
    } else if (filter.newestFirst) {
        collect(TRY(m_database.run(
            "SELECT seq, type, task_id, subject, actor, message, payload, at FROM event "
            "WHERE task_id <> '' AND task_id = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ? OFFSET ?"_L1,
            filter.task.value, filter.after, last, limit, filter.offset)));
    } else {
        collect(TRY(m_database.run(
            "SELECT seq, type, task_id, subject, actor, message, payload, at FROM event "
            "WHERE task_id <> '' AND task_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ? OFFSET ?"_L1,
            filter.task.value, filter.after, last, limit, filter.offset)));
    }
    return events;
}

QList<Partial> Feed::partials(const TaskId &task, StreamPlace behind) const
{
    QList<Partial> found;
    const auto pieces = m_pieces.constFind(task);
    if (pieces == m_pieces.constEnd())
        return found;
    for (const Partial &partial : pieces->kept) {
        if (StreamPlace{partial.after, partial.index} > behind)
            found.append(partial);
    }
    return found;
}

void Feed::tell(const TaskId &task, const StepId &step, const QString &agent, const QString &text)
{
    m_ended.removeOne(task);
    Pieces &pieces = m_pieces[task];
    const qint64 newest = m_journal.committedSeq();
    pieces.last = {.seq = newest, .index = pieces.last.seq == newest ? pieces.last.index + 1 : 1};
    const Partial partial{.task = task,
                          .step = step,
                          .agent = agent,
                          .text = text,
                          .after = pieces.last.seq,
                          .index = pieces.last.index,
                          .at = m_clock.now()};
    pieces.kept.append(partial);
    if (pieces.kept.size() > piecesPerTask)
        pieces.kept.remove(0, piecesPerTask / 4);
    emit told(partial);
}

} // namespace core
