// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/server.h"

#include "server/http/dispatcher.h"
#include "server/http/guardserver.h"
#include "server/http/httpengine.h"

#include <QHostInfo>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// A host that may be a name; a name is looked up, because one binds addresses.
QHostAddress addressOf(const QString &host)
{
    if (host == u"localhost")
        return QHostAddress(QHostAddress::LocalHost);
    if (host.isEmpty() || host == u"*")
        return QHostAddress(QHostAddress::Any);
    const QHostAddress address(host);
    if (!address.isNull())
        return address;
    const QList<QHostAddress> found = QHostInfo::fromName(host).addresses();
    return found.isEmpty() ? QHostAddress() : found.constFirst();
}

} // namespace

core::Result<std::unique_ptr<Server>> Server::create(ServerOptions options, std::vector<Surface> surfaces,
                                                     ServerParts parts)
{
    auto dispatcher = std::make_unique<Dispatcher>(options, std::move(surfaces), parts);
    TRY(dispatcher->readTables());
    return std::unique_ptr<Server>(new Server(options, std::move(dispatcher)));
}

Server::Server(const ServerOptions &options, std::unique_ptr<Dispatcher> dispatcher)
    : m_dispatcher(std::move(dispatcher))
    , m_guard(std::make_unique<GuardServer>(options.limits, *m_dispatcher))
    , m_engine(std::make_unique<HttpEngine>(*m_guard, *m_dispatcher))
{
    connect(m_guard.get(), &GuardServer::emptied, this, &Server::drained);
}

// The WebSockets first: they hold connections of the guard. Then the guard, whose connections speak to the
// dispatcher.
Server::~Server()
{
    m_dispatcher->webSockets().dropAll();
    m_guard.reset();
}

core::Result<quint16> Server::listen(const QString &host, quint16 port)
{
    const QHostAddress address = addressOf(host);
    if (address.isNull()) {
        const QString text = u"The address to listen on, %1, is not known. Use an IP address or localhost."_s;
        return core::invalid(u"listen"_s, text.arg(host));
    }
    if (!m_guard->listen(address, port)) {
        const QString text = u"Listening on %1, port %2, did not work: %3. Choose another address or port."_s;
        return core::failure(core::ErrorCode::Unavailable,
                             text.arg(address.toString()).arg(port).arg(m_guard->errorString()));
    }
    if (!m_engine->attach())
        return core::failure(core::ErrorCode::Internal, u"The HTTP server did not start."_s);
    return m_guard->serverPort();
}

void Server::recheckCallers()
{
    m_dispatcher->recheckCallers();
}

void Server::drain()
{
    m_dispatcher->webSockets().closeAll();
    m_guard->drain();
}

void Server::giveUp()
{
    m_guard->giveUp();
}

bool Server::isDrained() const
{
    return !m_guard->isListening() && m_guard->connections() == 0;
}

ServerCounts Server::counts() const
{
    const RequestStatistics &statistics = m_dispatcher->statistics();
    return ServerCounts{.connections = m_guard->connections(),
                        .streams = m_dispatcher->streams(),
                        .requests = statistics.total(),
                        .refused = m_guard->refused(),
                        .p99 = statistics.p99(std::chrono::steady_clock::now())};
}

std::vector<int> Server::requestsPerSecond(int seconds) const
{
    return m_dispatcher->statistics().perSecond(std::chrono::steady_clock::now(), seconds);
}

const std::vector<Surface> &Server::surfaces() const
{
    return m_dispatcher->surfaces();
}

} // namespace server
