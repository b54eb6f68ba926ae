// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace ui {

// Asks again when something has changed: one question at a time, with a pause between two, so that a flood of
// announcements costs no more than a trickle. Owned by what it refreshes; UI thread. `ask` sends the
// question, and whoever gets the answer calls answered(), or failed() when what was asked for could not be
// read and is still wanted.
class Refresh final : public QObject
{
    Q_OBJECT

public:
    explicit Refresh(std::function<void()> ask,
                     std::chrono::milliseconds pause = std::chrono::milliseconds{100});

    // Asks now, or as soon as the pause and the question under way are over. While held it only remembers.
    void request();
    void answered();
    void failed(); // asks again after a second, also when nothing changes meanwhile
    void setHeld(bool held);

private:
    void askIfDue();

    std::function<void()> m_ask;
    QTimer m_pause;
    QTimer m_again;
    bool m_asking = false;
    bool m_wanted = false;
    bool m_held = false;
};

} // namespace ui
