// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/addressrules.h"

#include "core/base/text.h"

#include <QRegularExpression>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestUrl = 4'096;

struct Network
{
    quint32 first;
    int length;
};

// What the IANA registry of special-purpose addresses does not call globally reachable.
constexpr Network closedNetworks[] = {
    {0x00000000, 8},  // this network
    {0x0a000000, 8},  // private
    {0x64400000, 10}, // shared by carriers
    {0x7f000000, 8},  // loopback
    {0xa9fe0000, 16}, // link-local, where clouds keep their credentials
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // protocol assignments
    {0xc0000200, 24}, // documentation
    {0xc0586300, 24}, // relays of 6to4
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // benchmarks
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 4},  // multicast
    {0xf0000000, 4},  // reserved, and broadcast
};

bool isPublicIpv4(quint32 address)
{
    return std::ranges::none_of(closedNetworks, [address](const Network &network) {
        return (address >> (32 - network.length)) == (network.first >> (32 - network.length));
    });
}

// Only 2000::/3 is given out; everything that carries an IPv4 address or is special lies outside of it or
// is named here.
bool isPublicIpv6(const QHostAddress &address)
{
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto word = [&bytes](int index) { return (bytes[2 * index] << 8) | bytes[2 * index + 1]; };
    if ((bytes[0] & 0xe0) != 0x20 || !address.scopeId().isEmpty())
        return false;
    const bool special = word(0) == 0x2001 && word(1) < 0x0200; // Teredo, benchmarks, ORCHID
    const bool documentation =
        (word(0) == 0x2001 && word(1) == 0x0db8) || (word(0) == 0x3fff && word(1) < 0x1000);
    const bool sixToFour = word(0) == 0x2002;
    return !special && !documentation && !sixToFour;
}

// "127.1", "2130706433", "0x7f.0.0.1" and "0177.0.0.1" are addresses to some programs and names to others.
bool endsInNumber(const QString &host)
{
    const QStringList labels = host.split(u'.', Qt::SkipEmptyParts);
    if (labels.isEmpty())
        return true;
    const QString last = labels.last().toLower();
    return last.startsWith(u"0x") ||
           std::ranges::all_of(last, [](QChar c) { return c >= u'0' && c <= u'9'; });
}

bool isLocalName(const QString &host)
{
    QString name = host.toLower();
    while (name.endsWith(u'.'))
        name.chop(1);
    static const QStringList endings{u"localhost"_s,   u"local"_s, u"internal"_s,
                                     u"localdomain"_s, u"lan"_s,   u"home.arpa"_s};
    return std::ranges::any_of(endings, [&name](const QString &ending) {
        const QString below = u'.' + ending;
        return name == ending || name.endsWith(below);
    });
}

Error wrongUrl(const QString &text)
{
    return invalid(u"url"_s, u"url: "_s + text);
}

// As RFC 3986 removes them: nothing leads above the root.
QString withoutDotSegments(const QString &path)
{
    QStringList kept;
    const QStringList parts = path.split(u'/');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const bool isDots = parts[i] == u"." || parts[i] == u"..";
        if (!isDots)
            kept.append(parts[i]);
        if (parts[i] == u".." && kept.size() > 1)
            kept.removeLast();
        if (isDots && i + 1 == parts.size())
            kept.append(QString());
    }
    return kept.size() < 2 ? u"/"_s : kept.join(u'/');
}

Result<QUrl> readUrl(const QString &text)
{
    if (text.size() > longestUrl)
        return wrongUrl(u"must be at most %1 characters"_s.arg(longestUrl));
    QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return wrongUrl(u"must be a full address such as https://example.org/"_s);
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return wrongUrl(u"must begin with https:// or http://"_s);
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return wrongUrl(u"must not have a user name or a password"_s);
    QString host = url.host(QUrl::FullyEncoded);
    if (host.endsWith(u'.')) {
        host.chop(1);
        url.setHost(host, QUrl::StrictMode);
    }
    bool carriesIpv4 = false;
    QHostAddress(host).toIPv4Address(&carriesIpv4);
    if (carriesIpv4 && host.contains(u':'))
        return refusedAddress(host);
    if (host.endsWith(u'.') || url.host().isEmpty())
        return wrongUrl(u"must name a host as it is usually written"_s);
    if (url.port() == (url.scheme() == u"https" ? 443 : 80))
        url.setPort(-1);
    url.setPath(withoutDotSegments(url.path(QUrl::FullyEncoded)), QUrl::StrictMode);
    if (!url.isValid())
        return wrongUrl(u"must be a full address such as https://example.org/"_s);
    return url;
}

