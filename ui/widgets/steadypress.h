// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPoint>

namespace ui {

// For buttons that stay where they are while what they are about changes. The second click of a double click,
// and a key that comes as soon, were meant for what stood there before, so they do nothing; nor does a click
// of a mouse that has not moved, under which another button stands now. Owned by what has the buttons; UI
// thread.
class SteadyPress final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void watch(QObject *button) { button->installEventFilter(this); }
    // The buttons are about something else now.
    void renew() { ++m_turn; }
    // Ask it before a button does what it is for, however it was pressed.
    bool isMeant();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int m_turn = 0;
    int m_pressed = 0;           // the turn of the last press that counted
    QElapsedTimer m_since;       // the last press
    QObject *m_button = nullptr; // of the last click that counted; only compared
    QPoint m_place;              // of it, on the screen
    int m_acted = 0;             // the turn in which something was done last
    QElapsedTimer m_sinceAsked;
};

} // namespace ui
