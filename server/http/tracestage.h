// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"

#include <QRandomGenerator>

namespace server {

// Gives each request a trace id, the caller's where one was sent, and a span id, and says them in the answer,
// together with what the client calls the request.
class TraceStage final : public Stage
{
public:
    Step enter(Exchange &exchange) override;
    void leave(Exchange &exchange) override;

private:
    // Ids have to differ, not to be secret.
    QRandomGenerator m_random = QRandomGenerator::securelySeeded();
};

} // namespace server
