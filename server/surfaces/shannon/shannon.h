// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/shannon/fields.h"
#include "server/surfaces/shannon/taskstreamhub.h"
#include "server/surfaces/surfaceoptions.h"

namespace server::shannon {

// The task gateway's contract: tasks, their control and streams, and approvals. Errors are {"error": text}.
// The core and the hub outlive the surface.
Surface surface(core::Core &core, TaskStreamHub &hub, const SurfaceOptions &options);

// The shape of its errors: {"error": text}, and {"error": code, "message": text} under /api/v1/auth.
Response errorOf(const core::Error &error, int status, const Request &request);

// An answer of that second shape.
inline Response refusal(int status, const QString &code, const QString &text)
{
    return Response::json(status,
                          QJsonObject{{QStringLiteral("error"), code}, {QStringLiteral("message"), text}});
}

// The rows, by file.
std::vector<Endpoint> taskEndpoints(core::Core &core);
std::vector<Endpoint> controlEndpoints(core::Core &core);
std::vector<Endpoint> historyEndpoints(core::Core &core);
std::vector<Endpoint> streamEndpoints(core::Core &core, TaskStreamHub &hub);
std::vector<Endpoint> sessionEndpoints(core::Core &core);
std::vector<Endpoint> scheduleEndpoints(core::Core &core);
std::vector<Endpoint> reviewEndpoints(core::Core &core);
std::vector<Endpoint> approvalEndpoints(core::Core &core);
std::vector<Endpoint> ruleEndpoints(core::Core &core);
std::vector<Endpoint> authEndpoints(core::Core &core, const SurfaceOptions &options);
std::vector<Endpoint> keyEndpoints(core::Core &core);
std::vector<Endpoint> userEndpoints(core::Core &core);
std::vector<Endpoint> invitationEndpoints(core::Core &core);

} // namespace server::shannon
