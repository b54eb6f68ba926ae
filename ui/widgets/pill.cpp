// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include <QPainter>

namespace ui {

namespace {
constexpr int pillHeight = 20;
constexpr int dot = 7;
constexpr int dotGap = 6;
} // namespace

Pill::Pill(const Theme &theme, const Look &look, Ground ground, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_ground(ground)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setLook(look);
}

void Pill::setLook(const Look &look)
{
    m_look = look;
    setAccessibleName(look.text);
    updateGeometry();
    update();
}

QSize Pill::sizeOf(const QString &text, Ground ground)
{
    const int inside =
        dot + dotGap + QFontMetrics(Theme::font(Type::SecondaryMedium)).horizontalAdvance(text);
    return {inside + (ground == Ground::Filled ? 2 * space::small : 1), pillHeight};
}

void Pill::paint(QPainter &painter, const QRect &area, const Theme &theme, const Look &look, Ground ground)
{
    const Shade &shade = theme.tokens().shade(look.tone);
    const int padding = ground == Ground::Filled ? space::small : 0;
    const int width = std::min(area.width(), sizeOf(look.text, ground).width());
    const QRect box(area.left(), area.center().y() - pillHeight / 2 + 1, width, pillHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (ground == Ground::Filled) {
        painter.setBrush(shade.back);
        painter.drawRoundedRect(box, pillHeight / 2.0, pillHeight / 2.0);
    }
    painter.setBrush(shade.mark);
    painter.drawEllipse(QRectF(box.left() + padding, box.top() + (pillHeight - dot) / 2.0, dot, dot));
    painter.setPen(shade.text);
    painter.setFont(Theme::font(Type::SecondaryMedium));
    const QRect words = box.adjusted(padding + dot + dotGap, 0, 0, 0);
    painter.drawText(
        words, Qt::AlignVCenter | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(look.text, Qt::ElideRight, words.width() - padding + 1));
    painter.restore();
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_theme, m_look, m_ground);
}

} // namespace ui
