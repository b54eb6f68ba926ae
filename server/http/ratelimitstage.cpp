// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/ratelimitstage.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

QString callerOf(const Request &request)
{
    return request.principal.user.isEmpty() ? request.peer.toString() : request.principal.user;
}

} // namespace

Step RateLimitStage::enter(Exchange &exchange)
{
    if (m_perMinute <= 0 || exchange.request.endpoint->counted == Counted::No)
        return Step::Continue;
    const qint64 now = core::toStored(m_clock.now());
    const qint64 minute = now / 60'000;
    if (minute != m_minute) {
        m_minute = minute;
        m_used.clear();
    }
    const int used = ++m_used[callerOf(exchange.request)];
    const qint64 reset = (minute + 1) * 60;
    QByteArray &lines = exchange.fixedLines;
    lines.append("X-RateLimit-Limit: ").append(QByteArray::number(m_perMinute));
    lines.append("\r\nX-RateLimit-Remaining: ").append(QByteArray::number(std::max(0, m_perMinute - used)));
    lines.append("\r\nX-RateLimit-Reset: ").append(QByteArray::number(reset)).append("\r\n");
    if (used <= m_perMinute)
        return Step::Continue;
    core::Error error = core::failure(core::ErrorCode::RateLimited, u"Rate limit exceeded"_s);
    error.retry = core::Retry::Later;
    error.retryAfter = std::chrono::milliseconds(reset * 1000 - now);
    return exchange.refuse(error);
}

} // namespace server
