// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/livechat.h"

namespace server::livechat {

using namespace Qt::Literals::StringLiterals;

Surface surface(core::Core &core, RoomHub &hub)
{
    Surface surface{.name = u"livechat"_s,
                    .summary = u"Chats between people, with an agent that answers where one is wanted"_s,
                    .prefixes = {"/api/chat"}};
    for (auto rows : {sessionEndpoints(core, hub), messageEndpoints(core)}) {
        for (Endpoint &row : rows)
            surface.endpoints.push_back(std::move(row));
    }
    surface.endpoints.push_back(socketEndpoint(core, hub, "/api/chat/ws"));
    return surface;
}

Surface ownPort(core::Core &core, RoomHub &hub)
{
    return {.name = u"livechat"_s, .prefixes = {"/"}, .endpoints = {socketEndpoint(core, hub, "/")}};
}

} // namespace server::livechat
