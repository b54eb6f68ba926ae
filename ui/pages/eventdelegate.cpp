// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/eventdelegate.h"

#include "ui/models/eventlistmodel.h"
#include "ui/widgets/twolines.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QScrollBar>

namespace ui {

namespace {

constexpr int activityRow = 35;
constexpr int timelineRow = 30;
constexpr int nextLine = 18;
constexpr int timeWidth = 66;
constexpr int dot = 8;

void drawText(QPainter &painter, const QRect &area, Qt::AlignmentFlag side, const QString &text)
{
    painter.drawText(area, static_cast<int>(side) | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
}

// Of the Activity: the same with and without a scroll bar, so that a row keeps its lines.
int widthOfWords(const QStyleOptionViewItem &option)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view)
        return 1;
    return view->width() - view->verticalScrollBar()->sizeHint().width() - 2 * (space::cardPadding - 1) -
           timeWidth - space::small;
}

} // namespace

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool leads =
        m_form == EventForm::Activity && !index.data(EventListModel::TaskRole).toString().isEmpty();
    if (leads && (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, t.raised);
    if (m_form == EventForm::Activity && (option.state & QStyle::State_HasFocus))
        painter->fillRect(option.rect, t.accent.back);
    if (m_form == EventForm::Activity)
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    const QRect area = option.rect.adjusted(space::cardPadding - 1, 0, -(space::cardPadding - 1), -1);
    painter->setFont(Theme::font(Type::Mono));
    painter->setPen(t.muted);
    const int top = m_form == EventForm::Activity ? activityRow - 1 : area.height(); // beside the first line
    drawText(*painter, QRect(area.left(), area.top(), timeWidth, top), Qt::AlignLeft,
             index.data(EventListModel::TimeRole).toString());
    QRect rest = area.adjusted(timeWidth + space::small, 0, 0, 0);
    if (m_form == EventForm::Activity) {
        rest.setWidth(widthOfWords(option));
        paintActivity(*painter, rest, index);
    } else {
        paintTimeline(*painter, rest, index);
    }
    painter->restore();
}

void EventDelegate::paintActivity(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const QFont font = Theme::font(Type::Text);
    painter.setFont(font);
    painter.setPen(m_theme.tokens().text);
    const QStringList lines = twoLines(index.data().toString(), font, area.width());
    const int height = static_cast<int>(lines.size()) * nextLine;
    QRect line(area.left(), area.top() + (area.height() - height) / 2, area.width(), nextLine);
    for (const QString &words : lines) {
        drawText(painter, line, Qt::AlignLeft, words);
        line.translate(0, nextLine);
    }
}

void EventDelegate::paintTimeline(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    const Tokens &t = m_theme.tokens();
    const auto tone = static_cast<Tone>(index.data(EventListModel::ToneRole).toInt());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.shade(tone).mark);
    painter.drawEllipse(QRectF(area.left(), area.center().y() - dot / 2.0 + 1, dot, dot));
    QRect words = area.adjusted(dot + space::medium, 0, 0, 0);
    painter.setFont(Theme::font(Type::Text));
    const QString note = index.data(EventListModel::NoteRole).toString();
    if (!note.isEmpty()) {
        painter.setPen(t.muted);
        const int width = std::min(painter.fontMetrics().horizontalAdvance(note), words.width() / 2);
        drawText(painter, QRect(words.right() - width, words.top(), width + 1, words.height()),
                 Qt::AlignRight, note);
        words.setRight(words.right() - width - space::medium);
    }
    painter.setPen(t.text);
    drawText(painter, words, Qt::AlignLeft, index.data().toString());
}

// What happened in the Activity takes a second line where one is too short.
QSize EventDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (m_form == EventForm::Timeline)
        return {120, timelineRow};
    const auto lines =
        twoLines(index.data().toString(), Theme::font(Type::Text), widthOfWords(option)).size();
    return {120, activityRow + static_cast<int>(lines - 1) * nextLine};
}

} // namespace ui
