// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/account.h"
#include "core/base/result.h"

namespace core {

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
    Result<QString> sign(const Account &account, Timestamp now) const;

    // The account's id in a token that we signed and that is good now. Fails with Unauthenticated.
    Result<QString> check(QByteArrayView token, Timestamp now) const;

private:
    QByteArray m_key;
};

} // namespace core
