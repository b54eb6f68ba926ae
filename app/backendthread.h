// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/access/accessservice.h"
#include "core/client.h"
#include "server/http/server.h"

#include <QThread>

#include <vector>

namespace app {

class Application;

// What the window is told once the store is open.
struct Opened
{
    core::Client *client = nullptr; // works until drained()
    QString firstKey = {};          // of the first administrator, when the folder is new
    QStringList vendorsWithoutKey = {};
    QString theme = {};         // as a person chose it: a word of the option appearance.theme
    bool isQuiet = false;       // no notifications
    core::OpenDoors doors = {}; // that a person should know of at all times
};

// What the window shows of the server and the engine at all times.
struct Figures
{
    server::ServerCounts server = {};
    std::vector<int> requestsPerSecond = {}; // oldest first
    int running = 0;
    int queued = 0;
    int waiting = 0; // approvals
    qint64 storeBytes = 0;
};

// The backend thread of the console, with an Application in it. Owned by the console; UI thread. Everything
// is asked for and answered later by a signal; after the destructor the thread is gone.
class BackendThread final : public QObject
{
    Q_OBJECT

public:
    explicit BackendThread(const Options &options, QObject *parent = nullptr);
    ~BackendThread() override;

    // Opens the store, which ends in opened() or refused(), and then listens: served() or notServed().
    void start();
    // Begins to run tasks, once the providers are known: running() or notRunning().
    void runTasks();
    void addProvider(const QString &vendor, const QString &key);
    void measure(); // ends in measured()
    void drain();   // ends in drained()

signals:
    void opened(const app::Opened &opened);
    void refused(const core::Error &error);
    void served(const QString &url);
    void notServed(const core::Error &error);
    void running();
    void notRunning(const core::Error &error);
    void providerRefused(const QString &vendor, const core::Error &error);
    void measured(const app::Figures &figures);
    void drained();

private:
    // Runs in the backend thread.
    template<typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(m_worker, std::move(function), Qt::QueuedConnection);
    }
    // Runs in the UI thread, so that whoever connects there before the signal hears it.
    template<typename Function>
    void tell(Function function)
    {
        QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
    }
    void open();
    void measureNow();

    const Options m_options;
    QThread m_thread;
    QObject *m_worker;                    // lives in the thread and owns what is there
    Application *m_application = nullptr; // only used there
};

} // namespace app
