// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QByteArray>
#include <QStringList>

namespace core {

constexpr qsizetype longestDocumentTitle = 200; // characters

enum class DocumentState {
    Processing, // its passages are still being added to the index
    Ready,
    Failed,
};

template<>
struct Words<DocumentState>
{
    static constexpr std::pair<DocumentState, const char *> table[] = {
        {DocumentState::Processing, "processing"},
        {DocumentState::Ready, "ready"},
        {DocumentState::Failed, "failed"},
    };
};

// A row of the table `document`, without its text.
struct Document
{
    DocumentId id = {};
    QString owner = {};
    QString title = {};
    QStringList tags = {};
    QString contentType = {}; // text/plain, text/markdown, text/html or application/pdf
    qint64 bytes = 0;         // as it was given
    bool isShared = false;    // found by everybody, and not by its owner alone
    Timestamp createdAt = {};
    DocumentState state = DocumentState::Ready;
    QString error = {}; // why it failed
};

// What somebody adds. KnowledgeService::add() checks it.
struct NewDocument
{
    QByteArray content = {};
    QString title = {}; // empty: from the text, or else the file's name
    QStringList tags = {};
    bool isShared = false; // for administrators
    QString fileName = {};
    QString contentType = {}; // empty: from the file's name
    DocumentId id = {};       // empty: a new one. The same id again replaces nothing and is a Conflict.
};

// A piece of a document that is found and quoted as one. `start` and `length` count UTF-16 units in the
// document's text; `heading` is the way there, such as "Returns › Digital goods".
struct Passage
{
    qsizetype start = 0;
    qsizetype length = 0;
    QString heading = {};
};

// A passage that fits a search. The score is its BM25 beside that of the best passage of the search,
// above 0 and at most 1: in a small store BM25 itself says nothing to a person.
struct KnowledgeHit
{
    DocumentId document = {};
    QString title = {};
    QString heading = {};
    QString text = {};
    QString snippet = {};
    double score = 0;
    qsizetype start = 0;
    qsizetype length = 0;
};

} // namespace core
