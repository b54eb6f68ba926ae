// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/surfaces/system/processfigures.h"

namespace server::system {

// How busy the process keeps the processors: 100 is one of them all the time. The first answer is about the
// time since the start, each later one about the time since the answer before. One thread.
class CpuMeter
{
public:
    double percent(const ProcessFigures &now);

private:
    std::chrono::milliseconds m_uptime{0};
    std::chrono::milliseconds m_processorTime{0};
    double m_percent = 0;
};

} // namespace server::system
