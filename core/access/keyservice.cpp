// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keyservice.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray hashOf(QByteArrayView secret)
{
    return QCryptographicHash::hash(QByteArray::fromRawData(secret.data(), secret.size()), QCryptographicHash::Sha256);
}

QString newSecret()
{
    QByteArray bytes(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(bytes.data()), reinterpret_cast<quint32 *>(bytes.data() + bytes.size()));
    return u"sk_"_s + QString::fromLatin1(bytes.toHex());
}

} // namespace

KeyService::KeyService(Journal &journal, KeyStore &store) : m_journal(journal), m_store(store)
{
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.type == EventType::KeyCreated || event.type == EventType::KeyRevoked)
                return (void)bool(load());
        }
    });
}

Result<QString> KeyService::open()
{
    if (!TRY(m_store.list()).isEmpty()) {
        TRY(load());
        return QString();
    }
    const NewKey first = TRY(create(u"First administrator"_s, u"administrator"_s, allScopes, localOperator()));
    TRY(m_journal.commit());
    return first.secret;
}

Result<void> KeyService::load()
{
    const QHash<QByteArray, ApiKey> keys = TRY(m_store.active());
    m_principals.clear();
    for (auto it = keys.begin(); it != keys.end(); ++it) {
        m_principals.insert(it.key(),
                            Principal{.user = it->owner, .name = it->owner, .scopes = it->scopes, .key = it->id});
    }
    return {};
}

Result<Principal> KeyService::authenticate(QByteArrayView secret) const
{
    // Looking up the hash of what was sent tells an attacker nothing of the hashes that are stored.
    const auto found = secret.size() == 67 ? m_principals.constFind(hashOf(secret)) : m_principals.constEnd();
    if (found == m_principals.constEnd())
        return failure(ErrorCode::Unauthenticated, u"Invalid API key"_s);
    return *found;
}

Result<NewKey> KeyService::create(const QString &name, const QString &owner, Scopes scopes, const Principal &principal)
{
    if (name.trimmed().isEmpty())
        return invalid(u"name"_s, u"Name is required"_s);
    if (name.size() > 100)
        return invalid(u"name"_s, u"Name must be 100 characters or less"_s);
    return m_journal.record([&](Transaction &transaction) -> Result<NewKey> {
        const QString secret = newSecret();
        const ApiKey key{.id = newId<KeyId>(""_L1),
                         .prefix = secret.first(8),
                         .name = name.trimmed(),
                         .owner = owner,
                         .scopes = scopes,
                         .createdAt = transaction.now()};
        TRY(m_store.insert(transaction, key, hashOf(secret.toLatin1())));
        TRY(transaction.announce({.type = EventType::KeyCreated,
                                  .subject = key.id.value,
                                  .actor = principal.name,
                                  .message = u"API key created: %1"_s.arg(key.name),
                                  .payload = {{u"prefix"_s, key.prefix}, {u"owner"_s, owner}}}));
        return NewKey{.key = key, .secret = secret};
    });
}

Result<void> KeyService::revoke(const KeyId &id, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (!TRY(m_store.revoke(transaction, id)))
            return failure(ErrorCode::NotFound, u"API key not found or already revoked"_s);
        TRY(transaction.announce({.type = EventType::KeyRevoked,
                                  .subject = id.value,
                                  .actor = principal.name,
                                  .message = u"API key revoked"_s}));
        return {};
    });
}

Result<QList<ApiKey>> KeyService::list(const Principal &principal)
{
    QList<ApiKey> keys = TRY(m_store.list());
    if (!principal.may(Scope::Administer))
        keys.removeIf([&](const ApiKey &key) { return key.owner != principal.user; });
    return keys;
}

} // namespace core
