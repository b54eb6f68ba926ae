// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/eventlistmodel.h"

#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/widgets/tiptext.h"

namespace ui {

void EventListModel::setLines(const QList<EventLine> &lines)
{
    const qsizetype common = std::min(lines.size(), m_lines.size());
    if (lines.size() < m_lines.size()) {
        beginRemoveRows({}, static_cast<int>(common), static_cast<int>(m_lines.size() - 1));
        m_lines.resize(common);
        endRemoveRows();
    }
    for (qsizetype i = 0; i < common; ++i) {
        if (m_lines[i] == lines[i])
            continue;
        m_lines[i] = lines[i];
        const QModelIndex changed = index(static_cast<int>(i));
        emit dataChanged(changed, changed);
    }
    if (lines.size() > common) {
        beginInsertRows({}, static_cast<int>(common), static_cast<int>(lines.size() - 1));
        m_lines = lines;
        endInsertRows();
    }
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const EventLine &line = m_lines[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return core::visibleLine(line.text);
    case Qt::ToolTipRole:
        return tipText(tr("%1\n%2").arg(line.text, exactText(line.at)));
    case Qt::AccessibleTextRole:
        return core::visibleLine(line.note.isEmpty() ? line.text : tr("%1, %2").arg(line.text, line.note));
    case TimeRole:
        return core::isSet(m_begin) ? offsetText(line.at - m_begin) : clockText(line.at);
    case ToneRole:
        return static_cast<int>(line.tone);
    case NoteRole:
        return core::visibleLine(line.note);
    case TaskRole:
        return line.task.value;
    default:
        return {};
    }
}

} // namespace ui
