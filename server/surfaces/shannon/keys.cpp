// SPDX-License-Identifier: GPL-3.0-or-later
// API keys: the caller's own.
#include "server/surfaces/shannon/authexamples.h"
#include "server/surfaces/shannon/shannon.h"

#include <QUuid>

namespace server::shannon {

using core::ErrorCode;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject toJson(const core::ApiKey &key)
{
    QJsonObject json{{u"id"_s, key.id.value},
                     {u"name"_s, key.name},
                     {u"key_prefix"_s, key.prefix},
                     {u"scopes"_s, QJsonArray::fromStringList(core::wordsOf(key.scopes))},
                     {u"created_at"_s, core::toText(key.createdAt)},
                     {u"is_active"_s, !core::isSet(key.revokedAt)}};
    if (!key.description.isEmpty())
        json.insert(u"description"_s, key.description);
    if (core::isSet(key.lastUsedAt))
        json.insert(u"last_used_at"_s, core::toText(key.lastUsedAt));
    return json;
}

Result<Response> refreshKey(core::Core &core, const Request &request)
{
    if (request.principal.key.isEmpty())
        return refusal(400, u"api_key_required"_s, u"API key authentication required"_s);
    const core::NewKey fresh = TRY(core.keys().refresh(request.principal));
    return Response::json(200, QJsonObject{{u"api_key"_s, fresh.secret}, {u"previous_key_revoked"_s, true}});
}

Result<Response> listKeys(core::Core &core, const Request &request)
{
    QJsonArray keys;
    for (const core::ApiKey &key : TRY(core.keys().listOwn(request.principal)))
        keys.append(toJson(key));
    return Response::json(200, QJsonObject{{u"keys"_s, keys}, {u"total"_s, keys.size()}});
}

// Without a word about it a key may do what the caller may.
Result<core::Scopes> scopesOf(const Request &request)
{
    const QJsonValue given = request.json.value(u"scopes"_s);
    if (!given.isArray())
        return request.principal.scopes;
    core::Scopes scopes;
    for (const QJsonValue &word : given.toArray()) {
        const auto scope = core::fromWord<core::Scope>(word.toString());
        if (!scope)
            return core::invalid(u"scopes"_s,
                                 u"scopes: there is no scope %1"_s.arg(word.toString().left(100)));
        scopes |= *scope;
    }
    return scopes;
}

Result<Response> createKey(core::Core &core, const Request &request)
{
    const core::NewKey made = TRY(core.keys().create(
        request.json.value(u"name"_s).toString(), request.principal.user, TRY(scopesOf(request)),
        request.principal, request.json.value(u"description"_s).toString()));
    return Response::json(
        201, QJsonObject{{u"id"_s, made.key.id.value},
                         {u"name"_s, made.key.name},
                         {u"api_key"_s, made.secret},
                         {u"key_prefix"_s, made.key.prefix},
                         {u"created_at"_s, core::toText(made.key.createdAt)},
                         {u"warning"_s, u"Store this API key securely. It will not be shown again."_s}});
}

Result<Response> revoke(core::Core &core, const Request &request)
{
    TRY(core.keys().revoke({request.parameter(u"id")}, request.principal));
    return Response::json(
        200, QJsonObject{{u"success"_s, true}, {u"message"_s, u"API key revoked successfully"_s}});
}

bool isUuid(QStringView text)
{
    return text.size() == 36 && !QUuid::fromString(text).isNull();
}

BodyShape newKeyBody()
{
    BodyShape shape =
        jsonBody({{.name = u"name"_s, .presence = Presence::Required, .missing = u"Name is required"_s},
                  {.name = u"description"_s, .maximum = 1000},
                  {.name = u"scopes"_s,
                   .type = FieldType::TextList,
                   .summary = u"What the key may do, of what the caller may; all of it when absent"_s}});
    shape.refusal = u"Invalid request body"_s;
    return shape;
}

} // namespace

// Who sends no key gets none either: it would be good from anywhere, and after the door was shut.
std::vector<Endpoint> keyEndpoints(core::Core &core)
{
    return {
        {.method = Method::Post,
         .path = "/api/v1/auth/refresh-key",
         .access = Access::known(),
         .handler = AnswerNow([&core](const Request &request) { return refreshKey(core, request); }),
         .summary = u"Another key in place of the one that this request came with"_s,
         .description = u"Keys that were made with the old one are revoked with it."_s,
         .replies = {refreshedKeyNote(),
                     refusalNote(400, u"api_key_required"_s, u"API key authentication required"_s)},
         .repeats = Repeats::CarriedOut,
         .keyless = Keyless::NotEvenBypassed},
        {.method = Method::Get,
         .path = "/api/v1/auth/api-keys",
         .access = core::Scope::KeysManage,
         .handler = AnswerNow([&core](const Request &request) { return listKeys(core, request); }),
         .summary = u"The caller's keys, newest first, with those that were revoked"_s,
         .replies = {keyListNote()},
         .keyless = Keyless::Never},
        {.method = Method::Post,
         .path = "/api/v1/auth/api-keys",
         .access = core::Scope::KeysManage,
         .body = newKeyBody(),
         .handler = AnswerNow([&core](const Request &request) { return createKey(core, request); }),
         .summary = u"Make a key, which is shown this once"_s,
         .description =
             u"It does no more than the key that this request came with, and goes when that one is "
             "revoked."_s,
         .replies = {newKeyNote()},
         .repeats = Repeats::CarriedOut,
         .keyless = Keyless::NotEvenBypassed},
        {.method = Method::Delete,
         .path = "/api/v1/auth/api-keys/{id}",
         .access = core::Scope::KeysManage,
         .handler = AnswerNow([&core](const Request &request) { return revoke(core, request); }),
         .summary = u"Revoke a key, and those that were made with it"_s,
         .parameters = {{.name = u"id"_s, .check = isUuid, .refusal = u"Invalid API key ID format"_s}},
         .replies = {revokedKeyNote()},
         .keyless = Keyless::Never},
    };
}

} // namespace server::shannon
