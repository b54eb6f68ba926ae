// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/orchestrator/progresshub.h"

namespace server::orchestrator {

// The contract of workflows: requirements go in, and phases of agents turn them into a result. An error is
// {error, message, details, timestamp, request_id} with the text as `detail` beside it, so that clients of
// both styles of its document read it. What the contract leaves open: a workflow that waits for a person or
// is paused is "running" (`state` says more), one that was cancelled is "failed". The core and the hub
// outlive the surface. `perMinute`: how often each client may start a workflow in a minute; 0 is no limit.
Surface surface(core::Core &core, ProgressHub &hub, int perMinute);

// The rows, by file.
std::vector<Endpoint> submissionEndpoints(core::Core &core, int perMinute);
std::vector<Endpoint> executionEndpoints(core::Core &core, ProgressHub &hub);

// An answer with the headers that the contract has on every one.
Response reply(int status, const QJsonObject &body);

} // namespace server::orchestrator
