// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accountstore.h"

namespace core {

// What somebody may do at this moment, for whatever acts in his name while he is away: schedules, webhooks,
// sessions, steps, rooms. It was set up with the rights of then; it acts with those of now. Backend thread;
// owned by the core.
class OwnerRights
{
public:
    explicit OwnerRights(AccountStore &accounts)
        : m_accounts(accounts)
    {
    }

    // Nothing for an account that is blocked. Owners without an account are the person at the console, keys
    // that were made at the start, and programs on this computer; nobody changes their role. Fails when the
    // store cannot be read; then nobody knows, and nothing is to be done.
    Result<Scopes> of(const QString &owner);
    // Fails with Forbidden, in words for the record of what did not happen.
    Result<void> require(const QString &owner, Scope scope);

    // The owner, as who acts in his name.
    Result<Principal> principal(const QString &owner);

private:
    AccountStore &m_accounts;
};

} // namespace core
