// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/keystore.h"

#include <QHash>

namespace core {

// A new key with its secret, which is never to be had again.
struct NewKey
{
    ApiKey key = {};
    QString secret = {};
};

// Makes, checks and revokes keys. Backend thread; owned by the core. Checks are answered from memory, which
// follows the store whenever a commit told of a key or an account; while that cannot be read, nobody is let
// in by a key. When a key is used, the minute is kept in memory until takeUsed().
class KeyService final : public QObject
{
    Q_OBJECT

public:
    KeyService(Journal &journal, KeyStore &store, const Clock &clock);

    // Reads the keys.
    Result<void> open();
    // When nobody could administer with any of them, makes an administrator's and returns its secret: on a
    // new store, and again when the last one was revoked. Empty otherwise. It is on the disk when this
    // returns.
    Result<QString> firstKey();
    // Another administrator's key, for whoever has the data folder.
    Result<QString> newAdministratorKey();

    // Fails with Unauthenticated, or as the store does where it could not be read after a change. `secret` is
    // as the client sent it, with "sk_".
    Result<Principal> authenticate(QByteArrayView secret);

    // Whether the key that the principal came with still allows all that it allowed then. True without one.
    bool stillAdmits(const Principal &principal) const;

    // A key that may do no more than who makes it, and goes with the key that it was made with; for somebody
    // else only by an administrator.
    Result<NewKey> create(const QString &name, const QString &owner, Scopes scopes,
                          const Principal &principal, const QString &description = {});
    // Revokes the key that the principal came with, and what was made with it, and makes another one like it.
    Result<NewKey> refresh(const Principal &principal);
    // With it go those that were made with it. Who comes with a key revokes that one and what was made with
    // it, unless it administers: anything else is Forbidden.
    Result<void> revoke(const KeyId &id, const Principal &principal);
    // Of a sign-in that somebody else used, too, whoever that was. Call inside record().
    Result<void> revokeMadeIn(Transaction &transaction, const QString &signIn, const Principal &by);
    // All of an owner. Call inside record().
    Result<void> revokeAllOf(Transaction &transaction, const QString &owner, const Principal &by);
    // Newest first, with those that were revoked; everybody's for an administrator.
    Result<QList<ApiKey>> list(const Principal &principal);
    // The principal's own.
    Result<QList<ApiKey>> listOwn(const Principal &principal);

    // When keys were last used, as far as it changed since the last call; saveUsed() writes it, inside
    // record(), and putBack() takes it back where that failed.
    using Uses = QHash<KeyId, Timestamp>;
    Uses takeUsed();
    Result<void> saveUsed(Transaction &transaction, const Uses &uses);
    void putBack(const Uses &uses);

signals:
    // The first use after takeUsed().
    void used();
    // Keys or accounts were changed, and are known as they are now.
    void changed();

private:
    struct Known
    {
        Principal principal = {};
        Timestamp lastUsedAt = {};
        bool isChanged = false;
    };

    Result<void> load();
    Result<void> follow(const QList<Event> &events);
    void know(const ActiveKey &active);
    void forget(const KeyId &id);
    const Known *known(const KeyId &id) const;
    Result<NewKey> insert(Transaction &transaction, ApiKey key, const Principal &principal);
    Result<void> revokeEach(Transaction &transaction, const QList<KeyId> &keys, const Principal &by);
    Result<bool> isManagedBy(const ApiKey &key, const Principal &principal);
    Result<void> revokeIn(Transaction &transaction, const KeyId &id, const Principal &principal);

    Journal &m_journal;
    KeyStore &m_store;
    const Clock &m_clock;
    QHash<QByteArray, Known> m_known;  // by the hash of the secret
    QHash<KeyId, QByteArray> m_hashes; // of the same keys
    bool m_isChanged = false;
    bool m_isStale = false; // the store changed, and could not be read since
};

} // namespace core
