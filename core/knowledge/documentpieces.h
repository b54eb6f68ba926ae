// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/knowledge/passages.h"

#include <QByteArray>
#include <QFile>

namespace core {

// Where the text of a document is, in UTF-8: a part of a file, or in memory. A value; any thread.
struct TextSource
{
    QString path = {}; // empty: in memory
    qint64 begin = 0;
    qint64 end = 0;
    QByteArray bytes = {};

    static TextSource of(const QByteArray &text) { return {.end = text.size(), .bytes = text}; }
    qint64 size() const { return end - begin; }
    // At most `size` bytes from `at` on.
    Result<QByteArray> read(qint64 at, qint64 size) const;
};

// A passage with its words, as the index takes it.
struct IndexedPassage
{
    Passage passage = {};
    QString body = {};
};

// A part of a document that is cut into passages by itself, so that a large one is never in memory as a
// whole.
struct DocumentPiece
{
    QList<IndexedPassage> passages = {};
    qint64 next = 0;      // where the next piece begins in the source
    qsizetype length = 0; // of its text, in UTF-16 units
};

// What can be said of a text before it is indexed: that it is one, and how it begins.
struct TextOpening
{
    QString title = {};
    QString start = {}; // its first line
    QString text = {};  // all of it, where that is not more than 4 MB
};

// The charset that a text names: by its mark, or else in its Content-Type. Empty for UTF-8, and where none is
// named.
QByteArray charsetOf(QByteArrayView start, const QString &contentType);

// Writes a text of another charset as UTF-8, piece by piece. Fails with InvalidArgument when it is none in
// it.
Result<void> writeAsUtf8(const TextSource &source, const QByteArray &charset, QFile &file);

// The whole text as it is kept and quoted, with one kind of line ends.
QString normalized(QString text);

// Reads all of it once. Fails with InvalidArgument when it is no UTF-8, or when nothing is in it.
Result<TextOpening> openText(const TextSource &source, Markup markup);

// The piece that begins at `at`, about half a megabyte that ends at a paragraph, a line or a word. `before`
// is the length of the text before it.
Result<DocumentPiece> pieceAt(const TextSource &source, qint64 at, qsizetype before, Markup markup,
                              const QString &title);

} // namespace core
