// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Compares path and query with the row's shapes. Before the body is read, and before anything is counted.
class QueryStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

// Reads the JSON of a body, and compares it with the row's shape. Takes as long as the body is large; any
// thread.
core::Result<QJsonObject> checkedBody(const BodyShape &shape, const QByteArray &body);

// Does so, where it was not done already.
class ValidationStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

} // namespace server
