// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backendthread.h"

#include "app/application.h"
#include "app/providers.h"

namespace app {

using namespace Qt::Literals::StringLiterals;

BackendThread::BackendThread(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_worker(new QObject)
{
    m_thread.setObjectName(u"backend"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
}

BackendThread::~BackendThread()
{
    if (!m_thread.isRunning()) {
        delete m_worker; // no thread will do it
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void BackendThread::start()
{
    m_thread.start();
    post([this] { open(); });
}

void BackendThread::open()
{
    auto application = Application::open(m_options, QProcessEnvironment::systemEnvironment());
    if (!application) {
        tell([this, error = application.error()] { emit refused(error); });
        return;
    }
    m_application = application->release();
    m_application->setParent(m_worker);
    connect(m_application, &Application::drained, this, &BackendThread::drained);
    const auto firstKey = m_application->core().keys().firstKey();
    if (!firstKey) {
        tell([this, error = firstKey.error()] { emit refused(error); });
        return;
    }
    const core::SettingService &settings = m_application->core().settings();
    const Opened isOpen{.client = &m_application->client(),
                        .firstKey = *firstKey,
                        .vendorsWithoutKey = m_application->vendorsWithoutKey(),
                        .theme = settings.value(u"appearance.theme"_s),
                        .isQuiet = settings.value(u"notifications.approvals"_s) == "off"_L1,
                        .doors = m_application->core().access().openDoors()};
    tell([this, isOpen] { emit opened(isOpen); });
    if (auto listening = m_application->listen(); listening)
        tell([this, url = m_application->url()] { emit served(url); });
    else
        tell([this, error = listening.error()] { emit notServed(error); });
}

void BackendThread::runTasks()
{
    post([this] {
        if (!m_application)
            return;
        if (auto started = m_application->start(); started)
            tell([this] { emit running(); });
        else
            tell([this, error = started.error()] { emit notRunning(error); });
    });
}

void BackendThread::addProvider(const QString &vendor, const QString &key)
{
    post([this, vendor, key] {
        if (!m_application)
            return;
        if (auto added = app::addProvider(m_application->core().providerService(), m_options, vendor, key);
            !added)
            tell([this, vendor, error = added.error()] { emit providerRefused(vendor, error); });
    });
}

void BackendThread::measure()
{
    post([this] {
        if (m_application)
            measureNow();
    });
}

void BackendThread::measureNow()
{
    constexpr int seconds = 60;
    core::Core &core = m_application->core();
    const server::Server &server = m_application->server();
    Figures figures{.server = server.counts(),
                    .requestsPerSecond = server.requestsPerSecond(seconds),
                    .storeBytes = core.database().bytes()};
    const core::Principal everybody = core::localOperator();
    if (const auto counts = core.tasks().counts(everybody)) {
        figures.running = int(counts->value(core::TaskState::Running));
        figures.queued = int(counts->value(core::TaskState::Queued));
    }
    if (const auto waiting = core.approvals().count({.state = core::ApprovalState::Pending}, everybody))
        figures.waiting = int(*waiting);
    tell([this, figures] { emit measured(figures); });
}

void BackendThread::drain()
{
    if (!m_thread.isRunning()) {
        emit drained();
        return;
    }
    post([this] {
        if (m_application)
            m_application->drain();
        else
            tell([this] { emit drained(); });
    });
}

} // namespace app
