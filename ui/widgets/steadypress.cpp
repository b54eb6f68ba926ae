// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/steadypress.h"

#include <QApplication>
#include <QMouseEvent>

namespace ui {

bool SteadyPress::isMeant()
{
    const bool follows =
        m_sinceAsked.isValid() && !m_sinceAsked.hasExpired(QApplication::doubleClickInterval());
    m_sinceAsked.start();
    if (follows && m_turn != m_acted)
        return false;
    m_acted = m_turn;
    return true;
}

bool SteadyPress::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonDblClick)
        return false;
    const bool follows = m_since.isValid() && !m_since.hasExpired(QApplication::doubleClickInterval());
    m_since.start();
    const QPoint place = static_cast<QMouseEvent *>(event)->globalPosition().toPoint();
    const bool isUnmoved = m_button != nullptr && m_button != watched && place == m_place;
    if (m_turn != m_pressed && (follows || isUnmoved))
        return true;
    m_pressed = m_turn;
    m_button = watched;
    m_place = place;
    return false;
}

} // namespace ui
