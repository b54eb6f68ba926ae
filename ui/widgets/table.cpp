// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QMouseEvent>

namespace ui {

Table::Table(const Theme &theme, const QString &name, QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(name);
    setItemDelegate(new CellDelegate(theme, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    setCompact(false);
    QHeaderView *header = horizontalHeader();
    header->setFixedHeight(size::row);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setFocusPolicy(Qt::NoFocus);
    header->setFont(Theme::font(Type::SecondaryMedium));
}

void Table::setModel(QAbstractItemModel *given)
{
    if (model())
        model()->disconnect(this);
    QTableView::setModel(given);
    if (given) {
        connect(given, &QAbstractItemModel::rowsInserted, this, [this] { showState(); });
        connect(given, &QAbstractItemModel::rowsRemoved, this, [this] { showState(); });
        connect(given, &QAbstractItemModel::modelReset, this, [this] {
            showState();
            selectId(m_currentId);
        });
    }
    showState();
}

void Table::setEmptyState(QWidget *state)
{
    delete m_state;
    m_state = state;
    m_state->setParent(this);
    showState();
}

void Table::setCompact(bool compact)
{
    QHeaderView *rows = verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setMinimumSectionSize(size::compactRow);
    rows->setDefaultSectionSize(compact ? size::compactRow : size::row);
}

void Table::setWideColumn(int column)
{
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void Table::setNarrow(int width, const QList<int> &columns)
{
    m_narrowWidth = width;
    m_narrowColumns = columns;
}

QString Table::currentId() const
{
    return currentIndex().siblingAtColumn(0).data(IdRole).toString();
}

bool Table::selectId(const QString &id)
{
    if (!model() || id.isEmpty())
        return false;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const QModelIndex index = model()->index(row, 0);
        if (index.data(IdRole).toString() != id)
            continue;
        setCurrentIndex(index);
        scrollTo(index);
        return true;
    }
    return false;
}

void Table::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    // With the focus Qt makes the first row the current one and does not mark it.
    if (current.isValid() && !selectionModel()->isSelected(current))
        selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const QString id = current.siblingAtColumn(0).data(IdRole).toString();
    if (id == m_currentId)
        return;
    m_currentId = id;
    emit currentIdChanged(id);
}

bool Table::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove)
        setRowUnderMouse(rowAt(static_cast<QMouseEvent *>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::Leave)
        setRowUnderMouse(-1);
    return QTableView::viewportEvent(event);
}

void Table::setRowUnderMouse(int row)
{
    if (row == m_rowUnderMouse)
        return;
    m_rowUnderMouse = row;
    viewport()->update();
}

void Table::showState()
{
    if (!m_state)
        return;
    const bool empty = !model() || model()->rowCount() == 0;
    m_state->setGeometry(rect());
    m_state->setVisible(empty);
    horizontalHeader()->setVisible(!empty);
}

void Table::resizeEvent(QResizeEvent *event)
{
    for (const int column : std::as_const(m_narrowColumns))
        setColumnHidden(column, width() < m_narrowWidth);
    QTableView::resizeEvent(event);
    if (m_state)
        m_state->setGeometry(rect());
}

} // namespace ui
