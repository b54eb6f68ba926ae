// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/refreshtokenstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<void> RefreshTokenStore::insert(Transaction &, const RefreshToken &token)
{
    TRY(m_database.run(
        "INSERT INTO refresh_token (hash, family, account_id, expires_at) VALUES (?, ?, ?, ?)"_L1, token.hash,
        token.family, token.account, token.expiresAt));
    return {};
}

Result<bool> RefreshTokenStore::use(Transaction &transaction, const QByteArray &hash)
{
    const Rows rows =
        TRY(m_database.run("UPDATE refresh_token SET used_at = ? WHERE hash = ? AND used_at = 0 AND "
                           "revoked_at = 0"_L1,
                           transaction.now(), hash));
    return rows.changed() == 1;
}

Result<void> RefreshTokenStore::revokeFamily(Transaction &transaction, const QString &family)
{
    TRY(m_database.run("UPDATE refresh_token SET revoked_at = ? WHERE family = ? AND revoked_at = 0"_L1,
                       transaction.now(), family));
    return {};
}

Result<void> RefreshTokenStore::revokeAllOf(Transaction &transaction, const QString &account)
{
    TRY(m_database.run("UPDATE refresh_token SET revoked_at = ? WHERE account_id = ? AND revoked_at = 0"_L1,
                       transaction.now(), account));
    return {};
}

Result<void> RefreshTokenStore::removeExpired(Transaction &transaction)
{
    TRY(m_database.run("DELETE FROM refresh_token WHERE expires_at <= ?"_L1, transaction.now()));
    return {};
}

Result<bool> RefreshTokenStore::isRevoked(const QString &family)
{
    Rows rows = TRY(
        m_database.run("SELECT 1 FROM refresh_token WHERE family = ? AND revoked_at > 0 LIMIT 1"_L1, family));
    return rows.next();
}

Result<RefreshToken> RefreshTokenStore::find(const QByteArray &hash)
{
    Rows rows = TRY(
        m_database.run("SELECT hash, family, account_id, expires_at, used_at, revoked_at FROM refresh_token "
                       "WHERE hash = ?"_L1,
                       hash));
    if (!rows.next())
        return RefreshToken{};
    return RefreshToken{.hash = rows.blob(0),
                        .family = rows.text(1),
                        .account = rows.text(2),
                        .expiresAt = rows.time(3),
                        .usedAt = rows.time(4),
                        .revokedAt = rows.time(5)};
}

} // namespace core
