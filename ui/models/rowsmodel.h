// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QList>
#include <QSet>

namespace ui {

// A flat model whose rows are replaced as a whole and tell only what changed, so that the current row, the
// selection and the place of the scroll bar stay. nameOf() names a row; no two rows
// share a name. Base is QAbstractListModel or QAbstractTableModel. UI thread.
template<typename Base, typename Row>
class RowsModel : public Base
{
public:
    using Base::Base;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    const QList<Row> &rows() const { return m_rows; }

    int rowOf(const QString &key) const
    {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            if (this->nameOf(m_rows[i]) == key)
                return static_cast<int>(i);
        }
        return -1;
    }

protected:
    virtual QString nameOf(const Row &row) const = 0;

    void replaceRows(const QList<Row> &fresh)
    {
        dropMissing(fresh);
        for (int i = 0; i < fresh.size(); ++i) {
            const int at = i < m_rows.size() && this->nameOf(m_rows[i]) == this->nameOf(fresh[i])
                               ? i
                               : rowOf(this->nameOf(fresh[i]));
            if (at < 0) {
                this->beginInsertRows({}, i, i);
                m_rows.insert(i, fresh[i]);
                this->endInsertRows();
                continue;
            }
            if (at != i) {
                this->beginMoveRows({}, at, at, {}, i);
                m_rows.move(at, i);
                this->endMoveRows();
            }
            m_rows[i] = fresh[i];
        }
        tellChanged();
    }

    void tellChanged()
    {
        const QAbstractItemModel &model = *this; // a list model hides how many columns it has
        if (!m_rows.isEmpty())
            emit this->dataChanged(this->index(0, 0),
                                   this->index(model.rowCount() - 1, model.columnCount() - 1));
    }

private:
    void dropMissing(const QList<Row> &fresh)
    {
        QSet<QString> kept;
        for (const Row &row : fresh)
            kept.insert(this->nameOf(row));
        for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
            if (kept.contains(this->nameOf(m_rows[i])))
                continue;
            this->beginRemoveRows({}, i, i);
            m_rows.removeAt(i);
            this->endRemoveRows();
        }
    }

    QList<Row> m_rows;
};

} // namespace ui
