// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requeststatistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace server {

namespace {

using Instant = RequestStatistics::Instant;

qint64 secondOf(Instant when)
{
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

// The upper ends of the steps, in microseconds: 10 µs, 13 µs, … some 150 s.
const std::array<qint64, 64> &stepEnds()
{
    static const auto ends = [] {
        std::array<qint64, 64> made{};
        double end = 10;
        for (qint64 &step : made) {
            step = std::llround(end);
            end *= 1.3;
        }
        return made;
    }();
    return ends;
}

} // namespace

void RequestStatistics::count(Instant now, std::chrono::nanoseconds took)
{
    const qint64 number = secondOf(now);
    Second &second = m_seconds[size_t(number % kept)];
    if (second.number != number)
        second = Second{.number = number};
    const auto &ends = stepEnds();
    const auto step = std::lower_bound(ends.begin(), ends.end() - 1, took.count() / 1000);
    ++second.took[size_t(step - ends.begin())];
    ++second.requests;
    ++m_total;
}

std::vector<int> RequestStatistics::perSecond(Instant now, int seconds) const
{
    seconds = std::clamp(seconds, 0, kept - 1);
    std::vector<int> counts;
    counts.reserve(size_t(seconds));
    for (qint64 number = secondOf(now) - seconds; number < secondOf(now); ++number) {
        const Second &second = m_seconds[size_t(number % kept)];
        counts.push_back(second.number == number ? second.requests : 0);
    }
    return counts;
}

std::chrono::microseconds RequestStatistics::p99(Instant now) const
{
    std::array<qint64, steps> sums{};
    const qint64 newest = secondOf(now);
    for (qint64 number = newest - 59; number <= newest; ++number) {
        const Second &second = m_seconds[size_t(number % kept)];
        if (second.number != number)
            continue;
        for (size_t i = 0; i < sums.size(); ++i)
            sums[i] += second.took[i];
    }
    const qint64 all = std::accumulate(sums.begin(), sums.end(), qint64(0));
    const qint64 wanted = (all * 99 + 99) / 100;
    qint64 seen = 0;
    for (size_t i = 0; i < sums.size() && all > 0; ++i) {
        seen += sums[i];
        if (seen >= wanted)
            return std::chrono::microseconds(stepEnds()[i]);
    }
    return std::chrono::microseconds(0);
}

} // namespace server
