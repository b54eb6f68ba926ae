// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/guardlimits.h"

#include <QStringList>

namespace server {

struct ServerOptions
{
    GuardLimits limits = {};
    QStringList trustedHosts = {}; // names beside the loopback ones and bare addresses; "*" trusts all
    QStringList allowedOrigins = {QStringLiteral("*")}; // whose pages may read our answers
    int requestsPerMinute = 0; // for each caller, on endpoints that count; 0 is no limit
};

} // namespace server
