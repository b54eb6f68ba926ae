// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ratecounter.h"
#include "core/access/replyservice.h"
#include "core/base/result.h"
#include "server/http/authenticator.h"
#include "server/http/commitgate.h"
#include "server/http/requestobserver.h"
#include "server/http/serveroptions.h"
#include "server/http/surface.h"

#include <QObject>

#include <memory>
#include <vector>

namespace server {

class Dispatcher;
class GuardServer;
class HttpEngine;

// What the window and the metrics show of the server.
struct ServerCounts
{
    int connections = 0;
    int streams = 0; // event streams and WebSockets
    qint64 requests = 0;
    qint64 refused = 0;               // by the guard, before they were requests
    std::chrono::microseconds p99{0}; // of the last minute
};

// What the server needs of others. All must outlive it.
struct ServerParts
{
    Authenticator &authenticator;
    CommitGate &commits;
    core::RateCounter &rates;
    RequestObserver *observer = nullptr;
    core::ReplyService *replies = nullptr; // without it an Idempotency-Key means nothing
};

// The HTTP server that all surfaces are served by. Owned by the application; made, used and deleted in the
// backend thread. create() fails when the tables of the surfaces contradict each other.
class Server final : public QObject
{
    Q_OBJECT

public:
    static core::Result<std::unique_ptr<Server>> create(ServerOptions options, std::vector<Surface> surfaces,
                                                        ServerParts parts);
    ~Server() override;

    // Binds and serves; returns the port, which the system picks when 0 is asked for.
    core::Result<quint16> listen(const QString &host, quint16 port);

    // Ends the streams and WebSockets of callers who would not be let in again. Call when keys or accounts
    // changed.
    void recheckCallers();

    // Takes no new connections; ends idle ones, streams and WebSockets at once and the others after the
    // answer that they wait for. Announces drained() when the last has ended.
    void drain();
    bool isDrained() const;
    // The end of the patience with those: they are told that the server ends.
    void giveUp();

    ServerCounts counts() const;
    // Requests in each of the last seconds, oldest first.
    std::vector<int> requestsPerSecond(int seconds) const;

    const std::vector<Surface> &surfaces() const;

signals:
    void drained();

private:
    Server(const ServerOptions &options, std::unique_ptr<Dispatcher> dispatcher);

    std::unique_ptr<Dispatcher> m_dispatcher;
    std::unique_ptr<GuardServer> m_guard;
    std::unique_ptr<HttpEngine> m_engine;
};

} // namespace server
