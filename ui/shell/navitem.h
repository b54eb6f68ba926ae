// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"

#include <QAbstractButton>

namespace ui {

// One screen in the navigation: icon, name, and the number beside it.
class NavItem final : public QAbstractButton
{
    Q_OBJECT

public:
    NavItem(const Theme &theme, const PageInfo &info, QWidget *parent = nullptr);

    void setBadge(Badge badge);
    Badge badge() const { return m_badge; }

    QSize sizeHint() const override { return {size::navigation - 16, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void paintBadge(QPainter &painter) const;

    const Theme &m_theme;
    const QString m_icon;
    Badge m_badge;
    bool m_ring = false;
};

} // namespace ui
