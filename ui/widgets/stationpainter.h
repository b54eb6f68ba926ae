// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/tracklayout.h"

#include <QPen>
#include <QRectF>

class QPainter;

namespace ui {

// True for what the train has not reached, and never will when it was cancelled.
bool liesAhead(core::StepState state);

// A line with round ends and corners.
QPen rounded(const QColor &colour, double width);

// Draws one station or signal with its signs, its name and the ring around it. Part of TrackPainter.
class StationPainter
{
public:
    explicit StationPainter(const Theme &theme)
        : m_theme(theme)
    {
    }

    void paint(QPainter &painter, const TrackStation &station, const QPointF &at, double pulse) const;
    // Elided to `width`; it leans inwards where it would leave `within`.
    void paintName(QPainter &painter, const TrackStation &station, const QPointF &at, double width,
                   const QRectF &within) const;
    void paintFocus(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    QColor colourOf(const TrackStation &station) const;

    // The state of a station in a word, for tooltips and for those who listen.
    static QString wordOf(const TrackStation &station);
    // "2nd try"; empty for the first.
    static QString tryOf(int attempt);

private:
    void paintGlyph(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintGate(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintTry(QPainter &painter, const TrackStation &station, const QPointF &at) const;

    const Theme &m_theme;
};

} // namespace ui
