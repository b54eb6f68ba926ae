// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/system/asset.h"
#include "server/surfaces/system/prometheusmetrics.h"

#include <memory>

namespace server::system {

// What operators and their tools ask of any service: health, readiness, metrics and the description of the
// interface, and the pages for people. Errors are {"error": text}. `document` is filled before the first
// request.
Surface surface(core::Core &core, PrometheusMetrics &metrics, std::shared_ptr<const Asset> document);

// The rows, by file.
std::vector<Endpoint> healthEndpoints(core::Core &core);
std::vector<Endpoint> pageEndpoints();

} // namespace server::system
