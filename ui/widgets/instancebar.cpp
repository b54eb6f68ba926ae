// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/instancebar.h"

#include <QPainter>

namespace ui {

namespace {
constexpr int blockWidth = 12;
constexpr int blockGap = 3;
constexpr int barHeight = 14;
} // namespace

InstanceBar::InstanceBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void InstanceBar::setInstances(int busy, int total)
{
    m_busy = busy;
    m_total = total;
    setAccessibleName(tr("%1 of %2 instances busy").arg(busy).arg(total));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QSize InstanceBar::sizeHint() const
{
    return {std::clamp(m_total, 1, 8) * (blockWidth + blockGap) - blockGap, barHeight};
}

void InstanceBar::paint(QPainter &painter, const QRect &area, const Theme &theme, int busy, int total)
{
    if (total <= 0)
        return;
    const Tokens &t = theme.tokens();
    const QRectF bar(area.left(), area.top() + (area.height() - barHeight) / 2, area.width(), barHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double step = std::min<double>(blockWidth + blockGap, (bar.width() + blockGap) / total);
    if (step >= blockGap + 3) {
        for (int i = 0; i < total; ++i) {
            painter.setBrush(i < busy ? t.green.mark : t.track);
            painter.drawRoundedRect(QRectF(bar.left() + i * step, bar.top(), step - blockGap, barHeight), 3,
                                    3);
        }
    } else {
        painter.setBrush(t.track);
        painter.drawRoundedRect(bar, 3, 3);
        painter.setBrush(t.green.mark);
        const double share = std::clamp(static_cast<double>(busy) / total, 0.0, 1.0);
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, barHeight), 3, 3);
    }
    painter.restore();
}

void InstanceBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, rect(), m_theme, m_busy, m_total);
}

} // namespace ui
