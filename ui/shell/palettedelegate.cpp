// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettedelegate.h"

#include <QPainter>

namespace ui {

namespace {
constexpr int kindWidth = 90;
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accent.back);
    QRect area = option.rect.adjusted(space::cardPadding, 0, -space::cardPadding, 0);
    const auto draw = [&](const QRect &where, Type type, const QColor &colour, int side, const QString &text,
                          Qt::TextElideMode elide = Qt::ElideRight) {
        painter->setFont(Theme::font(type));
        painter->setPen(colour);
        painter->drawText(where, side | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(text, elide, where.width()));
    };
    draw(QRect(area.left(), area.top(), kindWidth - space::small, area.height()), Type::Text, t.muted,
         Qt::AlignLeft, index.data(KindRole).toString());
    const QString hint = index.data(HintRole).toString();
    draw(area, Type::Mono, t.muted, Qt::AlignRight, hint);
    const int hintWidth = hint.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(hint) + space::large;
    draw(area.adjusted(kindWidth, 0, -hintWidth, 0), Type::Text, t.text, Qt::AlignLeft,
         index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle);
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, size::row};
}

} // namespace ui
