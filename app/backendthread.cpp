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
        emit refused(application.error());
        return;
    }
    m_application = application->release();
    m_application->setParent(m_worker);
    connect(m_application, &Application::drained, this, &BackendThread::drained);
    emit opened({.client = &m_application->client(),
                 .firstKey = m_application->core().firstKey(),
                 .vendorsWithoutKey = m_application->vendorsWithoutKey()});
    if (auto listening = m_application->listen(); listening)
        emit served(m_application->url());
    else
        emit notServed(listening.error());
}

void BackendThread::runTasks()
{
    post([this] {
        if (!m_application)
            return;
        if (auto started = m_application->start(); started)
            emit running();
        else
            emit notRunning(started.error());
    });
}

void BackendThread::addProvider(const QString &vendor, const QString &key)
{
    post([this, vendor, key] {
        if (!m_application)
            return;
        auto added = app::addProvider(m_application->core().providers(), m_options, vendor, key);
        if (!added)
            emit providerRefused(vendor, added.error());
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
    emit measured(figures);
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
            emit drained();
    });
}

} // namespace app
