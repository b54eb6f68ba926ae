// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "server/http/pipeline.h"

#include <QHash>

namespace server {

// Lets each caller through so many times in a minute of the wall clock, on the rows that count, and says in
// every such answer how much is left.
class RateLimitStage final : public Stage
{
public:
    RateLimitStage(core::Clock &clock, int perMinute)
        : m_clock(clock)
        , m_perMinute(perMinute)
    {
    }
    Step enter(Exchange &exchange) override;

private:
    core::Clock &m_clock;
    int m_perMinute;
    qint64 m_minute = 0;
    QHash<QString, int> m_used; // in this minute
};

} // namespace server
