// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/trackgeometry.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double fullMargin = 34;
constexpr double wideMargin = 14;
constexpr double widestColumn = 168;
constexpr double above = 32; // room for a signal, or for the mark of a second try
constexpr double below = 30; // room for a name
constexpr double fullRow = 46;
constexpr double wideRow = 18;
constexpr double inset = 16; // from a station to its switch

double marginOf(TrackForm form)
{
    return form == TrackForm::Full ? fullMargin : wideMargin;
}

// Adds the way from one height to another: the switch stands near the station where lines part or meet.
void addSwitch(QPolygonF &line, const QPointF &from, const QPointF &to, bool atEnd)
{
    const double drop = std::abs(to.y() - from.y());
    const double room = to.x() - from.x();
    const double slope = std::min(drop, std::max(4.0, room - 8));
    const double gap = std::min(inset, std::max(4.0, (room - slope) / 2));
    if (drop > 0) {
        const double begin = atEnd ? to.x() - gap - slope : from.x() + gap;
        line << QPointF(begin, from.y()) << QPointF(begin + slope, to.y());
    }
    line << to;
}

} // namespace

double TrackGeometry::heightOf(const TrackLayout &layout, TrackForm form)
{
    const int more = std::max(0, layout.rows() - 1);
    switch (form) {
    case TrackForm::Full:
        return above + below + more * fullRow;
    case TrackForm::Wide:
        return 40 + more * wideRow;
    case TrackForm::Mini:
        break;
    }
    return 14;
}

double TrackGeometry::widthOf(const TrackLayout &layout, TrackForm form)
{
    if (form == TrackForm::Mini)
        return 120;
    if (layout.dense)
        return 480;
    return 2 * marginOf(form) + std::max(1, layout.columns - 1) * (form == TrackForm::Full ? 96.0 : 48.0);
}

TrackGeometry::TrackGeometry(const TrackLayout &layout, const QRectF &area, TrackForm form,
                             const TrackView &view)
    : m_layout(layout)
    , m_area(area)
    , m_form(form)
{
    const int gaps = std::max(1, layout.columns - 1);
    if (form == TrackForm::Mini) {
        m_columnWidth = std::min(20.0, (area.width() - 12) / gaps);
        m_origin = {area.left() + 6, area.center().y()};
        return;
    }
    const double margin = marginOf(form);
    const double width = std::max(1.0, area.width() - 2 * margin);
    if (layout.dense) {
        m_columnWidth = width * view.zoom / gaps;
        m_origin = {area.left() + margin - view.offset * width * view.zoom, area.top() + above};
    } else {
        m_columnWidth = std::min(widestColumn, width / gaps);
        m_origin.setX(area.left() + margin);
    }
    const int more = std::max(0, layout.rows() - 1);
    const double head = form == TrackForm::Full ? above : 30;
    const double foot = form == TrackForm::Full ? below : 10;
    const double wish = form == TrackForm::Full ? fullRow : wideRow;
    m_rowHeight = more > 0 ? std::clamp((area.height() - head - foot) / more, 10.0, wish) : wish;
    const double spare = area.height() - head - foot - more * m_rowHeight;
    m_origin.setY(area.top() + head + std::max(0.0, spare / 2) - layout.firstRow * m_rowHeight);
}

QPointF TrackGeometry::at(int column, int row) const
{
    return {m_origin.x() + column * m_columnWidth, m_origin.y() + row * m_rowHeight};
}

QPolygonF TrackGeometry::lineOf(const TrackEdge &edge) const
{
    QList<QPoint> places = edge.lanes;
    const TrackStation &from = m_layout.stations[edge.from];
    const TrackStation &to = m_layout.stations[edge.to];
    places.append({to.column, to.row});
    const auto ways = [this](int TrackEdge::*end, int station) {
        return std::count_if(m_layout.edges.begin(), m_layout.edges.end(),
                             [end, station](const TrackEdge &other) { return other.*end == station; });
    };
    const bool parts = ways(&TrackEdge::from, edge.from) > 1;
    QPolygonF line{at(from)};
    QPoint last(from.column, from.row);
    for (qsizetype i = 0; i < places.size(); ++i) {
        const bool lastLeg = i + 1 == places.size();
        const bool atEnd = lastLeg && (!parts || i > 0 || std::abs(to.row) < std::abs(from.row));
        addSwitch(line, at(last.x(), last.y()), at(places[i].x(), places[i].y()), atEnd);
        last = places[i];
    }
    return line;
}

int TrackGeometry::stationAt(const QPointF &point) const
{
    int nearest = -1;
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < m_layout.stations.size(); ++i) {
        const TrackStation &station = m_layout.stations[i];
        const QPointF place = at(station);
        const double reach = std::clamp(m_columnWidth / 2, 1.0, 14.0);
        QRectF target(place.x() - reach, place.y() - 14, 2 * reach, 28);
        if (isGate(station) && m_form != TrackForm::Mini)
            target.setTop(place.y() - 30);
        if (m_form == TrackForm::Full && (!m_layout.dense || showsNames()))
            target |= QRectF(place.x() - m_columnWidth * 0.4, place.y() + 10, m_columnWidth * 0.8, 22);
        const double distance = std::abs(point.x() - place.x()) + std::abs(point.y() - place.y());
        if (target.contains(point) && distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

double TrackGeometry::right() const
{
    return m_origin.x() + std::max(0, m_layout.columns - 1) * m_columnWidth;
}

bool TrackGeometry::showsStations() const
{
    return !m_layout.dense || m_columnWidth >= 22;
}

bool TrackGeometry::showsNames() const
{
    return m_form == TrackForm::Full && (!m_layout.dense || m_columnWidth >= 64);
}

} // namespace ui
