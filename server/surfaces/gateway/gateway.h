// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"

namespace server::gateway {

// The contract of the platform's gateway: a task for an agent by name, and what came of it. What the contract
// leaves open: a task is made with 201; its status is queued, running, completed or failed, where one that
// waits for a person is running and one that was cancelled has failed. The core outlives the surface.
Surface surface(core::Core &core);

} // namespace server::gateway
