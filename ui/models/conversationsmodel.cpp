// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/conversationsmodel.h"

#include "core/base/visibletext.h"
#include "ui/models/timetext.h"

namespace ui {

QVariant ConversationsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConversationLine &line = rows()[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return core::visibleLine(line.title);
    case Qt::AccessibleDescriptionRole:
    case LastLineRole:
        return core::visibleLine(line.lastLine);
    case TimeRole:
        return momentText(line.updatedAt, line.now);
    case IdRole:
        return line.key;
    default:
        return {};
    }
}

} // namespace ui
