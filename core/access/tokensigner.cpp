// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/tokensigner.h"

#include "core/base/json.h"

#include <jwt.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *issuer = "shannon-platform";
constexpr qsizetype longestToken = 4096;

struct Free
{
    void operator()(jwt_t *token) const { jwt_free(token); }
    void operator()(char *text) const { std::free(text); }
};
using Token = std::unique_ptr<jwt_t, Free>;
using Text = std::unique_ptr<char, Free>;

const unsigned char *bytesOf(const QByteArray &key)
{
    return reinterpret_cast<const unsigned char *>(key.constData());
}

qint64 seconds(Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

QJsonObject claimsOf(const Account &account, const QString &signIn, Timestamp now)
{
    return {{u"iss"_s, QLatin1StringView(issuer)},
            {u"sub"_s, account.id},
            {u"iat"_s, seconds(now)},
            {u"nbf"_s, seconds(now)},
            {u"exp"_s, seconds(now + TokenSigner::lifetime)},
            {u"jti"_s, newUuid()},
            {u"sid"_s, signIn},
            {u"tenant_id"_s, account.tenant},
            {u"username"_s, account.username},
            {u"email"_s, account.email},
            {u"role"_s, toWord(account.role)},
            {u"scopes"_s, QJsonArray::fromStringList(wordsOf(scopesOf(account.role)))}};
}

// Nothing when the claim is missing or no whole number.
std::optional<qint64> numberOf(jwt_t *token, const char *claim)
{
    errno = 0;
    const long value = jwt_get_grant_int(token, claim);
    return errno == 0 ? std::optional<qint64>(value) : std::nullopt;
}

// All three times have to be there: we write them, so a token without them is not ours.
bool isGoodAt(jwt_t *token, qint64 now)
{
    const auto issued = numberOf(token, "iat");
    const auto begins = numberOf(token, "nbf");
    const auto ends = numberOf(token, "exp");
    return issued && begins && ends && *issued <= now && *begins <= now && now < *ends;
}

bool isOurs(jwt_t *token)
{
    const char *by = jwt_get_grant(token, "iss");
    return jwt_get_alg(token) == JWT_ALG_HS256 && by != nullptr && qstrcmp(by, issuer) == 0;
}

} // namespace

Result<QString> TokenSigner::sign(const Account &account, const QString &signIn, Timestamp now) const
{
    jwt_t *made = nullptr;
    if (jwt_new(&made) != 0)
        return failure(ErrorCode::Internal, u"No token could be made"_s);
    const Token token(made);
    const bool isWritten =
        jwt_set_alg(made, JWT_ALG_HS256, bytesOf(m_key), int(m_key.size())) == 0 &&
        jwt_add_grants_json(made, toBytes(claimsOf(account, signIn, now)).constData()) == 0;
    const Text text(isWritten ? jwt_encode_str(made) : nullptr);
    if (!text)
        return failure(ErrorCode::Internal, u"No token could be made"_s);
    return QString::fromLatin1(text.get());
}

Result<TokenSubject> TokenSigner::check(QByteArrayView token, Timestamp now) const
{
    const Error refusal = failure(ErrorCode::Unauthenticated, u"Invalid or expired token"_s);
    if (token.size() > longestToken || token.contains('\0'))
        return refusal;
    jwt_t *read = nullptr;
    if (jwt_decode(&read, token.toByteArray().constData(), bytesOf(m_key), int(m_key.size())) != 0)
        return refusal;
    const Token checked(read);
    const char *subject = jwt_get_grant(read, "sub");
    const char *signIn = jwt_get_grant(read, "sid");
    if (!isOurs(read) || !isGoodAt(read, seconds(now)) || subject == nullptr || signIn == nullptr)
        return refusal;
    return TokenSubject{.account = QString::fromUtf8(subject), .signIn = QString::fromUtf8(signIn)};
}

} // namespace core
