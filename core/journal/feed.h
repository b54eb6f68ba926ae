// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"

#include <QHash>

namespace core {

// Which events to read. Oldest first from `after` on, or newest first with `newestFirst`.
struct EventFilter
{
    TaskId task = {};     // empty: all
    QString subject = {}; // of those without a task, oldest first; empty: all
    qint64 after = 0;
    qint64 before = 0; // 0: no bound
    int limit = 500;
    int offset = 0; // for contracts that demand one
    bool newestFirst = false;
};

// A place in a task's stream: behind the event `seq` and the piece `index` after it.
struct StreamPlace
{
    qint64 seq = 0;
    int index = 0;
    friend auto operator<=>(const StreamPlace &, const StreamPlace &) = default;
};

// What happened, for whoever listens or comes back later. Backend thread; owned by the core. Reads tell only
// of what is committed. Pieces of answers (Partial) are kept in memory while their task runs, and those of
// tasks that ended last for a while longer, so that a listener that comes back in the middle of an answer
// misses none; a restart ends them, and the whole answer follows as an event.
class Feed final : public QObject
{
    Q_OBJECT

public:
    Feed(Database &database, Journal &journal, Clock &clock);

    Result<QList<Event>> events(const EventFilter &filter);
    QList<Partial> partials(const TaskId &task, StreamPlace behind) const;

    // The run engine tells a piece of an answer.
    void tell(const TaskId &task, const StepId &step, const QString &agent, const QString &text);

signals:
    void announced(const QList<core::Event> &events);
    void told(const core::Partial &partial);

private:
    struct Pieces
    {
        QList<Partial> kept;
        StreamPlace last;
    };

    void hear(const QList<Event> &events);
    void keepAfterEnd(const TaskId &task);

    Database &m_database;
    Journal &m_journal;
    Clock &m_clock;
    QHash<TaskId, Pieces> m_pieces;
    QList<TaskId> m_ended; // those of them that have ended, in that order
};

} // namespace core
