// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/authexamples.h"

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto userId = "0193f7c2-5d1a-7c3e-9b1f-2a6c8e4d0f11"_L1;
constexpr auto tenantId = "0193f7c2-5d1a-7c3e-9b1f-2a6c8e4d0f12"_L1;
constexpr auto keyId = "0193f7c2-6e2b-7d4f-8a2e-3b7d9f5e1a22"_L1;
constexpr auto accessToken = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl"_L1;
constexpr auto refreshToken = "3f0cPZp7bq0Q5W0rD4n1k2x8s6v9y7u5t3w1e0a2c4g"_L1;
constexpr auto newKey = "sk_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"_L1;
constexpr auto time = "2026-01-30T16:15:08.123Z"_L1;

QJsonObject quotas()
{
    return {{u"monthly_tokens"_s, 0}, {u"rate_limit_minute"_s, 60}, {u"rate_limit_hour"_s, 3600}};
}

QJsonObject invitation(const QString &status)
{
    return {{u"id"_s, keyId},
            {u"role"_s, u"operator"_s},
            {u"note"_s, u"For Ada"_s},
            {u"status"_s, status},
            {u"created_by"_s, userId},
            {u"created_at"_s, time},
            {u"expires_at"_s, u"2026-02-06T16:15:08.123Z"_s}};
}

QJsonObject allowance(int limit, int remaining)
{
    return {{u"limit"_s, limit}, {u"remaining"_s, remaining}};
}

} // namespace

ReplyNote signedInNote(int status, const QString &summary)
{
    return {.status = status,
            .summary = summary,
            .example = QJsonObject{{u"user_id"_s, userId},
                                   {u"tenant_id"_s, tenantId},
                                   {u"access_token"_s, accessToken},
                                   {u"refresh_token"_s, refreshToken},
                                   {u"expires_in"_s, 1800},
                                   {u"api_key"_s, status == 201 ? QString(newKey) : QString()},
                                   {u"tier"_s, u"free"_s},
                                   {u"is_new_user"_s, status == 201},
                                   {u"quotas"_s, quotas()},
                                   {u"user"_s, QJsonObject{{u"email"_s, u"ada@example.com"_s},
                                                           {u"username"_s, u"ada"_s},
                                                           {u"name"_s, u"Ada Lovelace"_s},
                                                           {u"picture"_s, QString()}}}}};
}

ReplyNote tokensNote()
{
    return {.status = 200,
            .summary = u"The next tokens; the refresh token that was sent is used up"_s,
            .example = QJsonObject{{u"access_token"_s, accessToken},
                                   {u"refresh_token"_s, refreshToken},
                                   {u"expires_in"_s, 1800}}};
}

ReplyNote callerNote()
{
    QJsonObject used = quotas();
    used.insert(u"monthly_usage"_s, 1520);
    return {.status = 200,
            .summary = u"The account, what it may do, and what is left of its limits; 0 is no limit"_s,
            .example = QJsonObject{{u"user_id"_s, userId},
                                   {u"tenant_id"_s, tenantId},
                                   {u"email"_s, u"ada@example.com"_s},
                                   {u"username"_s, u"ada"_s},
                                   {u"name"_s, u"Ada Lovelace"_s},
                                   {u"tier"_s, u"free"_s},
                                   {u"scopes"_s, QJsonArray{u"workflows:read"_s, u"workflows:write"_s}},
                                   {u"quotas"_s, used},
                                   {u"default_agent"_s, u"support/assistant"_s},
                                   {u"rate_limits"_s, QJsonObject{{u"minute"_s, allowance(60, 58)},
                                                                  {u"hour"_s, allowance(3600, 3600)}}}}};
}

ReplyNote keyListNote()
{
    const QJsonObject key{{u"id"_s, keyId},
                          {u"name"_s, u"For the robot"_s},
                          {u"key_prefix"_s, newKey.first(8)},
                          {u"scopes"_s, QJsonArray{u"workflows:read"_s}},
                          {u"description"_s, u"It cleans"_s},
                          {u"created_at"_s, time},
                          {u"last_used_at"_s, time},
                          {u"is_active"_s, true}};
    return {.status = 200,
            .summary = u"The keys, without their secrets"_s,
            .example = QJsonObject{{u"keys"_s, QJsonArray{key}}, {u"total"_s, 1}}};
}

ReplyNote newKeyNote()
{
    return {.status = 201,
            .summary = u"The key with its secret, which is shown this once"_s,
            .example =
                QJsonObject{{u"id"_s, keyId},
                            {u"name"_s, u"For the robot"_s},
                            {u"api_key"_s, newKey},
                            {u"key_prefix"_s, newKey.first(8)},
                            {u"created_at"_s, time},
                            {u"warning"_s, u"Store this API key securely. It will not be shown again."_s}}};
}

ReplyNote refreshedKeyNote()
{
    return {.status = 200,
            .summary = u"The new key; the old one is revoked"_s,
            .example = QJsonObject{{u"api_key"_s, newKey}, {u"previous_key_revoked"_s, true}}};
}

ReplyNote revokedKeyNote()
{
    return {.status = 200,
            .summary = u"It is revoked"_s,
            .example = QJsonObject{{u"success"_s, true}, {u"message"_s, u"API key revoked successfully"_s}}};
}

ReplyNote newInvitationNote()
{
    QJsonObject example = invitation(u"open"_s);
    example.insert(u"code"_s, QString(u"inv"_s + newKey.sliced(2)));
    example.insert(u"warning"_s, u"Give this code to one person. It will not be shown again."_s);
    return {.status = 201, .summary = u"The code, which is shown this once"_s, .example = example};
}

ReplyNote invitationListNote()
{
    QJsonObject used = invitation(u"used"_s);
    used.insert(u"used_at"_s, time);
    used.insert(u"used_by"_s, userId);
    return {.status = 200,
            .summary = u"The invitations, without their codes"_s,
            .example = QJsonObject{{u"invitations"_s, QJsonArray{used}}}};
}

QJsonObject userExample()
{
    return {{u"user_id"_s, userId},    {u"tenant_id"_s, tenantId},     {u"email"_s, u"ada@example.com"_s},
            {u"username"_s, u"ada"_s}, {u"name"_s, u"Ada Lovelace"_s}, {u"role"_s, u"approver"_s},
            {u"is_active"_s, true},    {u"created_at"_s, time},        {u"last_login"_s, time}};
}

ReplyNote refusalNote(int status, const QString &code, const QString &message)
{
    return {.status = status,
            .summary = message,
            .example = QJsonObject{{u"error"_s, code}, {u"message"_s, message}}};
}

} // namespace server::shannon
