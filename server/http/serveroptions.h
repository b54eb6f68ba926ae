// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/guardlimits.h"

#include <QStringList>

namespace server {

struct ServerOptions
{
    QString spoolFolder = {}; // for large bodies; empty: the system's for temporary files
    GuardLimits limits = {};
    QStringList trustedHosts = {};   // names beside the loopback ones and bare addresses; "*" trusts all
    QStringList allowedOrigins = {}; // beside our own, whose pages may use the server
    QStringList trustedProxies = {}; // addresses and networks whose X-Forwarded-For says where one comes from
    // Of each caller, on rows that count and whose surface names no limit of its own; 0 is no limit.
    int requestsPerMinute = 0;
    int administratorRequestsPerMinute = 0;
};

} // namespace server
