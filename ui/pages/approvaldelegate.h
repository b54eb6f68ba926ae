// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QStyledItemDelegate>

namespace ui {

enum class ApprovalRow {
    Waiting, // two lines, or three where what is long: what, how old; where, how risky
    Decided, // one line: the decision, what, when
};

// Draws the rows of ApprovalsModel.
class ApprovalDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int waitingHeight = 72;
    static constexpr int decidedHeight = 37;

    ApprovalDelegate(const Theme &theme, ApprovalRow form, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    // A click on the box chooses the row.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    static QRect boxIn(const QRect &row);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintBox(QPainter &painter, const QRect &box, bool chosen) const;
    void paintWaiting(QPainter &painter, QRect area, const QModelIndex &index) const;
    void paintDecided(QPainter &painter, QRect area, const QModelIndex &index) const;
    static int widthOfTime(const QModelIndex &index);
    QRect paintTime(QPainter &painter, const QRect &area, const QModelIndex &index) const;

    const Theme &m_theme;
    const ApprovalRow m_form;
};

} // namespace ui
