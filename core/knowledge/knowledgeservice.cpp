// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/knowledgeservice.h"

#include "core/base/charset.h"
#include "core/base/text.h"
#include "core/knowledge/documentkind.h"
#include "core/knowledge/documentpieces.h"
#include "core/knowledge/documenttitle.h"
#include "core/knowledge/passages.h"
#include "core/knowledge/searchterms.h"

#include <algorithm>
#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTag = 64;
constexpr qsizetype mostTags = 32;

Result<void> require(const Principal &principal, Scope scope)
{
    if (principal.may(scope))
        return {};
    return failure(ErrorCode::Forbidden, scope == Scope::KnowledgeRead
                                             ? u"You may not read the knowledge base."_s
                                             : u"You may not change the knowledge base."_s);
}

// Whose documents the principal is shown beside those that are shared; empty: everybody's.
QString ownerFor(const Principal &principal)
{
    return principal.may(Scope::Administer) ? QString() : principal.user;
}

// What everybody's agents read steers them.
Result<void> mayShare(const Principal &principal)
{
    if (principal.may(Scope::Administer))
        return {};
    return Error{.code = ErrorCode::Forbidden,
                 .text = u"Only an administrator shares a document with everybody."_s,
                 .field = u"shared"_s};
}

Error notFound()
{
    return failure(ErrorCode::NotFound, u"There is no such document."_s);
}

Result<QString> decoded(const NewDocument &document)
{
    if (document.content.size() > KnowledgeService::greatestBytes) {
        const QString most = QString::number(KnowledgeService::greatestBytes / 1024 / 1024);
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"A document may have at most "_s + most + u" MB. Split it and add the parts."_s,
                     .field = u"file"_s};
    }
    const QByteArray charset = charsetOfType(document.contentType.toLatin1());
    const QString text = normalized(TRY(decodedText(document.content, charset, TextKind::Plain)));
    if (text.trimmed().isEmpty())
        return invalid(u"file"_s, u"The document is empty."_s);
    return text;
}

Result<QStringList> cleaned(const QStringList &tags)
{
    QStringList kept;
    for (const QString &tag : tags) {
        const QString trimmed = tag.simplified();
        if (trimmed.isEmpty() || trimmed.size() > longestTag)
            return invalid(u"tags"_s, u"Each tag must have 1 to 64 characters."_s);
        if (!kept.contains(trimmed))
            kept.append(trimmed);
    }
    if (kept.size() > mostTags)
        return invalid(u"tags"_s, u"A document may have at most 32 tags."_s);
    return kept;
}

QString chosenTitle(const NewDocument &document, const QString &text, Markup markup)
{
    const QString start =
        QStringView(text).trimmed().left(longestDocumentTitle).toString().section(u'\n', 0, 0).simplified();
    return documentTitle(document.title, document.fileName, titleOf(text, markup), start);
}

} // namespace

KnowledgeService::KnowledgeService(Database &database, Journal &journal)
    : m_store(database)
    , m_index(database)
    , m_notes(database)
    , m_journal(journal)
{
}

Result<KnowledgeService::Checked> KnowledgeService::check(const NewDocument &document,
                                                          const Principal &principal) const
{
    TRY(require(principal, Scope::KnowledgeWrite));
    if (document.isShared)
        TRY(mayShare(principal));
    if (!document.id.isEmpty() && !isIdentifier(document.id.value))
        return invalid(u"id"_s, u"The id must have 1 to 128 letters, digits, ':', '_', '-' or '.'."_s);
    if (document.title.size() > longestDocumentTitle)
        return invalid(u"title"_s, u"The title may have at most 200 characters."_s);
    Checked checked;
    checked.document.contentType = TRY(contentTypeOf(document, Formats::Texts));
    checked.document.tags = TRY(cleaned(document.tags));
    checked.text = TRY(decoded(document));
    const Markup markup =
        checked.document.contentType == "text/markdown"_L1 ? Markup::Markdown : Markup::Plain;
    checked.document.title = chosenTitle(document, checked.text, markup);
    checked.passages = splitIntoPassages(checked.text, markup, checked.document.title);
    if (checked.passages.isEmpty()) // headings alone are still worth finding
        checked.passages = splitIntoPassages(checked.text, Markup::Plain);
    if (checked.passages.size() > greatestPassages)
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"The document has too many sections. Split it and add the parts."_s,
                     .field = u"file"_s};
    checked.document.id = document.id.isEmpty() ? newId<DocumentId>("doc-"_L1) : document.id;
    checked.document.owner = principal.user;
    checked.document.bytes = document.content.size();
    checked.document.isShared = document.isShared;
    return checked;
}

