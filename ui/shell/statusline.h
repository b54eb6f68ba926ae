// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QTimer>
#include <QWidget>

namespace ui {

class Label;
class Pill;

enum class EngineState { Starting, Running, Stopping, Stopped };

// What the bottom of the window tells, on every screen.
struct Status
{
    EngineState engine = EngineState::Starting;
    int running = 0;
    int waiting = 0;
    int queued = 0;
    QString store = {};     // "local store"
    qint64 storeBytes = -1; // not known when negative
    int streaming = 0;
    QString warning = {};     // of something that a person should know at all times
    QString warningHint = {}; // what it means and what to do
};

// The bottom of the window: the engine, what runs, waits and is queued, the store, who listens, and the
// time here, as everywhere in the window; its tool tip has UTC, in which logs and programs write.
class StatusLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(const Theme &theme, QWidget *parent = nullptr);

    void setStatus(const Status &status);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void tellTime();
    void makeRoom();

    const Theme &m_theme;
    Pill *m_engine = nullptr;
    Label *m_running = nullptr;
    Label *m_waiting = nullptr;
    Label *m_queued = nullptr;
    Pill *m_warning = nullptr;
    Label *m_store = nullptr;
    Label *m_streaming = nullptr;
    Label *m_time = nullptr;
    QTimer m_tick;
};

} // namespace ui
