// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <chrono>

namespace server {

// What can be set of the contracts; 0 turns a limit off.
struct SurfaceOptions
{
    int requestsPerMinute = 60; // of each caller, as the server limits them; here to be told of
    int administratorRequestsPerMinute = 0;
    int agentApiRequestsPerHour = 1'000; // of each key
    int workflowsPerMinute = 10;         // of each client, where the orchestrator's contract says so
    int signInsPerMinute = 30;       // and registrations, from each address; twice as many refreshed tokens
    QStringList trustedProxies = {}; // as of ServerOptions
    std::chrono::milliseconds completionTime{35 * 60'000};        // that a client of OpenAI's protocol waits
    std::chrono::milliseconds completionApprovalTime{5 * 60'000}; // and of it, for a person who must decide
};

} // namespace server
