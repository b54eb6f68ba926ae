// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/trackgeometry.h"

class QPainter;

namespace ui {

// Draws a track. The widget and the delegates of lists share it; a value without state of its own.
class TrackPainter
{
public:
    explicit TrackPainter(const Theme &theme)
        : m_theme(theme)
    {
    }

    void paint(QPainter &painter, const QRectF &area, const TrackLayout &layout, TrackForm form,
               const TrackView &view = {}) const;

    // The state of a station in a word, for tooltips and for those who listen.
    static QString wordOf(const TrackStation &station);
    // "2nd try"; empty for the first.
    static QString tryOf(int attempt);

private:
    void paintMini(QPainter &painter, const TrackLayout &layout, const TrackGeometry &geometry) const;
    void paintDense(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                    const TrackGeometry &geometry, TrackForm form, const TrackView &view) const;
    void paintBar(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                  const TrackGeometry &geometry) const;
    void paintMark(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintDenseNames(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                         const TrackGeometry &geometry) const;
    void paintEdges(QPainter &painter, const TrackLayout &layout, const TrackGeometry &geometry) const;
    void paintStation(QPainter &painter, const TrackStation &station, const QPointF &at, double pulse) const;
    void paintGlyph(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintGate(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintTry(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    void paintName(QPainter &painter, const TrackStation &station, const QPointF &at, double width,
                   const QRectF &within) const;
    void paintFocus(QPainter &painter, const TrackStation &station, const QPointF &at) const;
    QColor colourOf(const TrackStation &station) const;

    const Theme &m_theme;
};

} // namespace ui
