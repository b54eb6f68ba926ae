// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

// What went well and what did not in one span of time.
struct Bar
{
    double good = 0;
    double bad = 0;
    QString label = {}; // of the span, for the tooltip: "13:00"
};

// Bars of what was done (green) with what failed on top (red). Draws only what it is given; without a single
// count above zero it says `emptyText`.
class BarChart final : public QWidget
{
    Q_OBJECT

public:
    explicit BarChart(const Theme &theme, const QString &emptyText, QWidget *parent = nullptr);

    void setBars(const QList<Bar> &bars);
    // What stands below the first and the last bar, such as "24 h ago" and "now".
    void setEnds(const QString &first, const QString &last);
    bool isEmpty() const;

    QSize sizeHint() const override { return {280, 136}; }
    QSize minimumSizeHint() const override { return {120, 80}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF plot() const;

    const Theme &m_theme;
    const QString m_emptyText;
    QString m_first;
    QString m_last;
    QList<Bar> m_bars;
};

} // namespace ui
