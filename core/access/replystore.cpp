// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/replystore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<std::optional<StoredReply>> ReplyStore::find(const QByteArray &hash, Timestamp since)
{
    Rows rows = TRY(m_database.run("SELECT status, content_type, headers, body, scopes FROM stored_reply "
                                   "WHERE hash = ? AND created_at > ?"_L1,
                                   hash, since));
    if (!rows.next())
        return std::optional<StoredReply>();
    return std::optional(StoredReply{.status = rows.number(0),
                                     .contentType = rows.text(1).toUtf8(),
                                     .headers = rows.text(2).toUtf8(),
                                     .body = rows.blob(3),
                                     .scopes = scopesFrom(rows.text(4).split(u' ', Qt::SkipEmptyParts))});
}

Result<void> ReplyStore::put(Transaction &transaction, const QByteArray &hash, const StoredReply &reply)
{
    TRY(m_database.run(
        "INSERT INTO stored_reply (hash, status, content_type, headers, created_at, body, scopes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET status = excluded.status, "
        "content_type = excluded.content_type, headers = excluded.headers, "
        "created_at = excluded.created_at, body = excluded.body, scopes = excluded.scopes"_L1,
        hash, reply.status, QString::fromUtf8(reply.contentType), QString::fromUtf8(reply.headers),
        transaction.now(), reply.body, wordsOf(reply.scopes).join(u' ')));
    return {};
}

Result<void> ReplyStore::remove(Transaction &, const QByteArray &hash)
{
    TRY(m_database.run("DELETE FROM stored_reply WHERE hash = ?"_L1, hash));
    return {};
}

Result<void> ReplyStore::removeUntil(Transaction &, Timestamp until)
{
    TRY(m_database.run("DELETE FROM stored_reply WHERE created_at <= ?"_L1, until));
    return {};
}

} // namespace core
