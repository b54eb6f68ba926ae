// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvaldelegate.h"

#include "ui/models/approvalsmodel.h"
#include "ui/widgets/twolines.h"

#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpression>

namespace ui {

namespace {

constexpr int line = 20;
constexpr int closeLine = 19; // where three of them stand in a row
constexpr int boxSize = 16;

void drawText(QPainter &painter, const QRect &area, Type type, const QColor &ink, const QString &text,
              Qt::TextElideMode elide = Qt::ElideRight)
{
    painter.setFont(Theme::font(type));
    painter.setPen(ink);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, elide, area.width()));
}

// The title for this room: how large a file is gives way first.
QString titleFor(const QString &title, int width, Type type)
{
    static const QRegularExpression size(QStringLiteral(" \\([0-9.]+ (bytes?|[kMGT]i?B)\\)$"));
    const bool fits = QFontMetrics(Theme::font(type)).horizontalAdvance(title) <= width;
    return fits ? title : QString(title).remove(size);
}

} // namespace

ApprovalDelegate::ApprovalDelegate(const Theme &theme, ApprovalRow form, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_form(form)
{
}

void ApprovalDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    painter->save();
    painter->setClipRect(option.rect);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accent.back);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, t.raised);
    if (index.row() + 1 < index.model()->rowCount()) // the last line is the card's
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    const QRect area = option.rect.adjusted(space::cardPadding - 1, 0, -(space::cardPadding - 1), -1);
    if (m_form == ApprovalRow::Waiting) {
        const QRect box = boxIn(option.rect);
        paintBox(*painter, box, index.data(ApprovalsModel::ChosenRole).toBool());
        paintWaiting(*painter, area.adjusted(box.width() + space::medium, 0, 0, 0), index);
    } else {
        paintDecided(*painter, area, index);
    }
    painter->restore();
}

QRect ApprovalDelegate::boxIn(const QRect &row)
{
    return {row.left() + space::cardPadding - 1, row.top() + (row.height() - boxSize) / 2, boxSize, boxSize};
}

void ApprovalDelegate::paintBox(QPainter &painter, const QRect &box, bool chosen) const
{
    const Tokens &t = m_theme.tokens();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(chosen ? t.accent.text : t.faint, 1));
    painter.setBrush(chosen ? t.accent.text : t.surface);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (!chosen)
        return;
    painter.setPen(QPen(t.onFill, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF tick[] = {box.topLeft() + QPointF(4, 8.5), box.topLeft() + QPointF(7, 11.5),
                            box.topLeft() + QPointF(12, 5)};
    painter.drawPolyline(tick, 3);
}

bool ApprovalDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                   const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (m_form != ApprovalRow::Waiting || event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    // Generous, so that whoever misses the box a little does not open the row instead.
    const QRect around =
        boxIn(option.rect).adjusted(-space::medium, -space::medium, space::small, space::medium);
    if (mouse->button() != Qt::LeftButton || !around.contains(mouse->position().toPoint()))
        return false;
    const bool chosen = index.data(ApprovalsModel::ChosenRole).toBool();
    return model->setData(index, chosen ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

int ApprovalDelegate::widthOfTime(const QModelIndex &index)
{
    return QFontMetrics(Theme::font(Type::Text))
        .horizontalAdvance(index.data(ApprovalsModel::TimeRole).toString());
}

QRect ApprovalDelegate::paintTime(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    painter.setFont(Theme::font(Type::Text));
    const Tokens &t = m_theme.tokens();
    painter.setPen(index.data(ApprovalsModel::UrgentRole).toBool() ? t.amber.text : t.muted);
    const QString time = index.data(ApprovalsModel::TimeRole).toString();
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, time);
    return area.adjusted(0, 0, -widthOfTime(index) - space::medium, 0);
}

void ApprovalDelegate::paintWaiting(QPainter &painter, QRect area, const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    const int room = area.width() - widthOfTime(index) - space::medium;
    const QStringList title =
        twoLines(titleFor(index.data().toString(), room, Type::Strong), Theme::font(Type::Strong), room);
    const int gap = title.size() > 1 ? 0 : space::tiny;
    const int height = title.size() > 1 ? closeLine : line;
    int top = area.top() + (area.height() - static_cast<int>(title.size() + 1) * height - gap) / 2;
    paintTime(painter, QRect(area.left(), top, area.width(), height), index);
    for (const QString &words : title) {
        drawText(painter, QRect(area.left(), top, room, height), Type::Strong, t.text, words);
        top += height;
    }
    QRect second(area.left(), top + gap, area.width(), height);
    const Look look = index.data(LookRole).value<Look>();
    const int pill = Pill::sizeOf(look.text).width();
    Pill::paint(painter, QRect(second.right() - pill + 1, second.top(), pill, height), m_theme, look);
    second.setRight(second.right() - pill - space::medium);
    if (index.data(ApprovalsModel::ChangedRole).toBool()) {
        painter.setFont(Theme::font(Type::SecondaryMedium));
        painter.setPen(t.accent.text);
        const QString changed = tr("changed");
        const int width = painter.fontMetrics().horizontalAdvance(changed);
        painter.drawText(QRect(second.right() - width + 1, second.top(), width + 1, height), Qt::AlignVCenter,
                         changed);
        second.setRight(second.right() - width - space::small);
    }
    drawText(painter, second, Type::Text, t.muted, index.data(ApprovalsModel::PlaceRole).toString());
}

void ApprovalDelegate::paintDecided(QPainter &painter, QRect area, const QModelIndex &index) const
{
    QRect words = paintTime(painter, area, index);
    const Look look = index.data(LookRole).value<Look>();
    Pill::paint(painter, words, m_theme, look);
    words.setLeft(words.left() + Pill::sizeOf(look.text).width() + space::small);
    drawText(painter, words, Type::Text, m_theme.tokens().text,
             titleFor(index.data().toString(), words.width(), Type::Text), Qt::ElideMiddle);
}

QSize ApprovalDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {240, m_form == ApprovalRow::Waiting ? waitingHeight : decidedHeight};
}

} // namespace ui
