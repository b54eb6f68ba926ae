// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/button.h"

#include <QKeyEvent>
#include <QPainter>

namespace ui {

namespace {
constexpr int padding = 13; // on both sides of the words
}

Button::Button(const Theme &theme, const QString &text, ButtonKind kind, QWidget *parent)
    : QPushButton(text, parent)
    , m_theme(theme)
    , m_kind(kind)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Button::setKind(ButtonKind kind)
{
    m_kind = kind;
    update();
}

void Button::setKeyHint(const QString &hint)
{
    m_hint = hint;
    setAccessibleDescription(hint.isEmpty() ? QString() : tr("Key: %1").arg(hint));
    updateGeometry();
    update();
}

QSize Button::sizeHint() const
{
    int width = QFontMetrics(Theme::font(Type::Medium)).horizontalAdvance(text());
    if (!m_hint.isEmpty())
        width += space::small + QFontMetrics(Theme::font(Type::MonoSmall)).horizontalAdvance(m_hint);
    return {width + 2 * padding, size::control};
}

Button::Colours Button::colours() const
{
    const Tokens &t = m_theme.tokens();
    Colours c{t.raised, t.line, t.text};
    switch (m_kind) {
    case ButtonKind::Plain:
        if (isChecked())
            c = {t.raised, t.accent.mark, t.accent.text};
        break;
    case ButtonKind::Primary:
        c = {t.accent.text, t.accent.text, t.onFill};
        break;
    case ButtonKind::Approve:
        c = {t.green.text, t.green.text, t.onFill};
        break;
    case ButtonKind::Reject:
        c = {t.raised, t.red.mark, t.red.text};
        break;
    }
    if (!isEnabled())
        return {t.surface, t.line, t.faint};
    const bool filled = m_kind == ButtonKind::Primary || m_kind == ButtonKind::Approve;
    if (isDown() || underMouse()) {
        c.fill = mixed(c.fill, filled ? t.surface : t.text, isDown() ? 0.16 : 0.07);
        if (filled)
            c.border = c.fill;
    }
    return c;
}

void Button::paintEvent(QPaintEvent *)
{
    const Colours c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border, 1));
    painter.setBrush(c.fill);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(box, size::controlRadius, size::controlRadius);
    if (m_ring && hasFocus()) {
        const bool filled = c.fill == c.border;
        painter.setPen(QPen(filled ? c.text : m_theme.tokens().accent.mark, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), size::controlRadius - 2, size::controlRadius - 2);
    }
    const int content = sizeHint().width() - 2 * padding;
    QRect words = rect();
    words.setLeft(std::max(space::tiny, (width() - content) / 2));
    painter.setPen(c.text);
    painter.setFont(Theme::font(Type::Medium));
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine, text());
    if (m_hint.isEmpty())
        return;
    words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(text()) + space::small);
    painter.setFont(Theme::font(Type::MonoSmall));
    painter.setOpacity(0.8);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine, m_hint);
}

void Button::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && !(event->modifiers() & ~Qt::KeypadModifier) && !event->isAutoRepeat())
        click();
    else
        QPushButton::keyPressEvent(event);
}

void Button::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() != Qt::MouseFocusReason;
    QPushButton::focusInEvent(event);
}

void Button::enterEvent(QEnterEvent *event)
{
    QPushButton::enterEvent(event);
    update();
}

void Button::leaveEvent(QEvent *event)
{
    QPushButton::leaveEvent(event);
    update();
}

} // namespace ui
