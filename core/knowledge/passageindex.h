// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/knowledge/document.h"

#include <limits>
#include <optional>

namespace core {

// The full-text index of passages: SQLite's FTS5 with BM25, and the one place that speaks its language.
// Owned by KnowledgeService; backend thread. Terms are always quoted, so what people type is never syntax.
class PassageIndex
{
public:
    enum class Terms { All, Any };
    // What is searched: what is shared, and beside it all, or what is of one owner.
    struct Readable
    {
        bool all = false;
        std::optional<QString> owner = {};
    };

    explicit PassageIndex(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, qint64 passage, const QString &title,
                        const QString &heading, const QString &body);
    // Passages of the document at positions below that.
    Result<void> remove(Transaction &transaction, const DocumentId &document,
                        int below = std::numeric_limits<int>::max());

    // Best first. A match in the title counts four times, one in the heading twice.
    Result<QList<KnowledgeHit>> search(const QStringList &terms, Terms match, int limit,
                                       const Readable &readable) const;

private:
    Database &m_database;
};

} // namespace core
