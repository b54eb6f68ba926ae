// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/surface.h"

#include <QJsonObject>

#include <set>

namespace server::system {

// One row as an operation of an OpenAPI document.
QJsonObject operationOf(const Surface &surface, const Endpoint &row);

// The statuses that the pipeline itself can answer for this row.
std::set<int> refusalsOf(const Endpoint &row);

// The name under which the document keeps a surface's refusal with that status.
QString refusalName(const Surface &surface, int status);

} // namespace server::system
