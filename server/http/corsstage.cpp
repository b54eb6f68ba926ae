// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/corsstage.h"

#include "server/http/responsewriter.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *exposedLine = "Access-Control-Expose-Headers: X-Workflow-ID, X-Session-ID, "
                                    "X-Shannon-Session-ID, X-Trace-ID, X-Span-ID, X-Request-ID, "
                                    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
                                    "X-Idempotency-Cached, X-Idempotency-Key, Link, ETag, "
                                    "Retry-After\r\n";
constexpr const char *allowedHeaders = "Content-Type, Authorization, X-API-Key, X-User-Id, Idempotency-Key, "
                                       "traceparent, tracestate, Cache-Control, Last-Event-ID, If-Match, "
                                       "Prefer, X-Request-ID";
constexpr const char *allMethods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

bool isLive(const Endpoint *endpoint)
{
    return endpoint == nullptr || std::holds_alternative<OpenStream>(endpoint->handler) ||
           std::holds_alternative<OpenSocket>(endpoint->handler);
}

// A path that only streams offers just what it has, as the contract says of those paths.
QByteArray methodsOf(const Route *route)
{
    if (route == nullptr || !std::ranges::all_of(route->endpoints, isLive))
        return allMethods;
    QByteArray methods = route->allow;
    return methods.replace("HEAD, ", "");
}

// Libraries send headers of their own ("X-Stainless-OS"), which mean nothing here. Only the pages of named
// origins are told that they may.
QByteArray headersFor(const Request &request)
{
    QByteArray headers = allowedHeaders;
    QSet<QByteArray> known;
    for (const QByteArray &name : headers.toLower().split(','))
        known.insert(name.trimmed());
    for (const QByteArray &wanted : request.head.list("access-control-request-headers").split(',')) {
        const QByteArray name = wanted.trimmed();
        if (!name.isEmpty() && !known.contains(name.toLower()))
            headers.append(", ").append(name);
    }
    return headers;
}

} // namespace

CorsStage::CorsStage(const QStringList &origins)
    : m_origins(origins)
{
}

Step CorsStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    // A WebSocket is not bound by CORS: its browser sends the origin and leaves the refusal to us.
    if (request.head.upgradesToWebSocket && m_origins.pageOf(request.head) == Page::Foreign) {
        const QString text =
            u"A page of this origin may open no WebSocket here. Name the origin in http.cors_origins to let it."_s;
        return exchange.refuse(core::failure(core::ErrorCode::Forbidden, text));
    }
    const bool ownRow = exchange.route != nullptr && exchange.route->endpoint(Method::Options) != nullptr;
    if (request.method != Method::Options || ownRow)
        return Step::Continue;
    Response response = Response::empty(200);
    response.headers = {{"Access-Control-Allow-Methods", methodsOf(exchange.route)},
                        {"Access-Control-Allow-Headers", headersFor(request)},
                        {"Access-Control-Max-Age", "3600"}};
    if (exchange.route != nullptr)
        response.addHeader("Allow", exchange.route->allow);
    return exchange.answer(std::move(response));
}

void CorsStage::leave(Exchange &exchange)
{
    if (m_origins.isEmpty())
        return;
    exchange.fixedLines.append("Vary: Origin\r\n");
    const QByteArrayView origin = exchange.request.header("origin");
    if (!m_origins.names(origin))
        return;
    appendHeader(exchange.fixedLines, "Access-Control-Allow-Origin", origin);
    exchange.fixedLines.append("Access-Control-Allow-Credentials: true\r\n");
    exchange.fixedLines.append(exposedLine);
}

} // namespace server
