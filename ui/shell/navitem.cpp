// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navitem.h"

#include <QFocusEvent>
#include <QLocale>
#include <QPainter>

namespace ui {

NavItem::NavItem(const Theme &theme, const PageInfo &info, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_icon(info.icon)
{
    setText(info.title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setObjectName(QLatin1StringView("nav-") + info.id);
    setToolTip(tr("%1 (G %2)").arg(info.title, info.key));
    setBadge({});
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void NavItem::setBadge(Badge badge)
{
    m_badge = badge;
    setAccessibleName(badge.count == 0 ? text()
                      : badge.urgent   ? tr("%1, %2 waiting").arg(text()).arg(badge.count)
                                       : tr("%1, %2").arg(text()).arg(badge.count));
    update();
}

void NavItem::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractButton::focusInEvent(event);
}

void NavItem::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = isChecked();
    painter.setPen(Qt::NoPen);
    if (on || underMouse()) {
        painter.setBrush(on ? t.accent.back : t.raised);
        painter.drawRoundedRect(rect(), size::controlRadius, size::controlRadius);
    }
    if (m_ring && hasFocus()) {
        painter.setPen(QPen(t.accent.mark, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), size::controlRadius,
                                size::controlRadius);
    }
    const QColor ink = on ? t.text : t.muted;
    painter.drawPixmap(QPoint(space::small, (height() - size::icon) / 2),
                       Theme::icon(m_icon, ink, size::icon, devicePixelRatioF()));
    painter.setPen(ink);
    painter.setFont(Theme::font(on ? Type::Medium : Type::Text));
    const QRect words = rect().adjusted(34, 0, m_badge.count > 0 ? -48 : -space::small, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    if (m_badge.count > 0)
        paintBadge(painter);
}

void NavItem::paintBadge(QPainter &painter) const
{
    const Tokens &t = m_theme.tokens();
    const QString number = m_badge.count > 9999 ? tr("9999+") : QLocale().toString(m_badge.count);
    painter.setFont(Theme::font(Type::SmallStrong));
    const int width = std::max(20, painter.fontMetrics().horizontalAdvance(number) + 14);
    const QRect box(this->width() - space::small - width, (height() - 18) / 2, width, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_badge.urgent ? t.amber.text : t.raised);
    painter.drawRoundedRect(box, 9, 9);
    painter.setPen(m_badge.urgent ? t.onFill : t.muted);
    painter.drawText(box, Qt::AlignCenter, number);
}

} // namespace ui
