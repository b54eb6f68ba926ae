// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/system/prometheusmetrics.h"

#include <memory>

namespace server::system {

// What operators and their tools ask of any service: health, readiness, metrics and the description of the
// interface. Errors are {"error": text}. `document` is filled before the first request.
Surface surface(core::Core &core, PrometheusMetrics &metrics, std::shared_ptr<const QByteArray> document);

// The rows of health.cpp.
std::vector<Endpoint> healthEndpoints(core::Core &core);

} // namespace server::system
