// SPDX-License-Identifier: GPL-3.0-or-later
// Codes with which people register who were asked to.
#include "server/surfaces/shannon/authexamples.h"
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int usualLifetime = 7 * 24 * 3600;

QString stateOf(const core::Invitation &invitation, core::Timestamp now)
{
    if (core::isSet(invitation.usedAt))
        return u"used"_s;
    return invitation.expiresAt <= now ? u"expired"_s : u"open"_s;
}

QJsonObject toJson(const core::Invitation &invitation, core::Timestamp now)
{
    QJsonObject json{{u"id"_s, invitation.id},
                     {u"role"_s, core::toWord(invitation.role)},
                     {u"note"_s, invitation.note},
                     {u"status"_s, stateOf(invitation, now)},
                     {u"created_by"_s, invitation.owner},
                     {u"created_at"_s, core::toText(invitation.createdAt)},
                     {u"expires_at"_s, core::toText(invitation.expiresAt)}};
    if (core::isSet(invitation.usedAt)) {
        json.insert(u"used_at"_s, core::toText(invitation.usedAt));
        json.insert(u"used_by"_s, invitation.usedBy);
    }
    return json;
}

Result<Response> invite(core::Core &core, const Request &request)
{
    // Who says nothing means an operator; who says something means that.
    const auto role = core::fromWord<core::AccessRole>(request.json.value(u"role"_s).toString());
    if (!role && request.json.contains(u"role"_s))
        return core::invalid(u"role"_s, u"role must be one of: viewer, operator, approver, administrator"_s);
    const core::NewInvitation made = TRY(core.invitations().create(
        role.value_or(core::AccessRole::Operator),
        std::chrono::seconds(request.json.value(u"expires_in"_s).toInteger(usualLifetime)),
        request.json.value(u"note"_s).toString(), request.principal));
    QJsonObject json = toJson(made.invitation, core.clock().now());
    json.insert(u"code"_s, made.code);
    json.insert(u"warning"_s, u"Give this code to one person. It will not be shown again."_s);
    return Response::json(201, json);
}

Result<Response> invitations(core::Core &core, const Request &request)
{
    QJsonArray list;
    for (const core::Invitation &invitation :
         TRY(core.invitations().list(int(request.queryInteger(u"limit", 100)), request.principal)))
        list.append(toJson(invitation, core.clock().now()));
    return Response::json(200, QJsonObject{{u"invitations"_s, list}});
}

Result<Response> withdraw(core::Core &core, const Request &request)
{
    TRY(core.invitations().remove(request.parameter(u"id"), request.principal));
    return Response::json(200, QJsonObject{{u"success"_s, true}, {u"message"_s, u"Invitation withdrawn"_s}});
}

BodyShape invitationBody()
{
    BodyShape shape = jsonBody({{.name = u"role"_s,
                                 .allowed = {u"viewer"_s, u"operator"_s, u"approver"_s, u"administrator"_s},
                                 .summary = u"What the new account may do; operator when absent"_s},
                                {.name = u"expires_in"_s,
                                 .type = FieldType::Integer,
                                 .minimum = 60,
                                 .maximum = 90 * 24 * 3600,
                                 .summary = u"Seconds until the code is worth nothing; a week when absent"_s},
                                {.name = u"note"_s, .maximum = 200, .summary = u"For whom it is"_s}});
    shape.presence = Presence::Optional;
    shape.refusal = u"Invalid request body"_s;
    return shape;
}

} // namespace

std::vector<Endpoint> invitationEndpoints(core::Core &core)
{
    return {
        {.method = Method::Post,
         .path = "/api/v1/auth/invitations",
         .access = core::Scope::Administer,
         .body = invitationBody(),
         .handler = AnswerNow([&core](const Request &request) { return invite(core, request); }),
         .summary = u"Make a code with which one person may register"_s,
         .description = u"The person sends it as `invitation` to `/api/v1/auth/register`, also while "
                        "registration is off. It is good once, and while you are an administrator."_s,
         .replies = {newInvitationNote()},
         .repeats = Repeats::CarriedOut,
         .keyless = Keyless::NotEvenBypassed},
        {.method = Method::Get,
         .path = "/api/v1/auth/invitations",
         .access = core::Scope::Administer,
         .handler = AnswerNow([&core](const Request &request) { return invitations(core, request); }),
         .summary = u"List invitations, newest first, with those that were used"_s,
         .query = {limitField(500)},
         .replies = {invitationListNote()},
         .keyless = Keyless::Never},
        {.method = Method::Delete,
         .path = "/api/v1/auth/invitations/{id}",
         .access = core::Scope::Administer,
         .handler = AnswerNow([&core](const Request &request) { return withdraw(core, request); }),
         .summary = u"Withdraw an invitation"_s,
         .replies = {{.status = 200,
                      .summary = u"Nobody can register with it"_s,
                      .example =
                          QJsonObject{{u"success"_s, true}, {u"message"_s, u"Invitation withdrawn"_s}}}},
         .keyless = Keyless::Never},
    };
}

} // namespace server::shannon
