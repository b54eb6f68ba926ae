// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accessrole.h"
#include "core/access/apikey.h"
#include "core/journal/journal.h"

namespace core {

// A key that lets its owner in. An owner without an account has no role.
struct ActiveKey
{
    ApiKey key = {};
    QByteArray hash = {};
    QString username = {};
    std::optional<AccessRole> role = {};

    // A key of an account whose role became smaller does no more than the role.
    Scopes scopes() const { return role ? key.scopes & scopesOf(*role) : key.scopes; }
};

// The SQL of the table `api_key`, and nothing else.
class KeyStore
{
public:
    explicit KeyStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const ApiKey &key, const QByteArray &hash);
    // The key and those that were made with it, and with these; which of them were good until now.
    Result<QList<KeyId>> revoke(Transaction &transaction, const KeyId &id);
    Result<void> markUsed(Transaction &transaction, const KeyId &id, Timestamp at);
    Result<std::optional<ApiKey>> find(const KeyId &id);
    // Newest first, with those that were revoked.
    Result<QList<ApiKey>> list();
    Result<QList<ApiKey>> listOf(const QString &owner);
    // What the owner's keys let him do now, of all of them together; nothing when he never had one.
    Result<std::optional<Scopes>> scopesOfKeys(const QString &owner);
    // Active is what is neither revoked nor of an account that is blocked.
    Result<std::optional<ActiveKey>> findActive(const KeyId &id);
    Result<QList<ActiveKey>> active();
    // What it allows now, which is no more than what the key allows that it was made with, and so on.
    Result<Scopes> scopesNow(KeyId id);
    // Those that were made in that sign-in and are not revoked.
    Result<QList<KeyId>> madeIn(const QString &signIn);

private:
    Database &m_database;
};

} // namespace core
