// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/requestobserver.h"
#include "server/http/surface.h"
#include "server/surfaces/surfaceoptions.h"

#include <memory>
#include <vector>

namespace server {

class Server;

// All published contracts, and what they share: the streams of tasks, the chats that wait for an answer and
// the metrics. Owned by the application; made, used and deleted in the backend thread. The core outlives it,
// and it outlives the server that serves its tables.
class Surfaces final
{
public:
    explicit Surfaces(core::Core &core, const SurfaceOptions &options = {});
    ~Surfaces();
    Q_DISABLE_COPY_MOVE(Surfaces)

    // The tables for Server::create().
    std::vector<Surface> tables();

    // The table of a server that serves the live chat's WebSocket on a port of its own, for the same rooms.
    std::vector<Surface> liveChatTables();

    // Counts the requests that /metrics tells of; for ServerParts.
    RequestObserver &observer();

    // From now on /metrics also tells of the connections of this server, and what it keeps open ends for
    // callers who would not be let in again.
    void watch(Server &server);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace server
