// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/routestage.h"

#include "server/http/percent.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// The parts of the path that vary, by the names that this row gives them.
bool readParameters(Exchange &exchange)
{
    const QStringList &names = exchange.route->names[size_t(exchange.request.method)];
    for (qsizetype i = 0; i < names.size(); ++i) {
        auto value = percentDecoded(exchange.captures[i], Plus::IsPlus);
        if (!value)
            return false;
        exchange.request.parameters.emplace_back(names[i], *std::move(value));
    }
    return true;
}

bool hidesSlash(const Exchange &exchange)
{
    const Request &request = exchange.request;
    const bool allowed =
        request.endpoint != nullptr && request.endpoint->encodedSlash == EncodedSlash::Allowed;
    return !allowed && request.head.path.contains('%') &&
           request.head.path.toByteArray().toLower().contains("%2f");
}

} // namespace

Step RouteStage::enter(Exchange &exchange)
{
    Request &request = exchange.request;
    const QByteArrayView path = request.head.path;
    exchange.route = m_router.find(path, exchange.captures);
    exchange.surface = exchange.route != nullptr ? exchange.route->surface : m_router.surfaceOf(path);
    auto decoded = percentDecoded(path, Plus::IsPlus);
    if (!decoded)
        return exchange.refuse(core::invalid(u"path"_s, u"The path is not valid UTF-8"_s));
    request.path = *std::move(decoded);
    if (exchange.route != nullptr)
        request.endpoint = exchange.route->endpoint(request.method);
    if (hidesSlash(exchange))
        return exchange.refuse(
            core::invalid(u"path"_s, u"The path encodes a character that it must not hold."_s));
    if (request.endpoint == nullptr)
        return Step::Continue;
    exchange.headOnly = request.method == Method::Head;
    request.method = request.endpoint->method;
    if (!exchange.captures.isEmpty() && !readParameters(exchange))
        return exchange.refuse(core::invalid(u"path"_s, u"The path is not valid UTF-8"_s));
    return Step::Continue;
}

} // namespace server
