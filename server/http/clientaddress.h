// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"

#include <QList>

#include <optional>

namespace server {

// An address, or all that begin with the same bits: "10.0.0.1", "10.0.0.0/8", "fd00::/8". A value.
struct AddressRange
{
    QHostAddress address = {};
    int bits = 0;

    // Nothing for what is not written out in full.
    static std::optional<AddressRange> parse(const QString &text);
    bool contains(const QHostAddress &other) const;
};

// Tells where a request comes from. Behind a proxy that is trusted this is the last address of
// X-Forwarded-For, which that proxy wrote itself, or the one before where that is such a proxy too; anybody
// else could write there what he likes.
class ClientAddress
{
public:
    explicit ClientAddress(const QStringList &trustedProxies);

    QHostAddress of(const Request &request) const;
    // The same as text, cut to the network that one subscriber has: IPv6 gives each of them 2^64 addresses.
    QString network(const Request &request) const;

    // True for a program on this computer that is no proxy.
    static bool isLocalProgram(const Request &request);

private:
    bool isTrusted(const QHostAddress &address) const;

    QList<AddressRange> m_proxies;
};

} // namespace server
