// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/envelope.h"

namespace server::goagents {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

QString missingCode(const QString &field)
{
    if (field == "cluster_name"_L1)
        return u"CLUSTER_NOT_FOUND"_s;
    if (field == "agent_id"_L1 || field == "agent_name"_L1)
        return u"AGENT_NOT_FOUND"_s;
    return u"NOT_FOUND"_s;
}

QString conflictCode(const QString &field)
{
    if (field == "metadata.name"_L1)
        return u"CLUSTER_EXISTS"_s;
    if (field == "cluster_name"_L1)
        return u"SCALING_IN_PROGRESS"_s;
    return u"INVALID_REQUEST"_s;
}

} // namespace

Response success(core::Timestamp now, int status, const std::optional<QJsonObject> &data,
                 const QString &message)
{
    QJsonObject body{{u"success"_s, true}, {u"timestamp"_s, core::toText(now)}};
    if (data)
        body.insert(u"data"_s, *data);
    if (!message.isEmpty())
        body.insert(u"message"_s, message);
    return Response::json(status, body);
}

Response refusal(core::Timestamp now, int status, const QString &code, const QString &message)
{
    return Response::json(status,
                          QJsonObject{{u"success"_s, false},
                                      {u"error"_s, QJsonObject{{u"code"_s, code}, {u"message"_s, message}}},
                                      {u"timestamp"_s, core::toText(now)}});
}

QString codeOf(const core::Error &error, int status)
{
    switch (error.code) {
    case ErrorCode::Unauthenticated:
        return u"UNAUTHORIZED"_s;
    case ErrorCode::Forbidden:
        return u"FORBIDDEN"_s;
    case ErrorCode::RateLimited:
        return u"RATE_LIMITED"_s;
    case ErrorCode::NotFound:
        return missingCode(error.field);
    case ErrorCode::Conflict:
        return conflictCode(error.field);
    default:
        return status >= 500 ? u"INTERNAL_ERROR"_s : u"INVALID_REQUEST"_s;
    }
}

core::Error about(const QString &field, core::Error error)
{
    if (error.field.isEmpty())
        error.field = field;
    return error;
}

} // namespace server::goagents
