// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"

namespace core {

// Something that an agent was told to remember. It belongs to its owner alone.
struct Note
{
    QString id = {};
    QString owner = {};
    QString text = {};
    Timestamp createdAt = {};
};

// The SQL of notes. Owned by KnowledgeService; backend thread.
class NoteStore
{
public:
    explicit NoteStore(Database &database)
        : m_database(database)
    {
    }

    // A note of the same id is there already after a crash; it is kept.
    Result<void> insert(Transaction &transaction, const Note &note);
    // Newest first.
    Result<QList<Note>> list(const QString &owner, int limit) const;
    Result<qint64> count(const QString &owner) const;

private:
    Database &m_database;
};

} // namespace core
