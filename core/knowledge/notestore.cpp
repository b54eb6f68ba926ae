// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/notestore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<void> NoteStore::insert(Transaction &transaction, const Note &note)
{
    TRY(transaction.database.run("INSERT INTO memory (id, owner, text, created_at) VALUES (?, ?, ?, ?)"
                                 " ON CONFLICT (id) DO NOTHING"_L1,
                                 note.id, note.owner, note.text, note.createdAt));
    return {};
}

Result<QList<Note>> NoteStore::list(const QString &owner, int limit) const
{
    Rows row = TRY(m_database.run("SELECT id, owner, text, created_at FROM memory WHERE owner = ?"
                                  " ORDER BY id DESC LIMIT ?"_L1,
                                  owner, limit));
    QList<Note> notes;
    while (row.next())
        notes.append(
            {.id = row.text(0), .owner = row.text(1), .text = row.text(2), .createdAt = row.time(3)});
    return notes;
}

Result<qint64> NoteStore::count(const QString &owner) const
{
    Rows row = TRY(m_database.run("SELECT count(*) FROM memory WHERE owner = ?"_L1, owner));
    return row.next() ? row.integer(0) : 0;
}

} // namespace core
