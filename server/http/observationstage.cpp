// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/observationstage.h"

#include "server/http/log.h"

namespace server {

Step ObservationStage::enter(Exchange &exchange)
{
    exchange.begun = std::chrono::steady_clock::now();
    return Step::Continue;
}

void ObservationStage::leave(Exchange &exchange)
{
    const auto now = std::chrono::steady_clock::now();
    const auto took = now - exchange.begun;
    m_statistics.count(now, took);
    // Without the query, which may hold a key.
    qCDebug(logServer).noquote() << core::toWord(exchange.request.method) << exchange.request.path
                                 << exchange.response.status
                                 << std::chrono::floor<std::chrono::microseconds>(took).count()
                                 << "µs, request" << exchange.request.requestId() << "of"
                                 << exchange.request.principal.name;
    if (m_observer == nullptr)
        return;
    const Request &request = exchange.request;
    const QByteArrayView route =
        request.endpoint != nullptr ? QByteArrayView(request.endpoint->path) : QByteArrayView();
    m_observer->answered(exchange.headOnly ? Method::Head : request.method, route, exchange.response.status,
                         took);
}

} // namespace server
