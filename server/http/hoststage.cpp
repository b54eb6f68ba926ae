// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/hoststage.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArrayView withoutPort(QByteArrayView host)
{
    if (host.startsWith('['))
        return host.first(host.indexOf(']') + 1);
    const qsizetype colon = host.indexOf(':');
    return colon < 0 ? host : host.first(colon);
}

// An address cannot be made to mean another one.
bool isAddress(QByteArrayView host)
{
    return host.startsWith('[') ||
           std::all_of(host.begin(), host.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
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
