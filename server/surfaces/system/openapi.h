// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/surface.h"

#include <QJsonObject>

namespace server::system {

// The tables as an OpenAPI 3.1 document: every row with its fields, the limits that are checked, who may
// call, and the errors in the shape of its surface. Pure.
QJsonObject openApiOf(const std::vector<Surface> &surfaces);

} // namespace server::system
