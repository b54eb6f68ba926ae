// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/agentapi/answerhub.h"

namespace server::agentapi {

// The agent orchestration contract: sessions, agents that are deployed with code, the knowledge base and
// webhooks. Errors are
// {"error": {code, message, details: {field, issue}}}; what the contract has no code for is INVALID_REQUEST
// with its own status. The core and the hub outlive the surface.
Surface surface(core::Core &core, AnswerHub &hub);

// Said of a field that must be there, in the contract's words.
inline const QString missingField = QStringLiteral("required field missing");

// The error in that shape.
Response shaped(const core::Error &error, int status);

// The fields of a query for one page of a list: limit and before.
Field pageSize(int most, int usual = 20);
Field pageBefore();

// The rows of sessions.cpp, codeagents.cpp, executions.cpp, documents.cpp and webhooks.cpp.
std::vector<Endpoint> sessionEndpoints(core::Core &core);
std::vector<Endpoint> codeAgentEndpoints(core::Core &core, AnswerHub &hub);
std::vector<Endpoint> executionEndpoints(core::Core &core, AnswerHub &hub);
std::vector<Endpoint> documentEndpoints(core::Core &core);
std::vector<Endpoint> webhookEndpoints(core::Core &core);

} // namespace server::agentapi
