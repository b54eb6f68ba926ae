// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/knowledgestore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define IS_SHARED "EXISTS (SELECT 1 FROM shared_document s WHERE s.document_id = d.id)"

// For the owner; for everybody when that is empty.
#define IS_FOR "(? = '' OR d.owner = ? OR " IS_SHARED ")"

#define DOCUMENT_COLUMNS                                                                                     \
    "d.id, d.owner, d.title, d.tags, d.content_type, d.bytes, d.created_at, i.document_id IS NOT NULL, "     \
    "COALESCE(i.error, ''), " IS_SHARED                                                                      \
    " FROM document d LEFT JOIN document_intake i ON i.document_id = d.id"

Document documentOf(const Rows &row)
{
    QStringList tags;
    for (const QJsonValue &tag : row.array(3))
        tags.append(tag.toString());
    return Document{.id = {row.text(0)},
                    .owner = row.text(1),
                    .title = row.text(2),
                    .tags = tags,
                    .contentType = row.text(4),
                    .bytes = row.integer(5),
                    .isShared = row.integer(9) != 0,
                    .createdAt = row.time(6),
                    .state = row.integer(7) == 0     ? DocumentState::Ready
                             : row.text(8).isEmpty() ? DocumentState::Processing
                                                     : DocumentState::Failed,
                    .error = row.text(8)};
}

} // namespace

Result<void> KnowledgeStore::insert(Transaction &transaction, const Document &document, const QString &text)
{
    TRY(transaction.database.run(
        "INSERT INTO document (id, owner, title, tags, content_type, bytes, created_at, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        document.id.value, document.owner, document.title, QJsonArray::fromStringList(document.tags),
        document.contentType, document.bytes, document.createdAt, text));
    if (document.isShared)
        TRY(setShared(transaction, document.id, true));
    return setState(transaction, document);
}

Result<void> KnowledgeStore::setShared(Transaction &transaction, const DocumentId &id, bool shared)
{
    if (shared)
        TRY(transaction.database.run("INSERT OR IGNORE INTO shared_document (document_id) VALUES (?)"_L1,
                                     id.value));
    else
        TRY(transaction.database.run("DELETE FROM shared_document WHERE document_id = ?"_L1, id.value));
    return {};
}

Result<void> KnowledgeStore::setState(Transaction &transaction, const Document &document)
{
    if (document.state == DocumentState::Ready)
        TRY(transaction.database.run("DELETE FROM document_intake WHERE document_id = ?"_L1,
                                     document.id.value));
    else
        TRY(transaction.database.run("INSERT INTO document_intake (document_id, error) VALUES (?, ?)"
                                     " ON CONFLICT (document_id) DO UPDATE SET error = excluded.error"_L1,
                                     document.id.value, document.error));
    return {};
}

Result<bool> KnowledgeStore::isAnyProcessing() const
{
    Rows row =
        TRY(m_database.run("SELECT 1 FROM document_intake WHERE error = '' AND removed = 0 LIMIT 1"_L1));
    return row.next();
}

Result<void> KnowledgeStore::failProcessing(Transaction &transaction, const QString &error)
{
    TRY(transaction.database.run("UPDATE document_intake SET error = ? WHERE error = '' AND removed = 0"_L1,
                                 error));
    return {};
}

Result<qint64> KnowledgeStore::insertPassage(Transaction &transaction, const DocumentId &id, int position,
                                             const Passage &passage)
{
    Rows row = TRY(transaction.database.run(
        "INSERT INTO passage (document_id, position, start, length, heading) VALUES (?, ?, ?, ?, ?) RETURNING id"_L1,
        id.value, position, qint64(passage.start), qint64(passage.length), passage.heading));
    if (!row.next())
        return failure(ErrorCode::Internal, u"The document could not be stored."_s, u"no id of a passage"_s);
    return row.integer(0);
}

Result<void> KnowledgeStore::remove(Transaction &transaction, const DocumentId &id)
{
    TRY(transaction.database.run("DELETE FROM document WHERE id = ?"_L1, id.value));
    return {};
}

