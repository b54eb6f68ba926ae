// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"

namespace server::agentapi {

// The agent orchestration contract, as far as it is about knowledge: documents and the search in them. Errors
// are
// {"error": {code, message, details: {field, issue}}}; what the contract has no code for is INVALID_REQUEST
// with its own status. The core outlives the surface.
Surface surface(core::Core &core);

// The error in that shape.
Response shaped(const core::Error &error, int status);

// The rows of documents.cpp.
std::vector<Endpoint> documentEndpoints(core::Core &core);

} // namespace server::agentapi
