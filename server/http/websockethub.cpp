// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/websockethub.h"

#include "server/http/guardsocket.h"

#include <QWebSocket>

#include <algorithm>
#include <utility>

namespace server {

WebSocketHub::~WebSocketHub()
{
    dropAll();
}

void WebSocketHub::expect(GuardSocket &socket, SocketOpened opened)
{
    std::erase_if(m_expected, [](const Expected &expected) { return !expected.socket; });
    m_expected.push_back({&socket, std::move(opened)});
}

void WebSocketHub::adopt(std::unique_ptr<QWebSocket> socket)
{
    const auto found = std::ranges::find_if(m_expected, [&socket](const Expected &expected) {
        return expected.socket && expected.socket->peerPort() == socket->peerPort() &&
               expected.socket->peerAddress() == socket->peerAddress();
    });
    if (found == m_expected.end()) {
        socket->abort();
        return;
    }
    const SocketOpened opened = std::move(found->opened);
    GuardSocket &connection = *found->socket;
    const core::Principal principal = connection.exchange().request.principal;
    m_expected.erase(found);
    auto *webSocket = new WebSocket(std::move(socket), connection, m_largestMessage, this);
    m_open.emplace(webSocket, principal);
    connect(webSocket, &QObject::destroyed, this, [this, webSocket] { m_open.erase(webSocket); });
    opened(*webSocket);
}

void WebSocketHub::closeUnless(const std::function<bool(const core::Principal &)> &admits)
{
    const auto open = m_open; // closing one may change them
    for (const auto &[webSocket, principal] : open) {
        if (!admits(principal))
            webSocket->close(1008, QStringLiteral("The key or the account was changed"));
    }
}

void WebSocketHub::closeAll()
{
    const auto open = m_open;
    for (const auto &[webSocket, principal] : open)
        webSocket->close(1001, QStringLiteral("The server is shutting down"));
}

void WebSocketHub::dropAll()
{
    for (const auto &[webSocket, principal] : std::exchange(m_open, {})) {
        webSocket->finish();
        delete webSocket;
    }
}

void WebSocketHub::look(qint64 now)
{
    std::vector<WebSocket *> open;
    for (const auto &[webSocket, principal] : m_open)
        open.push_back(webSocket);
    for (WebSocket *webSocket : open)
        webSocket->look(now);
}

} // namespace server
