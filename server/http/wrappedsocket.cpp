// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/wrappedsocket.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace server {

WrappedSocket::WrappedSocket(std::unique_ptr<QTcpSocket> inner)
    : m_inner(std::move(inner))
{
    m_inner->setReadBufferSize(innerBuffer);
    m_inner->setSocketOption(LowDelayOption, 1);
    setPeerAddress(m_inner->peerAddress());
    setPeerPort(m_inner->peerPort());
    setLocalAddress(m_inner->localAddress());
    setLocalPort(m_inner->localPort());
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite);
    connect(m_inner.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (m_endsWriting)
            endWriting();
    });
}

WrappedSocket::~WrappedSocket()
{
    setSocketState(UnconnectedState);
    if (m_inner) {
        m_inner->disconnect(this);
        m_inner->abort();
    }
}

void WrappedSocket::setSocketOption(SocketOption option, const QVariant &value)
{
    if (m_inner)
        m_inner->setSocketOption(option, value);
}

QVariant WrappedSocket::socketOption(SocketOption option)
{
    return m_inner ? m_inner->socketOption(option) : QVariant();
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
    if (!isInnerOpen())
        return {};
    // Asking for one byte more than there is makes the socket listen again after its buffer was full.
    QByteArray bytes(std::min(size, m_inner->bytesAvailable() + 1), Qt::Uninitialized);
    bytes.truncate(std::max<qint64>(0, m_inner->read(bytes.data(), bytes.size())));
    return bytes;
}

qint64 WrappedSocket::skipInner()
{
    return isInnerOpen() ? std::max<qint64>(0, m_inner->skip(m_inner->bytesAvailable() + 1)) : 0;
}

void WrappedSocket::writeInner(QByteArrayView bytes)
{
    if (m_inner && m_inner->state() == ConnectedState)
        m_inner->write(bytes.data(), bytes.size());
}

void WrappedSocket::flushInner()
{
    if (m_inner)
        m_inner->flush();
}

void WrappedSocket::endWriting()
{
    m_endsWriting = true;
    if (m_inner && m_inner->bytesToWrite() == 0 && m_inner->state() == ConnectedState)
        ::shutdown(int(m_inner->socketDescriptor()), SHUT_WR);
}

void WrappedSocket::endInner()
{
    if (m_inner)
        m_inner->disconnectFromHost();
}

void WrappedSocket::cutOff()
{
    if (!m_inner)
        return;
    const linger atOnce{1, 0};
    ::setsockopt(int(m_inner->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    m_inner->abort();
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
