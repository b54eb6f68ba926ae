// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/trackpainter.h"

#include <QCoreApplication>
#include <QPainter>

namespace ui {

using core::StepKind;
using core::StepState;

namespace {

// Which of the states in one column a single dot shows.
int weight(const TrackStation &station)
{
    switch (station.state) {
    case StepState::Waiting:
        return 9;
    case StepState::Uncertain:
        return 8;
    case StepState::Failed:
        return 7;
    case StepState::Running:
        return 6;
    case StepState::Blocked:
    case StepState::Ready:
    case StepState::Held:
        return 5;
    case StepState::Cancelled:
        return 4;
    case StepState::Done:
        break;
    }
    return 3;
}

} // namespace

void TrackPainter::paint(QPainter &painter, const QRectF &area, const TrackLayout &layout, TrackForm form,
                         const TrackView &view) const
{
    if (layout.stations.isEmpty())
        return;
    const TrackGeometry geometry(layout, area, form, view);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (form == TrackForm::Mini) {
        paintMini(painter, layout, geometry);
    } else if (layout.dense) {
        paintDense(painter, area, layout, geometry, form, view);
    } else {
        paintEdges(painter, layout, geometry);
        for (int i = 0; i < layout.stations.size(); ++i) {
            const TrackStation &station = layout.stations[i];
            const QPointF at = geometry.at(station);
            m_stations.paint(painter, station, at, view.pulse);
            if (i == view.focus || i == view.hover)
                m_stations.paintFocus(painter, station, at);
            if (form == TrackForm::Full)
                m_stations.paintName(painter, station, at, geometry.columnWidth() - space::small, area);
        }
    }
    painter.restore();
}

void TrackPainter::paintMini(QPainter &painter, const TrackLayout &layout,
                             const TrackGeometry &geometry) const
{
    QList<const TrackStation *> dots(layout.columns, nullptr);
    for (const TrackStation &station : layout.stations) {
        const TrackStation *&dot = dots[station.column];
        if (!dot || weight(station) > weight(*dot))
            dot = &station;
    }
    const QColor ahead = m_theme.tokens().track;
    for (int i = 0, end = 0; i + 1 < dots.size(); i = end) {
        // One stroke for all that look alike: strokes that meet between two pixels show a seam.
        const auto passed = [&dots](int at) {
            return dots[at]->state == StepState::Done && !liesAhead(dots[at + 1]->state);
        };
        for (end = i + 1; end + 1 < dots.size() && passed(end) == passed(i);)
            ++end;
        painter.setPen(
            QPen(passed(i) ? m_theme.tokens().green.mark : ahead, 2.5, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(geometry.at(i, 0), geometry.at(end, 0));
    }
    painter.setPen(Qt::NoPen);
    // Where dots would touch, only those say something that are neither done nor ahead.
    const bool close = geometry.columnWidth() < 10;
    for (int i = 0; i < dots.size(); ++i) {
        const StepState state = dots[i]->state;
        if (close && (state == StepState::Done || liesAhead(state)) && !dots[i]->rejected)
            continue;
        painter.setBrush(m_stations.colourOf(*dots[i]));
        painter.drawEllipse(geometry.at(i, 0), 4, 4);
    }
}

void TrackPainter::paintEdges(QPainter &painter, const TrackLayout &layout,
                              const TrackGeometry &geometry) const
{
    painter.setBrush(Qt::NoBrush);
    for (const bool passed : {false, true}) {
        painter.setPen(rounded(passed ? m_theme.tokens().green.mark : m_theme.tokens().track, 4));
        for (const TrackEdge &edge : layout.edges) {
            if (edge.passed == passed)
                painter.drawPolyline(geometry.lineOf(edge));
        }
    }
}

void TrackPainter::paintDense(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                              const TrackGeometry &geometry, TrackForm form, const TrackView &view) const
{
    painter.setClipRect(area);
    const int current = layout.current();
    if (!geometry.showsStations())
        paintBar(painter, area, layout, geometry);
    for (int i = 0; i < layout.stations.size(); ++i) {
        const TrackStation &station = layout.stations[i];
        const QPointF at = geometry.at(station);
        if (at.x() < area.left() - geometry.columnWidth() || at.x() > area.right() + geometry.columnWidth())
            continue;
        if (geometry.showsStations()) {
            if (i + 1 < layout.stations.size()) {
                const bool passed =
                    station.state == StepState::Done && !liesAhead(layout.stations[i + 1].state);
                painter.setPen(QPen(passed ? m_theme.tokens().green.mark : m_theme.tokens().track, 4));
                painter.drawLine(at, geometry.at(layout.stations[i + 1]));
            }
            if (i > 0) // the line to here was drawn over the last station
                m_stations.paint(painter, layout.stations[i - 1], geometry.at(layout.stations[i - 1]),
                                 view.pulse);
            m_stations.paint(painter, station, at, view.pulse);
            if (geometry.showsNames()) // a name at the edge is cut off, as its station is
                m_stations.paintName(painter, station, at, geometry.columnWidth() - space::small,
                                     area.adjusted(-999, 0, 999, 0));
        } else {
            paintMark(painter, station, at);
        }
        if (i == view.focus || i == view.hover)
            m_stations.paintFocus(painter, station, at);
    }
    if (!geometry.showsStations() && current >= 0 && layout.stations[current].state != StepState::Done) {
        TrackStation train = layout.stations[current];
        train.attempt = 1;
        m_stations.paint(painter, train, geometry.at(train), view.pulse);
    }
    if (form == TrackForm::Full && !geometry.showsNames())
        paintDenseNames(painter, area, layout, geometry);
}

void TrackPainter::paintBar(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                            const TrackGeometry &geometry) const
{
    const Tokens &t = m_theme.tokens();
    int done = 0; // up to where the line is green: the last station that the train reached
    for (int i = 0; i < layout.stations.size(); ++i) {
        if (!liesAhead(layout.stations[i].state))
            done = i;
    }
    const bool begun = layout.current() >= 0;
    const double y = geometry.at(0, 0).y();
    const double train = begun ? geometry.at(done, 0).x() : geometry.left();
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawRoundedRect(QRectF(geometry.left(), y - 3, geometry.right() - geometry.left(), 6), 3, 3);
    painter.setBrush(t.green.mark);
    painter.drawRoundedRect(QRectF(geometry.left(), y - 3, train - geometry.left(), 6), 3, 3);
    if (geometry.columnWidth() < 3)
        return;
    QColor gap = t.surface;
    gap.setAlphaF(0.55F);
    for (int i = 1; i < layout.stations.size(); ++i) {
        const double x = geometry.at(i, 0).x() - geometry.columnWidth() / 2;
        if (x > area.left() && x < area.right())
            painter.fillRect(QRectF(x - 0.8, y - 7, 1.6, 14), gap);
    }
}

// Above the bar of a dense track stands only what a person looks for.
void TrackPainter::paintMark(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    const QColor colour = m_stations.colourOf(station);
    const bool decided = isGate(station) && !liesAhead(station.state);
    if (!decided && station.state != StepState::Failed && station.state != StepState::Uncertain)
        return;
    painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at + QPointF(0, -7), at + QPointF(0, -16));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    if (isGate(station))
        painter.drawRoundedRect(QRectF(at.x() - 5, at.y() - 25, 10, 11), 5, 5);
    else
        painter.drawEllipse(at + QPointF(0, -18), 3.5, 3.5);
}

void TrackPainter::paintDenseNames(QPainter &painter, const QRectF &area, const TrackLayout &layout,
                                   const TrackGeometry &geometry) const
{
    const auto total = layout.stations.size();
    const int current = layout.current();
    const int shown = current < 0 ? 0 : current;
    TrackStation train = layout.stations[shown];
    train.name =
        QCoreApplication::translate("ui::Track", "%1, %2 of %3").arg(train.name).arg(shown + 1).arg(total);
    m_stations.paintName(painter, train, geometry.at(train), 260, area);
    const TrackStation &first = layout.stations.first();
    const double room = geometry.at(train).x() - geometry.left() - 170;
    if (shown > 0 && room > 60) {
        TrackStation begin = first;
        begin.state = StepState::Done;
        const double half = painter.fontMetrics().horizontalAdvance(begin.name) / 2.0;
        m_stations.paintName(painter, begin, geometry.at(first) + QPointF(half, 0), room, area);
    }
}

} // namespace ui
