// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/stationpainter.h"
#include "ui/widgets/trackgeometry.h"

class QPainter;

namespace ui {

// Draws a track. The widget and the delegates of lists share it; a value without state of its own.
class TrackPainter
{
public:
    explicit TrackPainter(const Theme &theme)
        : m_theme(theme)
        , m_stations(theme)
    {
    }

    void paint(QPainter &painter, const QRectF &area, const TrackLayout &layout, TrackForm form,
               const TrackView &view = {}) const;

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

    const Theme &m_theme;
    StationPainter m_stations;
};

} // namespace ui