Result<void> KnowledgeStore::markRemoved(Transaction &transaction, const DocumentId &id)
{
    TRY(transaction.database.run("INSERT INTO document_intake (document_id, removed) VALUES (?, 1)"
                                 " ON CONFLICT (document_id) DO UPDATE SET removed = 1"_L1,
                                 id.value));
    return {};
}

Result<DocumentId> KnowledgeStore::nextRemoved() const
{
    Rows row = TRY(m_database.run("SELECT document_id FROM document_intake WHERE removed = 1 LIMIT 1"_L1));
    return row.next() ? DocumentId{row.text(0)} : DocumentId();
}

Result<std::optional<int>> KnowledgeStore::firstPosition(const DocumentId &id) const
{
    Rows row = TRY(m_database.run(
        "SELECT position FROM passage WHERE document_id = ? ORDER BY position LIMIT 1"_L1, id.value));
    return row.next() ? std::optional(row.number(0)) : std::nullopt;
}

Result<bool> KnowledgeStore::hasPosition(const DocumentId &id, int position) const
{
    Rows row = TRY(m_database.run("SELECT 1 FROM passage WHERE document_id = ? AND position >= ? LIMIT 1"_L1,
                                  id.value, position));
    return row.next();
}

Result<void> KnowledgeStore::removePassages(Transaction &transaction, const DocumentId &id, int below)
{
    TRY(transaction.database.run("DELETE FROM passage WHERE document_id = ? AND position < ?"_L1, id.value,
                                 below));
    return {};
}

Result<std::optional<Document>> KnowledgeStore::find(const DocumentId &id) const
{
    Rows row = TRY(m_database.run(
        "SELECT " DOCUMENT_COLUMNS " WHERE d.id = ? AND COALESCE(i.removed, 0) = 0"_L1, id.value));
    if (!row.next())
        return std::optional<Document>();
    return std::optional<Document>(documentOf(row));
}

Result<QString> KnowledgeStore::text(const DocumentId &id) const
{
    QString text;
    {
        Rows row = TRY(m_database.run("SELECT text FROM document WHERE id = ?"_L1, id.value));
        text = row.next() ? row.text(0) : QString();
    }
    if (!text.isEmpty())
        return text;
    Rows rows = TRY(m_database.run("SELECT t.body FROM passage p JOIN passage_text t ON t.rowid = p.id"
                                   " WHERE p.document_id = ? ORDER BY p.position LIMIT 5000"_L1,
                                   id.value));
    while (rows.next())
        text += rows.text(0) + u"\n\n"_s;
    return text;
}

Result<QList<Document>> KnowledgeStore::list(int limit, const DocumentId &before, const QString &owner) const
{
    // Ids are ordered in time, so a list by id is a list by age. "~" is above every id.
    const QString below = before.isEmpty() ? u"~"_s : before.value;
    Rows row = TRY(m_database.run("SELECT " DOCUMENT_COLUMNS " WHERE d.id < ? AND COALESCE(i.removed, 0) = 0"
                                  " AND " IS_FOR " ORDER BY d.id DESC LIMIT ?"_L1,
                                  below, owner, owner, limit));
    QList<Document> documents;
    while (row.next())
        documents.append(documentOf(row));
    return documents;
}

Result<qint64> KnowledgeStore::count(const QString &owner) const
{
    if (!owner.isEmpty()) {
        Rows row = TRY(m_database.run(
            "SELECT count(*) FROM document d LEFT JOIN document_intake i ON i.document_id = d.id"
            " WHERE COALESCE(i.removed, 0) = 0 AND " IS_FOR ""_L1,
            owner, owner));
        return row.next() ? row.integer(0) : 0;
    }
    Rows row = TRY(m_database.run("SELECT (SELECT count(*) FROM document)"
                                  " - (SELECT count(*) FROM document_intake WHERE removed = 1)"_L1));
    return row.next() ? row.integer(0) : 0;
}

} // namespace core
