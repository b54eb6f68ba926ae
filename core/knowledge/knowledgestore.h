// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/knowledge/document.h"

#include <optional>

namespace core {

// The SQL of documents and their passages. Owned by KnowledgeService; backend thread. What is SQLite's own
// (FTS5) is in PassageIndex.
class KnowledgeStore
{
public:
    explicit KnowledgeStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Document &document, const QString &text);
    // The number under which the index knows the passage.
    Result<qint64> insertPassage(Transaction &transaction, const DocumentId &id, int position,
                                 const Passage &passage);
    Result<void> remove(Transaction &transaction, const DocumentId &id);
    // From now on nobody finds it. Its passages are still to be deleted.
    Result<void> markRemoved(Transaction &transaction, const DocumentId &id);
    // One that was marked; empty when there is none.
    Result<DocumentId> nextRemoved() const;
    // The positions of its passages begin with this one; nothing when it has none.
    Result<std::optional<int>> firstPosition(const DocumentId &id) const;
    Result<bool> hasPosition(const DocumentId &id, int position) const;
    Result<void> removePassages(Transaction &transaction, const DocumentId &id, int below);
    // Writes state and error.
    Result<void> setShared(Transaction &transaction, const DocumentId &id, bool shared);
    Result<void> setState(Transaction &transaction, const Document &document);
    Result<bool> isAnyProcessing() const;
    // What was still being read is given up.
    Result<void> failProcessing(Transaction &transaction, const QString &error);

    Result<std::optional<Document>> find(const DocumentId &id) const;
    // Of a document that is too large to be kept as a whole, its first passages.
    Result<QString> text(const DocumentId &id) const;
    // Newest first, those before `before` when it is given.
    // Those of the owner and those that are shared; an empty owner is everybody.
    Result<QList<Document>> list(int limit, const DocumentId &before, const QString &owner) const;
    Result<qint64> count(const QString &owner) const;

private:
    Database &m_database;
};

} // namespace core
