// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/livechat/roomhub.h"

namespace server::livechat {

// The live chat's contract: sessions with their participants and messages over REST, and a WebSocket for
// those who take part. Errors are {"error": text}. What the contract leaves open: sessions that are not there
// are 404 everywhere, sessions that have ended 409; lists and messages page by key beside the contract's
// offset; ending, the agent's answers, edits, deletes and receipts have paths of their own. The core and the
// hub outlive the surface.
Surface surface(core::Core &core, RoomHub &hub);

// The WebSocket alone, at "/", for a port of its own.
Surface ownPort(core::Core &core, RoomHub &hub);

// The rows, by file.
std::vector<Endpoint> sessionEndpoints(core::Core &core, RoomHub &hub);
std::vector<Endpoint> messageEndpoints(core::Core &core);
Endpoint socketEndpoint(core::Core &core, RoomHub &hub, const QByteArray &path);

// The session that the path names.
inline core::RoomId roomOf(const Request &request)
{
    return {request.parameter(u"session_id")};
}

// Below a session, that there is none is said with its id.
template<typename T>
core::Result<T> inSession(const Request &request, core::Result<T> result)
{
    if (result || result.error().code != core::ErrorCode::NotFound ||
        result.error().text != QLatin1StringView("Session not found"))
        return result;
    core::Error error = result.error();
    error.text = QStringLiteral("Session %1 not found.").arg(request.parameter(u"session_id").left(128));
    return error;
}

} // namespace server::livechat
