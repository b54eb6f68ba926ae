// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QStyledItemDelegate>

namespace ui {

// Draws the rows of ConversationsModel: a letter, the title and its time, the last line.
class ConversationDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ConversationDelegate(const Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace ui
