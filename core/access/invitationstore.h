// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/invitation.h"
#include "core/journal/journal.h"

namespace core {

// The SQL of the table `invitation`, and nothing else.
class InvitationStore
{
public:
    explicit InvitationStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Invitation &invitation, const QByteArray &hash);
    // False when it was used, has expired, or is not there.
    Result<bool> use(Transaction &transaction, const QByteArray &hash, const QString &account);
    Result<bool> remove(Transaction &transaction, const QString &id);
    // An owner's that nobody used; their ids.
    Result<QStringList> removeOpen(Transaction &transaction, const QString &owner);
    Result<std::optional<Invitation>> find(const QByteArray &hash);
    // Newest first.
    Result<QList<Invitation>> list(int limit);

private:
    Database &m_database;
};

} // namespace core
