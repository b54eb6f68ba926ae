// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Refuses what has no row: 404 for a path, 405 with Allow for a method, 426 for a WebSocket's path that is
// asked for without one or with another version of the protocol, 400 for half a handshake.
class MissingStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

} // namespace server
