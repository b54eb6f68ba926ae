// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/journal/event.h"
#include "core/store/database.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace core {

// The proof that a change goes through the journal: every write method of a Store takes one.
class Transaction
{
public:
    Database &database;

    // Writes the event in this transaction; it is announced after the commit.
    Result<qint64> announce(Event event);
    Timestamp now() const;

private:
    friend class Journal;
    Transaction(Database &db, class Journal &journal)
        : database(db)
        , m_journal(journal)
    {
    }
    class Journal &m_journal;
};

// The one door for change. Backend thread; owned by the core.
//
// record() joins the transaction of this turn of the event loop, or opens one. Each record() is a savepoint:
// when `write` returns an Error its rows and events are taken back and the others stay. The turn commits
// once the event loop has handled what was ready. Then the functions given to whenCommitted() are called and
// committed() is emitted, with every event in order; when the commit fails the functions get its Error,
// nothing is announced and nothing was stored.
class Journal final : public QObject
{
    Q_OBJECT

public:
    Journal(Database &database, Clock &clock);
    ~Journal() override;

    // Reads where the numbering of events stands. Call once before the first record().
    Result<void> open();

    // `write` is callable as Result<T>(Transaction &).
    template<typename Write>
    auto record(Write &&write) -> std::invoke_result_t<Write, Transaction &>
    {
        if (auto begun = begin(); !begun)
            return begun.error();
        Transaction transaction(m_database, *this);
        const Mark mark = setMark();
        auto result = write(transaction);
        if (!result)
            backTo(mark, result.error());
        else if (auto ended = finish(); !ended)
            return ended.error();
        return result;
    }

    bool isOpen() const { return m_open; }
    // The newest event that is on disk. Readers must not tell of anything newer.
    qint64 committedSeq() const { return m_committedSeq; }
    // Calls at once when nothing is open.
    void whenCommitted(QObject *context, std::function<void(const Result<void> &)> then);
    // Commits now; for shutting down and for tests.
    Result<void> commit();

signals:
    void committed(const QList<core::Event> &events);

private:
    friend class Transaction;
    struct Waiter
    {
        QPointer<QObject> context;
        std::function<void(const Result<void> &)> then;
    };
    struct Mark
    {
        qsizetype events;
        qint64 seq;
    };

    Result<void> begin();
    Mark setMark();
    void backTo(Mark mark, const Error &why);
    Result<void> finish();
    Result<void> end(const Result<void> &outcome);

    Database &m_database;
    Clock &m_clock;
    QTimer m_turn;
    QList<Event> m_events;
    std::vector<Waiter> m_waiters;
    qint64 m_lastSeq = 0;
    qint64 m_committedSeq = 0;
    // A full disk can make SQLite take back the whole transaction on its own. Then every reply in it is this.
    std::optional<Error> m_lost;
    bool m_open = false;
};

} // namespace core
