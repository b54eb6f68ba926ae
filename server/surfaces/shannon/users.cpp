// SPDX-License-Identifier: GPL-3.0-or-later
// What administrators see and change of accounts.
#include "server/surfaces/shannon/authexamples.h"
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject toJson(const core::Account &account)
{
    QJsonObject json{{u"user_id"_s, account.id},
                     {u"tenant_id"_s, account.tenant},
                     {u"email"_s, account.email},
                     {u"username"_s, account.username},
                     {u"name"_s, account.fullName},
                     {u"role"_s, core::toWord(account.role)},
                     {u"is_active"_s, account.state == core::AccountState::Active},
                     {u"created_at"_s, core::toText(account.createdAt)}};
    if (core::isSet(account.lastLoginAt))
        json.insert(u"last_login"_s, core::toText(account.lastLoginAt));
    return json;
}

Result<Response> list(core::Core &core, const Request &request)
{
    QJsonArray users;
    for (const core::Account &account :
         TRY(core.accounts().list(request.query(u"before").value_or(QString()),
                                  int(request.queryInteger(u"limit", 100)), request.principal)))
        users.append(toJson(account));
    return Response::json(200, QJsonObject{{u"users"_s, users}});
}

Result<Response> change(core::Core &core, const Request &request)
{
    const QJsonValue active = request.json.value(u"is_active"_s);
    std::optional<core::AccountState> state;
    if (active.isBool())
        state = active.toBool() ? core::AccountState::Active : core::AccountState::Blocked;
    const QJsonValue wanted = request.json.value(u"role"_s);
    const auto role = core::fromWord<core::AccessRole>(wanted.toString());
    if (!role && wanted.isString())
        return core::invalid(u"role"_s, u"role must be one of: viewer, operator, approver, administrator"_s);
    return Response::json(
        200, toJson(TRY(core.accounts().change(request.parameter(u"id"), role, state, request.principal))));
}

} // namespace

std::vector<Endpoint> userEndpoints(core::Core &core)
{
    BodyShape shape = jsonBody(
        {{.name = u"role"_s, .allowed = {u"viewer"_s, u"operator"_s, u"approver"_s, u"administrator"_s}},
         {.name = u"is_active"_s,
          .type = FieldType::Boolean,
          .summary = u"false ends the account's sessions, keys and open invitations for good; true lets its "
                     "person sign in again"_s}});
    shape.refusal = u"Invalid request body"_s;
    return {
        {.method = Method::Get,
         .path = "/api/v1/auth/users",
         .access = core::Scope::Administer,
         .handler = AnswerNow([&core](const Request &request) { return list(core, request); }),
         .summary = u"List accounts, newest first"_s,
         .query = {limitField(500),
                   {.name = u"before"_s, .summary = u"The last user_id of the page before"_s}},
         .replies = {{.status = 200,
                      .summary = u"The accounts"_s,
                      .example = QJsonObject{{u"users"_s, QJsonArray{userExample()}}}}}},
        {.method = Method::Patch,
         .path = "/api/v1/auth/users/{id}",
         .access = core::Scope::Administer,
         .body = shape,
         .handler = AnswerNow([&core](const Request &request) { return change(core, request); }),
         .summary = u"Change the role of an account, or block it"_s,
         .replies = {{.status = 200, .summary = u"The account"_s, .example = userExample()}},
         .keyless = Keyless::NotEvenBypassed},
    };
}

} // namespace server::shannon
