// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace core {

// Says when the run engine may work. Backend thread; owned by the engine.
//
// The engine shares its thread with everybody who asks: due() comes after what else is ready in a turn of the
// event loop, and while others have work in each turn they get three times what the last shift took before
// the next one begins. A backlog of tasks so takes at most about a quarter of the thread from those who ask;
// where nobody does, shifts follow each other at once.
class ShiftTimer final : public QObject
{
    Q_OBJECT

public:
    explicit ShiftTimer(QObject *parent = nullptr);

    // A shift is wanted; due() follows once.
    void start();

signals:
    void due();

private:
    using ProcessorTime = std::chrono::nanoseconds; // of this thread: a machine that stalls owes nobody

    void turn();

    QTimer m_turn;
    ProcessorTime m_lastTurn{0};
    ProcessorTime m_owed{0};  // to others, for the last shift
    ProcessorTime m_given{0}; // to others, since the last shift
};

} // namespace core
