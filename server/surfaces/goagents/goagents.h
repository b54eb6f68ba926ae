// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/chathub.h"
#include "server/surfaces/goagents/taskrate.h"

namespace server::goagents {

// The contract of agent clusters: deploying, scaling and removing them, and talking with their agents.
// Everything stands in an envelope with `success`. What the contract leaves open: every call needs a key; a
// chat whose run waits for a person is answered with 200, a `status` and the approval's id; a run that failed
// for another reason than its provider is TASK_FAILED (422), one that was cancelled TASK_CANCELLED (409). The
// core, the hub and the rate outlive the surface.
Surface surface(core::Core &core, ChatHub &chats, TaskRate &rate);

// The rows, by file.
std::vector<Endpoint> clusterEndpoints(core::Core &core);
std::vector<Endpoint> agentEndpoints(core::Core &core);
std::vector<Endpoint> chatEndpoints(core::Core &core, ChatHub &chats);
std::vector<Endpoint> figureEndpoints(core::Core &core, TaskRate &rate);

} // namespace server::goagents
