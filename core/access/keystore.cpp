// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keystore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString toText(Scopes scopes)
{
    QStringList words;
    for (const auto &[scope, word] : Words<Scope>::table) {
        if (scopes.testFlag(scope))
            words.append(QLatin1StringView(word));
    }
    return words.join(u' ');
}

Scopes toScopes(const QString &text)
{
    Scopes scopes;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (const auto scope = fromWord<Scope>(word))
            scopes |= *scope;
    }
    return scopes;
}

ApiKey read(const Rows &rows)
{
    return ApiKey{.id = {rows.text(0)},
                  .prefix = rows.text(1),
                  .name = rows.text(2),
                  .owner = rows.text(3),
                  .scopes = toScopes(rows.text(4)),
                  .createdAt = rows.time(5),
                  .revokedAt = rows.time(6)};
}

} // namespace

Result<void> KeyStore::insert(Transaction &, const ApiKey &key, const QByteArray &hash)
{
    TRY(m_database.run("INSERT INTO api_key (id, hash, prefix, name, owner, scopes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"_L1,
                       key.id.value, hash, key.prefix, key.name, key.owner, toText(key.scopes), key.createdAt));
    return {};
}

Result<bool> KeyStore::revoke(Transaction &transaction, const KeyId &id)
{
    const Rows rows = TRY(m_database.run("UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at = 0"_L1, transaction.now(),
                                         id.value));
    return rows.changed() == 1;
}

Result<QList<ApiKey>> KeyStore::list()
{
    QList<ApiKey> keys;
    Rows rows = TRY(m_database.run("SELECT id, prefix, name, owner, scopes, created_at, revoked_at FROM api_key ORDER BY id DESC"_L1));
    while (rows.next())
        keys.append(read(rows));
    return keys;
}

Result<QHash<QByteArray, ApiKey>> KeyStore::active()
{
    QHash<QByteArray, ApiKey> keys;
    Rows rows = TRY(m_database.run("SELECT id, prefix, name, owner, scopes, created_at, revoked_at, hash FROM api_key "
                                   "WHERE revoked_at = 0"_L1));
    while (rows.next())
        keys.insert(rows.blob(7), read(rows));
    return keys;
}

} // namespace core
