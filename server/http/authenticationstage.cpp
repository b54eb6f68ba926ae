// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/authenticationstage.h"

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

QByteArray tokenInQuery(const Request &request)
{
    const auto items = queryItemsOf(request.head.query);
    for (const QStringView wanted : {u"api_key", u"token"}) {
        for (const auto &[name, value] : items.value_or(QList<std::pair<QString, QString>>())) {
            if (name == wanted && !value.isEmpty())
                return value.toUtf8();
        }
    }
    return {};
}

// Keys that are written "sk-shannon-…" are kept as "sk_…".
QByteArray normalised(QByteArrayView token)
{
    constexpr QByteArrayView outer = "sk-shannon-";
    const QByteArrayView trimmed = token.trimmed();
    if (!trimmed.startsWith(outer))
        return trimmed.toByteArray();
    return "sk_" + trimmed.sliced(outer.size()).toByteArray();
}

QByteArray tokenOf(const Request &request)
{
    if (const QByteArrayView key = request.header("x-api-key"); !key.isEmpty())
        return normalised(key);
    if (const QByteArrayView token = bearerOf(request.header("authorization")); !token.isEmpty())
        return normalised(token);
    if (request.endpoint->credentials == Credentials::InHeadersOrQuery)
        return normalised(tokenInQuery(request));
    return {};
}

Step refuseCaller(Exchange &exchange, const core::Error &error)
{
    exchange.refuse(error, 401);
    exchange.response.addHeader("WWW-Authenticate", "Bearer realm=\"Shannon API\"");
    return Step::Answered;
}

} // namespace

Step AuthenticationStage::enter(Exchange &exchange)
{
    Request &request = exchange.request;
    if (request.endpoint->access.isOpen())
        return Step::Continue;
    const QByteArray token = tokenOf(request);
    if (token.isEmpty()) {
        const QString text = u"Authentication required"_s;
        return refuseCaller(exchange, core::failure(core::ErrorCode::Unauthenticated, text));
    }
    auto principal = m_authenticator.authenticate(token);
    if (!principal) {
        if (principal.error().code != core::ErrorCode::Unauthenticated)
            return exchange.refuse(principal.error());
        return refuseCaller(exchange, principal.error());
    }
    request.principal = *std::move(principal);
    return Step::Continue;
}

} // namespace server
