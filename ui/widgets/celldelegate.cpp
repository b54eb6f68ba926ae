// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/celldelegate.h"

#include "ui/widgets/instancebar.h"
#include "ui/widgets/table.h"
#include "ui/widgets/trackpainter.h"

#include <QPainter>

namespace ui {

namespace {

Type typeOf(CellKind kind)
{
    if (kind == CellKind::Strong)
        return Type::Medium;
    return kind == CellKind::Mono ? Type::Mono : Type::Text;
}

CellKind kindOf(const QModelIndex &index)
{
    return index.data(KindRole).value<CellKind>();
}

} // namespace

bool isUnderMouse(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *table = qobject_cast<const Table *>(option.widget);
    return table ? table->rowUnderMouse() == index.row() : option.state.testFlag(QStyle::State_MouseOver);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    const CellKind kind = kindOf(index);
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accent.back);
    else if (isUnderMouse(option, index))
        painter->fillRect(option.rect, t.raised);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    const int indent = index.data(IndentRole).toInt();
    const QRect area = option.rect.adjusted(space::cardPadding + indent, 0, -space::cardPadding, -1);
    painter->setClipRect(option.rect);
    switch (kind) {
    case CellKind::Pill:
        Pill::paint(*painter, area, m_theme, index.data(LookRole).value<Look>());
        break;
    case CellKind::Track:
        TrackPainter(m_theme).paint(*painter, QRectF(area.left() - 2, area.center().y() - 6.5, 120, 14),
                                    index.data(TrackRole).value<TrackLayout>(), TrackForm::Mini);
        break;
    case CellKind::Instances: {
        const QPoint counts = index.data(InstancesRole).toPoint();
        InstanceBar::paint(*painter, area, m_theme, counts.x(), counts.y());
        break;
    }
    default:
        painter->setFont(Theme::font(typeOf(kind)));
        painter->setPen(kind == CellKind::Muted || kind == CellKind::Mono ? t.muted : t.text);
        painter->drawText(area,
                          static_cast<int>(kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft) |
                              Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                            Qt::ElideRight, area.width()));
        break;
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const int padding = 2 * space::cardPadding + index.data(IndentRole).toInt();
    switch (kindOf(index)) {
    case CellKind::Pill:
        return {padding + Pill::sizeOf(index.data(LookRole).value<Look>().text).width(), size::row};
    case CellKind::Track:
        return {padding + 120, size::row};
    case CellKind::Instances:
        return {padding + 120, size::row};
    default:
        break;
    }
    const QFontMetrics metrics(Theme::font(typeOf(kindOf(index))));
    return {padding + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 1, size::row};
}

} // namespace ui
