// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a guarded connection that writes: whole answers, streams, and the handshake and frames of a
// WebSocket.
#include "server/http/guardserver.h"
#include "server/http/guardsocket.h"

#include <algorithm>

namespace server {

namespace {

// The handshake of a WebSocket, rebuilt from what was checked.
QByteArray handshakeOf(const RequestHead &head)
{
    QByteArray bytes = "GET " + head.path.toByteArray();
    if (!head.query.isEmpty())
        bytes.append('?').append(head.query);
    bytes.append(" HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    for (const RequestHead::Line &line : head.lines) {
        const QByteArray name = line.name.toByteArray().toLower();
        if (name == "host" || name == "origin" || name.startsWith("sec-websocket-"))
            bytes.append(line.name).append(": ").append(line.value).append("\r\n");
    }
    return bytes.append("\r\n");
}

} // namespace

void GuardSocket::write(QByteArrayView bytes)
{
    if (bytesToWrite() == 0)
        m_lastWritten = m_server.now();
    writeInner(bytes);
}

void GuardSocket::answer(const QByteArray &bytes)
{
    if (m_phase != Phase::Busy)
        return;
    write(bytes);
    flushInner();
    finishAnswer();
}

void GuardSocket::beginStream(const QByteArray &head)
{
    if (m_phase != Phase::Busy)
        return;
    m_phase = Phase::Streaming;
    m_deadline = 0;
    write(head);
}

void GuardSocket::writeStream(QByteArrayView bytes)
{
    if (m_phase != Phase::Streaming)
        return;
    // Before it is written: an event of any size can be read by whoever reads.
    if (bytesToWrite() > m_limits.streamQueue) {
        cutOff();
        return;
    }
    if (m_exchange.request.head.oldVersion) {
        write(bytes);
    } else if (!bytes.isEmpty()) {
        QByteArray chunk = QByteArray::number(bytes.size(), 16);
        chunk.append("\r\n").append(bytes).append("\r\n");
        write(chunk);
    }
    flushInner(); // now, and not when the event loop has asked whether the socket takes it
}

void GuardSocket::endStream()
{
    if (m_phase != Phase::Streaming)
        return;
    if (!m_exchange.request.head.oldVersion)
        write("0\r\n\r\n");
    m_stream = nullptr;
    finishAnswer();
}

void GuardSocket::beginUpgrade()
{
    m_phase = Phase::Upgrading;
    setDeadline(m_limits.headTime);
    offer(handshakeOf(m_exchange.request.head));
    m_server.announce(*this);
}

// Only the handshake and the frames of a WebSocket come this way; answers are written by answer().
qint64 GuardSocket::writeData(const char *data, qint64 size)
{
    if (m_phase == Phase::Upgrading) {
        const QByteArrayView bytes(data, size);
        write(bytes);
        if (!bytes.startsWith("HTTP/1.1 101")) {
            startLingering();
            return size;
        }
        m_phase = Phase::Tunnel;
        m_deadline = 0;
        QMetaObject::invokeMethod(this, &GuardSocket::readable, Qt::QueuedConnection);
    } else if (m_phase == Phase::Tunnel) {
        write({data, size});
        if (bytesToWrite() > std::max(m_limits.streamQueue, m_room))
            cutOff();
    }
    return size;
}

bool GuardSocket::makeRoom(qint64 size)
{
    if (m_phase != Phase::Tunnel || bytesToWrite() > m_limits.streamQueue) {
        cutOff();
        return false;
    }
    m_room = bytesToWrite() + size + size / 1000 + 1000; // with the heads of its frames
    return true;
}

} // namespace server
