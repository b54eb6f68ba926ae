// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backendthread.h"

#include "app/application.h"
#include "app/providers.h"

namespace app {

using namespace Qt::Literals::StringLiterals;

BackendThread::BackendThread(const Options &options, QObject *parent)
    : QObject(parent), m_options(options), m_worker(new QObject)
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
    core::Core &core = m_application->core();
    emit opened({.client = &m_application->client(),
                 .dataFolder = core.folder().path(),
                 .firstKey = core.firstKey()});
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
        if (auto started = m_application->start(); !started)
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
    constexpr int seconds = 60;
    post([this] {
        if (m_application)
            emit measured({.counts = m_application->server().counts(),
                           .requestsPerSecond = m_application->server().requestsPerSecond(seconds)});
    });
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
