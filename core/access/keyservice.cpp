// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keyservice.h"

#include "core/access/secrets.h"

#include <algorithm>
#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype keySize = 67; // "sk_" and 64 hex digits

bool changesKeys(const Event &event)
{
    return event.type == EventType::KeyCreated || event.type == EventType::KeyRevoked ||
           event.type == EventType::AccountChanged;
}

// A key of an account whose role became smaller does no more than the role.
Principal principalOf(const ActiveKey &active)
{
    const ApiKey &key = active.key;
    return Principal{.user = key.owner,
                     .name = active.username.isEmpty() ? key.owner : active.username,
                     .scopes = active.role ? key.scopes & scopesOf(*active.role) : key.scopes,
                     .key = key.id};
}

Result<void> checkTexts(const QString &name, const QString &description)
{
    if (name.trimmed().isEmpty())
        return invalid(u"name"_s, u"Name is required"_s);
    if (name.size() > 100)
        return invalid(u"name"_s, u"Name must be 100 characters or less"_s);
    if (description.size() > 1000)
        return invalid(u"description"_s, u"Description must be 1000 characters or less"_s);
    return {};
}

} // namespace

KeyService::KeyService(Journal &journal, KeyStore &store, const Clock &clock)
    : m_journal(journal)
    , m_store(store)
    , m_clock(clock)
{
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        if (!std::any_of(events.begin(), events.end(), changesKeys))
            return;
        (void)bool(load());
        emit changed();
    });
}

Result<QString> KeyService::open()
{
    TRY(load());
    const bool somebodyMay = std::any_of(m_known.cbegin(), m_known.cend(), [](const Known &known) {
        return known.principal.may(Scope::Administer);
    });
    if (somebodyMay)
        return QString();
    const NewKey first =
        TRY(create(u"First administrator"_s, u"administrator"_s, allScopes, localOperator()));
    TRY(m_journal.commit());
    return first.secret;
}

Result<void> KeyService::load()
{
    const QList<ActiveKey> active = TRY(m_store.active());
    const QHash<QByteArray, Known> before = std::exchange(m_known, {});
    for (const ActiveKey &key : active) {
        Known known = before.value(key.hash, {.lastUsedAt = key.key.lastUsedAt});
        known.principal = principalOf(key);
        m_known.insert(key.hash, known);
    }
    return {};
}

Result<Principal> KeyService::authenticate(QByteArrayView secret)
{
    // Looking up the hash of what was sent tells an attacker nothing of the hashes that are stored.
    const auto found = secret.size() == keySize ? m_known.find(hashOfSecret(secret)) : m_known.end();
    if (found == m_known.end())
        return failure(ErrorCode::Unauthenticated, u"Invalid API key"_s);
    if (const Timestamp now = m_clock.now(); now - found->lastUsedAt >= 1min) {
        found->lastUsedAt = now;
        found->isChanged = true;
        if (!std::exchange(m_isChanged, true))
            emit used();
    }
    return found->principal;
}

bool KeyService::stillAdmits(const Principal &principal) const
{
    if (principal.key.value.isEmpty())
        return true;
    return std::any_of(m_known.cbegin(), m_known.cend(), [&principal](const Known &known) {
        return known.principal.key == principal.key &&
               (principal.scopes & ~known.principal.scopes) == Scopes();
    });
}

Result<void> KeyService::saveUsed(Transaction &transaction)
{
    for (Known &known : m_known) {
        if (std::exchange(known.isChanged, false))
            TRY(m_store.markUsed(transaction, known.principal.key, known.lastUsedAt));
    }
    m_isChanged = false;
    return {};
}

Result<NewKey> KeyService::create(const QString &name, const QString &owner, Scopes scopes,
                                  const Principal &principal, const QString &description)
{
    TRY(checkTexts(name, description));
    if (owner != principal.user && !principal.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator makes keys for somebody else"_s);
    if ((scopes & ~principal.scopes).toInt() != 0)
        return failure(ErrorCode::Forbidden, u"A key cannot do more than who makes it"_s);
    return m_journal.record([&](Transaction &transaction) {
        return insert(transaction,
                      {.name = name.trimmed(), .description = description, .owner = owner, .scopes = scopes},
                      principal);
    });
}

Result<NewKey> KeyService::insert(Transaction &transaction, ApiKey key, const Principal &principal)
{
    const QString secret = u"sk_"_s + QString::fromLatin1(newSecret().toHex());
    key.id = newId<KeyId>(""_L1);
    key.prefix = secret.first(8);
    key.createdAt = transaction.now();
    TRY(m_store.insert(transaction, key, hashOfSecret(secret.toLatin1())));
    TRY(transaction.announce({.type = EventType::KeyCreated,
                              .subject = key.id.value,
                              .actor = principal.name,
                              .message = u"API key created: %1"_s.arg(key.name),
                              .payload = {{u"prefix"_s, key.prefix}, {u"owner"_s, key.owner}}}));
    return NewKey{.key = key, .secret = secret};
}

Result<NewKey> KeyService::refresh(const Principal &principal)
{
    const auto old = principal.key.isEmpty() ? std::nullopt : TRY(m_store.find(principal.key));
    if (!old)
        return failure(ErrorCode::InvalidArgument, u"API key authentication required"_s);
    return m_journal.record([&](Transaction &transaction) -> Result<NewKey> {
        TRY(revokeIn(transaction, old->id, principal));
        return insert(transaction,
                      {.name = u"Refreshed API Key"_s,
                       .description = old->description,
                       .owner = old->owner,
                       .scopes = old->scopes},
                      principal);
    });
}

Result<void> KeyService::revoke(const KeyId &id, const Principal &principal)
{
    const auto key = TRY(m_store.find(id));
    if (!key || !principal.sees(key->owner))
        return failure(ErrorCode::NotFound, u"API key not found or already revoked"_s);
    return m_journal.record([&](Transaction &transaction) { return revokeIn(transaction, id, principal); });
}

Result<void> KeyService::revokeIn(Transaction &transaction, const KeyId &id, const Principal &principal)
{
    if (!TRY(m_store.revoke(transaction, id)))
        return failure(ErrorCode::NotFound, u"API key not found or already revoked"_s);
    TRY(transaction.announce({.type = EventType::KeyRevoked,
                              .subject = id.value,
                              .actor = principal.name,
                              .message = u"API key revoked"_s}));
    return {};
}

Result<QList<ApiKey>> KeyService::list(const Principal &principal)
{
    return principal.may(Scope::Administer) ? m_store.list() : m_store.listOf(principal.user);
}

Result<QList<ApiKey>> KeyService::listOwn(const Principal &principal)
{
    return m_store.listOf(principal.user);
}

} // namespace core
