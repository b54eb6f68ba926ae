// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accountstore.h"
#include "core/access/keystore.h"

namespace core {

// Whether somebody's rights may be others after it: those of the account, of the key's owner, and of whoever
// has keys that were made with one of theirs.
bool changesRights(const Event &event);

// What somebody may do at this moment, for whatever acts in his name while he is away: schedules, webhooks,
// sessions, steps, rooms. It was set up with the rights of then; it acts with those of now. Backend thread;
// owned by the core.
class OwnerRights
{
public:
    OwnerRights(AccountStore &accounts, KeyStore &keys)
        : m_accounts(accounts)
        , m_keys(keys)
    {
    }

    // Nothing for an account that is blocked. Owners without an account may what their keys may that were not
    // revoked. Fails when the store cannot be read; then nobody knows, and nothing is to be done.
    Result<Scopes> of(const QString &owner);
    // What a key allows now; nothing once it, or one that it was made with, is revoked.
    Result<Scopes> ofKey(const KeyId &key) { return m_keys.scopesNow(key); }
    // Fails with Forbidden, in words for the record of what did not happen.
    Result<void> require(const QString &owner, Scope scope);

    // The owner, as who acts in his name.
    Result<Principal> principal(const QString &owner);

private:
    Result<Scopes> withoutAccount(const QString &owner);

    AccountStore &m_accounts;
    KeyStore &m_keys;
};

} // namespace core
