// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpstatus.h"

namespace server {

int statusOf(core::ErrorCode code)
{
    switch (code) {
    case core::ErrorCode::InvalidArgument:
        return 400;
    case core::ErrorCode::Unauthenticated:
        return 401;
    case core::ErrorCode::Forbidden:
        return 403;
    case core::ErrorCode::NotFound:
        return 404;
    case core::ErrorCode::Conflict:
    case core::ErrorCode::Cancelled:
        return 409;
    case core::ErrorCode::TooLarge:
        return 413;
    case core::ErrorCode::RateLimited:
        return 429;
    case core::ErrorCode::Unsupported:
        return 501;
    case core::ErrorCode::Unavailable:
        return 503;
    case core::ErrorCode::Timeout:
        return 504;
    case core::ErrorCode::Internal:
        break;
    }
    return 500;
}

QByteArrayView reasonOf(int status)
{
    static constexpr std::pair<int, const char *> reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    };
    for (const auto &[known, reason] : reasons) {
        if (known == status)
            return reason;
    }
    return "Answer";
}

} // namespace server
