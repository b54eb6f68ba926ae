// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/clientaddress.h"

#include <QUrl>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// An IPv4 address that came over an IPv6 socket is the same address.
QHostAddress plain(const QHostAddress &address)
{
    bool isOldAddress = false;
    const quint32 old = address.toIPv4Address(&isOldAddress);
    return isOldAddress ? QHostAddress(old) : address;
}

// A browser says in Origin whose page asks, for everything that could change or read something elsewhere.
bool isForeignPage(QByteArrayView origin)
{
    if (origin.isEmpty())
        return false;
    const QString host = QUrl(QString::fromLatin1(origin)).host();
    return host != u"localhost" && !QHostAddress(host).isLoopback();
}

} // namespace

ClientAddress::ClientAddress(const QStringList &trustedProxies)
{
    for (const QString &proxy : trustedProxies)
        m_proxies.append(plain(QHostAddress(proxy)));
}

QHostAddress ClientAddress::of(const Request &request) const
{
    const QHostAddress peer = plain(request.peer);
    if (m_proxies.isEmpty() || !m_proxies.contains(peer))
        return peer;
    const QByteArrayView forwarded = request.header("x-forwarded-for");
    const QByteArrayView last = forwarded.sliced(forwarded.lastIndexOf(',') + 1).trimmed();
    const QHostAddress client(QString::fromLatin1(last));
    return client.isNull() ? peer : plain(client);
}

QString ClientAddress::network(const Request &request) const
{
    QHostAddress client = of(request);
    if (client.protocol() == QHostAddress::IPv6Protocol) {
        Q_IPV6ADDR bytes = client.toIPv6Address();
        std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
        client = QHostAddress(bytes);
    }
    return client.toString();
}

bool ClientAddress::isLocalProgram(const Request &request)
{
    return plain(request.peer).isLoopback() && request.header("x-forwarded-for").isEmpty() &&
           request.header("forwarded").isEmpty() && !isForeignPage(request.header("origin"));
}

} // namespace server
