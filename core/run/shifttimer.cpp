// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/shifttimer.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace core {

using namespace std::chrono_literals;

namespace {

constexpr auto emptyTurn = 50us; // a turn this short had no request in it
constexpr auto mostOwed = 20ms;  // a slow disk is not to stop the engine
constexpr int shareOfOthers = 3; // of four parts

std::chrono::nanoseconds processorTime()
{
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

ShiftTimer::ShiftTimer(QObject *parent)
    : QObject(parent)
{
    m_turn.setSingleShot(true);
    m_turn.setInterval(0); // rings when the event loop has handled what was ready
    connect(&m_turn, &QTimer::timeout, this, &ShiftTimer::turn);
}

void ShiftTimer::start()
{
    if (!m_turn.isActive())
        m_turn.start();
}

void ShiftTimer::turn()
{
    const auto begin = processorTime();
    const auto others = begin - std::exchange(m_lastTurn, begin);
    m_given += others;
    if (others > emptyTurn && m_given < m_owed) {
        m_turn.start();
        return;
    }
    emit due();
    m_lastTurn = processorTime();
    m_owed = std::min<ProcessorTime>(shareOfOthers * (m_lastTurn - begin), mostOwed);
    m_given = {};
}

} // namespace core
