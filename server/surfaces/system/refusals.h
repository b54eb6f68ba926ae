// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/surface.h"

#include <QJsonObject>

#include <set>

namespace server::system {

// What the tests of the server were answered to this row: schemas by status, see recordedShapes().
QJsonObject answeredTo(const Endpoint &row);

// The statuses with which this row can be refused: those of the pipeline, those that it tells of itself,
// those that were answered, and 0, any other.
std::set<int> refusalsOf(const Endpoint &row);

// The name under which the document keeps a surface's refusal with that status, and that refusal.
QString refusalName(const Surface &surface, int status);
QJsonObject refusalReply(const Surface &surface, int status);

// What this row answers to it: a reference to that reply where it is the same, else one of its own.
QJsonObject refusalReply(const Surface &surface, const Endpoint &row, int status);

} // namespace server::system
