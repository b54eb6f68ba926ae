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

// Makes, checks and revokes keys. Backend thread; owned by the core. Checks are answered from memory, which is
// read anew from the store whenever a commit told of a key.
class KeyService final : public QObject
{
    Q_OBJECT

public:
    KeyService(Journal &journal, KeyStore &store);

    // Reads the keys. When there is none at all, makes the first administrator's and returns its secret.
    Result<QString> open();

    // Fails with Unauthenticated. `secret` is as the client sent it, with "sk_".
    Result<Principal> authenticate(QByteArrayView secret) const;
    Result<NewKey> create(const QString &name, const QString &owner, Scopes scopes, const Principal &principal);
    Result<void> revoke(const KeyId &id, const Principal &principal);
    Result<QList<ApiKey>> list(const Principal &principal);

private:
    Result<void> load();

    Journal &m_journal;
    KeyStore &m_store;
    QHash<QByteArray, Principal> m_principals; // by the hash of the secret
};

} // namespace core
