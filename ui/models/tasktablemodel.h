// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/refresh.h"
#include "ui/models/taskrows.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>

namespace ui {

// Tasks that match a query, newest first. Pages are read by the id of the last row, never by counting, so a
// million tasks cost what is looked at. What happens is applied row by row; order and selection stay. UI
// thread. Announces loaded() when the answer to a query is there, and failed() with a text for people.
class TaskTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Status, Title, Cluster, Mode, Time, Tokens, Cost, ColumnCount };

    explicit TaskTableModel(Backend &backend, QObject *parent = nullptr);

    // Reads the first page; the rows stay until it is there.
    // Whether the rows that were asked for have not come yet.
    bool isReading() const { return m_isReading; }
    void setQuery(const TaskQuery &query);
    const TaskQuery &query() const { return m_query; }
    // Durations of what runs grow.
    void tick();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void loaded();
    void failed(const QString &text);

private:
    void read(const core::TaskId &before);
    void take(const core::Result<TaskRows> &page, bool isFirst);
    void hear(const QList<core::Event> &events);
    void askForChanged();
    void apply(const QSet<core::TaskId> &asked, const TaskRows &answer);
    void put(const TaskRow &row);
    void trim();
    qsizetype placeOf(const core::TaskId &id) const;
    QString textOf(const TaskRow &row, int column) const;
    QString timeOf(const TaskRow &row) const;

    Backend &m_backend;
    TaskQuery m_query;
    QList<TaskRow> m_rows; // by id, the greatest first
    QSet<core::TaskId> m_changed;
    Refresh m_refresh;
    core::Timestamp m_now = {};
    QElapsedTimer m_sinceNow;
    int m_question = 0;
    bool m_isComplete = true;
    bool m_isReading = false;
};

} // namespace ui
