// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QHash>

namespace core {

// One count: how often somebody did something in a window of the wall clock.
struct RateCount
{
    QString what = {};
    QString who = {};
    Timestamp ends = {}; // of the window
    int used = 0;
};

// What is left of a limit.
struct RateAllowance
{
    bool allowed = true;
    int left = 0;
    Timestamp ends = {};
};

// Counts how often callers come, in windows of the wall clock that all begin together, so that a client can
// be told when to come again. In memory: a count costs no disk. AccessService writes what changed now and
// then, so a restart forgives nothing, and a crash at most the last two seconds. Backend thread.
class RateCounter final : public QObject
{
    Q_OBJECT

public:
    explicit RateCounter(const Clock &clock)
        : m_clock(clock)
    {
    }

    Timestamp now() const { return m_clock.now(); }

    // Counts one, unless `most` were counted in this window.
    RateAllowance take(const QString &what, const QString &who, int most, std::chrono::seconds window);
    // Takes back one of this window: it shall not count after all.
    void giveBack(const QString &what, const QString &who, std::chrono::seconds window);
    // What take() would say, without counting.
    RateAllowance look(const QString &what, const QString &who, int most, std::chrono::seconds window) const;

    // The counts that changed since the last call, for the store.
    QList<RateCount> takeChanged();
    // The store did not take these: they belong to the next ones, with what was counted since.
    void putBack(const QList<RateCount> &counts);
    void restore(const QList<RateCount> &counts);

signals:
    // The first change after takeChanged().
    void changed();

private:
    using Key = std::pair<QString, QString>;
    struct Count
    {
        qint64 ends = 0;
        int used = 0;
        bool isChanged = false;
    };

    Count &countOf(const QString &what, const QString &who, qint64 ends);
    void forgetOld(qint64 now);

    const Clock &m_clock;
    QHash<Key, Count> m_counts;
    qint64 m_lookAgain = 0;
    bool m_isChanged = false;
};

} // namespace core
