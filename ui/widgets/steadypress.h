// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

namespace ui {

// For buttons that stay where they are while what they are about changes: the second click of a double click
// was meant for what stood there before, so it does nothing. Owned by what has the buttons; UI thread.
class SteadyPress final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void watch(QObject *button) { button->installEventFilter(this); }
    // The buttons are about something else now.
    void renew() { ++m_turn; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int m_turn = 0;
    int m_pressed = 0;     // the turn of the last press that counted
    QElapsedTimer m_since; // the last press
};

} // namespace ui
