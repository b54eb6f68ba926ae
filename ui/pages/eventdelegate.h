// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QStyledItemDelegate>

namespace ui {

enum class EventForm {
    Activity, // the time of day and a sentence, with a line under each
    Timeline, // how long after the begin, a dot, a sentence, and a note at the right
};

// Draws the rows of an EventListModel.
class EventDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventDelegate(const Theme &theme, EventForm form, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
        , m_form(form)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintActivity(QPainter &painter, const QRect &area, const QModelIndex &index) const;
    void paintTimeline(QPainter &painter, const QRect &area, const QModelIndex &index) const;

    const Theme &m_theme;
    const EventForm m_form;
};

} // namespace ui
