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
    m_expected.erase(found);
    auto *webSocket = new WebSocket(std::move(socket), m_largestMessage, this);
    m_open.push_back(webSocket);
    connect(webSocket, &QObject::destroyed, this, [this, webSocket] { std::erase(m_open, webSocket); });
    opened(*webSocket);
}

void WebSocketHub::closeAll()
{
    const std::vector<WebSocket *> open = m_open;
    for (WebSocket *webSocket : open)
        webSocket->close(1001, QStringLiteral("The server is shutting down"));
}

void WebSocketHub::dropAll()
{
    for (WebSocket *webSocket : std::exchange(m_open, {})) {
        webSocket->finish();
        delete webSocket;
    }
}

void WebSocketHub::look(qint64 now)
{
    const std::vector<WebSocket *> open = m_open;
    for (WebSocket *webSocket : open)
        webSocket->look(now);
}

} // namespace server
