// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/conversationdelegate.h"

#include "ui/models/conversationsmodel.h"
#include "ui/widgets/avatar.h"

#include <QPainter>

namespace ui {

ConversationDelegate::ConversationDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ConversationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    constexpr int flags = Qt::AlignVCenter | Qt::TextSingleLine;
    const Tokens &t = m_theme.tokens();
    painter->save();
    painter->setClipRect(option.rect);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accent.back);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, t.raised);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    const QRect area = option.rect.adjusted(space::cardPadding - 1, 0, -(space::cardPadding - 1), -1);
    const QString title = index.data().toString();
    const QRect letter(area.left(), area.top() + (area.height() - Avatar::extent) / 2, Avatar::extent,
                       Avatar::extent);
    Avatar::paint(*painter, letter, m_theme, title);
    QRect first(letter.right() + 11, area.center().y() - 20, area.right() - letter.right() - 10, 20);
    const QRect second = first.translated(0, 20);
    painter->setFont(Theme::font(Type::Text));
    painter->setPen(t.muted);
    const QString time = index.data(ConversationsModel::TimeRole).toString();
    painter->drawText(first, flags | Qt::AlignRight, time);
    painter->drawText(
        second, flags,
        painter->fontMetrics().elidedText(index.data(ConversationsModel::LastLineRole).toString(),
                                          Qt::ElideRight, second.width()));
    first.setRight(first.right() - painter->fontMetrics().horizontalAdvance(time) - space::small);
    painter->setFont(Theme::font(Type::Strong));
    painter->setPen(t.text);
    painter->drawText(first, flags, painter->fontMetrics().elidedText(title, Qt::ElideRight, first.width()));
    painter->restore();
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {220, 63};
}

} // namespace ui
