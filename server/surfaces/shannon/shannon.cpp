// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

Surface surface(core::Core &core, TaskStreamHub &hub, const SurfaceOptions &options)
{
    Surface surface{.name = u"shannon"_s,
                    .summary = u"Tasks, sessions, approvals, schedules, accounts and streams of events."_s,
                    .prefixes = {"/api/v1/tasks", "/api/v1/sessions", "/api/v1/approvals",
                                 "/api/v1/schedules", "/api/v1/auth", "/api/v1/stream"},
                    .shapeError = errorOf,
                    .keyWanted = u"Authentication required"_s}; // in the contract's words
    for (auto rows :
         {taskEndpoints(core), controlEndpoints(core), historyEndpoints(core), streamEndpoints(core, hub),
          sessionEndpoints(core), scheduleEndpoints(core), reviewEndpoints(core), approvalEndpoints(core),
          ruleEndpoints(core), authEndpoints(core, options), keyEndpoints(core), userEndpoints(core),
          invitationEndpoints(core)}) {
        for (Endpoint &row : rows)
            surface.endpoints.push_back(std::move(row));
    }
    return surface;
}

} // namespace server::shannon
