// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractHttpServer>

namespace server {

class Dispatcher;
class GuardServer;
class GuardSocket;

// The HTTP engine of Qt between the guard and the dispatcher, and the only place that knows which version of
// Qt it is: its interface changed in 6.5 and in 6.8. No responder of it is ever kept, because those of 6.4
// crash when their client has gone; answers go to the GuardSocket. Owned by Server; backend thread.
class HttpEngine final : public QAbstractHttpServer
{
    Q_OBJECT

public:
    HttpEngine(GuardServer &guard, Dispatcher &dispatcher);

    // Takes the connections of the guard. The guard must be listening: newer versions want that.
    bool attach();

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#endif

private:
    bool serve(GuardSocket *socket);
    void adoptWebSockets();

    GuardServer &m_guard;
    Dispatcher &m_dispatcher;
};

} // namespace server
