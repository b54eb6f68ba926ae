// SPDX-License-Identifier: GPL-3.0-or-later
// How this contract says that something went wrong.
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

// The word for programs, under /api/v1/auth. Who is not known or may not is told as everywhere else.
QString codeOf(const core::Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::TooLarge:
        return u"invalid_request"_s;
    case ErrorCode::NotFound:
        return u"not_found"_s;
    case ErrorCode::RateLimited:
        return u"rate_limit_exceeded"_s;
    case ErrorCode::Conflict:
        return u"conflict"_s;
    case ErrorCode::Unsupported:
        return u"unsupported"_s;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return u"unavailable"_s;
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
        return {};
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        break;
    }
    return u"internal_error"_s;
}

} // namespace

Response errorOf(const core::Error &error, int status, const Request &request)
{
    if (request.head.path.startsWith("/api/v1/auth")) {
        if (const QString code = codeOf(error); !code.isEmpty())
            return Response::json(status, QJsonObject{{u"error"_s, code}, {u"message"_s, error.text}});
    }
    QJsonObject body{{u"error"_s, error.text}};
    if (error.code == ErrorCode::RateLimited)
        body.insert(u"message"_s, u"Too many requests. Please retry after the rate limit window resets."_s);
    return Response::json(status, body);
}

} // namespace server::shannon
