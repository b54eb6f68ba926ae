// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/taskfigures.h"

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double growth = 1.2; // 96 buckets of 1.2 reach 11 hours from 1 ms

} // namespace

void DurationHistogram::add(milliseconds duration)
{
    const double value = std::max<double>(1, static_cast<double>(duration.count()));
    const auto bucket = static_cast<size_t>(std::log(value) / std::log(growth));
    ++m_buckets[std::min(bucket, m_buckets.size() - 1)];
    ++m_count;
}

void DurationHistogram::add(const DurationHistogram &other)
{
    for (size_t i = 0; i < m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
}

milliseconds DurationHistogram::at(double quantile) const
{
    if (m_count == 0)
        return 0ms;
    const auto wanted = static_cast<qint64>(std::ceil(quantile * static_cast<double>(m_count)));
    qint64 seen = 0;
    for (size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= wanted)
            return milliseconds{static_cast<qint64>(std::pow(growth, static_cast<double>(i) + 0.5))};
    }
    return 0ms;
}

TaskFigures::TaskFigures(TaskStore &tasks, Feed &feed, Clock &clock)
    : m_tasks(tasks)
    , m_clock(clock)
{
    connect(&feed, &Feed::announced, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.type != EventType::TaskCompleted && event.type != EventType::TaskFailed)
                continue;
            add({.state = event.type == EventType::TaskCompleted ? TaskState::Completed : TaskState::Failed,
                 .finishedAt = event.at,
                 .duration = milliseconds{event.payload.value("duration_ms"_L1).toInteger()},
                 .cost = event.payload.value("cost_usd"_L1).toDouble()});
        }
    });
}

Result<void> TaskFigures::open()
{
    for (const EndedTask &task : TRY(m_tasks.endedSince(m_clock.now() - 24h)))
        add(task);
    return {};
}

TaskFigures::Hour &TaskFigures::hourOf(Timestamp time)
{
    const Timestamp begin = std::chrono::floor<std::chrono::hours>(time);
    Hour &hour = m_hours[static_cast<size_t>(
        std::chrono::duration_cast<std::chrono::hours>(begin.time_since_epoch()).count() % 24)];
    if (hour.begin < begin)
        hour = Hour{.begin = begin};
    return hour;
}

void TaskFigures::add(const EndedTask &task)
{
    Hour &hour = hourOf(task.finishedAt);
    hour.cost += task.cost;
    if (task.state == TaskState::Completed)
        ++hour.completed;
    else if (task.state == TaskState::Failed)
        ++hour.failed;
    else
        return;
    hour.durations.add(task.duration);
}

Figures TaskFigures::figures()
{
    Figures figures;
    DurationHistogram all;
    const Timestamp now = std::chrono::floor<std::chrono::hours>(m_clock.now());
    for (int back = 23; back >= 0; --back) {
        const Hour &hour = hourOf(now - std::chrono::hours{back});
        const bool isFresh = hour.begin == now - std::chrono::hours{back};
        const Hour shown = isFresh ? hour : Hour{.begin = now - std::chrono::hours{back}};
        figures.hours.append({.hour = shown.begin,
                              .completed = shown.completed,
                              .failed = shown.failed,
                              .median = shown.durations.at(0.5),
                              .p95 = shown.durations.at(0.95)});
        figures.completed += shown.completed;
        figures.failed += shown.failed;
        figures.cost += shown.cost;
        all.add(shown.durations);
    }
    figures.median = all.at(0.5);
    figures.p95 = all.at(0.95);
    return figures;
}

} // namespace core
