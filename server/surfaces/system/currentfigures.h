// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/server.h"

#include <prometheus/metric_family.h>

#include <vector>

namespace server::system {

// What is, at the moment of asking, as families of gauges. A figure that cannot be read is left out.
void appendCoreFigures(std::vector<prometheus::MetricFamily> &families, core::Core &core);
void appendProcessFigures(std::vector<prometheus::MetricFamily> &families);
void appendServerFigures(std::vector<prometheus::MetricFamily> &families, const ServerCounts &counts);

} // namespace server::system
