// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <chrono>
#include <vector>

namespace server {

// How many requests each of the last seconds brought, and how long they took. Memory of a fixed size; one
// count costs a few nanoseconds. Times are sorted into 64 steps, each 30 % wider than the one before.
class RequestStatistics
{
public:
    using Instant = std::chrono::steady_clock::time_point;

    void count(Instant now, std::chrono::nanoseconds took);

    qint64 total() const { return m_total; }
    // In each of the last whole seconds, oldest first.
    std::vector<int> perSecond(Instant now, int seconds) const;
    // What 99 of 100 requests of the last minute did not exceed; 0 when there were none.
    std::chrono::microseconds p99(Instant now) const;

private:
    static constexpr int kept = 300;
    static constexpr int steps = 64;
    struct Second
    {
        qint64 number = -1;
        int requests = 0;
        std::array<quint32, steps> took{};
    };

    std::vector<Second> m_seconds = std::vector<Second>(kept);
    qint64 m_total = 0;
};

} // namespace server
