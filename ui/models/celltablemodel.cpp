// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/celltablemodel.h"

#include "ui/widgets/tiptext.h"

namespace ui {

CellTableModel::CellTableModel(const QStringList &headers, QObject *parent)
    : RowsModel(parent)
    , m_headers(headers)
{
}

int CellTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QVariant CellTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CellRow &row = rows()[index.row()];
    const Cell cell = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return core::visibleText(cell.text);
    case Qt::ToolTipRole:
        return tipText(cell.text);
    case KindRole:
        return QVariant::fromValue(cell.kind);
    case LookRole:
        return QVariant::fromValue(Look{cell.tone, cell.text});
    case IdRole:
        return row.id;
    default:
        return {};
    }
}

QVariant CellTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isNumber =
        !rows().isEmpty() && rows().constFirst().cells.value(section).kind == CellKind::Number;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole)
        return m_headers.value(section);
    return {};
}

} // namespace ui
