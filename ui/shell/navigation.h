// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/navitem.h"
#include "ui/shell/servingcard.h"

#include <QHash>

class QVBoxLayout;

namespace ui {

// The left side of the window: the name, the screens in their groups, and how the server does. Shows the
// screens that were added and no others. Owned by the main window. Announces chosen().
class Navigation final : public QWidget
{
    Q_OBJECT

public:
    explicit Navigation(const Theme &theme, QWidget *parent = nullptr);

    void addScreen(const PageInfo &info);
    void setBadge(const QString &pageId, Badge badge);
    void setCurrent(const QString &pageId);
    // Its focusable children from top to bottom.
    QList<QWidget *> tabOrder() const;
    void setServing(const Serving &serving) { m_serving->setServing(serving); }

signals:
    void chosen(const QString &pageId);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *groupOf(PageGroup group);

    const Theme &m_theme;
    QVBoxLayout *m_groups = nullptr;
    QHash<int, QVBoxLayout *> m_byGroup;
    QHash<QString, NavItem *> m_items;
    ServingCard *m_serving = nullptr;
};

} // namespace ui
