// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/track.h"

#include "core/base/visibletext.h"
#include "ui/widgets/tiptext.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>
#include <numbers>

namespace ui {

namespace {
constexpr int frameTime = 50;
constexpr double pulseTime = 1600;
constexpr double most = 64; // times a dense track can be drawn out
} // namespace

Track::Track(const Theme &theme, TrackForm form, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(form)
{
    setFocusPolicy(form == TrackForm::Mini ? Qt::NoFocus : Qt::StrongFocus);
    setMouseTracking(form != TrackForm::Mini);
    setSizePolicy(form == TrackForm::Mini ? QSizePolicy::Fixed : QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        animate();
        update();
    });
    describe();
}

void Track::setSteps(const QList<core::Step> &steps)
{
    const core::StepId focused = m_view.focus >= 0 ? m_layout.stations[m_view.focus].id : core::StepId{};
    m_steps = steps;
    m_layout = TrackLayout::of(steps);
    m_view.focus = focused.isEmpty() ? -1 : m_layout.indexOf(focused);
    m_view.hover = -1;
    m_pressed = -1;
    if (!m_layout.dense)
        m_view.zoom = 1;
    scrollTo(m_layout.dense ? m_view.offset : 0);
    describe();
    animate();
    updateGeometry();
    update();
}

TrackGeometry Track::geometry() const
{
    return {m_layout, QRectF(rect()), m_form, m_view};
}

QPointF Track::positionOf(const core::StepId &id) const
{
    const int station = m_layout.indexOf(id);
    return station < 0 ? QPointF(-1, -1) : geometry().at(m_layout.stations[station]);
}

QSize Track::sizeHint() const
{
    return {static_cast<int>(TrackGeometry::widthOf(m_layout, m_form)),
            static_cast<int>(TrackGeometry::heightOf(m_layout, m_form))};
}

QSize Track::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 120), sizeHint().height()};
}

void Track::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    TrackView view = m_view;
    if (!hasFocus())
        view.focus = -1;
    TrackPainter(m_theme).paint(painter, QRectF(rect()), m_layout, m_form, view);
}

bool Track::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || m_form == TrackForm::Mini)
        return QWidget::event(event);
    const QPoint at = static_cast<QHelpEvent *>(event)->pos();
    const int station = geometry().stationAt(at);
    if (station < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(mapToGlobal(at), tipText(tipOf(station)), this);
    return true;
}

QString Track::tipOf(int station) const
{
    const TrackStation &shown = m_layout.stations[station];
    QString tip = tr("%1: %2").arg(shown.name, StationPainter::wordOf(shown));
    if (shown.attempt > 1)
        tip += tr(", %1").arg(StationPainter::tryOf(shown.attempt));
    for (const core::Step &step : m_steps) {
        if (step.id == shown.id && !step.error.isEmpty())
            tip += QLatin1Char('\n') + core::visibleText(step.error);
    }
    return tip;
}

void Track::describe()
{
    QStringList parts;
    if (m_layout.dense) {
        const int at = m_layout.current();
        parts << tr("step %1 of %2").arg(at + 1).arg(m_layout.stations.size());
        if (at >= 0)
            parts << tipOf(at);
    } else {
        for (int i = 0; i < m_layout.stations.size(); ++i)
            parts << tipOf(i);
    }
    const QString what =
        m_steps.isEmpty() ? tr("Track without steps") : tr("Track. %1").arg(parts.join(tr(", ")));
    setAccessibleName(what);
    setAccessibleDescription(m_view.focus < 0 ? QString() : tipOf(m_view.focus));
}

void Track::activate(int station)
{
    if (station < 0 || station >= m_layout.stations.size())
        return;
    const TrackStation chosen = m_layout.stations[station];
    if (isGate(chosen))
        emit signalActivated(chosen.id);
    else
        emit stationActivated(chosen.id);
}

void Track::moveFocus(int station)
{
    if (station < 0 || station >= m_layout.stations.size())
        return;
    m_view.focus = station;
    if (m_layout.dense && m_view.zoom > 1) {
        const double share = m_layout.columns > 1 ? 1.0 * station / (m_layout.columns - 1) : 0;
        const double seen = 1 / m_view.zoom;
        if (share < m_view.offset || share > m_view.offset + seen)
            scrollTo(share - seen / 2);
    }
    describe();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
}

