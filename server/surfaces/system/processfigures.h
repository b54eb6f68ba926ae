// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace server::system {

// What the kernel says of this process. Zeros where it does not say.
struct ProcessFigures
{
    std::chrono::milliseconds uptime{0};
    std::chrono::milliseconds processorTime{0}; // of all threads, since the start
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    int threads = 0;
    int openFiles = 0;
};

// Reads some small files of /proc; well under a millisecond.
ProcessFigures readProcessFigures();

} // namespace server::system
