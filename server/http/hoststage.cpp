// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/hoststage.h"

#include <QHostAddress>

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isNumber(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Empty where what follows the host is no port.
QByteArrayView withoutPort(QByteArrayView host)
{
    const qsizetype colon = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
    if (colon < 0 || colon == host.size())
        return host;
    return host[colon] == ':' && isNumber(host.sliced(colon + 1)) ? host.first(colon) : QByteArrayView();
}

// An address cannot be made to mean another one; what only looks like one can.
bool isAddress(QByteArrayView host)
{
    if (host.startsWith('[')) {
        const QHostAddress address(QString::fromLatin1(host.sliced(1).chopped(host.endsWith(']') ? 1 : 0)));
        return host.endsWith(']') && address.protocol() == QHostAddress::IPv6Protocol;
    }
    if (host.isEmpty() || host.front() > '9' || std::count(host.begin(), host.end(), '.') != 3)
        return false;
    for (int part = 0; part < 4; ++part) {
        const qsizetype end = part < 3 ? host.indexOf('.') : host.size();
        const QByteArrayView digits = host.first(end);
        if (digits.isEmpty() || digits.size() > 3 || !isNumber(digits) || digits.toInt() > 255)
            return false;
        host = host.sliced(part < 3 ? end + 1 : end);
    }
    return true;
}

} // namespace

HostStage::HostStage(const QStringList &trusted)
    : m_trustsAll(trusted.contains(u"*"_s))
{
    for (const QString &name : trusted)
        m_trusted.insert(name.toLower().toUtf8());
}

bool HostStage::isTrusted(QByteArrayView host) const
{
    const QByteArrayView name = withoutPort(host);
    if (name.isEmpty())
        return false;
    if (m_trustsAll || isAddress(name))
        return true;
    const QByteArray lower = name.toByteArray().toLower();
    if (lower == "localhost" || lower.endsWith(".localhost") || m_trusted.contains(lower))
        return true;
    // "*.example.org" trusts every name below it.
    for (qsizetype dot = lower.indexOf('.'); dot > 0; dot = lower.indexOf('.', dot + 1)) {
        if (m_trusted.contains(QByteArray('*' + lower.sliced(dot))))
            return true;
    }
    return false;
}

Step HostStage::enter(Exchange &exchange)
{
    const RequestHead &head = exchange.request.head;
    if (isTrusted(head.host)) [[likely]]
        return Step::Continue;
    // Probes that speak HTTP/1.0 name no host. Browsers, which can be led here by a name, always do.
    if (head.oldVersion && head.host.isEmpty())
        return Step::Continue;
    const QString text =
        u"This server is not known by that host name. Use its address, or add the name to http.allowed_hosts."_s;
    return exchange.refuse(core::failure(core::ErrorCode::Forbidden, text), 421);
}

} // namespace server
