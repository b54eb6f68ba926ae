// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/eventline.h"

#include <QAbstractListModel>

namespace ui {

// Lines of events, for the activity of the Overview and the timeline of a task. Whoever reads the events
// gives the lines; what is the same as before stays in its row. UI thread.
class EventListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { TimeRole = Qt::UserRole + 1, ToneRole, NoteRole, TaskRole };

    using QAbstractListModel::QAbstractListModel;

    // Times are told as the time of day, or with a beginning as how long after it.
    void setBegin(core::Timestamp begin) { m_begin = begin; }
    void setLines(const QList<EventLine> &lines);
    const QList<EventLine> &lines() const { return m_lines; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<EventLine> m_lines;
    core::Timestamp m_begin = {};
};

} // namespace ui
