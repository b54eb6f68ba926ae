// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/missingstage.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool opensSocket(const Endpoint &endpoint)
{
    return std::holds_alternative<OpenSocket>(endpoint.handler);
}

// The key is sixteen bytes in base64; what is none comes from no WebSocket.
bool hasWholeHandshake(const Request &request)
{
    const auto key = QByteArray::fromBase64Encoding(request.header("sec-websocket-key").toByteArray(),
                                                    QByteArray::AbortOnBase64DecodingErrors);
    return key && key.decoded.size() == 16 && request.header("sec-websocket-key").size() == 24;
}

Step checkHandshake(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (request.header("sec-websocket-version") != "13") {
        exchange.refuse(core::failure(core::ErrorCode::Unsupported,
                                      u"Only version 13 of the WebSocket protocol is spoken here"_s),
                        426);
        exchange.response.addHeader("Upgrade", "websocket");
        exchange.response.addHeader("Sec-WebSocket-Version", "13");
        return Step::Answered;
    }
    if (hasWholeHandshake(request))
        return Step::Continue;
    return exchange.refuse(
        core::invalid(u"Sec-WebSocket-Key"_s, u"Sec-WebSocket-Key must be 16 bytes in base64"_s));
}

// What is said of an address without a row.
QString missing(const Exchange &exchange)
{
    if (exchange.surface != nullptr) {
        for (const NotOffered &one : exchange.surface->notOffered) {
            if (isUnder(exchange.request.head.path, one.prefix))
                return one.text;
        }
    }
    return u"Not found: no such address. GET /openapi.json lists them all."_s;
}

} // namespace

Step MissingStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (exchange.route == nullptr)
        return exchange.refuse(core::failure(core::ErrorCode::NotFound, missing(exchange)), 404);
    if (request.endpoint == nullptr) {
        exchange.refuse(
            core::failure(core::ErrorCode::Unsupported, u"Method not allowed: this address takes "_s +
                                                            QString::fromLatin1(exchange.route->allow)),
            405);
        exchange.response.addHeader("Allow", exchange.route->allow);
        return Step::Answered;
    }
    if (opensSocket(*request.endpoint) && !request.head.upgradesToWebSocket) {
        exchange.refuse(core::failure(core::ErrorCode::Unsupported, u"This address is for WebSockets"_s),
                        426);
        exchange.response.addHeader("Upgrade", "websocket");
        return Step::Answered;
    }
    return opensSocket(*request.endpoint) ? checkHandshake(exchange) : Step::Continue;
}

} // namespace server
