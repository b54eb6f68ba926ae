// SPDX-License-Identifier: GPL-3.0-or-later
// The part of KnowledgeService that takes in a document piece by piece, and deletes it so.
#include "core/base/text.h"
#include "core/knowledge/documentpieces.h"
#include "core/knowledge/knowledgeservice.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int deletedAtOnce = 64; // that are deleted in one transaction

} // namespace

Result<void> KnowledgeService::open()
{
    if (!TRY(m_store.isAnyProcessing()))
        return {};
    TRY(m_journal.record([this](Transaction &transaction) -> Result<void> {
        return m_store.failProcessing(transaction,
                                      u"The program ended while it was read. Upload it again."_s);
    }));
    return m_journal.commit();
}

Result<Document> KnowledgeService::begin(const Document &drafted, const QString &text)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Document> {
        Document begun = drafted;
        begun.id = newId<DocumentId>("doc-"_L1);
        begun.state = DocumentState::Processing;
        begun.createdAt = transaction.now();
        TRY(m_store.insert(transaction, begun, text));
        return begun;
    });
}

Result<void> KnowledgeService::append(const Document &document, int position,
                                      const QList<IndexedPassage> &passages)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (!TRY(m_store.find(document.id)))
            return failure(ErrorCode::NotFound, u"The document was removed while it was read."_s);
        for (const IndexedPassage &one : passages) {
            const qint64 number =
                TRY(m_store.insertPassage(transaction, document.id, position++, one.passage));
            TRY(m_index.insert(transaction, number, document.title, one.passage.heading, one.body));
        }
        return {};
    });
}

Result<Document> KnowledgeService::finish(const Document &document, int passages, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Document> {
        Document done = document;
        done.state = DocumentState::Ready;
        TRY(m_store.setState(transaction, done));
        TRY(announceAdded(transaction, done, passages, principal));
        return done;
    });
}

Result<void> KnowledgeService::giveUp(const Document &document, const QString &error)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        Document failed = document;
        failed.state = DocumentState::Failed;
        failed.error = error;
        return m_store.setState(transaction, failed);
    });
}

Result<void> KnowledgeService::drop(const Document &document)
{
    return m_journal.record([&](Transaction &transaction) { return takeAway(transaction, document.id); });
}

Result<void> KnowledgeService::takeAway(Transaction &transaction, const DocumentId &id)
{
    if (TRY(m_store.hasPosition(id, deletedAtOnce)))
        return m_store.markRemoved(transaction, id);
    TRY(m_index.remove(transaction, id));
    return m_store.remove(transaction, id);
}

Result<bool> KnowledgeService::sweep()
{
    const DocumentId id = TRY(m_store.nextRemoved());
    if (id.isEmpty())
        return false;
    return m_journal.record([&](Transaction &transaction) -> Result<bool> {
        const std::optional<int> first = TRY(m_store.firstPosition(id));
        if (first) {
            TRY(m_index.remove(transaction, id, *first + deletedAtOnce));
            TRY(m_store.removePassages(transaction, id, *first + deletedAtOnce));
        } else {
            TRY(m_store.remove(transaction, id));
        }
        return true;
    });
}

} // namespace core
