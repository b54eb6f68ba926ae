// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QPainter;

namespace ui {

// The first letter of a name in a small square; list delegates draw the same with paint().
class Avatar final : public QWidget
{
    Q_OBJECT

public:
    explicit Avatar(const Theme &theme, const QString &name, QWidget *parent = nullptr);

    void setName(const QString &name);

    static constexpr int extent = 32;
    static void paint(QPainter &painter, const QRect &box, const Theme &theme, const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_name;
};

} // namespace ui
