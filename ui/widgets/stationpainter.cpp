// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stationpainter.h"

#include <QCoreApplication>
#include <QPainter>

#include <array>

namespace ui {

using core::StepKind;
using core::StepState;

namespace {

constexpr double radius = 7;

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

} // namespace

QPen rounded(const QColor &colour, double width)
{
    return {colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

bool liesAhead(StepState state)
{
    return state == StepState::Blocked || state == StepState::Ready || state == StepState::Held ||
           state == StepState::Cancelled;
}

QString StationPainter::tryOf(int attempt)
{
    if (attempt < 2)
        return {};
    if (attempt == 2)
        return QCoreApplication::translate("ui::Track", "2nd try");
    if (attempt == 3)
        return QCoreApplication::translate("ui::Track", "3rd try");
    return QCoreApplication::translate("ui::Track", "%1th try").arg(attempt);
}

QString StationPainter::wordOf(const TrackStation &station)
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

QColor StationPainter::colourOf(const TrackStation &station) const
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

void StationPainter::paint(QPainter &painter, const TrackStation &station, const QPointF &at,
                           double pulse) const
{
    if (isGate(station)) {
        paintGate(painter, station, at);
        return;
    }
    const Tokens &t = m_theme.tokens();
    const QColor colour = colourOf(station);
    const bool hollow = liesAhead(station.state) || station.state == StepState::Waiting;
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

void StationPainter::paintGlyph(QPainter &painter, const TrackStation &station, const QPointF &at) const
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

void StationPainter::paintGate(QPainter &painter, const TrackStation &station, const QPointF &at) const
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

void StationPainter::paintTry(QPainter &painter, const TrackStation &station, const QPointF &at) const
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

void StationPainter::paintName(QPainter &painter, const TrackStation &station, const QPointF &at,
                               double width, const QRectF &within) const
{
    const Tokens &t = m_theme.tokens();
    const bool quiet = liesAhead(station.state) || station.state == StepState::Done;
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

void StationPainter::paintFocus(QPainter &painter, const TrackStation &station, const QPointF &at) const
{
    painter.setPen(QPen(m_theme.tokens().accent.mark, 1.5));
    painter.setBrush(Qt::NoBrush);
    const QRectF box =
        isGate(station) ? QRectF(at.x() - 10, at.y() - 30, 20, 38) : QRectF(at.x() - 11, at.y() - 11, 22, 22);
    painter.drawRoundedRect(box, 10, 10);
}

} // namespace ui
