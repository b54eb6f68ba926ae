// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/client.h"
#include "server/http/coreauthenticator.h"
#include "server/http/journalgate.h"
#include "server/http/server.h"
#include "server/surfaces/surfaces.h"

#include <QProcessEnvironment>

namespace app {

// The core and the server, put together without a screen. Owned by main() of signalboxd or by the backend
// thread of the console; made, used and deleted in that one thread. After open() nothing runs and nobody is
// served until start() and listen(). Announces drained() once after drain().
class Application final : public QObject
{
    Q_OBJECT

public:
    // Opens the store and configures the providers. Fails with a text for people, of what is wrong and what
    // to do.
    static core::Result<std::unique_ptr<Application>> open(const Options &options,
                                                           const QProcessEnvironment &environment);
    ~Application() override;

    // Fails when the provider that shall answer by default is not configured.
    core::Result<void> checkDefaultProvider() const;
    core::Result<void> listen();
    core::Result<void> start();

    // Takes no more connections and starts no more steps; waits a few seconds for those under way, makes the
    // rest ready for the next start, and commits. All within eight seconds, and within two where only
    // requests wait, for a person say: they are told that the server ends.
    void drain();

    core::Core &core() { return *m_core; }
    core::Client &client() { return m_client; }
    server::Server &server() { return *m_server; }
    QString url() const { return m_url; }         // where it serves; empty until listen()
    QString chatUrl() const { return m_chatUrl; } // of the live chat's own port; empty when it has none
    QStringList vendorsWithoutKey() const { return m_vendorsWithoutKey; }

signals:
    void drained();

private:
    Application(const Options &options, std::unique_ptr<core::Clock> clock, std::unique_ptr<core::Core> core);
    core::Result<void> createServer();
    core::Result<std::unique_ptr<server::Server>> serverOf(std::vector<server::Surface> tables);
    void lookWhetherDrained();
    void finish();

    Options m_options;
    std::unique_ptr<core::Clock> m_clock;
    std::unique_ptr<core::Core> m_core;
    core::Client m_client;
    server::Surfaces m_surfaces;
    server::CoreAuthenticator m_authenticator;
    server::JournalGate m_gate;
    std::unique_ptr<server::Server> m_server;
    std::unique_ptr<server::Server> m_chatServer; // null without livechat.listen
    QString m_url;
    QString m_chatUrl;
    QStringList m_vendorsWithoutKey;
    QTimer m_patience;
    bool m_isDraining = false;
};

} // namespace app
