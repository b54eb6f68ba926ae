// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/goagents.h"

#include "server/surfaces/goagents/envelope.h"

namespace server::goagents {

using namespace Qt::Literals::StringLiterals;

Surface surface(core::Core &core, ChatHub &chats, TaskRate &rate)
{
    Surface surface{.name = u"goagents"_s,
                    .summary = u"Clusters of agents: deploying, scaling and talking with them."_s,
                    .prefixes = {"/api/v1/clusters", "/api/v1/agents", "/api/v1/metrics", "/api/v1/info"}};
    surface.shapeError = [&core](const core::Error &error, int status, const Request &) {
        return refusal(core.clock().now(), status, codeOf(error, status), sentenceOf(error));
    };
    for (auto rows : {clusterEndpoints(core), agentEndpoints(core), chatEndpoints(core, chats),
                      figureEndpoints(core, rate)}) {
        for (Endpoint &row : rows)
            surface.endpoints.push_back(std::move(row));
    }
    return surface;
}

} // namespace server::goagents
