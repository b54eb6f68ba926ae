// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/wrappedsocket.h"

#include <algorithm>
#include <cstring>

namespace server {

WrappedSocket::WrappedSocket(std::unique_ptr<TcpConnection> inner)
    : m_inner(std::move(inner))
{
    setPeerAddress(m_inner->peerAddress());
    setPeerPort(m_inner->peerPort());
    setLocalAddress(m_inner->localAddress());
    setLocalPort(m_inner->localPort());
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
}

WrappedSocket::~WrappedSocket()
{
    setSocketState(UnconnectedState);
    if (m_inner)
        m_inner->disconnect(this);
}

qint64 WrappedSocket::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + m_offered.size() - m_taken;
}

qint64 WrappedSocket::readData(char *data, qint64 size)
{
    const qint64 count = std::min<qint64>(size, m_offered.size() - m_taken);
    if (count <= 0)
        return 0;
    std::memcpy(data, m_offered.constData() + m_taken, size_t(count));
    m_taken += count;
    if (m_taken == m_offered.size()) {
        m_offered.clear();
        m_taken = 0;
    }
    return count;
}

void WrappedSocket::offerMore(const QByteArray &bytes)
{
    m_offered = m_offered.sliced(m_taken) + bytes;
    m_taken = 0;
}

QByteArray WrappedSocket::readInner(qint64 size)
{
    return m_inner ? m_inner->read(size) : QByteArray();
}

qint64 WrappedSocket::skipInner()
{
    return m_inner ? m_inner->read(m_inner->bytesAvailable()).size() : 0;
}

void WrappedSocket::writeInner(QByteArrayView bytes)
{
    if (m_inner)
        m_inner->write(bytes);
}

void WrappedSocket::flushInner()
{
    if (m_inner)
        m_inner->flush();
}

void WrappedSocket::endWriting()
{
    if (m_inner)
        m_inner->endWriting();
}

void WrappedSocket::endInner()
{
    if (m_inner)
        m_inner->close();
}

void WrappedSocket::letGo()
{
    if (m_inner)
        m_inner->abort(TcpConnection::Sent::Arrives);
}

void WrappedSocket::cutOff()
{
    if (m_inner)
        m_inner->abort(TcpConnection::Sent::IsDropped);
}

void WrappedSocket::releaseInner()
{
    m_inner->disconnect(this);
    m_inner.release()->deleteLater();
}

void WrappedSocket::finish()
{
    setSocketState(UnconnectedState);
    emit stateChanged(UnconnectedState); // which is what QWebSocket listens to
    emit readChannelFinished();
    emit disconnected();
}

} // namespace server
