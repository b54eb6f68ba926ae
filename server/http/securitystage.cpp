// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/securitystage.h"

#include <algorithm>

namespace server {

namespace {

bool has(const Response &response, QByteArrayView name)
{
    return std::ranges::any_of(response.headers, [name](const Header &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

void SecurityStage::leave(Exchange &exchange)
{
    const Response &response = exchange.response;
    QByteArray &lines = exchange.fixedLines;
    lines.append(
        "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n");
    const bool own = !response.headers.isEmpty();
    if (!own || !has(response, "Cache-Control"))
        lines.append("Cache-Control: no-store\r\n");
    if (!own || !has(response, "Content-Security-Policy"))
        lines.append("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
}

} // namespace server
