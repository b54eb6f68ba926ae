// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/clientaddress.h"

#include <algorithm>
#include <iterator>

namespace server {

namespace {

// An IPv4 address that came over an IPv6 socket is the same address.
QHostAddress plain(const QHostAddress &address)
{
    bool isOldAddress = false;
    const quint32 old = address.toIPv4Address(&isOldAddress);
    return isOldAddress ? QHostAddress(old) : address;
}

// One of X-Forwarded-For, with the port that some proxies write behind it.
QHostAddress forwardedAddress(QByteArrayView text)
{
    const QString item = QString::fromLatin1(text.trimmed());
    if (item.startsWith(u'['))
        return plain(QHostAddress(item.sliced(1, std::max<qsizetype>(0, item.indexOf(u']') - 1))));
    const bool hasPort = item.count(u':') == 1;
    return plain(QHostAddress(hasPort ? item.section(u':', 0, 0) : item));
}

// Headers that only somebody in between writes. Programs that tunnel add one of them at least.
bool isWrittenByProxy(QByteArrayView name)
{
    static constexpr QByteArrayView parts[] = {
        "forwarded",  "client-ip", "clientip",  "connecting-ip", "connection-ip",  "remote-addr",
        "remoteaddr", "real-ip",   "remote-ip", "peer-ip",       "originating-ip", "proxyuser-ip"};
    static constexpr QByteArrayView families[] = {
        "x-envoy-",  "fly-",         "cf-",         "x-amz-cf-",   "x-amzn-",  "x-azure-",
        "x-arr-",    "x-appengine-", "x-vercel-",   "x-nf-",       "fastly-",  "akamai-",
        "x-akamai-", "tailscale-",   "x-goog-iap-", "x-original-", "x-proxy-", "x-sucuri-",
        "incap-",    "x-iinfo",      "x-varnish",   "x-squid-"};
    // Others than these have no family.
    static constexpr QByteArrayView names[] = {"via", "cdn-loop", "x-cloud-trace-context", "x-bluecoat-via",
                                               "x-via"};
    const QByteArray lower = name.toByteArray().toLower();
    const auto contains = [&lower](QByteArrayView part) { return lower.contains(part); };
    const auto begins = [&lower](QByteArrayView family) { return lower.startsWith(family); };
    return std::ranges::any_of(parts, contains) || std::ranges::any_of(families, begins) ||
           std::ranges::any_of(names, [&lower](QByteArrayView one) { return one == lower; });
}

} // namespace

std::optional<AddressRange> AddressRange::parse(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const QString written = slash < 0 ? text : text.first(slash);
    const QHostAddress given(written);
    // "10" and "10.1" are addresses to some readers, and not the ones that were meant.
    const bool isWhole = written.count(u'.') == 3 || written.contains(u':');
    if (given.isNull() || !isWhole || !given.scopeId().isEmpty())
        return {};
    const bool isOld = given.protocol() == QHostAddress::IPv4Protocol;
    const int most = isOld ? 32 : 128;
    int bits = most;
    if (slash >= 0) {
        const QString number = text.sliced(slash + 1);
        bool isNumber = !number.isEmpty() && std::all_of(number.begin(), number.end(),
                                                         [](QChar c) { return c >= u'0' && c <= u'9'; });
        bits = isNumber ? number.toInt(&isNumber) : -1;
        if (!isNumber || bits > most)
            return {};
    }
    const QHostAddress shown = plain(given);
    const bool wasMapped = !isOld && shown.protocol() == QHostAddress::IPv4Protocol;
    if (wasMapped && bits < 96)
        return {};
    return AddressRange{shown, wasMapped ? bits - 96 : bits};
}

bool AddressRange::contains(const QHostAddress &other) const
{
    if (address.protocol() != other.protocol())
        return false;
    const Q_IPV6ADDR one = address.toIPv6Address();
    const Q_IPV6ADDR two = other.toIPv6Address();
    // An IPv4 address is the last four bytes; what Qt puts before them differs for 0.0.0.0.
    const int begin = address.protocol() == QHostAddress::IPv4Protocol ? 96 : 0;
    for (int i = begin; i < begin + bits; ++i) {
        if (((one.c[i / 8] ^ two.c[i / 8]) >> (7 - i % 8)) & 1)
            return false;
    }
    return true;
}

ClientAddress::ClientAddress(const QStringList &trustedProxies)
{
    for (const QString &proxy : trustedProxies) {
        if (const auto range = AddressRange::parse(proxy))
            m_proxies.append(*range);
    }
}

bool ClientAddress::isTrusted(const QHostAddress &address) const
{
    return std::any_of(m_proxies.begin(), m_proxies.end(),
                       [&address](const AddressRange &range) { return range.contains(address); });
}

QHostAddress ClientAddress::of(const Request &request) const
{
    QHostAddress nearest = plain(request.peer);
    if (m_proxies.isEmpty() || !isTrusted(nearest))
        return nearest;
    const QByteArrayList forwarded = request.head.list("x-forwarded-for").split(',');
    for (auto item = forwarded.rbegin(); item != forwarded.rend() && isTrusted(nearest); ++item) {
        const QHostAddress further = forwardedAddress(*item);
        if (further.isNull())
            break;
        nearest = further;
    }
    return nearest;
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
    const QList<RequestHead::Line> &lines = request.head.lines;
    return plain(request.peer).isLoopback() &&
           std::none_of(lines.begin(), lines.end(),
                        [](const RequestHead::Line &line) { return isWrittenByProxy(line.name); });
}

} // namespace server
