// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/surface.h"

#include <QJsonObject>

namespace server::system {

// One row as an operation of an OpenAPI document.
QJsonObject operationOf(const Surface &surface, const Endpoint &row);

} // namespace server::system
