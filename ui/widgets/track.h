// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/trackpainter.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

namespace ui {

// The signature of the window: a task as a line with a station for each step and a signal where a person
// decides. Drawn from the step rows alone. Stations and signals are reached with the mouse, or with Left,
// Right, Up, Down, Home and End, and opened with a click, Enter or Space; a dense track is drawn out with the
// wheel,
// + and -. It moves only while a step runs, is in view, and the theme allows motion. UI thread.
// Announces stationActivated(), and for approvals signalActivated().
class Track final : public QWidget
{
    Q_OBJECT

public:
    explicit Track(const Theme &theme, TrackForm form = TrackForm::Full, QWidget *parent = nullptr);

    void setSteps(const QList<core::Step> &steps);
    const TrackLayout &trackLayout() const { return m_layout; }
    const TrackView &view() const { return m_view; }

    // Where a station stands in this widget, to point at it.
    QPointF positionOf(const core::StepId &id) const;
    bool isMoving() const { return m_timer.isActive(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void stationActivated(const core::StepId &id);
    void signalActivated(const core::StepId &id);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    TrackGeometry geometry() const;
    void activate(int station);
    void moveFocus(int station);
    int neighbour(int key) const;
    bool zoomBy(double factor, double atX);
    void scrollTo(double offset);
    void animate();
    void describe();
    QString tipOf(int station) const;

    const Theme &m_theme;
    const TrackForm m_form;
    QList<core::Step> m_steps;
    TrackLayout m_layout;
    TrackView m_view;
    QBasicTimer m_timer;
    QElapsedTimer m_elapsed;
    int m_pressed = -1;
    double m_dragX = 0;
    bool m_dragging = false;
};

} // namespace ui
