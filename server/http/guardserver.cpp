// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/guardserver.h"

#include "server/http/guardsocket.h"
#include "server/http/requestgate.h"

#include <sys/resource.h>

#include <QScopedValueRollback>
#include <QTimer>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace server {

namespace {

constexpr int backlog = 512;
constexpr auto pauseAfterFailure = std::chrono::milliseconds(200);

// A process without free descriptors would try to accept for ever, so some are left for files and providers.
int connectionsThatFit(int wanted)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return wanted;
    const int descriptors = int(std::min<rlim_t>(limit.rlim_cur, 1'000'000));
    const int others = std::min(128, descriptors * 3 / 4);
    return std::clamp(wanted, 4, std::max(4, descriptors - others));
}

// What one person, or all those without a key, may hold of so many connections: others must still get in.
int shareOfOne(int all)
{
    return std::max(1, all - std::max(1, all / 8));
}

} // namespace

GuardServer::GuardServer(const GuardLimits &limits, RequestGate &gate)
    : m_limits(limits)
    , m_gate(gate)
{
    m_limits.connections = connectionsThatFit(limits.connections);
    setListenBacklogSize(backlog);
    setMaxPendingConnections(backlog);
    m_clock.start();
    m_timer.start(int(m_limits.tick.count()), this);
    connect(this, &QTcpServer::acceptError, this, [this] {
        pauseAccepting();
        QTimer::singleShot(pauseAfterFailure, this, [this] { resumeAccepting(); });
    });
}

GuardServer::~GuardServer()
{
    // They speak to us when they go, so not as late as children would.
    blockSignals(true);
    const QSet<GuardSocket *> sockets = m_sockets;
    qDeleteAll(sockets);
}

QByteArrayView GuardServer::tooMany()
{
    return "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: application/json\r\n"
           "Retry-After: 1\r\nContent-Length: 42\r\n\r\n{\"error\":\"There are too many connections\"}";
}

void GuardServer::incomingConnection(qintptr descriptor)
{
    auto inner = std::make_unique<TcpConnection>(int(descriptor));
    const QHostAddress peer = inner->peerAddress();
    if (!hasRoomFor(peer) && !makeRoomFor(peer)) {
        ++m_refused;
        inner->write(tooMany());
        inner->endWriting();
        return;
    }
    ++m_perAddress[peer];
    auto *socket = new GuardSocket(std::move(inner), m_gate, *this);
    m_sockets.insert(socket);
    addPendingConnection(socket);
}

bool GuardServer::hasRoomFor(const QHostAddress &peer) const
{
    return connections() < m_limits.connections && m_perAddress.value(peer) < m_limits.connectionsPerAddress;
}

bool GuardServer::mayHoldMore(const QString &user, const QHostAddress &peer) const
{
    const int most = shareOfOne(m_limits.connections);
    const int mostOfAddress = shareOfOne(m_limits.connectionsPerAddress);
    if (connections() <= most && m_perAddress.value(peer) <= mostOfAddress) [[likely]]
        return true;
    int held = 0;
    int heldOfAddress = 0;
    for (const GuardSocket *socket : std::as_const(m_sockets)) {
        if (!socket->isHeldBy(user))
            continue;
        ++held;
        heldOfAddress += socket->peerAddress() == peer ? 1 : 0;
    }
    return held < most && heldOfAddress < mostOfAddress;
}

bool GuardServer::makeRoomFor(const QHostAddress &peer)
{
    const bool fromSameAddress = m_perAddress.value(peer) >= m_limits.connectionsPerAddress;
    GuardSocket *longest = nullptr;
    const auto rank = [](const GuardSocket &socket) {
        return std::pair(socket.hasShownKey(), socket.waitsSince());
    };
    for (GuardSocket *socket : std::as_const(m_sockets)) {
        const bool helps = socket->mayMakeRoom() && (!fromSameAddress || socket->peerAddress() == peer);
        if (helps && (longest == nullptr || rank(*socket) < rank(*longest)))
            longest = socket;
    }
    if (longest == nullptr)
        return false;
    ++m_refused;
    longest->evict();
    return hasRoomFor(peer);
}

void GuardServer::announce(GuardSocket &socket)
{
    const QScopedValueRollback<GuardSocket *> current(m_current, &socket);
    emit socket.readyRead();
}

void GuardServer::forget(GuardSocket &socket)
{
    if (!m_sockets.remove(&socket))
        return;
    const auto count = m_perAddress.find(socket.peerAddress());
    if (count != m_perAddress.end() && --*count <= 0)
        m_perAddress.erase(count);
    if (m_draining && m_sockets.isEmpty())
        emit emptied();
}

void GuardServer::drain()
{
    m_draining = true;
    close();
    const QSet<GuardSocket *> sockets = m_sockets;
    for (GuardSocket *socket : sockets) {
        if (m_sockets.contains(socket))
            socket->drain();
    }
    if (m_sockets.isEmpty())
        emit emptied();
}

void GuardServer::giveUp()
{
    const QSet<GuardSocket *> sockets = m_sockets;
    for (GuardSocket *socket : sockets) {
        if (m_sockets.contains(socket))
            socket->giveUp();
    }
}

void GuardServer::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QTcpServer::timerEvent(event);
        return;
    }
    const qint64 time = now();
    const QSet<GuardSocket *> sockets = m_sockets;
    for (GuardSocket *socket : sockets) {
        if (m_sockets.contains(socket))
            socket->tick(time);
    }
    m_gate.ticked(time);
}

} // namespace server
