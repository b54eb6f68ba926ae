// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Tells browsers to believe the content type, to embed, run and keep nothing. A page that needs more says so
// in headers of its own, which then stand alone.
class SecurityStage final : public Stage
{
public:
    void leave(Exchange &exchange) override;
};

} // namespace server
