// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QTimer>

namespace core {

// Rings once when the clock reaches a time. A member of the object that waits; backend thread.
// Set again at any time, also while it rings; the last setting counts. Emits rang().
//
// Whoever sets it from rows sets it after their commit: a commit that fails takes the rows back, and not the
// alarm. What could not be done then is tried again after a pause, never at once: a full disk stays full for
// a while.
class Alarm final : public QObject
{
    Q_OBJECT

public:
    explicit Alarm(Clock &clock);

    // Not set means never.
    void set(Timestamp when);
    Timestamp when() const { return m_when; }
    void tryAgain() { set(m_clock.now() + pauseAfterFailure); }

    static constexpr milliseconds pauseAfterFailure{1000};

signals:
    void rang();

private:
    void look();

    Clock &m_clock;
    QTimer m_timer;
    Timestamp m_when;
};

} // namespace core
