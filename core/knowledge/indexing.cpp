// SPDX-License-Identifier: GPL-3.0-or-later
// The part of KnowledgeService that takes in a document piece by piece.
#include "core/base/text.h"
#include "core/knowledge/documentpieces.h"
#include "core/knowledge/knowledgeservice.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

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
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_index.remove(transaction, document.id));
        return m_store.remove(transaction, document.id);
    });
}

} // namespace core
