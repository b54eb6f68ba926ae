// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/tcpconnection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <tuple>
#include <utility>

namespace server {

namespace {

constexpr qsizetype readAhead = 64 * 1024; // what is read while nobody takes it

using NameOf = int (*)(int, sockaddr *, socklen_t *);

std::pair<QHostAddress, quint16> endOf(int descriptor, NameOf name)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto *const plain = reinterpret_cast<sockaddr *>(&address);
    if (name(descriptor, plain, &size) != 0)
        return {};
    const quint16 port = address.ss_family == AF_INET6
                             ? ntohs(reinterpret_cast<const sockaddr_in6 *>(&address)->sin6_port)
                             : ntohs(reinterpret_cast<const sockaddr_in *>(&address)->sin_port);
    return {QHostAddress(plain), port};
}

void setOption(int descriptor, int level, int option, int value)
{
    ::setsockopt(descriptor, level, option, &value, sizeof value);
}

// A peer whose computer went away says nothing, and is asked now and then.
void askWhetherAlive(int descriptor)
{
    setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, 30);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

bool isPassing(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

TcpConnection::TcpConnection(int descriptor)
    : m_descriptor(descriptor)
    , m_readable(std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read))
    , m_writable(std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Write))
{
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    askWhetherAlive(descriptor);
    std::tie(m_peer, m_peerPort) = endOf(descriptor, ::getpeername);
    std::tie(m_local, m_localPort) = endOf(descriptor, ::getsockname);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &TcpConnection::fill);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &TcpConnection::flush);
}

TcpConnection::~TcpConnection()
{
    m_readable.reset();
    m_writable.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void TcpConnection::fill()
{
    if (m_descriptor < 0 || m_hasPeerEnded)
        return;
    thread_local std::array<char, readAhead> buffer;
    const qsizetype room = std::max<qsizetype>(1, readAhead - m_input.size());
    const ssize_t count = ::recv(m_descriptor, buffer.data(), size_t(room), 0);
    if (count < 0) {
        if (!isPassing(errno))
            abort(Sent::Arrives);
        return;
    }
    m_input.append(buffer.data(), count);
    m_hasPeerEnded = count == 0;
    listen();
    if (m_hasPeerEnded)
        emit peerEnded();
    else
        emit readyRead();
}

void TcpConnection::listen()
{
    if (m_readable)
        m_readable->setEnabled(!m_hasPeerEnded && m_input.size() < readAhead);
}

QByteArray TcpConnection::read(qint64 size)
{
    QByteArray bytes;
    if (size >= m_input.size()) {
        bytes = std::exchange(m_input, {});
    } else {
        bytes = m_input.first(std::max<qint64>(0, size));
        m_input = m_input.sliced(bytes.size());
    }
    listen();
    return bytes;
}

void TcpConnection::write(QByteArrayView bytes)
{
    if (m_descriptor < 0)
        return;
    m_output.append(bytes);
    m_writable->setEnabled(true);
}

void TcpConnection::flush()
{
    qint64 taken = 0;
    while (m_descriptor >= 0 && bytesToWrite() > 0) {
        const ssize_t count =
            ::send(m_descriptor, m_output.constData() + m_sent, size_t(bytesToWrite()), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && !isPassing(errno))
            return abort(Sent::Arrives);
        if (count <= 0)
            break;
        m_sent += count;
        taken += count;
    }
    if (m_sent == m_output.size()) {
        m_output.clear();
        m_sent = 0;
    } else if (m_sent >
               std::max<qsizetype>(readAhead, m_output.size() / 2)) { // each byte is moved once at most
        m_output.remove(0, m_sent);
        m_sent = 0;
    }
    if (m_writable)
        m_writable->setEnabled(bytesToWrite() > 0);
    if (taken > 0)
        emit bytesWritten(taken);
    finishWriting();
}

void TcpConnection::finishWriting()
{
    if (m_descriptor < 0 || bytesToWrite() > 0)
        return;
    if (m_closes)
        abort(Sent::Arrives);
    else if (std::exchange(m_endsWriting, false))
        ::shutdown(m_descriptor, SHUT_WR);
}

void TcpConnection::endWriting()
{
    m_endsWriting = true;
    flush();
}

void TcpConnection::close()
{
    m_closes = true;
    flush();
}

void TcpConnection::abort(Sent sent)
{
    if (m_descriptor < 0)
        return;
    if (sent == Sent::IsDropped) {
        const linger atOnce{1, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    }
    m_readable.reset();
    m_writable.reset();
    m_output.clear();
    m_sent = 0;
    ::close(std::exchange(m_descriptor, -1));
    emit closed();
}

bool TcpConnection::isReset() const
{
    pollfd look{m_descriptor, 0, 0};
    return m_descriptor >= 0 && ::poll(&look, 1, 0) > 0 && (look.revents & POLLERR) != 0;
}

} // namespace server
