// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/tracklayout.h"

#include <QPolygonF>
#include <QRectF>

namespace ui {

enum class TrackForm {
    Full, // with the names of the stations
    Wide, // without
    Mini, // 120 by 14, for a row of a list: a dot for each column
};

// What a person sees of a track: how far a dense one is drawn out, and from where.
struct TrackView
{
    double zoom = 1;
    double offset = 0; // what part of the whole stands left of the view, 0 to 1
    int focus = -1;    // a station with the keyboard's focus, or under the mouse
    int hover = -1;
    double pulse = 0; // of the halo around what runs, 0 to 1
};

// Turns the places of a layout into pixels of an area; the painter, the mouse and the tests share it.
class TrackGeometry
{
public:
    TrackGeometry(const TrackLayout &layout, const QRectF &area, TrackForm form, const TrackView &view = {});

    QPointF at(int column, int row) const;
    QPointF at(const TrackStation &station) const { return at(station.column, station.row); }
    // The line of an edge: horizontal runs joined by switches at 45 degrees where the room allows.
    QPolygonF lineOf(const TrackEdge &edge) const;
    // The station under a point, with a margin for the hand; -1: none.
    int stationAt(const QPointF &point) const;
    double columnWidth() const { return m_columnWidth; }
    // The ends of the bar of a dense track, possibly outside of the area.
    double left() const { return m_origin.x(); }
    double right() const;
    // A dense track far enough drawn out to show its stations one by one.
    bool showsStations() const;
    bool showsNames() const;

    static double heightOf(const TrackLayout &layout, TrackForm form);
    static double widthOf(const TrackLayout &layout, TrackForm form);

private:
    const TrackLayout &m_layout;
    QRectF m_area;
    TrackForm m_form;
    QPointF m_origin;
    double m_columnWidth = 0;
    double m_rowHeight = 0;
};

} // namespace ui
