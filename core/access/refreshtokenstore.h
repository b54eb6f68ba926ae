// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"

namespace core {

// A row of the table `refresh_token`.
struct RefreshToken
{
    QByteArray hash = {};
    QString family = {};
    QString account = {};
    Timestamp expiresAt = {};
    Timestamp usedAt = {};
    Timestamp revokedAt = {};
};

// The SQL of the table `refresh_token`, and nothing else.
class RefreshTokenStore
{
public:
    explicit RefreshTokenStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const RefreshToken &token);
    // False when it was used, revoked, or is not there.
    Result<bool> use(Transaction &transaction, const QByteArray &hash);
    Result<void> revokeFamily(Transaction &transaction, const QString &family);
    Result<void> revokeAllOf(Transaction &transaction, const QString &account);
    Result<void> removeExpired(Transaction &transaction);
    // Whether the sign-in was ended, because one of its tokens came twice or the account was blocked.
    Result<bool> isRevoked(const QString &family);
    // An empty hash when there is none.
    Result<RefreshToken> find(const QByteArray &hash);

private:
    Database &m_database;
};

} // namespace core
