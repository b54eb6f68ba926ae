// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/celldelegate.h"

#include <QTableView>

namespace ui {

// A table as all screens show it: whole rows, one at a time, 36 high, no grid. Its model names the kinds of
// its cells (celldelegate.h). While the model has no rows the empty state stands in its place. Bind the keys
// with KeyScope::bindList(); activated() opens a row.
class Table final : public QTableView
{
    Q_OBJECT

public:
    Table(const Theme &theme, const QString &name, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    // Taken over.
    void setEmptyState(QWidget *state);
    void setCompact(bool compact);
    // This column takes the room that is left.
    void setWideColumn(int column);
    // Columns that give way to the others while the table is narrower than `width`.
    void setNarrow(int width, const QList<int> &columns);
    // The row that the mouse is over; -1 when there is none.
    int rowUnderMouse() const { return m_rowUnderMouse; }
    // The id of the current row (IdRole), empty when there is none.
    QString currentId() const;
    // Makes the row with this id the current one; false when there is none.
    bool selectId(const QString &id);

signals:
    void currentIdChanged(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void showState();
    void setRowUnderMouse(int row);

    int m_narrowWidth = 0;
    QList<int> m_narrowColumns; // not shown below that width
    QWidget *m_state = nullptr;
    QString m_currentId;
    int m_rowUnderMouse = -1;
};

} // namespace ui
