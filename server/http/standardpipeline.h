// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"
#include "server/http/requeststatistics.h"
#include "server/http/serveroptions.h"

namespace server {

struct ServerParts;

// What every request goes through, in this order, and every answer in the opposite one. The limits of the
// guard come before, the handler behind. All that is given must outlive the pipeline.
Pipeline standardPipeline(const ServerOptions &options, const ServerParts &parts, const Router &router,
                          RequestStatistics &statistics);

} // namespace server
