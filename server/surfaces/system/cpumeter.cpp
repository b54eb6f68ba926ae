// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/cpumeter.h"

namespace server::system {

namespace {

// The kernel counts in hundredths of a second, so a shorter stretch says nothing.
constexpr std::chrono::milliseconds shortest{500};

} // namespace

double CpuMeter::percent(const ProcessFigures &now)
{
    const auto passed = now.uptime - m_uptime;
    if (m_uptime.count() > 0 && passed < shortest)
        return m_percent;
    const auto used = now.processorTime - m_processorTime;
    m_percent = passed.count() > 0 ? 100.0 * double(used.count()) / double(passed.count()) : 0;
    m_uptime = now.uptime;
    m_processorTime = now.processorTime;
    return m_percent;
}

} // namespace server::system