int Track::neighbour(int key) const
{
    const int last = static_cast<int>(m_layout.stations.size()) - 1;
    if (last < 0)
        return -1;
    if (m_view.focus < 0)
        return key == Qt::Key_End ? last : std::max(0, m_layout.current());
    switch (key) {
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return last;
    case Qt::Key_Left:
        return std::max(0, m_view.focus - 1);
    case Qt::Key_Right:
        return std::min(last, m_view.focus + 1);
    default:
        break;
    }
    const int other = m_view.focus + (key == Qt::Key_Up ? -1 : 1);
    const bool sameColumn = other >= 0 && other <= last &&
                            m_layout.stations[other].column == m_layout.stations[m_view.focus].column;
    return sameColumn ? other : m_view.focus;
}

void Track::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        moveFocus(neighbour(event->key()));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        activate(m_view.focus);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        if (zoomBy(1.5, width() / 2.0))
            return;
        break;
    case Qt::Key_Minus:
        if (zoomBy(1 / 1.5, width() / 2.0))
            return;
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Track::focusInEvent(QFocusEvent *event)
{
    if (m_view.focus < 0 && event->reason() != Qt::MouseFocusReason)
        moveFocus(std::max(0, m_layout.current()));
    QWidget::focusInEvent(event);
}

void Track::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void Track::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_form == TrackForm::Mini) {
        event->ignore(); // a row of a list takes it
        return;
    }
    m_pressed = geometry().stationAt(event->position());
    m_dragX = event->position().x();
    m_dragging = false;
    if (m_pressed < 0 && m_view.zoom <= 1)
        event->ignore();
}

void Track::mouseMoveEvent(QMouseEvent *event)
{
    const double moved = event->position().x() - m_dragX;
    if ((event->buttons() & Qt::LeftButton) && m_view.zoom > 1 && (m_dragging || std::abs(moved) > 4)) {
        m_dragging = true;
        m_dragX = event->position().x();
        scrollTo(m_view.offset - moved / std::max(1.0, geometry().right() - geometry().left()));
        return;
    }
    const int hover = geometry().stationAt(event->position());
    if (hover == m_view.hover)
        return;
    m_view.hover = hover;
    setCursor(hover < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void Track::mouseReleaseEvent(QMouseEvent *event)
{
    const int released = geometry().stationAt(event->position());
    if (event->button() == Qt::LeftButton && !m_dragging && released >= 0 && released == m_pressed) {
        moveFocus(released);
        activate(released);
    }
    m_pressed = -1;
    m_dragging = false;
}

void Track::leaveEvent(QEvent *event)
{
    m_view.hover = -1;
    update();
    QWidget::leaveEvent(event);
}

void Track::wheelEvent(QWheelEvent *event)
{
    const int turned = event->angleDelta().y();
    if (turned == 0 || !zoomBy(std::pow(1.25, turned / 120.0), event->position().x()))
        event->ignore(); // what scrolls around this track scrolls on
}

// Keeps the place under the mouse where it is. False when nothing changes.
bool Track::zoomBy(double factor, double atX)
{
    if (!m_layout.dense || m_form == TrackForm::Mini)
        return false;
    const double zoom = std::clamp(m_view.zoom * factor, 1.0, most);
    if (zoom == m_view.zoom)
        return false;
    const TrackGeometry old = geometry();
    const double length = std::max(1.0, old.right() - old.left());
    const double share = std::clamp((atX - old.left()) / length, 0.0, 1.0);
    const double inView = (atX - old.left()) / length - m_view.offset;
    const double ratio = m_view.zoom / zoom;
    m_view.zoom = zoom;
    scrollTo(share - inView * ratio);
    return true;
}

void Track::scrollTo(double offset)
{
    m_view.offset = std::clamp(offset, 0.0, 1 - 1 / m_view.zoom);
    update();
}

void Track::animate()
{
    const bool moves =
        isVisible() && m_layout.isRunning() && m_theme.motion() == Motion::Full && m_form != TrackForm::Mini;
    if (moves == m_timer.isActive())
        return;
    if (moves) {
        m_elapsed.start();
        m_timer.start(frameTime, this);
    } else {
        m_timer.stop();
        m_view.pulse = 0;
        update();
    }
}

void Track::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QWidget::timerEvent(event);
        return;
    }
    const double turn = static_cast<double>(m_elapsed.elapsed()) / pulseTime * 2 * std::numbers::pi;
    m_view.pulse = (1 - std::cos(turn)) / 2;
    const TrackGeometry places = geometry();
    for (const TrackStation &station : std::as_const(m_layout.stations)) {
        if (station.state == core::StepState::Running)
            update(QRectF(places.at(station) - QPointF(18, 18), QSizeF(36, 36)).toAlignedRect());
    }
}

void Track::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    animate();
}

void Track::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    animate();
}

} // namespace ui
