// SPDX-License-Identifier: GPL-3.0-or-later
// Registering, signing in, staying signed in, and who one is.
#include "core/base/async.h"
#include "server/http/clientaddress.h"
#include "server/surfaces/shannon/authexamples.h"
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::ErrorCode;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

using SignedIn = Result<core::SignedIn>;

int limitOf(const SurfaceOptions &options, const core::Principal &principal)
{
    return principal.may(core::Scope::Administer) ? options.administratorRequestsPerMinute
                                                  : options.requestsPerMinute;
}

// There are no budgets of tokens for accounts; 0 says so, here and for limits that are off.
QJsonObject quotasOf(int perMinute)
{
    return {{u"monthly_tokens"_s, 0},
            {u"rate_limit_minute"_s, perMinute},
            {u"rate_limit_hour"_s, perMinute * 60}};
}

// Where somebody signs in, for the record of it.
QString addressOf(const SurfaceOptions &options, const Request &request)
{
    return ClientAddress(options.trustedProxies).of(request).toString();
}

QJsonObject toJson(const core::SignedIn &signedIn, const SurfaceOptions &options)
{
    const core::Account &account = signedIn.account;
    return {{u"user_id"_s, account.id},
            {u"tenant_id"_s, account.tenant},
            {u"access_token"_s, signedIn.tokens.accessToken},
            {u"refresh_token"_s, signedIn.tokens.refreshToken},
            {u"expires_in"_s, qint64(signedIn.tokens.lifetime.count())},
            {u"api_key"_s, signedIn.apiKey},
            {u"tier"_s, u"free"_s},
            {u"is_new_user"_s, !signedIn.apiKey.isEmpty()},
            {u"quotas"_s, quotasOf(limitOf(options, account.principal()))},
            {u"user"_s, QJsonObject{{u"email"_s, account.email},
                                    {u"username"_s, account.username},
                                    {u"name"_s, account.fullName},
                                    {u"picture"_s, QString()}}}};
}

Response registrationRefused(const core::Error &error)
{
    if (error.code == ErrorCode::Conflict)
        return refusal(409, error.field == u"username" ? u"username_exists"_s : u"email_exists"_s,
                       error.text);
    if (error.code == ErrorCode::Forbidden)
        return refusal(403,
                       error.field == u"invitation" ? u"invitation_invalid"_s : u"registration_disabled"_s,
                       error.text);
    return refusal(500, u"registration_failed"_s, u"Failed to complete registration"_s);
}

void signUp(core::Core &core, const SurfaceOptions &options, const Request &request, const LateReply &reply)
{
    const core::NewAccount wanted{.email = request.json.value(u"email"_s).toString(),
                                  .username = request.json.value(u"username"_s).toString(),
                                  .password = request.json.value(u"password"_s).toString(),
                                  .fullName = request.json.value(u"full_name"_s).toString(),
                                  .invitation = request.json.value(u"invitation"_s).toString()};
    core::onFinished(core.accounts().signUp(wanted, addressOf(options, request)), &core.accounts(),
                     [reply, options](const SignedIn &signedUp) {
                         if (signedUp)
                             return reply.answer(Response::json(201, toJson(*signedUp, options)));
                         const ErrorCode code = signedUp.error().code;
                         if (code == ErrorCode::InvalidArgument || code == ErrorCode::Unavailable ||
                             code == ErrorCode::RateLimited)
                             return reply.answer(signedUp.error());
                         reply.answer(registrationRefused(signedUp.error()));
                     });
}

void signIn(core::Core &core, const SurfaceOptions &options, const Request &request, const LateReply &reply)
{
    core::onFinished(core.accounts().signIn(request.json.value(u"email"_s).toString(),
                                            request.json.value(u"password"_s).toString(),
                                            addressOf(options, request)),
                     &core.accounts(), [reply, options](const SignedIn &signedIn) {
                         if (signedIn)
                             return reply.answer(Response::json(200, toJson(*signedIn, options)));
                         if (signedIn.error().code != ErrorCode::Unauthenticated)
                             return reply.answer(signedIn.error());
                         reply.answer(refusal(401, u"invalid_credentials"_s, signedIn.error().text));
                     });
}

Result<Response> refresh(core::Core &core, const SurfaceOptions &options, const Request &request)
{
    const auto pair = core.accounts().refresh(request.json.value(u"refresh_token"_s).toString(),
                                              addressOf(options, request));
    if (!pair && pair.error().code == ErrorCode::Unauthenticated)
        return refusal(401, u"invalid_refresh_token"_s, pair.error().text);
    const core::TokenPair tokens = TRY(pair);
    return Response::json(200, QJsonObject{{u"access_token"_s, tokens.accessToken},
                                           {u"refresh_token"_s, tokens.refreshToken},
                                           {u"expires_in"_s, qint64(tokens.lifetime.count())}});
}

Result<Response> me(core::Core &core, const SurfaceOptions &options, const Request &request)
{
    const core::Profile profile = TRY(core.accounts().profile(request.principal));
    const core::Account &account = profile.account;
    const int limit = limitOf(options, request.principal);
    const int left =
        core.access().rates().look(u"usual"_s, request.principal.user, limit, std::chrono::minutes(1)).left;
    QJsonObject quotas = quotasOf(limit);
    quotas.insert(u"monthly_usage"_s, profile.tokensThisMonth);
    QJsonObject body{
        {u"user_id"_s, account.id},
        {u"tenant_id"_s, account.tenant},
        {u"email"_s, account.email},
        {u"username"_s, account.username},
        {u"tier"_s, u"free"_s},
        {u"scopes"_s, QJsonArray::fromStringList(core::wordsOf(request.principal.scopes))},
        {u"quotas"_s, quotas},
        {u"rate_limits"_s,
         QJsonObject{{u"minute"_s, QJsonObject{{u"limit"_s, limit}, {u"remaining"_s, left}}},
                     {u"hour"_s, QJsonObject{{u"limit"_s, limit * 60}, {u"remaining"_s, limit * 60}}}}}};
    if (!account.fullName.isEmpty())
        body.insert(u"name"_s, account.fullName);
    body.insert(u"default_agent"_s, TRY(core.defaultAgents().chosen(request.principal.user)));
    return Response::json(200, body);
}

