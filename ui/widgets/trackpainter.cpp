// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/trackpainter.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <array>

namespace ui {

using core::StepKind;
using core::StepState;

namespace {

constexpr double radius = 7;

bool lies(StepState state)
{
    return state == StepState::Blocked || state == StepState::Ready || state == StepState::Held ||
           state == StepState::Cancelled;
}

QPen rounded(const QColor &colour, double width)
{
    return {colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void cross(QPainter &painter, const QPointF &at, double reach)
{
    painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach));
    painter.drawLine(at + QPointF(reach, -reach), at + QPointF(-reach, reach));
}

void tick(QPainter &painter, const QPointF &at)
{
    const std::array points{at + QPointF(-2.8, 0.2), at + QPointF(-0.8, 2.2), at + QPointF(2.8, -2)};
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

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

QString TrackPainter::tryOf(int attempt)
{
    if (attempt < 2)
        return {};
    if (attempt == 2)
        return QCoreApplication::translate("ui::Track", "2nd try");
    if (attempt == 3)
        return QCoreApplication::translate("ui::Track", "3rd try");
    return QCoreApplication::translate("ui::Track", "%1th try").arg(attempt);
}

QString TrackPainter::wordOf(const TrackStation &station)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("ui::Track", text); };
    switch (station.state) {
    case StepState::Blocked:
        break;
    case StepState::Ready:
        return tr(QT_TRANSLATE_NOOP("ui::Track", "waits for an instance"));
    case StepState::Held:
        return tr(QT_TRANSLATE_NOOP("ui::Track", "held, the task is paused"));
    case StepState::Running:
        return tr(QT_TRANSLATE_NOOP("ui::Track", "running"));
    case StepState::Waiting:
        return isGate(station) ? tr(QT_TRANSLATE_NOOP("ui::Track", "waits for a person"))
                               : tr(QT_TRANSLATE_NOOP("ui::Track", "waits for its time"));
    case StepState::Uncertain:
        return tr(QT_TRANSLATE_NOOP("ui::Track", "uncertain: was it done, or not?"));
    case StepState::Done:
        if (isGate(station))
            return station.rejected ? tr(QT_TRANSLATE_NOOP("ui::Track", "rejected"))
                                    : tr(QT_TRANSLATE_NOOP("ui::Track", "approved"));
        return tr(QT_TRANSLATE_NOOP("ui::Track", "done"));
    case StepState::Failed:
        return isGate(station) ? tr(QT_TRANSLATE_NOOP("ui::Track", "rejected"))
                               : tr(QT_TRANSLATE_NOOP("ui::Track", "failed"));
    case StepState::Cancelled:
        return tr(QT_TRANSLATE_NOOP("ui::Track", "cancelled"));
    }
    return tr(QT_TRANSLATE_NOOP("ui::Track", "not yet"));
}

QColor TrackPainter::colourOf(const TrackStation &station) const
{
    const Tokens &t = m_theme.tokens();
    switch (station.state) {
    case StepState::Running:
        return t.accent.mark;
    case StepState::Waiting:
        return isGate(station) ? t.amber.mark : t.accent.mark;
    case StepState::Uncertain:
        return t.violet.mark;
    case StepState::Done:
        return station.rejected ? t.red.mark : t.green.mark;
    case StepState::Failed:
        return t.red.mark;
    default:
        break;
    }
    return t.track;
}

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
            paintStation(painter, station, at, view.pulse);
            if (i == view.focus || i == view.hover)
                paintFocus(painter, station, at);
            if (form == TrackForm::Full)
                paintName(painter, station, at, geometry.columnWidth() - space::small, area);
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
            return dots[at]->state == StepState::Done && !lies(dots[at + 1]->state);
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
        if (close && (state == StepState::Done || lies(state)) && !dots[i]->rejected)
            continue;
        painter.setBrush(colourOf(*dots[i]));
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

void TrackPainter::paintStation(QPainter &painter, const TrackStation &station, const QPointF &at,
                                double pulse) const
{
    if (isGate(station)) {
        paintGate(painter, station, at);
        return;
    }
    const Tokens &t = m_theme.tokens();
    const QColor colour = colourOf(station);
    const bool hollow = lies(station.state) || station.state == StepState::Waiting;
    const double r = station.kind == StepKind::Join ? 5 : radius;
    painter.setPen(QPen(colour, 2.5));
    painter.setBrush(hollow ? t.surface : colour);
    painter.drawEllipse(at, r, r);
    paintGlyph(painter, station, at);
    if (station.state == StepState::Running) {
        QColor halo = colour;
        halo.setAlphaF(0.4F * static_cast<float>(1 - pulse * 0.75));
        painter.setPen(QPen(halo, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at, r + 5 + pulse * 3, r + 5 + pulse * 3);
    }
    paintTry(painter, station, at);
}

void TrackPainter::paintGlyph(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    const Tokens &t = m_theme.tokens();
    painter.setBrush(Qt::NoBrush);
    switch (station.state) {
    case StepState::Failed:
        painter.setPen(rounded(t.surface, 1.7));
        cross(painter, at, 2.8);
        break;
    case StepState::Uncertain: {
        QFont font = Theme::font(Type::SmallStrong);
        font.setWeight(QFont::Bold);
        painter.setFont(font);
        painter.setPen(t.surface);
        painter.drawText(QRectF(at.x() - 8, at.y() - 8, 16, 16), Qt::AlignCenter, QStringLiteral("?"));
        break;
    }
    case StepState::Cancelled:
        painter.setPen(rounded(t.muted, 1.7));
        painter.drawLine(at + QPointF(-3, 0), at + QPointF(3, 0));
        break;
    case StepState::Held:
        painter.setPen(rounded(t.muted, 1.7));
        painter.drawLine(at + QPointF(-1.8, -2.4), at + QPointF(-1.8, 2.4));
        painter.drawLine(at + QPointF(1.8, -2.4), at + QPointF(1.8, 2.4));
        break;
    case StepState::Waiting: // a sleep: the hands of a clock
        painter.setPen(rounded(t.accent.mark, 1.5));
        painter.drawLine(at, at + QPointF(0, -3.4));
        painter.drawLine(at, at + QPointF(2.4, 1.4));
        break;
    default:
        break;
    }
}

void TrackPainter::paintGate(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    const Tokens &t = m_theme.tokens();
    const QColor colour = colourOf(station);
    painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(at, at + QPointF(0, -14));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(at.x() - 6, at.y() - 26, 12, 14), 6, 6);
    painter.setPen(QPen(colour, 2));
    painter.setBrush(t.surface);
    painter.drawEllipse(at, 4, 4);
    const QPointF lamp = at + QPointF(0, -19);
    painter.setPen(rounded(t.surface, 1.6));
    painter.setBrush(Qt::NoBrush);
    if (station.state == StepState::Failed || station.rejected) {
        cross(painter, lamp, 2.2);
    } else if (station.state == StepState::Done) {
        tick(painter, lamp);
    } else if (station.state == StepState::Waiting) {
        painter.drawLine(lamp + QPointF(0, -3.2), lamp + QPointF(0, 0.6));
        painter.drawPoint(lamp + QPointF(0, 3.4));
    }
}

void TrackPainter::paintTry(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    if (station.attempt < 2)
        return;
    painter.setPen(rounded(m_theme.tokens().muted, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(at.x() - 14, at.y() - 16, 28, 28), 42 * 16, 96 * 16);
    painter.setFont(Theme::font(Type::Small));
    painter.setPen(m_theme.tokens().muted);
    painter.drawText(QRectF(at.x() - 50, at.y() - 32, 100, 14), Qt::AlignCenter, tryOf(station.attempt));
}

void TrackPainter::paintName(QPainter &painter, const TrackStation &station, const QPointF &at, double width,
                             const QRectF &within) const
{
    const Tokens &t = m_theme.tokens();
    const bool quiet = lies(station.state) || station.state == StepState::Done;
    painter.setFont(Theme::font(Type::Secondary));
    painter.setPen(quiet ? t.muted : t.text);
    const QFontMetricsF metrics = painter.fontMetrics();
    const QString name = metrics.elidedText(station.name, Qt::ElideRight, width);
    const double length = metrics.horizontalAdvance(name);
    // The first and the last name may lean inwards, so that nothing is cut off at the edges.
    const double left =
        std::clamp(at.x() - length / 2, within.left(), std::max(within.left(), within.right() - length));
    painter.drawText(QRectF(left, at.y() + 13, length + 2, 18), Qt::AlignLeft | Qt::AlignVCenter, name);
}

void TrackPainter::paintFocus(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    painter.setPen(QPen(m_theme.tokens().accent.mark, 1.5));
    painter.setBrush(Qt::NoBrush);
    const QRectF box =
        isGate(station) ? QRectF(at.x() - 10, at.y() - 30, 20, 38) : QRectF(at.x() - 11, at.y() - 11, 22, 22);
    painter.drawRoundedRect(box, 10, 10);
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
                const bool passed = station.state == StepState::Done && !lies(layout.stations[i + 1].state);
                painter.setPen(QPen(passed ? m_theme.tokens().green.mark : m_theme.tokens().track, 4));
                painter.drawLine(at, geometry.at(layout.stations[i + 1]));
            }
            if (i > 0) // the line to here was drawn over the last station
                paintStation(painter, layout.stations[i - 1], geometry.at(layout.stations[i - 1]),
                             view.pulse);
            paintStation(painter, station, at, view.pulse);
            if (geometry.showsNames()) // a name at the edge is cut off, as its station is
                paintName(painter, station, at, geometry.columnWidth() - space::small,
                          area.adjusted(-999, 0, 999, 0));
        } else {
            paintMark(painter, station, at);
        }
        if (i == view.focus || i == view.hover)
            paintFocus(painter, station, at);
    }
    if (!geometry.showsStations() && current >= 0 && layout.stations[current].state != StepState::Done) {
        TrackStation train = layout.stations[current];
        train.attempt = 1;
        paintStation(painter, train, geometry.at(train), view.pulse);
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
        if (!lies(layout.stations[i].state))
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
    const QColor colour = colourOf(station);
    const bool decided = isGate(station) && !lies(station.state);
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
    paintName(painter, train, geometry.at(train), 260, area);
    const TrackStation &first = layout.stations.first();
    const double room = geometry.at(train).x() - geometry.left() - 170;
    if (shown > 0 && room > 60) {
        TrackStation begin = first;
        begin.state = StepState::Done;
        const double half = painter.fontMetrics().horizontalAdvance(begin.name) / 2.0;
        paintName(painter, begin, geometry.at(first) + QPointF(half, 0), room, area);
    }
}

} // namespace ui
