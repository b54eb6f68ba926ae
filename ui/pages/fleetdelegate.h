// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/celldelegate.h"

namespace ui {

// Draws the rows of ClustersModel: agents as every table does, and a cluster with its name and namespace.
class FleetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    FleetDelegate(const Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    const CellDelegate m_cells;
};

} // namespace ui