Result<Response> changeMe(core::Core &core, const SurfaceOptions &options, const Request &request)
{
    if (const QJsonValue agent = request.json.value(u"default_agent"_s); agent.isString())
        TRY(core.defaultAgents().choose(agent.toString(), request.principal));
    return me(core, options, request);
}

// All three share one count of an address; refreshing may go on for longer than guessing.
RateLimit attempts(const QString &what, int most)
{
    return {.name = u"sign-in"_s,
            .requests = most,
            .by = CountedBy::Address,
            .refusal = u"Too many %1 attempts. Please try again later."_s.arg(what)};
}

BodyShape body(const QString &missing, const QStringList &required, const QStringList &optional = {})
{
    BodyShape shape = jsonBody({});
    for (const QString &name : required)
        shape.fields.push_back({.name = name, .presence = Presence::Required, .missing = missing});
    for (const QString &name : optional)
        shape.fields.push_back({.name = name});
    shape.refusal = u"Invalid request body"_s;
    return shape;
}

Endpoint changeMeEndpoint(core::Core &core, const SurfaceOptions &options)
{
    return {.method = Method::Patch,
            .path = "/api/v1/auth/me",
            .access = core::Scope::TasksWrite,
            .body = jsonBody(
                {{.name = u"default_agent"_s,
                  .maximum = 300,
                  .summary = u"Who takes the caller's tasks that name no agent: the id of an agent, its "
                             "name, or `cluster/agent`. An empty text ends the choice"_s,
                  .example = u"support/assistant"_s}}),
            .handler = AnswerNow(
                [&core, options](const Request &request) { return changeMe(core, options, request); }),
            .summary = u"Choose the agent that takes the tasks of the caller that name none"_s,
            .description =
                u"It is one of the caller's own, or one that is offered to all; where none is chosen, the "
                "default lane takes such tasks. It is kept by name, so a cluster that is deployed anew keeps "
                "it. A task for which it lacks the tools goes to the default lane. When it is gone, is not "
                "offered to the caller any more, or its provider is not configured, such tasks are refused "
                "with a 400 that says so: nothing else is put in its place. What the body leaves out stays "
                "as it is."_s,
            .replies = {callerNote()}};
}

} // namespace

std::vector<Endpoint> authEndpoints(core::Core &core, const SurfaceOptions &options)
{
    return {
        {.method = Method::Post,
         .path = "/api/v1/auth/register",
         .access = Access::open(),
         .body = body(u"Email, username, and password are required"_s,
                      {u"email"_s, u"username"_s, u"password"_s}, {u"full_name"_s, u"invitation"_s}),
         .handler = AnswerLater([&core, options](const Request &request, const LateReply &reply) {
             signUp(core, options, request, reply);
         }),
         .summary = u"Make an account with a password, and its first key"_s,
         .description = u"It takes an `invitation`, a code from an administrator, unless the setting "
                        "`access.registration` names the role that new accounts get. It is off by default."_s,
         .replies = {signedInNote(201, u"Tokens, and the first key, which is shown this once"_s),
                     refusalNote(
                         403, u"registration_disabled"_s,
                         u"Registration is off. Ask an administrator for an invitation, or for the setting "
                         "access.registration, which names the role that new accounts get."_s),
                     refusalNote(409, u"email_exists"_s, u"Email already registered"_s)},
         .limit = attempts(u"registration"_s, options.signInsPerMinute)},
        {.method = Method::Post,
         .path = "/api/v1/auth/login",
         .access = Access::open(),
         .body = body(u"Email and password are required"_s, {u"email"_s, u"password"_s}),
         .handler = AnswerLater([&core, options](const Request &request, const LateReply &reply) {
             signIn(core, options, request, reply);
         }),
         .summary = u"Sign in"_s,
         .replies = {signedInNote(200, u"Tokens; api_key is empty"_s),
                     refusalNote(401, u"invalid_credentials"_s, u"Invalid email or password"_s)},
         .limit = attempts(u"login"_s, options.signInsPerMinute)},
        {.method = Method::Post,
         .path = "/api/v1/auth/refresh",
         .access = Access::open(),
         .body = body(u"Missing refresh_token"_s, {u"refresh_token"_s}),
         .handler =
             AnswerNow([&core, options](const Request &request) { return refresh(core, options, request); }),
         .summary = u"New tokens for a refresh token, which is good once"_s,
         .replies = {tokensNote(), refusalNote(401, u"invalid_refresh_token"_s, u"Invalid refresh token"_s)},
         .limit = attempts(u"refresh"_s, 2 * options.signInsPerMinute)},
        {.method = Method::Get,
         .path = "/api/v1/auth/me",
         .access = Access::known(),
         .handler =
             AnswerNow([&core, options](const Request &request) { return me(core, options, request); }),
         .summary = u"Who the caller is"_s,
         .replies = {callerNote()}},
        changeMeEndpoint(core, options),
    };
}

} // namespace server::shannon
