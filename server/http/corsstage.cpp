// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/corsstage.h"

#include "server/http/responsewriter.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *exposedLine = "Access-Control-Expose-Headers: X-Workflow-ID, X-Session-ID, "
                                    "X-Shannon-Session-ID, X-Trace-ID, X-Span-ID, "
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

} // namespace

CorsStage::CorsStage(const QStringList &origins)
    : m_allowsAll(origins.contains(u"*"_s))
{
    for (const QString &origin : origins)
        m_origins.insert(origin.toLower().toUtf8());
}

bool CorsStage::allows(QByteArrayView origin) const
{
    return m_allowsAll || m_origins.contains(origin.toByteArray().toLower());
}

Step CorsStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    const QByteArrayView origin = request.header("origin");
    // A WebSocket is not bound by CORS: its browser sends the origin and leaves the refusal to us.
    if (request.head.upgradesToWebSocket && !origin.isEmpty() && !allows(origin))
        return exchange.refuse(core::failure(core::ErrorCode::Forbidden, u"This origin is not allowed"_s));
    const bool ownRow = exchange.route != nullptr && exchange.route->endpoint(Method::Options) != nullptr;
    if (request.method != Method::Options || ownRow)
        return Step::Continue;
    Response response = Response::empty(200);
    response.headers = {{"Access-Control-Allow-Methods", methodsOf(exchange.route)},
                        {"Access-Control-Allow-Headers", allowedHeaders},
                        {"Access-Control-Max-Age", "3600"}};
    if (exchange.route != nullptr)
        response.addHeader("Allow", exchange.route->allow);
    return exchange.answer(std::move(response));
}

void CorsStage::leave(Exchange &exchange)
{
    if (m_allowsAll) {
        exchange.fixedLines.append("Access-Control-Allow-Origin: *\r\n").append(exposedLine);
        return;
    }
    exchange.fixedLines.append("Vary: Origin\r\n");
    const QByteArrayView origin = exchange.request.header("origin");
    if (origin.isEmpty() || !allows(origin))
        return;
    appendHeader(exchange.fixedLines, "Access-Control-Allow-Origin", origin);
    exchange.fixedLines.append("Access-Control-Allow-Credentials: true\r\n"); // which "*" cannot say
    exchange.fixedLines.append(exposedLine);
}

} // namespace server
