// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

namespace server {

// Refuses bodies of a kind that is not read: compressed ones, and, where no key was shown, JSON that is
// called something else. Browsers let any page send a "text/plain" anywhere, but ask first for
// "application/json".
class MediaStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
};

} // namespace server