Result<Document> KnowledgeService::draft(const NewDocument &wanted, qint64 bytes,
                                         const Principal &principal) const
{
    TRY(require(principal, Scope::KnowledgeWrite));
    if (wanted.isShared)
        TRY(mayShare(principal));
    if (wanted.title.size() > longestDocumentTitle)
        return invalid(u"title"_s, u"The title may have at most 200 characters."_s);
    if (bytes > greatestUpload)
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"A document may have at most 100 MB. Split it and add the parts."_s,
                     .field = u"file"_s};
    return Document{.owner = principal.user,
                    .tags = TRY(cleaned(wanted.tags)),
                    .contentType = TRY(contentTypeOf(wanted, Formats::All)),
                    .bytes = bytes,
                    .isShared = wanted.isShared};
}

Result<Document> KnowledgeService::add(const NewDocument &document, const Principal &principal)
{
    const Checked checked = TRY(check(document, principal));
    return m_journal.record([&](Transaction &transaction) -> Result<Document> {
        Document added = checked.document;
        added.createdAt = transaction.now();
        TRY(m_store.insert(transaction, added, checked.text));
        for (int i = 0; i < checked.passages.size(); ++i) {
            const Passage &passage = checked.passages[i];
            const qint64 number = TRY(m_store.insertPassage(transaction, added.id, i, passage));
            TRY(m_index.insert(transaction, number, added.title, passage.heading,
                               checked.text.mid(passage.start, passage.length)));
        }
        TRY(announceAdded(transaction, added, checked.passages.size(), principal));
        return added;
    });
}

Result<void> KnowledgeService::announceAdded(Transaction &transaction, const Document &added,
                                             qsizetype passages, const Principal &principal)
{
    TRY(transaction.announce(Event{.type = EventType::DocumentAdded,
                                   .subject = added.id.value,
                                   .actor = principal.user,
                                   .message = u"Document “"_s + added.title + u"” was added"_s,
                                   .payload = QJsonObject{{u"document_id"_s, added.id.value},
                                                          {u"owner"_s, added.owner},
                                                          {u"title"_s, added.title},
                                                          {u"tags"_s, QJsonArray::fromStringList(added.tags)},
                                                          {u"content_type"_s, added.contentType},
                                                          {u"bytes"_s, added.bytes},
                                                          {u"passages"_s, passages}}}));
    return {};
}

Result<void> KnowledgeService::remove(const DocumentId &id, const Principal &principal)
{
    TRY(require(principal, Scope::KnowledgeWrite));
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        const std::optional<Document> document = TRY(m_store.find(id));
        if (!document || (!document->isShared && !principal.sees(document->owner)))
            return notFound();
        if (!principal.sees(document->owner))
            return failure(ErrorCode::Forbidden,
                           u"Only who added the document, or an administrator, may remove it."_s);
        TRY(takeAway(transaction, id));
        TRY(transaction.announce(Event{.type = EventType::DocumentDeleted,
                                       .subject = id.value,
                                       .actor = principal.user,
                                       .message = u"Document “"_s + document->title + u"” was removed"_s,
                                       .payload = QJsonObject{{u"document_id"_s, id.value},
                                                              {u"title"_s, document->title},
                                                              {u"owner"_s, document->owner}}}));
        return {};
    });
}

