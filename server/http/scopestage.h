// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Refuses a caller whose key has not the scope of the row.
class ScopeStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

} // namespace server
