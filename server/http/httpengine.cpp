// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpengine.h"

#include "server/http/dispatcher.h"
#include "server/http/guardserver.h"
#include "server/http/guardsocket.h"

#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QWebSocket>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpServerWebSocketUpgradeResponse>
#endif

namespace server {

HttpEngine::HttpEngine(GuardServer &guard, Dispatcher &dispatcher)
    : m_guard(guard)
    , m_dispatcher(dispatcher)
{
    connect(this, &QAbstractHttpServer::newWebSocketConnection, this, &HttpEngine::adoptWebSockets);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    // Only what the pipeline let through gets here with an upgrade in its head.
    addWebSocketUpgradeVerifier(
        this, [](const QHttpServerRequest &) { return QHttpServerWebSocketUpgradeResponse::accept(); });
#endif
}

bool HttpEngine::attach()
{
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    bind(&m_guard);
    return true;
#else
    return bind(&m_guard);
#endif
}

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)

bool HttpEngine::handleRequest(const QHttpServerRequest &, QTcpSocket *socket)
{
    return serve(qobject_cast<GuardSocket *>(socket));
}

void HttpEngine::missingHandler(const QHttpServerRequest &, QTcpSocket *) {}

#else

bool HttpEngine::handleRequest(const QHttpServerRequest &, QHttpServerResponder &)
{
    return serve(m_guard.current());
}

void HttpEngine::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) {}

#endif

// True for a WebSocket means that Qt does its handshake now.
bool HttpEngine::serve(GuardSocket *socket)
{
    if (socket == nullptr)
        return false;
    if (!socket->isUpgrading())
        m_dispatcher.serve(*socket);
    return true;
}

void HttpEngine::adoptWebSockets()
{
    while (hasPendingWebSocketConnections())
        m_dispatcher.webSockets().adopt(nextPendingWebSocketConnection());
}

} // namespace server
