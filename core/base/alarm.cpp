// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/alarm.h"

#include <algorithm>

namespace core {

using namespace std::chrono_literals;

Alarm::Alarm(Clock &clock)
    : m_clock(clock)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Alarm::look);
    connect(&clock, &Clock::moved, this, &Alarm::look);
}

void Alarm::set(Timestamp when)
{
    m_when = when;
    m_timer.stop();
    if (!isSet(when))
        return;
    // Timers stand still while a computer sleeps, and know nothing of a wall clock that was set; looking
    // twice a minute follows both.
    const milliseconds wait = std::clamp<milliseconds>(when - m_clock.now(), 0ms, 30s);
    m_timer.start(wait);
}

void Alarm::look()
{
    if (!isSet(m_when))
        return;
    if (m_clock.now() < m_when) {
        set(m_when);
        return;
    }
    m_when = {};
    emit rang();
}

} // namespace core
