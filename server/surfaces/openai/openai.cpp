// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/openai.h"

namespace server::openai {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

QString typeOf(int status, Method method)
{
    switch (status) {
    case 401:
        return u"authentication_error"_s;
    case 403:
        return u"permission_error"_s;
    case 404:
        return method == Method::Post ? u"invalid_request_error"_s : u"not_found_error"_s;
    case 429:
        return u"rate_limit_error"_s;
    default:
        return status < 500 ? u"invalid_request_error"_s : u"server_error"_s;
    }
}

QString codeOf(const core::Error &error, int status)
{
    if (error.code == ErrorCode::NotFound && error.field == "model"_L1)
        return u"model_not_found"_s;
    switch (status) {
    case 401:
        return u"invalid_api_key"_s;
    case 404:
        return u"not_found"_s;
    case 429:
        return u"rate_limit_exceeded"_s;
    default:
        return status < 500 ? u"invalid_request"_s : u"internal_error"_s;
    }
}

} // namespace

QJsonObject errorJson(const core::Error &error, int status, Method method, const QString &code)
{
    const QJsonObject body{{u"message"_s, sentenceOf(error)},
                           {u"type"_s, typeOf(status, method)},
                           {u"code"_s, code.isEmpty() ? codeOf(error, status) : code},
                           {u"param"_s, error.field.isEmpty() ? QJsonValue() : QJsonValue(error.field)}};
    return {{u"error"_s, body}};
}

Response refusal(const core::Error &error, int status, Method method)
{
    return Response::json(status, errorJson(error, status, method));
}

Surface surface(core::Core &core, ChatHub &chats, Waiting waiting)
{
    Surface surface{.name = u"openai"_s,
                    .summary = u"OpenAI's protocol: models, chat completions and completions. Agents of "
                               "clusters are models, `cluster/agent`."_s,
                    .prefixes = {"/v1"},
                    .endpoints = modelEndpoints(core),
                    .notOffered = notOffered()};
    surface.shapeError = [](const core::Error &error, int status, const Request &request) {
        return refusal(error, status, request.method);
    };
    for (const Endpoint &row : completionEndpoints(core, chats, waiting))
        surface.endpoints.push_back(row);
    return surface;
}

} // namespace server::openai
