// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/ownerrights.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

bool changesRights(const Event &event)
{
    return event.type == EventType::AccountChanged || event.type == EventType::KeyCreated ||
           event.type == EventType::KeyRevoked;
}

// The person at the console, programs on this computer, names that an administrator made keys for, and, while
// the development bypass is on, whoever says so.
Result<Scopes> OwnerRights::withoutAccount(const QString &owner)
{
    if (owner == localOperator().user)
        return allScopes;
    if (owner == u"anonymous"_s)
        return scopesOf(AccessRole::Anonymous);
    return TRY(m_keys.scopesOfKeys(owner)).value_or(scopesOf(AccessRole::Approver));
}

Result<Principal> OwnerRights::principal(const QString &owner)
{
    const auto account = m_accounts.find(owner);
    if (!account && account.error().code == ErrorCode::NotFound)
        return Principal{.user = owner, .name = owner, .scopes = TRY(withoutAccount(owner))};
    Principal principal = TRY(account).principal();
    if (account->state != AccountState::Active)
        principal.scopes = {};
    return principal;
}

Result<Scopes> OwnerRights::of(const QString &owner)
{
    return TRY(principal(owner)).scopes;
}

Result<void> OwnerRights::require(const QString &owner, Scope scope)
{
    if (TRY(of(owner)).testFlag(scope))
        return {};
    return failure(
        ErrorCode::Forbidden,
        u"Its owner is blocked, or may no longer do this. An administrator can change the account."_s);
}

} // namespace core