Result<Document> KnowledgeService::share(const DocumentId &id, bool shared, const Principal &principal)
{
    TRY(mayShare(principal));
    return m_journal.record([&](Transaction &transaction) -> Result<Document> {
        std::optional<Document> document = TRY(m_store.find(id));
        if (!document)
            return notFound();
        if (std::exchange(document->isShared, shared) == shared)
            return *document;
        TRY(m_store.setShared(transaction, id, shared));
        TRY(transaction.announce(
            Event{.type = EventType::DocumentChanged,
                  .subject = id.value,
                  .actor = principal.user,
                  .message = u"Document “"_s + document->title +
                             (shared ? u"” is everybody's"_s : u"” is its owner's alone"_s),
                  .payload = QJsonObject{
                      {u"document_id"_s, id.value}, {u"shared"_s, shared}, {u"owner"_s, document->owner}}}));
        return *document;
    });
}

Result<qint64> KnowledgeService::count(const Principal &principal) const
{
    return m_store.count(ownerFor(principal));
}

Result<QList<KnowledgeHit>> KnowledgeService::search(const QString &query, int limit,
                                                     const Principal &principal) const
{
    TRY(require(principal, Scope::KnowledgeRead));
    const bool all = principal.may(Scope::Administer);
    return searchIn({.all = all, .owner = all ? std::nullopt : std::optional(principal.user)}, query, limit);
}

Result<QList<KnowledgeHit>> KnowledgeService::searchShared(const QString &query, int limit) const
{
    return searchIn({}, query, limit);
}

Result<QList<KnowledgeHit>> KnowledgeService::searchIn(const PassageIndex::Readable &readable,
                                                       const QString &query, int limit) const
{
    if (query.trimmed().isEmpty())
        return invalid(u"query"_s, u"Say what to search for."_s);
    if (query.size() > longestQuery)
        return invalid(u"query"_s, u"A search may have at most 1,000 characters."_s);
    if (limit < 1 || limit > greatestLimit)
        return invalid(u"limit"_s, u"The limit must be from 1 to 100."_s);
    const QStringList terms = searchTerms(query);
    QList<KnowledgeHit> hits = TRY(m_index.search(terms, PassageIndex::Terms::All, limit, readable));
    if (hits.isEmpty() && terms.size() > 1)
        hits = TRY(m_index.search(terms, PassageIndex::Terms::Any, limit, readable));
    return hits;
}

Result<Document> KnowledgeService::get(const DocumentId &id, const Principal &principal) const
{
    TRY(require(principal, Scope::KnowledgeRead));
    const std::optional<Document> document = TRY(m_store.find(id));
    if (!document || (!document->isShared && !principal.sees(document->owner)))
        return notFound();
    return *document;
}

Result<QString> KnowledgeService::text(const DocumentId &id, const Principal &principal) const
{
    TRY(get(id, principal));
    return m_store.text(id);
}

Result<QList<Document>> KnowledgeService::list(int limit, const DocumentId &before,
                                               const Principal &principal) const
{
    TRY(require(principal, Scope::KnowledgeRead));
    return m_store.list(std::clamp(limit, 1, greatestLimit), before, ownerFor(principal));
}

Result<Note> KnowledgeService::remember(const QString &id, const QString &text, const QString &owner)
{
    const QString kept = text.trimmed();
    if (kept.isEmpty() || kept.size() > longestNote)
        return invalid(u"text"_s, u"A note must have 1 to 2,000 characters."_s);
    if (TRY(m_notes.count(owner)) >= mostNotes)
        return failure(ErrorCode::TooLarge,
                       u"There are 500 notes already, which is the most. Add a document instead."_s);
    return m_journal.record([&](Transaction &transaction) -> Result<Note> {
        const Note note{.id = id, .owner = owner, .text = kept, .createdAt = transaction.now()};
        TRY(m_notes.insert(transaction, note));
        return note;
    });
}

Result<QList<Note>> KnowledgeService::recall(const QString &query, int limit, const QString &owner) const
{
    const QStringList terms = searchTerms(query);
    QList<std::pair<double, Note>> found;
    for (const Note &note : TRY(m_notes.list(owner, mostNotes))) {
        const double share = coverage(terms, note.text);
        if (share > 0.5)
            found.append({share, note});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    QList<Note> notes;
    for (const auto &[share, note] : std::as_const(found).first(std::min<qsizetype>(limit, found.size())))
        notes.append(note);
    return notes;
}

} // namespace core
