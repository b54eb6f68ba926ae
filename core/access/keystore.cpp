// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keystore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

ApiKey readKey(const Rows &rows)
{
    return ApiKey{.id = {rows.text(0)},
                  .prefix = rows.text(1),
                  .name = rows.text(2),
                  .description = rows.text(3),
                  .owner = rows.text(4),
                  .scopes = scopesFrom(rows.text(5).split(u' ')),
                  .createdAt = rows.time(6),
                  .lastUsedAt = rows.time(7),
                  .revokedAt = rows.time(8)};
}

} // namespace

Result<void> KeyStore::insert(Transaction &, const ApiKey &key, const QByteArray &hash)
{
    TRY(m_database.run("INSERT INTO api_key (id, hash, prefix, name, description, owner, scopes, created_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                       key.id.value, hash, key.prefix, key.name, key.description, key.owner,
                       wordsOf(key.scopes).join(u' '), key.createdAt));
    return {};
}

Result<bool> KeyStore::revoke(Transaction &transaction, const KeyId &id)
{
    const Rows rows = TRY(m_database.run(
        "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at = 0"_L1, transaction.now(), id.value));
    return rows.changed() == 1;
}

Result<void> KeyStore::markUsed(Transaction &, const KeyId &id, Timestamp at)
{
    TRY(m_database.run("UPDATE api_key SET last_used_at = ? WHERE id = ?"_L1, at, id.value));
    return {};
}

Result<std::optional<ApiKey>> KeyStore::find(const KeyId &id)
{
    Rows rows =
        TRY(m_database.run("SELECT id, prefix, name, description, owner, scopes, created_at, last_used_at, "
                           "revoked_at FROM api_key WHERE id = ?"_L1,
                           id.value));
    return rows.next() ? std::optional<ApiKey>(readKey(rows)) : std::nullopt;
}

Result<QList<ApiKey>> KeyStore::list()
{
    QList<ApiKey> keys;
    Rows rows =
        TRY(m_database.run("SELECT id, prefix, name, description, owner, scopes, created_at, last_used_at, "
                           "revoked_at FROM api_key ORDER BY id DESC"_L1));
    while (rows.next())
        keys.append(readKey(rows));
    return keys;
}

Result<QList<ApiKey>> KeyStore::listOf(const QString &owner)
{
    QList<ApiKey> keys;
    Rows rows =
        TRY(m_database.run("SELECT id, prefix, name, description, owner, scopes, created_at, last_used_at, "
                           "revoked_at FROM api_key WHERE owner = ? ORDER BY id DESC"_L1,
                           owner));
    while (rows.next())
        keys.append(readKey(rows));
    return keys;
}

Result<QList<ActiveKey>> KeyStore::active()
{
    QList<ActiveKey> keys;
    Rows rows = TRY(m_database.run(
        "SELECT api_key.id, prefix, name, description, owner, scopes, api_key.created_at, last_used_at, "
        "revoked_at, hash, "
        "COALESCE(username, ''), COALESCE(role, '') FROM api_key LEFT JOIN account ON account.id = owner "
        "WHERE revoked_at = 0 AND COALESCE(is_active, 1) = 1"_L1));
    while (rows.next()) {
        keys.append({.key = readKey(rows),
                     .hash = rows.blob(9),
                     .username = rows.text(10),
                     .role = fromWord<AccessRole>(rows.text(11))});
    }
    return keys;
}

} // namespace core
