// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/feed.h"
#include "core/task/taskstore.h"

#include <array>

namespace core {

// How long tasks took, in buckets that grow by a fifth: small, and within 10 % of the truth.
class DurationHistogram
{
public:
    void add(milliseconds duration);
    void add(const DurationHistogram &other);
    // 0 < quantile < 1. Nothing was added: 0.
    milliseconds at(double quantile) const;
    qint64 count() const { return m_count; }

private:
    std::array<quint32, 96> m_buckets{};
    qint64 m_count = 0;
};

// One hour of work; `hour` is its beginning.
struct HourFigures
{
    Timestamp hour = {};
    int completed = 0;
    int failed = 0;
    milliseconds median{0};
    milliseconds p95{0};
};

// What the Overview shows. "Today" is the last 24 hours, so that midnight empties nothing.
struct Figures
{
    qint64 completed = 0;
    qint64 failed = 0;
    milliseconds median{0};
    milliseconds p95{0};
    double cost = 0;
    QList<HourFigures> hours = {}; // 24, oldest first
};

// Keeps the figures of the last 24 hours: read from the store once, and then from what is announced.
// Backend thread; owned by the core.
class TaskFigures final : public QObject
{
    Q_OBJECT

public:
    TaskFigures(TaskStore &tasks, Feed &feed, Clock &clock);

    Result<void> open();
    Figures figures();

private:
    struct Hour
    {
        Timestamp begin = {};
        int completed = 0;
        int failed = 0;
        double cost = 0;
        DurationHistogram durations = {};
    };

    void add(const EndedTask &task);
    Hour &hourOf(Timestamp time);

    TaskStore &m_tasks;
    Clock &m_clock;
    std::array<Hour, 24> m_hours; // a ring by hour of the epoch
};

} // namespace core
