// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/knowledge/documentpieces.h"
#include "core/knowledge/knowledgestore.h"
#include "core/knowledge/notestore.h"
#include "core/knowledge/passageindex.h"

namespace core {

// What Signalbox knows: text and Markdown documents, cut into passages that are found by their words. Owned
// by the core; backend thread. A document is its owner's alone, and everybody's who may read knowledge once
// an administrator shares it; others' are NotFound. Removed by who added it, or by an administrator.
// Announces DocumentAdded and DocumentDeleted through the journal. Documents are refused with
// InvalidArgument, TooLarge or Unsupported and a text that says what to do.
class KnowledgeService
{
public:
    static constexpr qint64 greatestBytes = 4 * 1024 * 1024; // of what is added at once
    static constexpr qint64 greatestUpload = 100 * 1024 * 1024;
    static constexpr int greatestPassages = 20'000;
    static constexpr qsizetype longestQuery = 1000;
    static constexpr int greatestLimit = 100;
    static constexpr qsizetype longestNote = 2000;
    static constexpr int mostNotes = 500;

    KnowledgeService(Database &database, Journal &journal);

    // Gives up what the end of the program interrupted. Call once.
    Result<void> open();

    Result<Document> add(const NewDocument &document, const Principal &principal);
    Result<void> remove(const DocumentId &id, const Principal &principal);
    // For administrators.
    Result<Document> share(const DocumentId &id, bool shared, const Principal &principal);

    // Passages that have all words of the query; when there are none, those that have some. Best first.
    Result<QList<KnowledgeHit>> search(const QString &query, int limit, const Principal &principal) const;
    // The same in what everybody may read alone.
    Result<QList<KnowledgeHit>> searchShared(const QString &query, int limit) const;
    Result<Document> get(const DocumentId &id, const Principal &principal) const;
    Result<QString> text(const DocumentId &id, const Principal &principal) const;
    // Newest first, those before `before` when it is given; `limit` is cut to 1 to 100.
    Result<QList<Document>> list(int limit, const DocumentId &before, const Principal &principal) const;
    Result<qint64> count(const Principal &principal) const;

    // For DocumentIntake, which reads what is too large to be added at once. draft() checks what is known
    // before the content is; `wanted` has none.
    Result<Document> draft(const NewDocument &wanted, qint64 bytes, const Principal &principal) const;
    Result<Document> begin(const Document &drafted, const QString &text);
    Result<void> append(const Document &document, int position, const QList<IndexedPassage> &passages);
    Result<Document> finish(const Document &document, int passages, const Principal &principal);
    Result<void> giveUp(const Document &document, const QString &error);
    Result<void> drop(const Document &document);

    // For DocumentSweep: deletes a little of a document that was removed. False when nothing is left to do.
    Result<bool> sweep();

    // Notes belong to one owner, whose agents alone find them. The same id again is the same note.
    Result<Note> remember(const QString &id, const QString &text, const QString &owner);
    // The owner's notes that have most of the words, best and newest first.
    Result<QList<Note>> recall(const QString &query, int limit, const QString &owner) const;

private:
    struct Checked
    {
        Document document = {};
        QString text = {};
        QList<Passage> passages = {};
    };

    Result<QList<KnowledgeHit>> searchIn(const PassageIndex::Readable &readable, const QString &query,
                                         int limit) const;
    Result<void> announceAdded(Transaction &transaction, const Document &added, qsizetype passages,
                               const Principal &principal);
    // All of a document that is small; a large one is gone for everybody, and the sweep deletes it.
    Result<void> takeAway(Transaction &transaction, const DocumentId &id);
    Result<Checked> check(const NewDocument &document, const Principal &principal) const;

    KnowledgeStore m_store;
    PassageIndex m_index;
    NoteStore m_notes;
    Journal &m_journal;
};

} // namespace core
