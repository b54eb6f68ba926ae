// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/chatwatch.h"
#include "ui/models/rowsmodel.h"
#include "ui/widgets/celldelegate.h"

namespace ui {

// Conversations and rooms as a list, the latest first. DisplayRole is the title, IdRole the key. UI thread.
class ConversationsModel final : public RowsModel<QAbstractListModel, ConversationLine>
{
    Q_OBJECT

public:
    enum Role { LastLineRole = Qt::UserRole + 1, TimeRole };

    using RowsModel::RowsModel;

    void setConversations(const QList<ConversationLine> &lines) { replaceRows(lines); }
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    QString nameOf(const ConversationLine &line) const override { return line.key; }
};

} // namespace ui
