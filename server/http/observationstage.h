// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/pipeline.h"
#include "server/http/requestobserver.h"
#include "server/http/requeststatistics.h"

namespace server {

// Counts every answer, for the window and for whoever keeps metrics. First on the list, so that it leaves
// last.
class ObservationStage final : public Stage
{
public:
    ObservationStage(RequestStatistics &statistics, RequestObserver *observer)
        : m_statistics(statistics)
        , m_observer(observer)
    {
    }
    Step enter(Exchange &exchange) override;
    void leave(Exchange &exchange) override;

private:
    RequestStatistics &m_statistics;
    RequestObserver *m_observer;
};

} // namespace server
