// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/invitationservice.h"

#include "core/access/secrets.h"
#include "core/base/visibletext.h"

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto longestInvitation = std::chrono::hours(24 * 90);
constexpr qsizetype codeSize = 68; // "inv_" and 64 hex digits

Error badInvitation()
{
    return Error{.code = ErrorCode::Forbidden,
                 .text = u"This invitation is not valid: it was used or withdrawn, or has expired. "
                         "Ask an administrator for another one."_s,
                 .field = u"invitation"_s};
}

Error onlyAdministratorsInvite()
{
    return failure(ErrorCode::Forbidden, u"Only an administrator invites people"_s);
}

Result<void> announceWithdrawn(Transaction &transaction, const QString &id, const Principal &by)
{
    TRY(transaction.announce({.type = EventType::InvitationDeleted,
                              .subject = id,
                              .actor = by.name,
                              .message = u"An invitation was withdrawn"_s}));
    return {};
}

} // namespace

Result<NewInvitation> InvitationService::create(AccessRole role, std::chrono::seconds lifetime,
                                                const QString &note, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return onlyAdministratorsInvite();
    if (role == AccessRole::Anonymous)
        return invalid(u"role"_s, u"role cannot be anonymous"_s);
    if ((scopesOf(role) & ~principal.scopes) != Scopes())
        return failure(ErrorCode::Forbidden, u"A key invites nobody to more than it may do itself"_s);
    if (lifetime < 60s || lifetime > longestInvitation)
        return invalid(u"expires_in"_s, u"expires_in must be from 60 seconds to 90 days"_s);
    if (note.size() > 200)
        return invalid(u"note"_s, u"note must be 200 characters or less"_s);
    if (visibleLine(note) != note)
        return invalid(u"note"_s, u"note must be one line of characters that can be seen"_s);
    return m_journal.record([&](Transaction &transaction) -> Result<NewInvitation> {
        const QString code = u"inv_"_s + QString::fromLatin1(newSecret().toHex());
        const Invitation invitation{.id = newUuid(),
                                    .role = role,
                                    .note = note.trimmed(),
                                    .owner = principal.user,
                                    .key = principal.key,
                                    .createdAt = transaction.now(),
                                    .expiresAt = transaction.now() + lifetime};
        TRY(m_store.insert(transaction, invitation, hashOfSecret(code.toLatin1())));
        TRY(transaction.announce({.type = EventType::InvitationCreated,
                                  .subject = invitation.id,
                                  .actor = principal.name,
                                  .message = u"Somebody was invited as %1"_s.arg(toWord(role)),
                                  .payload = {{u"role"_s, toWord(role)}}}));
        return NewInvitation{.invitation = invitation, .code = code};
    });
}

Result<QList<Invitation>> InvitationService::list(int limit, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return onlyAdministratorsInvite();
    return m_store.list(limit);
}

Result<void> InvitationService::remove(const QString &id, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return onlyAdministratorsInvite();
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (!TRY(m_store.remove(transaction, id)))
            return failure(ErrorCode::NotFound, u"Invitation not found"_s);
        return announceWithdrawn(transaction, id, principal);
    });
}

Result<void> InvitationService::withdrawAllOf(Transaction &transaction, const QString &owner,
                                              const Principal &by)
{
    for (const QString &id : TRY(m_store.removeOpen(transaction, owner)))
        TRY(announceWithdrawn(transaction, id, by));
    return {};
}

Result<Invitation> InvitationService::check(const QString &code)
{
    if (code.size() != codeSize)
        return badInvitation();
    const auto found = TRY(m_store.find(hashOfSecret(code.toUtf8())));
    if (!found || isSet(found->usedAt) || found->expiresAt <= m_clock.now())
        return badInvitation();
    if (!TRY(m_rights.of(found->owner)).testFlag(Scope::Administer))
        return badInvitation();
    if (!found->key.isEmpty() && !TRY(m_rights.ofKey(found->key)).testFlag(Scope::Administer))
        return badInvitation();
    return *found;
}

Result<Invitation> InvitationService::use(Transaction &transaction, const QString &code,
                                          const QString &account)
{
    const Invitation invitation = TRY(check(code));
    if (!TRY(m_store.use(transaction, hashOfSecret(code.toUtf8()), account)))
        return badInvitation();
    return invitation;
}

} // namespace core
