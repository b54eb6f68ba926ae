// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/windowfigures.h"

#include <QUrl>

#include <algorithm>

namespace app {

using namespace std::chrono_literals;

WindowFigures::WindowFigures(BackendThread &backend, ui::MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_window(window)
{
    m_status.store = tr("local store");
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &WindowFigures::ask);
    connect(&backend, &BackendThread::measured, this, &WindowFigures::show);
    connect(&backend, &BackendThread::served, this, [this](const QString &url) {
        m_serving.on = true;
        m_serving.address = QUrl(url).authority();
        m_serving.problem.clear();
        tell();
    });
    connect(&backend, &BackendThread::notServed, this, [this](const core::Error &error) {
        m_serving.problem = error.text;
        tell();
    });
    m_tick.start();
    tell();
    m_backend.measure();
}

void WindowFigures::setEngine(ui::EngineState state)
{
    m_status.engine = state;
    m_serving.on = m_serving.on && state != ui::EngineState::Stopping;
    tell();
}

void WindowFigures::setOpenDoors(const core::OpenDoors &doors)
{
    const QStringList &surfaces = doors.anonymousSurfaces;
    if (doors.bypass == core::Bypass::On)
        m_status.warning = tr("Everybody is an administrator");
    else if (doors.registration && !surfaces.isEmpty())
        m_status.warning = tr("Open without a key, and to register");
    else if (doors.registration)
        m_status.warning = tr("Everybody may register");
    else if (surfaces.size() > 2)
        m_status.warning = tr("%1 surfaces are open without a key").arg(surfaces.size());
    else if (!surfaces.isEmpty())
        m_status.warning = tr("Open without a key: %1").arg(surfaces.join(tr(", ")));
    m_status.warningHint =
        doors.isEmpty()
            ? QString()
            : tr("%1 Take it out of the options and start again to close this door.").arg(doors.warning());
    tell();
}

void WindowFigures::ask()
{
    if (m_window.isVisible() && !m_window.isMinimized())
        m_backend.measure();
}

void WindowFigures::show(const Figures &figures)
{
    m_serving.rates = QList<double>(figures.requestsPerSecond.begin(), figures.requestsPerSecond.end());
    m_serving.requestsPerSecond = m_serving.rates.isEmpty() ? 0 : m_serving.rates.constLast();
    m_serving.p99.reset();
    if (figures.server.p99.count() > 0)
        m_serving.p99 = double(figures.server.p99.count()) / 1000;
    m_status.running = figures.running;
    m_waiting = figures.waiting;
    m_status.queued = figures.queued;
    m_status.storeBytes = figures.storeBytes;
    m_status.streaming = figures.server.streams;
    tell();
}

void WindowFigures::setHeld(int held)
{
    m_held = held;
    tell();
}

void WindowFigures::tell()
{
    m_status.waiting = std::max(0, m_waiting - m_held);
    m_window.setServing(m_serving);
    m_window.setStatus(m_status);
}

} // namespace app
