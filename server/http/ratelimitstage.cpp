// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/ratelimitstage.h"

#include "server/http/responsewriter.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

void appendLines(QByteArray &lines, const RateLimit &limit, const core::RateAllowance &allowance)
{
    appendHeader(lines, "X-RateLimit-Limit", limit.requests);
    appendHeader(lines, "X-RateLimit-Remaining", allowance.left);
    appendHeader(lines, "X-RateLimit-Reset", core::toStored(allowance.ends) / 1000);
}

} // namespace

RateLimitStage::RateLimitStage(core::RateCounter &rates, const ServerOptions &options)
    : m_rates(rates)
    , m_address(options.trustedProxies)
    , m_usual{.name = u"usual"_s, .requests = options.requestsPerMinute}
    , m_administrators{.name = u"usual"_s, .requests = options.administratorRequestsPerMinute}
{
}

const RateLimit &RateLimitStage::limitOf(const Exchange &exchange) const
{
    if (exchange.request.endpoint->limit)
        return *exchange.request.endpoint->limit;
    if (exchange.surface->limit)
        return *exchange.surface->limit;
    const bool administers = exchange.request.principal.may(core::Scope::Administer);
    return administers ? m_administrators : m_usual;
}

QString RateLimitStage::callerOf(const Request &request, CountedBy by) const
{
    const core::Principal &principal = request.principal;
    if (by == CountedBy::Key && !principal.key.isEmpty())
        return principal.key.value;
    if (by != CountedBy::Address && !principal.user.isEmpty())
        return principal.user;
    return m_address.network(request);
}

Step RateLimitStage::enter(Exchange &exchange)
{
    const Endpoint &row = *exchange.request.endpoint;
    if (row.counted == Counted::No && !row.limit)
        return Step::Continue;
    const RateLimit &limit = limitOf(exchange);
    if (limit.requests <= 0)
        return Step::Continue;
    const core::RateAllowance allowance =
        m_rates.take(limit.name, callerOf(exchange.request, limit.by), limit.requests, limit.window);
    appendLines(exchange.fixedLines, limit, allowance);
    exchange.isCounted = allowance.allowed;
    if (allowance.allowed)
        return Step::Continue;
    core::Error error = core::failure(core::ErrorCode::RateLimited, limit.refusal);
    error.retry = core::Retry::Later;
    error.retryAfter = allowance.ends - m_rates.now();
    return exchange.refuse(error);
}

void RateLimitStage::leave(Exchange &exchange)
{
    if (!exchange.isCounted || exchange.response.status < 400 || exchange.response.status >= 500)
        return;
    const RateLimit &limit = limitOf(exchange);
    if (limit.refused == Refused::GivenBack)
        m_rates.giveBack(limit.name, callerOf(exchange.request, limit.by), limit.window);
}

} // namespace server
