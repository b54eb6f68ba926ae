// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/account.h"
#include "core/base/result.h"

namespace core {

// What a token says.
struct TokenSubject
{
    QString account = {};
    QString signIn = {}; // the family of refresh tokens that it was given with
};

// Makes and checks access tokens: JWT with HS256, through libjwt, the one file that includes it. A value of
// the backend thread.
class TokenSigner
{
public:
    explicit TokenSigner(QByteArray key)
        : m_key(std::move(key))
    {
    }

    static constexpr std::chrono::seconds lifetime{30 * 60};

    // A token for the account, good from now on for its lifetime.
    Result<QString> sign(const Account &account, const QString &signIn, Timestamp now) const;

    // What a token says that we signed and that is good now. Fails with Unauthenticated.
    Result<TokenSubject> check(QByteArrayView token, Timestamp now) const;

private:
    QByteArray m_key;
};

} // namespace core
