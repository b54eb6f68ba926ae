// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/environmentproxies.h"

#include <QHostAddress>
#include <QUrl>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QNetworkProxy proxyAt(const QString &text)
{
    const QUrl url(text.contains(u"://"_s) ? text : u"http://"_s + text);
    if (!url.isValid() || url.host().isEmpty())
        return QNetworkProxy::NoProxy;
    const bool isSocks = url.scheme().startsWith(u"socks"_s);
    const auto type = isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    const int usualPort = isSocks ? 1080 : 80;
    return QNetworkProxy(type, url.host(), static_cast<quint16>(url.port(usualPort)), url.userName(),
                         url.password());
}

// An address of a network that is written "192.0.2.0/24" or "[2001:db8::]/32".
bool isWithin(const QString &host, QString network)
{
    const QHostAddress address(host);
    if (address.isNull() || !network.contains(u'/'))
        return false;
    const auto subnet = QHostAddress::parseSubnet(network.remove(u'[').remove(u']'));
    return !subnet.first.isNull() && address.isInSubnet(subnet);
}

} // namespace

EnvironmentProxies::EnvironmentProxies(QProcessEnvironment environment)
    : m_environment(std::move(environment))
{
}

QList<QNetworkProxy> EnvironmentProxies::queryProxy(const QNetworkProxyQuery &query)
{
    if (isDirect(query.peerHostName().toLower()))
        return {QNetworkProxy::NoProxy};
    QString proxy = variable(query.url().scheme() == u"https" ? u"https_proxy"_s : u"http_proxy"_s);
    if (proxy.isEmpty())
        proxy = variable(u"all_proxy"_s);
    return {proxy.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : proxyAt(proxy)};
}

QString EnvironmentProxies::variable(const QString &name) const
{
    const QString value = m_environment.value(name).trimmed();
    return value.isEmpty() ? m_environment.value(name.toUpper()).trimmed() : value;
}

bool EnvironmentProxies::isDirect(const QString &host) const
{
    if (host == u"localhost" || host.endsWith(u".localhost"_s) || QHostAddress(host).isLoopback())
        return true;
    const QStringList exceptions = variable(u"no_proxy"_s).toLower().split(u',', Qt::SkipEmptyParts);
    for (const QString &exception : exceptions) {
        QString name = exception.trimmed();
        if (name == u"*")
            return true;
        if (isWithin(host, name))
            return true;
        if (name.startsWith(u'.'))
            name.remove(0, 1);
        if (!name.isEmpty() && (host == name || host.endsWith(u'.' + name)))
            return true;
    }
    return false;
}

} // namespace core
