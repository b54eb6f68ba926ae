// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/agentapi.h"

namespace server::agentapi {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

QString codeOf(ErrorCode code, int status)
{
    switch (code) {
    case ErrorCode::Unauthenticated:
        return u"UNAUTHORIZED"_s;
    case ErrorCode::Forbidden:
        return u"FORBIDDEN"_s;
    case ErrorCode::NotFound:
        return u"NOT_FOUND"_s;
    case ErrorCode::RateLimited:
        return u"RATE_LIMITED"_s;
    default:
        return status >= 500 ? u"INTERNAL_ERROR"_s : u"INVALID_REQUEST"_s;
    }
}

} // namespace

// An issue that does not stand by itself gets the contract's sentence before it.
Response shaped(const core::Error &error, int status)
{
    QJsonObject details;
    if (!error.field.isEmpty())
        details = {{u"field"_s, error.field}, {u"issue"_s, error.text}};
    const bool isBare = error.text == missingField;
    return Response::json(
        status, QJsonObject{{u"error"_s, QJsonObject{{u"code"_s, codeOf(error.code, status)},
                                                     {u"message"_s, isBare ? u"The request is invalid"_s
                                                                           : sentenceOf(error)},
                                                     {u"details"_s, details}}}});
}

Field pageSize(int most, int usual)
{
    return {.name = u"limit"_s,
            .type = FieldType::Integer,
            .minimum = 1,
            .maximum = most,
            .summary = u"%1 when absent"_s.arg(usual)};
}

Field pageBefore()
{
    return {.name = u"before"_s, .maximum = 128, .summary = u"The last id of the page before"_s};
}

Surface surface(core::Core &core, AnswerHub &hub)
{
    std::vector<Endpoint> endpoints = sessionEndpoints(core);
    for (auto &&rows : {codeAgentEndpoints(core, hub), executionEndpoints(core, hub), documentEndpoints(core),
                        webhookEndpoints(core)})
        endpoints.insert(endpoints.end(), rows.begin(), rows.end());
    for (Endpoint &row : endpoints)
        row.counted = Counted::Yes; // the contract's limit is on all requests of a key
    return Surface{.name = u"agentapi"_s,
                   .summary = u"Sessions, agents with code, knowledge and webhooks."_s,
                   .prefixes = {"/v1/sessions", "/v1/agents", "/v1/knowledge", "/v1/webhooks"},
                   .endpoints = std::move(endpoints),
                   .shapeError = [](const core::Error &error, int status, const Request &) {
                       return shaped(error, status);
                   }};
}

} // namespace server::agentapi
