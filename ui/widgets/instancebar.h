// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QPainter;

namespace ui {

// How many of an agent's instances are busy: a block for each, in green while it works. When they do not fit
// the blocks become narrower, and at last one bar. List delegates draw the same with paint().
class InstanceBar final : public QWidget
{
    Q_OBJECT

public:
    explicit InstanceBar(const Theme &theme, QWidget *parent = nullptr);

    void setInstances(int busy, int total);

    QSize sizeHint() const override;

    static void paint(QPainter &painter, const QRect &area, const Theme &theme, int busy, int total);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_busy = 0;
    int m_total = 0;
};

} // namespace ui
