// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/standardpipeline.h"

#include "server/http/authenticationstage.h"
#include "server/http/corsstage.h"
#include "server/http/hoststage.h"
#include "server/http/mediastage.h"
#include "server/http/missingstage.h"
#include "server/http/observationstage.h"
#include "server/http/pagestage.h"
#include "server/http/ratelimitstage.h"
#include "server/http/routestage.h"
#include "server/http/scopestage.h"
#include "server/http/securitystage.h"
#include "server/http/server.h"
#include "server/http/tracestage.h"
#include "server/http/validationstage.h"

#include <utility>

namespace server {

namespace {

template<typename StageType, typename... Arguments>
void put(Pipeline::Stages &stages, Arguments &&...arguments)
{
    stages.push_back(std::make_unique<StageType>(std::forward<Arguments>(arguments)...));
}

} // namespace

Pipeline standardPipeline(const ServerOptions &options, const ServerParts &parts, const Router &router,
                          RequestStatistics &statistics)
{
    Pipeline::Stages beforeBody;
    put<ObservationStage>(beforeBody, statistics, parts.observer);
    put<SecurityStage>(beforeBody);
    put<TraceStage>(beforeBody);
    put<RouteStage>(beforeBody, router);
    put<HostStage>(beforeBody, options.trustedHosts);
    put<CorsStage>(beforeBody, options.allowedOrigins);
    put<MissingStage>(beforeBody);
    put<AuthenticationStage>(beforeBody, parts.authenticator);
    put<PageStage>(beforeBody, options.allowedOrigins);
    put<ScopeStage>(beforeBody);
    put<MediaStage>(beforeBody);
    put<QueryStage>(beforeBody);
    put<RateLimitStage>(beforeBody, parts.rates, options);
    Pipeline::Stages afterBody;
    put<ValidationStage>(afterBody);
    return Pipeline(std::move(beforeBody), std::move(afterBody));
}

} // namespace server
