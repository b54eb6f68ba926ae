// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/fleetdelegate.h"

#include "ui/models/clustersmodel.h"

#include <QPainter>

namespace ui {

FleetDelegate::FleetDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_cells(theme, nullptr)
{
}

void FleetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const bool cluster = index.data(ClustersModel::IsClusterRole).toBool();
    if (!cluster || index.column() == ClustersModel::StatusColumn)
        return m_cells.paint(painter, option, index);
    const Tokens &t = m_theme.tokens();
    painter->save();
    painter->setClipRect(option.rect);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accent.back);
    else if (isUnderMouse(option, index))
        painter->fillRect(option.rect, t.raised);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    QRect area = option.rect.adjusted(space::cardPadding, 0, -space::cardPadding, -1);
    const QString text = index.data().toString();
    constexpr int flags = Qt::AlignVCenter | Qt::TextSingleLine;
    if (index.column() == ClustersModel::NameColumn) {
        painter->setFont(Theme::font(Type::Strong));
        painter->setPen(t.text);
        const QString name = painter->fontMetrics().elidedText(text, Qt::ElideRight, area.width());
        painter->drawText(area, flags, name);
        area.setLeft(area.left() + painter->fontMetrics().horizontalAdvance(name) + 6);
        painter->setFont(Theme::font(Type::Text));
        painter->setPen(t.muted);
        painter->drawText(
            area, flags,
            painter->fontMetrics().elidedText(index.data(ClustersModel::NamespaceRole).toString(),
                                              Qt::ElideRight, area.width()));
    } else {
        painter->setFont(Theme::font(Type::Text));
        painter->setPen(t.muted);
        painter->drawText(area, flags | Qt::AlignRight,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
    }
    painter->restore();
}

QSize FleetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return m_cells.sizeHint(option, index);
}

} // namespace ui
