// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/avatar.h"

#include "core/base/visibletext.h"

#include <QPainter>
#include <QTextBoundaryFinder>

namespace ui {

Avatar::Avatar(const Theme &theme, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedSize(extent, extent);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setName(name);
}

void Avatar::setName(const QString &name)
{
    m_name = name;
    setAccessibleName(core::visibleLine(name));
    update();
}

void Avatar::paint(QPainter &painter, const QRect &box, const Theme &theme, const QString &name)
{
    const Tokens &t = theme.tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius, size::cardRadius);
    painter.setPen(t.muted);
    painter.setFont(Theme::font(Type::Strong));
    QTextBoundaryFinder letters(QTextBoundaryFinder::Grapheme, name);
    const qsizetype end = letters.toNextBoundary();
    painter.drawText(box, Qt::AlignCenter, name.first(std::max<qsizetype>(0, end)).toUpper());
    painter.restore();
}

void Avatar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_theme, m_name);
}

} // namespace ui