// Where an address with its scheme begins in a word.
qsizetype schemeIn(const QString &word)
{
    const qsizetype plain = word.indexOf("http://"_L1, 0, Qt::CaseInsensitive);
    const qsizetype safe = word.indexOf("https://"_L1, 0, Qt::CaseInsensitive);
    return plain < 0 || safe < 0 ? std::max(plain, safe) : std::min(plain, safe);
}

QString withoutEnd(QString word, QStringView marks)
{
    while (!word.isEmpty() && marks.contains(word.back()))
        word.chop(1);
    return word;
}

// A word is an address as it stands, or what is left without the marks that end a sentence or a bracket.
bool isAddress(const QString &word, const QUrl &url)
{
    const qsizetype scheme = schemeIn(word);
    const QString bare =
        scheme < 0 && (word.startsWith(u'(') || word.startsWith(u'[')) ? word.sliced(1) : word;
    for (const QString &one : {bare, withoutEnd(bare, u".,;:!?"), withoutEnd(bare, u".,;:!?)]")}) {
        const QString whole = scheme < 0 ? QString(url.scheme() + u"://"_s + one) : one;
        const auto written = normalUrl(whole);
        if (written && *written == url)
            return true;
    }
    return false;
}

Result<void> checkHost(const QUrl &url, const AddressRules &rules)
{
    const QString host = url.host(QUrl::FullyEncoded);
    if (host.isEmpty())
        return wrongUrl(u"must name a host, such as https://example.org/"_s);
    if (host.contains(u'%'))
        return wrongUrl(u"must not have a zone or encoded characters in its host"_s);
    const QHostAddress address(host);
    if (!address.isNull()) {
        const bool plain = address.protocol() == QAbstractSocket::IPv6Protocol || address.toString() == host;
        if (!plain || !mayReach(address, rules))
            return refusedAddress(host);
        return {};
    }
    if (endsInNumber(host))
        return refusedAddress(host);
    // With networks allowed, what the name resolves to decides.
    if (isLocalName(host) && rules.networks.isEmpty())
        return refusedAddress(host);
    return {};
}

} // namespace

bool mayReach(const QHostAddress &address, const AddressRules &rules)
{
    const bool allowed = std::ranges::any_of(rules.networks, [&address](const auto &network) {
        return address.protocol() == network.first.protocol() && address.isInSubnet(network);
    });
    if (allowed)
        return true;
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return isPublicIpv4(address.toIPv4Address());
    return address.protocol() == QAbstractSocket::IPv6Protocol && isPublicIpv6(address);
}

Result<QUrl> checkedUrl(const QString &text, const AddressRules &rules)
{
    const QUrl url = TRY(readUrl(text));
    TRY(checkUrl(url, rules));
    return url;
}

Result<QUrl> normalUrl(const QString &text)
{
    QUrl url = TRY(readUrl(text));
    url.setFragment(QString());
    return url;
}

bool isWrittenIn(const QString &text, const QUrl &url)
{
    static const QRegularExpression borders(u"[\\s\"'<>`“”„«»‘’|{}。，、；！？）】」』]+"_s);
    const QString host = url.host(QUrl::FullyEncoded);
    const QString readableHost = url.host();
    for (const QString &word : text.split(borders, Qt::SkipEmptyParts)) {
        const qsizetype scheme = schemeIn(word);
        const bool mayName = word.contains(host, Qt::CaseInsensitive) ||
                             word.contains(readableHost, Qt::CaseInsensitive) || scheme >= 0;
        if (mayName && isAddress(scheme < 0 ? word : word.sliced(scheme), url))
            return true;
    }
    return false;
}

Result<void> checkUrl(const QUrl &url, const AddressRules &rules)
{
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return wrongUrl(u"must begin with https:// or http://"_s);
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return wrongUrl(u"must not have a user name or a password"_s);
    const int port = url.port(url.scheme() == u"https" ? 443 : 80);
    if (port < 1 || port > 65'535 || (!rules.ports.isEmpty() && !rules.ports.contains(quint16(port)))) {
        Error error = failure(ErrorCode::Forbidden, u"Port %1 may not be used."_s.arg(port));
        error.field = u"url"_s;
        return error;
    }
    return checkHost(url, rules);
}

Error refusedAddress(const QString &host)
{
    Error error = failure(ErrorCode::Forbidden,
                          u"“%1” is not an address of the public Internet, so nothing is sent there. "
                          "An administrator can allow it."_s.arg(shortened(host, 120)));
    error.field = u"url"_s;
    return error;
}

Error unreachableName(const QString &host)
{
    Error error = failure(
        ErrorCode::Forbidden,
        u"“%1” was not found on the public Internet: the name is not known, or what it stands for is not "
        "public. Check the address and the network; an administrator can allow private ones."_s.arg(
            shortened(host, 120)));
    error.field = u"url"_s;
    return error;
}

} // namespace core
