// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keystore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define KEY_COLUMNS                                                                                          \
    "api_key.id, prefix, name, description, owner, scopes, api_key.created_at, last_used_at, revoked_at, "   \
    "parent, sign_in"

#define ACTIVE_KEYS                                                                                          \
    "SELECT " KEY_COLUMNS ", hash, COALESCE(username, ''), COALESCE(role, '') "                              \
    "FROM api_key LEFT JOIN account ON account.id = owner WHERE revoked_at = 0 AND COALESCE(is_active, 1) "  \
    "= 1"

ApiKey readKey(const Rows &rows)
{
    return ApiKey{.id = {rows.text(0)},
                  .prefix = rows.text(1),
                  .name = rows.text(2),
                  .description = rows.text(3),
                  .owner = rows.text(4),
                  .scopes = scopesFrom(rows.text(5).split(u' ')),
                  .parent = {rows.text(9)},
                  .signIn = rows.text(10),
                  .createdAt = rows.time(6),
                  .lastUsedAt = rows.time(7),
                  .revokedAt = rows.time(8)};
}

// An owner whose role nobody knows is treated as one who may only look.
ActiveKey readActiveKey(const Rows &rows)
{
    const QString role = rows.text(13);
    return ActiveKey{.key = readKey(rows),
                     .hash = rows.blob(11),
                     .username = rows.text(12),
                     .role = role.isEmpty()
                                 ? std::nullopt
                                 : std::optional(fromWord<AccessRole>(role).value_or(AccessRole::Viewer))};
}

} // namespace

Result<void> KeyStore::insert(Transaction &, const ApiKey &key, const QByteArray &hash)
{
    TRY(m_database.run("INSERT INTO api_key (id, hash, prefix, name, description, owner, scopes, parent, "
                       "sign_in, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                       key.id.value, hash, key.prefix, key.name, key.description, key.owner,
                       wordsOf(key.scopes).join(u' '), key.parent.value, key.signIn, key.createdAt));
    return {};
}

Result<QList<KeyId>> KeyStore::revoke(Transaction &transaction, const KeyId &id)
{
    QList<KeyId> revoked;
    Rows rows = TRY(m_database.run(
        "WITH RECURSIVE family (id) AS (SELECT ? UNION SELECT api_key.id FROM api_key JOIN family ON "
        "api_key.parent = family.id AND api_key.parent <> '') "
        "UPDATE api_key SET revoked_at = ? WHERE revoked_at = 0 AND id IN (SELECT id FROM family) "
        "RETURNING id"_L1,
        id.value, transaction.now()));
    while (rows.next())
        revoked.append({rows.text(0)});
    return revoked;
}

Result<void> KeyStore::markUsed(Transaction &, const KeyId &id, Timestamp at)
{
    TRY(m_database.run("UPDATE api_key SET last_used_at = ? WHERE id = ?"_L1, at, id.value));
    return {};
}

Result<std::optional<ApiKey>> KeyStore::find(const KeyId &id)
{
    Rows rows = TRY(m_database.run("SELECT " KEY_COLUMNS " FROM api_key WHERE id = ?"_L1, id.value));
    return rows.next() ? std::optional<ApiKey>(readKey(rows)) : std::nullopt;
}

Result<QList<ApiKey>> KeyStore::list()
{
    QList<ApiKey> keys;
    Rows rows = TRY(m_database.run("SELECT " KEY_COLUMNS " FROM api_key ORDER BY id DESC"_L1));
    while (rows.next())
        keys.append(readKey(rows));
    return keys;
}

Result<QList<ApiKey>> KeyStore::listOf(const QString &owner)
{
    QList<ApiKey> keys;
    Rows rows =
        TRY(m_database.run("SELECT " KEY_COLUMNS " FROM api_key WHERE owner = ? ORDER BY id DESC"_L1, owner));
    while (rows.next())
        keys.append(readKey(rows));
    return keys;
}

Result<std::optional<Scopes>> KeyStore::scopesOfKeys(const QString &owner)
{
    std::optional<Scopes> scopes;
    for (const ApiKey &key : TRY(listOf(owner)))
        scopes = scopes.value_or(Scopes()) | TRY(scopesNow(key.id));
    return scopes;
}

Result<Scopes> KeyStore::scopesNow(KeyId id)
{
    Scopes scopes = allScopes;
    while (!id.isEmpty()) {
        const auto active = TRY(findActive(id));
        if (!active)
            return Scopes();
        scopes &= active->scopes();
        id = active->key.parent;
    }
    return scopes;
}

Result<QList<KeyId>> KeyStore::madeIn(const QString &signIn)
{
    QList<KeyId> keys;
    Rows rows = TRY(m_database.run(
        "SELECT id FROM api_key WHERE sign_in = ? AND sign_in <> '' AND revoked_at = 0 ORDER BY id"_L1,
        signIn));
    while (rows.next())
        keys.append({rows.text(0)});
    return keys;
}

Result<std::optional<ActiveKey>> KeyStore::findActive(const KeyId &id)
{
    Rows rows = TRY(m_database.run(ACTIVE_KEYS " AND api_key.id = ?"_L1, id.value));
    return rows.next() ? std::optional<ActiveKey>(readActiveKey(rows)) : std::nullopt;
}

// In the order of their making, so that a key comes after the one that it was made with.
Result<QList<ActiveKey>> KeyStore::active()
{
    QList<ActiveKey> keys;
    Rows rows = TRY(m_database.run(ACTIVE_KEYS " ORDER BY api_key.id"_L1));
    while (rows.next())
        keys.append(readActiveKey(rows));
    return keys;
}

} // namespace core
