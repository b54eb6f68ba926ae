// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/rowsmodel.h"
#include "ui/widgets/celldelegate.h"

#include <QAbstractTableModel>

namespace ui {

struct Cell
{
    QString text = {};
    CellKind kind = CellKind::Text;
    Tone tone = Tone::Neutral; // of a pill
};

struct CellRow
{
    QString id = {};
    QList<Cell> cells = {};
};

// A short table whose cells are known as they are shown: the lists of the settings, and of schedules. Its
// owner makes the rows anew at each change. UI thread.
class CellTableModel final : public RowsModel<QAbstractTableModel, CellRow>
{
    Q_OBJECT

public:
    explicit CellTableModel(const QStringList &headers, QObject *parent = nullptr);

    void setRows(const QList<CellRow> &rows) { replaceRows(rows); }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString nameOf(const CellRow &row) const override { return row.id; }

private:
    const QStringList m_headers;
};

} // namespace ui
