// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/backendthread.h"
#include "ui/shell/mainwindow.h"

#include <QTimer>

namespace app {

// Keeps the serving card and the status line of the window up to date, once a second while it can be seen.
// Owned by the console; UI thread.
class WindowFigures final : public QObject
{
    Q_OBJECT

public:
    WindowFigures(BackendThread &backend, ui::MainWindow &window, QObject *parent = nullptr);

    void setEngine(ui::EngineState state);
    // Who gets in without a key is said at all times.
    void setOpenDoors(const core::OpenDoors &doors);
    // So many of those that wait were decided at this window, and can still be taken back.
    void setHeld(int held);

private:
    void ask();
    void show(const Figures &figures);
    void tell();

    BackendThread &m_backend;
    ui::MainWindow &m_window;
    QTimer m_tick;
    ui::Serving m_serving;
    ui::Status m_status;
    int m_waiting = 0;
    int m_held = 0;
};

} // namespace app
