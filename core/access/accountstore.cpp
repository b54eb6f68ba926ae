// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/accountstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define ACCOUNT_COLUMNS                                                                                      \
    "id, tenant_id, email, username, full_name, role, is_active, created_at, last_login_at"

Account read(const Rows &rows)
{
    return Account{.id = rows.text(0),
                   .tenant = rows.text(1),
                   .email = rows.text(2),
                   .username = rows.text(3),
                   .fullName = rows.text(4),
                   .role = fromWord<AccessRole>(rows.text(5)).value_or(AccessRole::Viewer),
                   .state = rows.integer(6) != 0 ? AccountState::Active : AccountState::Blocked,
                   .createdAt = rows.time(7),
                   .lastLoginAt = rows.time(8)};
}

} // namespace

Result<void> AccountStore::insert(Transaction &, const Account &account, const QByteArray &password)
{
    TRY(m_database.run(
        "INSERT INTO account (id, tenant_id, email, username, full_name, password, role, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        account.id, account.tenant, account.email, account.username, account.fullName,
        QString::fromLatin1(password), toWord(account.role), account.createdAt));
    return {};
}

Result<bool> AccountStore::update(Transaction &, const Account &account)
{
    const Rows rows =
        TRY(m_database.run("UPDATE account SET role = ?, is_active = ? WHERE id = ?"_L1, toWord(account.role),
                           account.state == AccountState::Active ? 1 : 0, account.id));
    return rows.changed() == 1;
}

Result<void> AccountStore::markLogin(Transaction &transaction, const QString &id)
{
    TRY(m_database.run("UPDATE account SET last_login_at = ? WHERE id = ?"_L1, transaction.now(), id));
    return {};
}

Result<void> AccountStore::rememberAddress(Transaction &transaction, const QString &id,
                                           const QString &address)
{
    TRY(m_database.run("INSERT INTO account_address (account_id, address, seen_at) VALUES (?, ?, ?) "
                       "ON CONFLICT (account_id, address) DO UPDATE SET seen_at = excluded.seen_at"_L1,
                       id, address, transaction.now()));
    TRY(m_database.run(
        "DELETE FROM account_address WHERE account_id = ? AND address NOT IN (SELECT address FROM "
        "account_address WHERE account_id = ? ORDER BY seen_at DESC, address LIMIT 20)"_L1,
        id, id));
    return {};
}

Result<bool> AccountStore::knowsAddress(const QString &id, const QString &address)
{
    Rows rows = TRY(
        m_database.run("SELECT 1 FROM account_address WHERE account_id = ? AND address = ?"_L1, id, address));
    return rows.next();
}

Result<Account> AccountStore::only(Result<Rows> rows)
{
    Rows found = TRY(std::move(rows));
    if (!found.next())
        return failure(ErrorCode::NotFound, u"Account not found"_s);
    return read(found);
}

Result<Account> AccountStore::find(const QString &id)
{
    return only(m_database.run("SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = ?"_L1, id));
}

Result<Account> AccountStore::findByEmail(const QString &email)
{
    return only(m_database.run("SELECT " ACCOUNT_COLUMNS " FROM account WHERE email = ?"_L1, email));
}

Result<Account> AccountStore::findByUsername(const QString &username)
{
    return only(m_database.run("SELECT " ACCOUNT_COLUMNS " FROM account WHERE username = ?"_L1, username));
}

Result<QStringList> AccountStore::usernames()
{
    QStringList names;
    Rows rows = TRY(m_database.run("SELECT username FROM account"_L1));
    while (rows.next())
        names.append(rows.text(0));
    return names;
}

Result<QByteArray> AccountStore::password(const QString &id)
{
    Rows rows = TRY(m_database.run("SELECT password FROM account WHERE id = ?"_L1, id));
    return rows.next() ? rows.text(0).toLatin1() : QByteArray();
}

Result<QList<Account>> AccountStore::list(const QString &before, int limit)
{
    QList<Account> accounts;
    Rows rows = TRY(m_database.run("SELECT " ACCOUNT_COLUMNS
                                   " FROM account WHERE ? = '' OR id < ? ORDER BY id DESC LIMIT ?"_L1,
                                   before, before, limit));
    while (rows.next())
        accounts.append(read(rows));
    return accounts;
}

Result<qint64> AccountStore::tokensUsed(const QString &owner, const QString &month)
{
    Rows rows =
        TRY(m_database.run("SELECT tokens FROM token_use WHERE owner = ? AND month = ?"_L1, owner, month));
    return rows.next() ? rows.integer(0) : 0;
}

} // namespace core
