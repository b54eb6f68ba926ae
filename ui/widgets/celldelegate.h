// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/tracklayout.h"

#include <QStyledItemDelegate>

namespace ui {

// What a cell of a table or list is, told by its model under KindRole.
enum class CellKind {
    Text,
    Strong, // the name of the row
    Muted,
    Mono,
    Number,    // at the right
    Pill,      // a Look under LookRole
    Track,     // a TrackLayout under TrackRole, in its mini form
    Instances, // a QPoint(busy, total) under InstancesRole
};

// The roles that models of this window answer, besides Qt's own. DisplayRole is the text in every kind, so
// that those who listen or copy have it too.
enum CellRole {
    KindRole = Qt::UserRole + 100,
    LookRole,
    TrackRole,
    InstancesRole,
    IndentRole, // in pixels
    IdRole,     // the id of the thing in this row, as a QString
};

// Whether the mouse is over this row; in a table over any of its cells.
bool isUnderMouse(const QStyleOptionViewItem &option, const QModelIndex &index);

// Draws the cells of all tables: padding of a card, a line under each row, the accent behind the chosen one.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    CellDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace ui

Q_DECLARE_METATYPE(ui::Look)
Q_DECLARE_METATYPE(ui::TrackLayout)
Q_DECLARE_METATYPE(ui::CellKind)
