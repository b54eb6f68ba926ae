// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyrouter.h"

#include "ui/widgets/modifierkeys.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>

namespace ui {

namespace {

constexpr int goTime = 1500;

// Signs such as ? need Shift on one keyboard and not on another; the sign counts, not how it was made.
QKeySequence sequenceOf(const QKeyEvent &event)
{
    Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const QString text = event.text();
    const bool sign =
        text.size() == 1 && text[0].isPrint() && !text[0].isLetterOrNumber() && !text[0].isSpace();
    if (sign)
        modifiers &= ~Qt::ShiftModifier;
    const int key = event.key() == Qt::Key_Enter ? Qt::Key_Return : event.key();
    return QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key)));
}

} // namespace

KeyRouter::KeyRouter(QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_everywhere(this)
{
    m_going.setSingleShot(true);
    m_going.setInterval(goTime);
    QApplication::instance()->installEventFilter(this);
}

void KeyRouter::setScope(KeyScope *scope, QWidget *page)
{
    m_scope = scope;
    m_page = page;
    m_going.stop();
}

bool KeyRouter::isField(const QWidget *widget)
{
    if (!widget || qobject_cast<const QAbstractItemView *>(widget))
        return false;
    return widget->testAttribute(Qt::WA_InputMethodEnabled) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget);
}

// Nobody has the focus when what had it is gone: a button that was pressed, for example.
bool KeyRouter::isInPage() const
{
    const QWidget *focus = QApplication::focusWidget();
    return !focus || focus == m_window || (m_page && (focus == m_page || m_page->isAncestorOf(focus)));
}

bool KeyRouter::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || !watched->isWidgetType())
        return false;
    if (static_cast<const QWidget *>(watched)->window() != m_window)
        return false;
    return route(*static_cast<const QKeyEvent *>(event));
}

bool KeyRouter::route(const QKeyEvent &event)
{
    if (isModifier(event.key()))
        return false;
    const bool commanding = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    const bool isFunctionKey = event.key() >= Qt::Key_F1 && event.key() <= Qt::Key_F35;
    const QKeySequence key = sequenceOf(event);
    const bool isPlain = !commanding && !isFunctionKey;
    if (isPlain && (m_covered || isField(QApplication::focusWidget())))
        return false;
    // Enter belongs to the button that has the focus.
    if (key == QKeySequence(Qt::Key_Return) && qobject_cast<QAbstractButton *>(QApplication::focusWidget()))
        return false;
    // A key that is held down moves through a list, but it decides and starts nothing a second time.
    if (event.isAutoRepeat() && key != keyOf(ActionId::Next) && key != keyOf(ActionId::Previous))
        return m_scope && m_scope->knows(key);
    if (m_going.isActive()) {
        m_going.stop();
        if (!commanding && event.text().size() == 1 && event.text()[0].isLetterOrNumber())
            emit screenRequested(event.text()[0].toUpper());
        return true;
    }
    if (key == QKeySequence(Qt::Key_G)) {
        m_going.start();
        return true;
    }
    if (!m_covered && m_scope && (!isPlain || isInPage()) && m_scope->press(key))
        return true;
    return m_everywhere.press(key);
}

} // namespace ui
