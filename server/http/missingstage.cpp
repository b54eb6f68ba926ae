// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/missingstage.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool opensSocket(const Endpoint &endpoint)
{
    return std::holds_alternative<OpenSocket>(endpoint.handler);
}

} // namespace

Step MissingStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (exchange.route == nullptr)
        return exchange.refuse(core::failure(core::ErrorCode::NotFound, u"Not found"_s), 404);
    if (request.endpoint == nullptr) {
        exchange.refuse(core::failure(core::ErrorCode::Unsupported, u"Method not allowed"_s), 405);
        exchange.response.addHeader("Allow", exchange.route->allow);
        return Step::Answered;
    }
    if (opensSocket(*request.endpoint) && !request.head.upgradesToWebSocket) {
        exchange.refuse(core::failure(core::ErrorCode::Unsupported, u"This address is for WebSockets"_s),
                        426);
        exchange.response.addHeader("Upgrade", "websocket");
        return Step::Answered;
    }
    return Step::Continue;
}

} // namespace server
