// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/knowledgestore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

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
                    .createdAt = row.time(6)};
}

} // namespace

Result<void> KnowledgeStore::insert(Transaction &transaction, const Document &document, const QString &text)
{
    TRY(transaction.database.run(
        "INSERT INTO document (id, owner, title, tags, content_type, bytes, created_at, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        document.id.value, document.owner, document.title, QJsonArray::fromStringList(document.tags),
        document.contentType, document.bytes, document.createdAt, text));
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

Result<std::optional<Document>> KnowledgeStore::find(const DocumentId &id) const
{
    Rows row = TRY(m_database.run(
        "SELECT id, owner, title, tags, content_type, bytes, created_at FROM document WHERE id = ?"_L1,
        id.value));
    if (!row.next())
        return std::optional<Document>();
    return std::optional<Document>(documentOf(row));
}

Result<QString> KnowledgeStore::text(const DocumentId &id) const
{
    Rows row = TRY(m_database.run("SELECT text FROM document WHERE id = ?"_L1, id.value));
    return row.next() ? row.text(0) : QString();
}

Result<QList<Document>> KnowledgeStore::list(int limit, const DocumentId &before) const
{
    // Ids are ordered in time, so a list by id is a list by age. "~" is above every id.
    const QString below = before.isEmpty() ? u"~"_s : before.value;
    Rows row =
        TRY(m_database.run("SELECT id, owner, title, tags, content_type, bytes, created_at FROM document"
                           " WHERE id < ? ORDER BY id DESC LIMIT ?"_L1,
                           below, limit));
    QList<Document> documents;
    while (row.next())
        documents.append(documentOf(row));
    return documents;
}

Result<qint64> KnowledgeStore::count() const
{
    Rows row = TRY(m_database.run("SELECT count(*) FROM document"_L1));
    return row.next() ? row.integer(0) : 0;
}

} // namespace core
