// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/secondkey.h"

#include "ui/shell/actions.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>

#include <algorithm>

namespace ui {

namespace {

bool isOnlyModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta ||
           key == Qt::Key_AltGr || key == Qt::Key_CapsLock;
}

} // namespace

SecondKey::SecondKey(Button *button)
    : QObject(button)
    , m_button(button)
    , m_words(button->text())
    , m_askingWords(button->text())
    , m_hint(button->keyHint())
{
    connect(button, &Button::clicked, this, &SecondKey::press);
}

void SecondKey::setWords(const QString &words, const QString &asking, const QString &hint)
{
    m_words = words;
    m_askingWords = asking;
    m_hint = hint;
    show();
}

void SecondKey::setWanted(bool wanted)
{
    m_wanted = wanted;
    if (!wanted)
        callOff();
    show();
}

void SecondKey::press()
{
    if (!m_wanted)
        emit confirmed();
    else if (!m_asking)
        ask();
}

void SecondKey::setYes(Button *yes, QWidget *frame)
{
    m_yes = yes;
    m_frame = frame;
    m_frame->hide();
    connect(yes, &Button::clicked, this, [this] {
        if (m_asking)
            confirm();
    });
}

void SecondKey::ask()
{
    m_asking = true;
    QApplication::instance()->installEventFilter(this);
    show();
    QAccessibleEvent event(m_button, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void SecondKey::callOff()
{
    if (!m_asking)
        return;
    m_asking = false;
    QApplication::instance()->removeEventFilter(this);
    show();
}

void SecondKey::confirm()
{
    callOff();
    if (m_button->isEnabled())
        emit confirmed();
}

void SecondKey::show()
{
    const QString second = keyHintOf(ActionId::Confirm);
    const QString both = m_wanted && !m_hint.isEmpty() ? QString(m_hint + u' ' + second) : m_hint;
    const auto say = [this](const QString &words, const QString &hint) {
        m_button->setText(words);
        m_button->setKeyHint(hint);
        return m_button->sizeHint().width();
    };
    const int asking = m_wanted ? say(m_askingWords, second) : 0;
    m_button->setMinimumWidth(std::max(asking, say(m_words, both)));
    if (m_asking)
        say(m_askingWords, second);
    if (m_frame)
        m_frame->setVisible(m_asking);
}

bool SecondKey::eventFilter(QObject *watched, QEvent *event)
{
    if (!watched->isWidgetType())
        return false;
    const auto *widget = static_cast<QWidget *>(watched);
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (isOnlyModifier(key->key()) || widget->window() != m_button->window())
            return false;
        if (key->isAutoRepeat())
            return true;
        const auto commanding = key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
        if (QKeySequence(key->key()) == keyOf(ActionId::Confirm) && !commanding)
            confirm();
        else
            callOff();
        return true;
    }
    case QEvent::MouseButtonPress:
        if (widget != m_button && widget != m_yes)
            callOff();
        return false;
    case QEvent::Hide:
    case QEvent::EnabledChange:
        if (widget == m_button)
            callOff();
        return false;
    case QEvent::WindowDeactivate:
        callOff();
        return false;
    default:
        return false;
    }
}

} // namespace ui
