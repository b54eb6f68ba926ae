// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace server {

// What can be set of the contracts; 0 turns a limit off.
struct SurfaceOptions
{
    int requestsPerMinute = 60; // of each caller, as the server limits them; here to be told of
    int administratorRequestsPerMinute = 0;
    int agentApiRequestsPerHour = 1'000; // of each key
    int workflowsPerMinute = 10;         // of each client, where the orchestrator's contract says so
    int signInsPerMinute = 30;           // and registrations, from each address; twice as many refreshed tokens
    QStringList trustedProxies = {};     // as of ServerOptions
};

} // namespace server
