// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

#include <functional>

namespace ui {

// One line. A value that is not a number is a gap: nothing was measured there.
struct Series
{
    QString name = {};
    Tone tone = Tone::Accent;
    QList<double> values = {};
};

enum class ChartForm {
    Chart, // with names and the highest value
    Spark, // the line alone, to stand in a text
};

// Lines over time, from zero to the highest value. Draws only what it is given; with fewer than two values it
// says `emptyText` (a spark draws nothing).
class LineChart final : public QWidget
{
    Q_OBJECT

public:
    LineChart(const Theme &theme, const QString &emptyText, ChartForm form = ChartForm::Chart,
              QWidget *parent = nullptr);

    void setSeries(const QList<Series> &series);
    // How a value is written, such as "14.2 s".
    void setFormat(std::function<QString(double)> format);
    bool isEmpty() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    double highest() const;
    QRectF plot() const;
    void paintLine(QPainter &painter, const Series &series, const QRectF &area, double most) const;
    void paintNames(QPainter &painter, double most) const;

    const Theme &m_theme;
    const QString m_emptyText;
    const ChartForm m_form;
    QList<Series> m_series;
    std::function<QString(double)> m_format;
};

} // namespace ui
