// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/taskrate.h"

namespace server::goagents {

namespace {

qint64 secondOf(core::Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

} // namespace

TaskRate::TaskRate(core::Core &core)
    : m_clock(core.clock())
{
    connect(&core.feed(), &core::Feed::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (event.type != core::EventType::TaskCompleted && event.type != core::EventType::TaskFailed)
                continue;
            const qint64 number = secondOf(event.at);
            Second &second = m_seconds[size_t(number % 60)];
            if (second.number != number)
                second = Second{.number = number};
            ++second.tasks;
        }
    });
}

int TaskRate::lastMinute() const
{
    const qint64 now = secondOf(m_clock.now());
    int tasks = 0;
    for (const Second &second : m_seconds) {
        if (second.number > now - 60 && second.number <= now)
            tasks += second.tasks;
    }
    return tasks;
}

} // namespace server::goagents
