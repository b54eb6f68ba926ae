// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pagestage.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isFollowedLink(const Request &request)
{
    return request.method == Method::Get && request.endpoint->access.isOpen() &&
           !request.head.has("origin") && request.header("sec-fetch-mode") == "navigate";
}

} // namespace

Step PageStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (exchange.showedKey || m_origins.pageOf(request.head) != Page::Foreign || isFollowedLink(request))
        return Step::Continue;
    const QString text =
        u"A page of another site may not do this. Name its origin in http.cors_origins to let it."_s;
    return exchange.refuse(core::failure(core::ErrorCode::Forbidden, text));
}

} // namespace server
