// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"

#include <QList>

namespace server {

// Tells where a request comes from. Behind a proxy that is trusted this is the last address of
// X-Forwarded-For, which that proxy wrote itself; anybody else could write there what he likes.
class ClientAddress
{
public:
    explicit ClientAddress(const QStringList &trustedProxies);

    QHostAddress of(const Request &request) const;
    // The same as text, cut to the network that one subscriber has: IPv6 gives each of them 2^64 addresses.
    QString network(const Request &request) const;

    // True for a program on this computer, and neither a proxy nor a page of some other site.
    static bool isLocalProgram(const Request &request);

private:
    QList<QHostAddress> m_proxies;
};

} // namespace server
