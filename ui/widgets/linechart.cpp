// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/linechart.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace ui {

LineChart::LineChart(const Theme &theme, const QString &emptyText, ChartForm form, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_emptyText(emptyText)
    , m_form(form)
    , m_format([](double value) { return QLocale().toString(value, 'g', 4); })
{
    setSizePolicy(QSizePolicy::Expanding,
                  form == ChartForm::Spark ? QSizePolicy::Fixed : QSizePolicy::Preferred);
    setAccessibleName(emptyText);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void LineChart::setSeries(const QList<Series> &series)
{
    m_series = series;
    QStringList parts;
    for (const Series &line : series) {
        for (auto value = line.values.rbegin(); value != line.values.rend(); ++value) {
            if (std::isnan(*value))
                continue;
            parts << tr("%1: %2").arg(line.name, m_format(*value));
            break;
        }
    }
    setAccessibleName(isEmpty() ? m_emptyText : parts.join(tr(", ")));
    update();
}

void LineChart::setFormat(std::function<QString(double)> format)
{
    m_format = std::move(format);
    update();
}

bool LineChart::isEmpty() const
{
    return std::none_of(m_series.begin(), m_series.end(), [](const Series &line) {
        return std::count_if(line.values.begin(), line.values.end(),
                             [](double v) { return !std::isnan(v); }) >= 2;
    });
}

QSize LineChart::sizeHint() const
{
    return m_form == ChartForm::Spark ? QSize(170, 26) : QSize(280, 126);
}

QSize LineChart::minimumSizeHint() const
{
    return m_form == ChartForm::Spark ? QSize(40, 26) : QSize(120, 80);
}

double LineChart::highest() const
{
    double most = 0;
    for (const Series &line : m_series) {
        for (const double value : line.values) {
            if (!std::isnan(value))
                most = std::max(most, value);
        }
    }
    return most;
}

QRectF LineChart::plot() const
{
    return QRectF(rect()).adjusted(1, 2, -1, m_form == ChartForm::Spark ? -2 : -24);
}

bool LineChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || isEmpty())
        return QWidget::event(event);
    const QPoint at = static_cast<QHelpEvent *>(event)->pos();
    QStringList parts;
    for (const Series &line : std::as_const(m_series)) {
        const double share = (at.x() - plot().left()) / std::max(1.0, plot().width());
        const auto last = static_cast<double>(line.values.size() - 1);
        const auto index = static_cast<qsizetype>(std::lround(std::clamp(share, 0.0, 1.0) * last));
        if (index < 0 || std::isnan(line.values[index]))
            continue;
        const QString value = m_format(line.values[index]);
        parts << (line.name.isEmpty() ? value : tr("%1: %2").arg(line.name, value));
    }
    QToolTip::showText(mapToGlobal(at), parts.join(QLatin1Char('\n')), this);
    return true;
}

void LineChart::paintLine(QPainter &painter, const Series &series, const QRectF &area, double most) const
{
    const QColor colour = m_theme.tokens().shade(series.tone).mark;
    const double width = m_form == ChartForm::Spark ? 1.5 : 2;
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const double step = area.width() / std::max(1.0, static_cast<double>(series.values.size() - 1));
    QPolygonF run;
    const auto draw = [&painter, &run] {
        if (run.size() == 1)
            painter.drawPoint(run.first());
        else
            painter.drawPolyline(run);
        run.clear();
    };
    for (qsizetype i = 0; i < series.values.size(); ++i) {
        if (std::isnan(series.values[i])) {
            draw();
            continue;
        }
        const double share = most > 0 ? std::max(0.0, series.values[i]) / most : 0;
        run << QPointF(area.left() + static_cast<double>(i) * step, area.bottom() - share * area.height());
    }
    draw();
}

void LineChart::paintNames(QPainter &painter, double most) const
{
    const Tokens &t = m_theme.tokens();
    painter.setFont(Theme::font(Type::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    int x = 0;
    const int y = height() - 16;
    for (const Series &line : m_series) {
        if (line.name.isEmpty())
            continue;
        painter.setPen(QPen(t.shade(line.tone).mark, 2));
        painter.drawLine(x + 1, y + 8, x + 11, y + 8);
        painter.setPen(t.muted);
        painter.drawText(QRect(x + 16, y, width(), 16), Qt::AlignLeft | Qt::AlignVCenter, line.name);
        x += 16 + metrics.horizontalAdvance(line.name) + space::large;
    }
    const QString top = tr("highest %1").arg(m_format(most));
    if (x + metrics.horizontalAdvance(top) < width()) {
        painter.setPen(t.muted);
        painter.drawText(QRect(0, y, width(), 16), Qt::AlignRight | Qt::AlignVCenter, top);
    }
}

void LineChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isEmpty()) {
        if (m_form == ChartForm::Spark)
            return;
        painter.setPen(m_theme.tokens().muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const double most = highest();
    for (const Series &series : std::as_const(m_series))
        paintLine(painter, series, plot(), most);
    if (m_form == ChartForm::Chart)
        paintNames(painter, most);
}

} // namespace ui
