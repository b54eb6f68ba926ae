// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Finds the row of the table that a request means, and whose shape its errors get. Refuses nothing yet:
// what is not there is said after who asks was looked at.
class RouteStage final : public Stage
{
public:
    explicit RouteStage(const Router &router)
        : m_router(router)
    {
    }
    Step enter(Exchange &exchange) override;

private:
    const Router &m_router;
};

} // namespace server
