// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/invitationstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define INVITATION_COLUMNS "id, role, note, owner, created_at, expires_at, used_at, used_by, key"

// A role that nobody knows lets nobody do anything but look.
Invitation readInvitation(const Rows &rows)
{
    return Invitation{.id = rows.text(0),
                      .role = fromWord<AccessRole>(rows.text(1)).value_or(AccessRole::Viewer),
                      .note = rows.text(2),
                      .owner = rows.text(3),
                      .key = {rows.text(8)},
                      .createdAt = rows.time(4),
                      .expiresAt = rows.time(5),
                      .usedAt = rows.time(6),
                      .usedBy = rows.text(7)};
}

} // namespace

Result<void> InvitationStore::insert(Transaction &, const Invitation &invitation, const QByteArray &hash)
{
    TRY(m_database.run("INSERT INTO invitation (id, hash, role, note, owner, key, created_at, expires_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
                       invitation.id, hash, toWord(invitation.role), invitation.note, invitation.owner,
                       invitation.key.value, invitation.createdAt, invitation.expiresAt));
    return {};
}

Result<bool> InvitationStore::use(Transaction &transaction, const QByteArray &hash, const QString &account)
{
    const Rows rows =
        TRY(m_database.run("UPDATE invitation SET used_at = ?, used_by = ? WHERE hash = ? AND used_at = 0 "
                           "AND expires_at > ?"_L1,
                           transaction.now(), account, hash, transaction.now()));
    return rows.changed() == 1;
}

Result<bool> InvitationStore::remove(Transaction &, const QString &id)
{
    const Rows rows = TRY(m_database.run("DELETE FROM invitation WHERE id = ?"_L1, id));
    return rows.changed() == 1;
}

Result<QStringList> InvitationStore::removeOpen(Transaction &, const QString &owner)
{
    QStringList ids;
    Rows rows =
        TRY(m_database.run("DELETE FROM invitation WHERE owner = ? AND used_at = 0 RETURNING id"_L1, owner));
    while (rows.next())
        ids.append(rows.text(0));
    return ids;
}

Result<std::optional<Invitation>> InvitationStore::find(const QByteArray &hash)
{
    Rows rows = TRY(m_database.run("SELECT " INVITATION_COLUMNS " FROM invitation WHERE hash = ?"_L1, hash));
    return rows.next() ? std::optional<Invitation>(readInvitation(rows)) : std::nullopt;
}

Result<QList<Invitation>> InvitationStore::list(int limit)
{
    QList<Invitation> invitations;
    Rows rows = TRY(
        m_database.run("SELECT " INVITATION_COLUMNS " FROM invitation ORDER BY id DESC LIMIT ?"_L1, limit));
    while (rows.next())
        invitations.append(readInvitation(rows));
    return invitations;
}

} // namespace core
