// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/steadypress.h"

#include <QApplication>
#include <QEvent>

namespace ui {

bool SteadyPress::eventFilter(QObject *, QEvent *event)
{
    if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonDblClick)
        return false;
    const bool follows = m_since.isValid() && !m_since.hasExpired(QApplication::doubleClickInterval());
    m_since.start();
    if (follows && m_turn != m_pressed)
        return true;
    m_pressed = m_turn;
    return false;
}

} // namespace ui
