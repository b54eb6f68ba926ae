// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/keyservice.h"

#include "core/access/ownerrights.h"
#include "core/access/secrets.h"
#include "core/base/log.h"
#include "core/base/visibletext.h"

#include <algorithm>
#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype keySize = 67; // "sk_" and 64 hex digits

Principal principalOf(const ActiveKey &active)
{
    const ApiKey &key = active.key;
    return Principal{.user = key.owner,
                     .name = active.username.isEmpty() ? key.owner : active.username,
                     .scopes = active.scopes(),
                     .key = key.id};
}

Result<void> checkTexts(const QString &name, const QString &description)
{
    if (name.trimmed().isEmpty())
        return invalid(u"name"_s, u"Name is required"_s);
    if (name.size() > 100)
        return invalid(u"name"_s, u"Name must be 100 characters or less"_s);
    if (visibleLine(name) != name)
        return invalid(u"name"_s, u"Name must be one line of characters that can be seen"_s);
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
        if (!std::any_of(events.begin(), events.end(), changesRights))
            return;
        const auto followed = m_isStale ? load() : follow(events);
        m_isStale = !followed;
        if (!followed)
            qCWarning(logAccess).noquote() << "Keys could not be read:" << followed.error().detail;
        emit changed();
    });
}

Result<void> KeyService::open()
{
    return load();
}

Result<QString> KeyService::firstKey()
{
    const bool somebodyMay = std::any_of(m_known.cbegin(), m_known.cend(), [](const Known &known) {
        return known.principal.may(Scope::Administer);
    });
    return somebodyMay ? QString() : newAdministratorKey();
}

Result<QString> KeyService::newAdministratorKey()
{
    const NewKey made = TRY(create(u"Administrator"_s, u"administrator"_s, allScopes, localOperator()));
    TRY(m_journal.commit());
    return made.secret;
}

Result<void> KeyService::load()
{
    const QList<ActiveKey> active = TRY(m_store.active());
    const QHash<QByteArray, Known> before = std::exchange(m_known, {});
    m_hashes.clear();
    for (const ActiveKey &key : active) {
        know(key); // each after the one that it was made with: their ids are in that order
        const auto found = m_known.find(key.hash);
        const auto old = before.constFind(key.hash);
        if (found != m_known.end() && old != before.constEnd()) {
            found->lastUsedAt = old->lastUsedAt;
            found->isChanged = old->isChanged;
        }
    }
    m_isStale = false;
    return {};
}

// One key for one event; an account may have any number of keys, and each of these others that were made with
// it.
Result<void> KeyService::follow(const QList<Event> &events)
{
    for (const Event &event : events) {
        const KeyId id{event.subject};
        if (event.type == EventType::AccountChanged)
            return load();
        if (event.type == EventType::KeyRevoked)
            forget(id);
        if (event.type == EventType::KeyCreated) {
            if (const auto active = TRY(m_store.findActive(id)))
                know(*active);
        }
    }
    return {};
}

void KeyService::know(const ActiveKey &active)
{
    Known known{.principal = principalOf(active), .lastUsedAt = active.key.lastUsedAt};
    if (!active.key.parent.isEmpty()) {
        const Known *parent = this->known(active.key.parent);
        if (parent == nullptr)
            return; // revoked, or its owner is blocked
        known.principal.scopes &= parent->principal.scopes;
    }
    m_known.insert(active.hash, known);
    m_hashes.insert(active.key.id, active.hash);
}

void KeyService::forget(const KeyId &id)
{
    m_known.remove(m_hashes.take(id));
}

const KeyService::Known *KeyService::known(const KeyId &id) const
{
    const auto found = m_known.constFind(m_hashes.value(id));
    return found == m_known.cend() ? nullptr : &*found;
}

Result<Principal> KeyService::authenticate(QByteArrayView secret)
{
    if (m_isStale)
        TRY(load()); // what was revoked must not be good because nobody can read that it was
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
    const Known *known = m_isStale ? nullptr : this->known(principal.key);
    return known != nullptr && (principal.scopes & ~known->principal.scopes) == Scopes();
}

KeyService::Uses KeyService::takeUsed()
{
    Uses uses;
    for (Known &known : m_known) {
        if (std::exchange(known.isChanged, false))
            uses.insert(known.principal.key, known.lastUsedAt);
    }
    m_isChanged = false;
    return uses;
}

Result<void> KeyService::saveUsed(Transaction &transaction, const Uses &uses)
{
    for (auto it = uses.begin(); it != uses.end(); ++it)
        TRY(m_store.markUsed(transaction, it.key(), it.value()));
    return {};
}

void KeyService::putBack(const Uses &uses)
{
    for (auto it = uses.begin(); it != uses.end(); ++it) {
        const auto found = m_known.find(m_hashes.value(it.key()));
        if (found != m_known.end())
            found->isChanged = true;
    }
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
                      {.name = name.trimmed(),
                       .description = description,
                       .owner = owner,
                       .scopes = scopes,
                       .parent = principal.key,
                       .signIn = principal.signIn},
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
                       .scopes = old->scopes,
                       .parent = old->parent,
                       .signIn = old->signIn},
                      principal);
    });
}

// A key that somebody else got hold of must not take from its owner those that are left.
Result<bool> KeyService::isManagedBy(const ApiKey &key, const Principal &principal)
{
    if (principal.key.isEmpty() || principal.may(Scope::Administer))
        return true;
    for (std::optional<ApiKey> one = key; one; one = TRY(m_store.find(one->parent))) {
        if (one->id == principal.key)
            return true;
        if (one->parent.isEmpty())
            break;
    }
    return false;
}

Result<void> KeyService::revoke(const KeyId &id, const Principal &principal)
{
    const auto key = TRY(m_store.find(id));
    if (!key || !principal.sees(key->owner))
        return failure(ErrorCode::NotFound, u"API key not found or already revoked"_s);
    if (!TRY(isManagedBy(*key, principal)))
        return failure(
            ErrorCode::Forbidden,
            u"A key revokes only itself and the keys that were made with it. Sign in to revoke others."_s);
    return m_journal.record([&](Transaction &transaction) { return revokeIn(transaction, id, principal); });
}

Result<void> KeyService::revokeIn(Transaction &transaction, const KeyId &id, const Principal &principal)
{
    const QList<KeyId> revoked = TRY(m_store.revoke(transaction, id));
    if (!revoked.contains(id))
        return failure(ErrorCode::NotFound, u"API key not found or already revoked"_s);
    for (const KeyId &one : revoked) {
        TRY(transaction.announce({.type = EventType::KeyRevoked,
                                  .subject = one.value,
                                  .actor = principal.name,
                                  .message = u"API key revoked"_s}));
    }
    return {};
}

Result<void> KeyService::revokeEach(Transaction &transaction, const QList<KeyId> &keys, const Principal &by)
{
    for (const KeyId &key : keys) {
        if (auto revoked = revokeIn(transaction, key, by);
            !revoked && revoked.error().code != ErrorCode::NotFound)
            return revoked; // not found: it went with another of them
    }
    return {};
}

Result<void> KeyService::revokeMadeIn(Transaction &transaction, const QString &signIn, const Principal &by)
{
    return revokeEach(transaction, TRY(m_store.madeIn(signIn)), by);
}

Result<void> KeyService::revokeAllOf(Transaction &transaction, const QString &owner, const Principal &by)
{
    QList<KeyId> keys;
    for (const ApiKey &key : TRY(m_store.listOf(owner))) {
        if (!isSet(key.revokedAt))
            keys.append(key.id);
    }
    return revokeEach(transaction, keys, by);
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
