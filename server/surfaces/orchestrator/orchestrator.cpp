// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/orchestrator/orchestrator.h"

namespace server::orchestrator {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

QString codeOf(const core::Error &error, int status)
{
    if (status == 405)
        return u"METHOD_NOT_ALLOWED"_s;
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return u"INVALID_INPUT"_s;
    case ErrorCode::Unauthenticated:
        return u"UNAUTHORIZED"_s;
    case ErrorCode::Forbidden:
        return u"FORBIDDEN"_s;
    case ErrorCode::NotFound:
        return u"NOT_FOUND"_s;
    case ErrorCode::Conflict:
    case ErrorCode::Cancelled:
        return u"CONFLICT"_s;
    case ErrorCode::TooLarge:
        return u"TOO_LARGE"_s;
    case ErrorCode::RateLimited:
        return u"RATE_LIMIT_EXCEEDED"_s;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return u"UNAVAILABLE"_s;
    case ErrorCode::Unsupported:
    case ErrorCode::Internal:
        break;
    }
    return status >= 500 ? u"INTERNAL_ERROR"_s : u"INVALID_INPUT"_s;
}

Response refusal(core::Timestamp now, const core::Error &error, int status, const Request &request)
{
    QJsonValue details = QJsonValue::Null;
    if (!error.field.isEmpty())
        details = QJsonObject{{u"field"_s, error.field}, {u"issue"_s, error.text}};
    const QString detail = status == 401 ? u"Invalid authentication credentials"_s : error.text;
    return reply(status, {{u"error"_s, codeOf(error, status)},
                          {u"message"_s, sentenceOf(error)},
                          {u"details"_s, details},
                          {u"detail"_s, detail},
                          {u"timestamp"_s, core::toText(now)},
                          {u"request_id"_s, QString::fromUtf8(request.requestId())}});
}

} // namespace

Response reply(int status, const QJsonObject &body)
{
    return Response::json(status, body).with("X-XSS-Protection", "1; mode=block");
}

Surface surface(core::Core &core, ProgressHub &hub, int perMinute)
{
    Surface surface{.name = u"orchestrator"_s,
                    .summary = u"Workflows: requirements that agents work off in phases"_s,
                    .prefixes = {"/execute-workflow", "/workflow-status", "/workflow-types", "/custom",
                                 "/protected", "/ws", "/api/v1/execute-workflow", "/api/v2"}};
    surface.shapeError = [&core](const core::Error &error, int status, const Request &request) {
        return refusal(core.clock().now(), error, status, request);
    };
    for (auto rows : {submissionEndpoints(core, perMinute), executionEndpoints(core, hub)}) {
        for (Endpoint &row : rows)
            surface.endpoints.push_back(std::move(row));
    }
    return surface;
}

} // namespace server::orchestrator
