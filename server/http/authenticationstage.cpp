// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/authenticationstage.h"

#include "server/http/clientaddress.h"
#include "server/http/percent.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// "Bearer <token>" in exactly two parts; the scheme in any case.
QByteArrayView bearerOf(QByteArrayView header)
{
    constexpr QByteArrayView scheme = "bearer ";
    if (header.size() <= scheme.size() || qstrnicmp(header.data(), scheme.data(), size_t(scheme.size())) != 0)
        return {};
    const QByteArrayView token = header.sliced(scheme.size()).trimmed();
    return token.contains(' ') ? QByteArrayView() : token;
}

// Keys that are written "sk-shannon-…" are kept as "sk_…".
QByteArray normalised(QByteArrayView token)
{
    constexpr QByteArrayView outer = "sk-shannon-";
    if (!token.startsWith(outer))
        return token.toByteArray();
    return "sk_" + token.sliced(outer.size()).toByteArray();
}

enum class Kind { Key, KeyOrToken };

struct Credential
{
    QByteArray text = {};
    Kind kind = Kind::Key;

    bool isToken() const
    {
        return kind == Kind::KeyOrToken && text.startsWith("eyJ") && text.count('.') == 2;
    }
};

Credential inQuery(const Request &request)
{
    const auto items = queryItemsOf(request.head.query);
    for (const auto &[wanted, kind] :
         {std::pair(u"api_key", Kind::Key), std::pair(u"token", Kind::KeyOrToken)}) {
        for (const auto &[name, value] : items.value_or(QList<std::pair<QString, QString>>())) {
            if (name == wanted && !value.isEmpty())
                return {value.trimmed().toUtf8(), kind};
        }
    }
    return {};
}

Credential credentialOf(const Request &request)
{
    if (const QByteArrayView key = request.header("x-api-key").trimmed(); !key.isEmpty())
        return {key.toByteArray(), Kind::Key};
    if (const QByteArrayView token = bearerOf(request.header("authorization")); !token.isEmpty())
        return {token.toByteArray(), Kind::KeyOrToken};
    if (request.endpoint->credentials == Credentials::InHeadersOrQuery)
        return inQuery(request);
    return {};
}

Step refuseCaller(Exchange &exchange, const core::Error &error)
{
    exchange.refuse(error, 401);
    exchange.response.addHeader("WWW-Authenticate", "Bearer realm=\"Shannon API\"");
    return Step::Answered;
}

core::Error wouldOutliveBypass()
{
    return core::failure(
        core::ErrorCode::Unauthenticated,
        u"This takes a key also while GATEWAY_SKIP_AUTH is set, as it lets people in who stay when "
        "that is off. `signalboxd --new-key` makes one."_s);
}

} // namespace

Step AuthenticationStage::enter(Exchange &exchange)
{
    Request &request = exchange.request;
    if (request.endpoint->access.isOpen())
        return Step::Continue;
    auto everybody = m_authenticator.bypass(QString::fromLatin1(request.header("x-user-id")));
    const bool asksAnyway = request.endpoint->keyless == Keyless::NotEvenBypassed;
    if (everybody && !asksAnyway) {
        request.principal = *std::move(everybody);
        return Step::Continue;
    }
    const Credential credential = credentialOf(request);
    if (credential.text.isEmpty())
        return everybody ? refuseCaller(exchange, wouldOutliveBypass()) : enterWithout(exchange);
    auto principal = credential.isToken() ? m_authenticator.authenticateToken(credential.text)
                                          : m_authenticator.authenticate(normalised(credential.text));
    if (!principal) {
        if (principal.error().code != core::ErrorCode::Unauthenticated)
            return exchange.refuse(principal.error());
        return refuseCaller(exchange, principal.error());
    }
    request.principal = *std::move(principal);
    exchange.showedKey = true;
    return Step::Continue;
}

// By the row's own surface, or by another one whose contract has the row too.
std::optional<core::Principal> AuthenticationStage::anonymousFor(const Exchange &exchange)
{
    auto anonymous = m_authenticator.anonymous(exchange.surface->name);
    for (const QString &surface : exchange.request.endpoint->alsoOf) {
        if (!anonymous)
            anonymous = m_authenticator.anonymous(surface);
    }
    return anonymous;
}

Step AuthenticationStage::enterWithout(Exchange &exchange)
{
    auto anonymous = anonymousFor(exchange);
    const bool mayBe = exchange.request.endpoint->keyless == Keyless::AsSet;
    if (!anonymous || !mayBe || !ClientAddress::isLocalProgram(exchange.request)) {
        return refuseCaller(exchange,
                            core::failure(core::ErrorCode::Unauthenticated, exchange.surface->keyWanted));
    }
    exchange.request.principal = *std::move(anonymous);
    return Step::Continue;
}

} // namespace server
