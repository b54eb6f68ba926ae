// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ratecounter.h"
#include "server/http/clientaddress.h"
#include "server/http/pipeline.h"
#include "server/http/serveroptions.h"

namespace server {

// Lets each caller through so many times in a window of the wall clock, on the rows that count, and says in
// every such answer how much is left. Before the body is read, so what comes too often costs next to nothing.
class RateLimitStage final : public Stage
{
public:
    RateLimitStage(core::RateCounter &rates, const ServerOptions &options);
    Step enter(Exchange &exchange) override;
    // Gives back what was counted for a body that was refused, where the limit has it so.
    void leave(Exchange &exchange) override;

private:
    const RateLimit &limitOf(const Exchange &exchange) const;
    QString callerOf(const Request &request, CountedBy by) const;

    core::RateCounter &m_rates;
    ClientAddress m_address;
    RateLimit m_usual;
    RateLimit m_administrators;
};

} // namespace server
