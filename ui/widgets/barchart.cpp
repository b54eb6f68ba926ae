// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/barchart.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace ui {

namespace {
constexpr double widestBar = 28;
constexpr double seam = 2; // between what was done and what failed
} // namespace

BarChart::BarChart(const Theme &theme, const QString &emptyText, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_emptyText(emptyText)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(emptyText);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void BarChart::setBars(const QList<Bar> &bars)
{
    m_bars = bars;
    double good = 0;
    double bad = 0;
    for (const Bar &bar : bars) {
        good += bar.good;
        bad += bar.bad;
    }
    const QLocale locale;
    setAccessibleName(isEmpty() ? m_emptyText
                                : tr("%1 done, %2 failed").arg(locale.toString(good), locale.toString(bad)));
    update();
}

void BarChart::setEnds(const QString &first, const QString &last)
{
    m_first = first;
    m_last = last;
    update();
}

bool BarChart::isEmpty() const
{
    return std::none_of(m_bars.begin(), m_bars.end(),
                        [](const Bar &bar) { return bar.good > 0 || bar.bad > 0; });
}

QRectF BarChart::plot() const
{
    const int foot = m_first.isEmpty() && m_last.isEmpty() ? 0 : 20;
    return QRectF(rect()).adjusted(0, 2, 0, -foot);
}

bool BarChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || isEmpty())
        return QWidget::event(event);
    const QPoint at = static_cast<QHelpEvent *>(event)->pos();
    const auto step = plot().width() / static_cast<double>(m_bars.size());
    const Bar &bar =
        m_bars[std::clamp<qsizetype>(static_cast<qsizetype>(at.x() / step), 0, m_bars.size() - 1)];
    const QLocale locale;
    QString tip = bar.bad > 0
                      ? tr("%1 done, %2 failed").arg(locale.toString(bar.good), locale.toString(bar.bad))
                      : tr("%1 done").arg(locale.toString(bar.good));
    if (!bar.label.isEmpty())
        tip = tr("%1: %2").arg(bar.label, tip);
    QToolTip::showText(mapToGlobal(at), tip, this);
    return true;
}

void BarChart::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isEmpty()) {
        painter.setPen(t.muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    double most = 0;
    for (const Bar &bar : std::as_const(m_bars))
        most = std::max(most, bar.good + bar.bad);
    const QRectF area = plot();
    const double step = area.width() / static_cast<double>(m_bars.size());
    const double width = std::min(widestBar, std::max(1.0, step * 0.7));
    const double scale = (area.height() - seam) / most;
    painter.setPen(Qt::NoPen);
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        const double left = area.left() + static_cast<double>(i) * step;
        const double good = m_bars[i].good > 0 ? std::max(2.0, m_bars[i].good * scale) : 0;
        const double bad = m_bars[i].bad > 0 ? std::max(2.0, m_bars[i].bad * scale) : 0;
        painter.setBrush(t.green.mark);
        painter.drawRoundedRect(QRectF(left, area.bottom() - good, width, good), 2, 2);
        painter.setBrush(t.red.mark);
        const double top = area.bottom() - good - (good > 0 ? seam : 0) - bad;
        painter.drawRoundedRect(QRectF(left, top, width, bad), 2, 2);
    }
    painter.setPen(t.muted);
    painter.setFont(Theme::font(Type::Small));
    const QRectF foot(area.left(), area.bottom() + 4, area.width(), 16);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, m_first);
    painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter, m_last);
}

} // namespace ui
