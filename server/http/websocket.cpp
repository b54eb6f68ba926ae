// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/websocket.h"

#include "server/http/guardsocket.h"

#include <QWebSocket>

namespace server {

namespace {

constexpr qint64 patienceForGoodbye = 2000; // milliseconds

} // namespace

WebSocket::WebSocket(std::unique_ptr<QWebSocket> socket, GuardSocket &connection, qint64 largestMessage,
                     QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_connection(&connection)
{
    connect(&connection, &QIODevice::bytesWritten, this, &WebSocket::taken);
    setLargestMessage(largestMessage);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        m_lastHeard = 0;
        emit received(text);
    });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this,
            [this] { close(1003, QStringLiteral("Only text messages are read here")); });
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_lastHeard = 0; });
    connect(m_socket.get(), &QWebSocket::disconnected, this, &WebSocket::finish);
}

WebSocket::~WebSocket()
{
    m_socket->disconnect(this);
}

void WebSocket::send(const QString &text)
{
    if (!m_closed && !m_closing && m_connection && m_connection->makeRoom(text.size() * 3))
        m_socket->sendTextMessage(text);
}

qint64 WebSocket::unread() const
{
    return m_connection ? m_connection->bytesToWrite() : 0;
}

void WebSocket::close(int code, const QString &reason)
{
    m_closing = true;
    if (!m_closed)
        m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
}

void WebSocket::setPing(std::chrono::milliseconds interval, std::chrono::milliseconds patience)
{
    m_interval = interval;
    m_patience = patience;
}

void WebSocket::setLargestMessage(qint64 bytes)
{
    m_socket->setMaxAllowedIncomingFrameSize(quint64(bytes));
    m_socket->setMaxAllowedIncomingMessageSize(quint64(bytes));
}

// A time of 0 means "since the next look", so that what arrives needs no clock.
void WebSocket::look(qint64 now)
{
    if (m_closed)
        return;
    if (m_lastHeard == 0)
        m_lastHeard = now;
    if (m_lastPing == 0)
        m_lastPing = now;
    if (m_closing && m_closingSince == 0 && unread() == 0) // who still reads has not failed to answer
        m_closingSince = now;
    const bool silent = m_patience.count() > 0 && now - m_lastHeard >= m_patience.count();
    const bool noGoodbye = m_closingSince != 0 && now - m_closingSince >= patienceForGoodbye;
    if (silent || noGoodbye) {
        m_socket->abort();
        finish();
    } else if (m_interval.count() > 0 && now - m_lastPing >= m_interval.count()) {
        m_lastPing = now;
        m_socket->ping("ping");
    }
}

void WebSocket::finish()
{
    if (m_closed)
        return;
    m_closed = true;
    deleteLater();
    emit closed();
}

} // namespace server
