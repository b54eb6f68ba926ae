// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/secondkey.h"

#include "ui/widgets/modifierkeys.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>

#include <algorithm>

namespace ui {

SecondKey::SecondKey(Button *button, const QKeySequence &key, const QString &hint)
    : QObject(button)
    , m_button(button)
    , m_key(key)
    , m_keyHint(hint)
    , m_kind(button->kind())
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

void SecondKey::setYes(Button *yes, QWidget *frame, QWidget *otherwise)
{
    m_yes = yes;
    m_frame = frame;
    m_otherwise = otherwise;
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
    const QString both = m_wanted && !m_hint.isEmpty() ? QString(m_hint + u' ' + m_keyHint) : m_hint;
    const auto say = [this](const QString &words, const QString &hint) {
        m_button->setText(words);
        m_button->setKeyHint(hint);
        return m_button->sizeHint().width();
    };
    const int asking = m_wanted ? say(m_askingWords, {}) : 0; // they name the key
    m_button->setMinimumWidth(std::max(asking, say(m_words, both)));
    if (m_asking)
        say(m_askingWords, {});
    // What goes on now is the other button.
    m_button->setKind(m_asking && m_yes ? ButtonKind::Plain : m_kind);
    if (m_frame) {
        m_frame->setVisible(m_asking);
        m_otherwise->setVisible(!m_asking);
    }
}

bool SecondKey::eventFilter(QObject *watched, QEvent *event)
{
    if (!watched->isWidgetType())
        return false;
    const auto *widget = static_cast<QWidget *>(watched);
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (isModifier(key->key()) || widget->window() != m_button->window())
            return false;
        if (key->isAutoRepeat())
            return true;
        const auto commanding = key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
        if (QKeySequence(key->key()) == m_key && !commanding)
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
