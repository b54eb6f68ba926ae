// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/ratecounter.h"

#include <algorithm>
#include <utility>

namespace core {

namespace {

// More callers than this in one window share one count: an attacker has many addresses, we have less memory.
constexpr qsizetype mostCallers = 100'000;

qint64 endOf(qint64 now, std::chrono::seconds window)
{
    const qint64 length = std::chrono::milliseconds(window).count();
    return (now / length + 1) * length;
}

RateAllowance allowanceOf(int used, int most, qint64 ends)
{
    return {.allowed = used < most, .left = std::max(0, most - used), .ends = fromStored(ends)};
}

} // namespace

RateAllowance RateCounter::take(const QString &what, const QString &who, int most,
                                std::chrono::seconds window)
{
    const qint64 now = toStored(m_clock.now());
    forgetOld(now);
    const qint64 ends = endOf(now, window);
    Count &count = countOf(what, who, ends);
    RateAllowance allowance = allowanceOf(count.used, most, ends);
    if (!allowance.allowed)
        return allowance;
    ++count.used;
    --allowance.left;
    count.isChanged = true;
    if (!std::exchange(m_isChanged, true))
        emit changed();
    return allowance;
}

void RateCounter::giveBack(const QString &what, const QString &who, std::chrono::seconds window)
{
    const auto found = m_counts.find({what, who});
    if (found == m_counts.end() || found->ends != endOf(toStored(m_clock.now()), window) || found->used == 0)
        return;
    --found->used;
    found->isChanged = true;
    if (!std::exchange(m_isChanged, true))
        emit changed();
}

RateAllowance RateCounter::look(const QString &what, const QString &who, int most,
                                std::chrono::seconds window) const
{
    const qint64 ends = endOf(toStored(m_clock.now()), window);
    const auto found = m_counts.constFind({what, who});
    const bool counts = found != m_counts.cend() && found->ends == ends;
    return allowanceOf(counts ? found->used : 0, most, ends);
}

QList<RateCount> RateCounter::takeChanged()
{
    QList<RateCount> counts;
    for (auto it = m_counts.begin(); it != m_counts.end(); ++it) {
        if (std::exchange(it->isChanged, false)) {
            counts.append({.what = it.key().first,
                           .who = it.key().second,
                           .ends = fromStored(it->ends),
                           .used = it->used});
        }
    }
    m_isChanged = false;
    return counts;
}

void RateCounter::putBack(const QList<RateCount> &counts)
{
    for (const RateCount &count : counts) {
        const auto found = m_counts.find({count.what, count.who});
        if (found != m_counts.end())
            found->isChanged = true;
    }
}

void RateCounter::restore(const QList<RateCount> &counts)
{
    for (const RateCount &count : counts)
        m_counts.insert({count.what, count.who}, {.ends = toStored(count.ends), .used = count.used});
}

RateCounter::Count &RateCounter::countOf(const QString &what, const QString &who, qint64 ends)
{
    Key key{what, who};
    if (m_counts.size() >= mostCallers && !m_counts.contains(key))
        key.second.clear();
    Count &count = m_counts[key];
    if (count.ends != ends)
        count = {.ends = ends};
    return count;
}

// Once a minute, so that callers who are gone take no memory.
void RateCounter::forgetOld(qint64 now)
{
    if (now < m_lookAgain)
        return;
    m_lookAgain = now + 60'000;
    m_counts.removeIf([now](const auto &it) { return it->ends <= now; });
}

} // namespace core
