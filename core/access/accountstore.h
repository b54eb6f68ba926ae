// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/account.h"
#include "core/journal/journal.h"

namespace core {

// The SQL of the tables `account` and `token_use`, and nothing else.
class AccountStore
{
public:
    explicit AccountStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Account &account, const QByteArray &password);
    // The role and the state; false when there is no such account.
    Result<bool> update(Transaction &transaction, const Account &account);
    Result<void> markLogin(Transaction &transaction, const QString &id);

    // Where the account signed in: the newest few of its addresses.
    Result<void> rememberAddress(Transaction &transaction, const QString &id, const QString &address);
    Result<bool> knowsAddress(const QString &id, const QString &address);

    // Fail with NotFound. `email` in lower case; `username` in any.
    Result<Account> find(const QString &id);
    Result<Account> findByEmail(const QString &email);
    Result<Account> findByUsername(const QString &username);
    Result<QStringList> usernames();
    Result<QByteArray> password(const QString &id);
    // Newest first, those before `before` unless that is empty.
    Result<QList<Account>> list(const QString &before, int limit);

    // What the owner's tasks used in a month such as "2026-01".
    Result<qint64> tokensUsed(const QString &owner, const QString &month);

private:
    Result<Account> only(Result<Rows> rows);

    Database &m_database;
};

} // namespace core
