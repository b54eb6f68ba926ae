// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pageorigin.h"
#include "server/http/pipeline.h"

namespace server {

// Tells browsers whose pages may read our answers, lets no WebSocket of other pages through, and answers
// every OPTIONS, before any key is asked for.
class CorsStage final : public Stage
{
public:
    explicit CorsStage(const QStringList &origins);
    Step enter(Exchange &exchange) override;
    void leave(Exchange &exchange) override;

private:
    PageOrigins m_origins;
};

} // namespace server
