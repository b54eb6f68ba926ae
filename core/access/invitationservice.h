// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/invitationstore.h"
#include "core/access/ownerrights.h"

namespace core {

// Codes with which people register who were asked to, also while registration is off. Each is good once, also
// when it comes twice at the same moment, and only while whoever made it is an administrator. Backend thread;
// owned by the core.
class InvitationService
{
public:
    InvitationService(Journal &journal, InvitationStore &store, OwnerRights &rights, const Clock &clock)
        : m_journal(journal)
        , m_store(store)
        , m_rights(rights)
        , m_clock(clock)
    {
    }

    // For administrators.
    Result<NewInvitation> create(AccessRole role, std::chrono::seconds lifetime, const QString &note,
                                 const Principal &principal);
    // Newest first, with those that were used.
    Result<QList<Invitation>> list(int limit, const Principal &principal);
    Result<void> remove(const QString &id, const Principal &principal);
    // Those that nobody used yet. Call inside record().
    Result<void> withdrawAllOf(Transaction &transaction, const QString &owner, const Principal &by);

    // Fails with Forbidden and the field "invitation" when nobody may register with it.
    Result<Invitation> check(const QString &code);
    // The same, and uses it up. Call inside record().
    Result<Invitation> use(Transaction &transaction, const QString &code, const QString &account);

private:
    Journal &m_journal;
    InvitationStore &m_store;
    OwnerRights &m_rights;
    const Clock &m_clock;
};

} // namespace core
