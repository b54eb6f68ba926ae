// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Compares path, query and body with the row's shapes, and reads the JSON of the body.
class ValidationStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

} // namespace server
