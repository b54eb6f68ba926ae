// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documentpieces.h"

#include "core/base/charset.h"

#include <QFile>
#include <QStringDecoder>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 pieceBytes = 512 * 1024;
constexpr qint64 keptText = 4 * 1024 * 1024;

Error noText()
{
    return invalid(
        u"file"_s,
        u"The document is not text in UTF-8. Name its charset in its Content-Type, or convert it to "
        "UTF-8, and add it again."_s);
}

// Where to cut a piece that goes on: behind the last paragraph, else line, else word, else whole character.
qsizetype endOfPiece(const QByteArray &bytes)
{
    for (const char *mark : {"\n\n", "\n", " "}) {
        const QByteArrayView wanted(mark);
        const qsizetype at = bytes.lastIndexOf(wanted);
        if (at > bytes.size() / 2)
            return at + wanted.size();
    }
    qsizetype end = bytes.size();
    while (end > 1 && (uchar(bytes[end - 1]) & 0xc0) == 0x80)
        --end;
    return end > 1 ? end - 1 : bytes.size();
}

} // namespace

Result<QByteArray> TextSource::read(qint64 at, qint64 size) const
{
    const qint64 wanted = std::min(size, end - at);
    if (path.isEmpty())
        return bytes.sliced(at, wanted);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(at))
        return failure(ErrorCode::Unavailable, u"The document could not be read again."_s,
                       file.errorString());
    const QByteArray found = file.read(wanted);
    if (found.size() != wanted)
        return failure(ErrorCode::Unavailable, u"The document could not be read again."_s,
                       file.errorString());
    return found;
}

QByteArray charsetOf(QByteArrayView start, const QString &contentType)
{
    const QByteArray marked = charsetOfStart(start, TextKind::Plain);
    const QByteArray named = marked.isEmpty() ? charsetOfType(contentType.toLatin1()) : marked;
    return named == "utf-8" || named == "utf8" ? QByteArray() : named;
}

Result<void> writeAsUtf8(const TextSource &source, const QByteArray &charset, QFile &file)
{
    QStringDecoder decoder = decoderFor(charset);
    if (!decoder.isValid())
        return invalid(
            u"file"_s,
            u"The charset “%1” is not known. Convert the document to UTF-8 and add it again."_s.arg(
                QString::fromLatin1(charset.first(std::min<qsizetype>(charset.size(), 40)))));
    for (qint64 at = source.begin; at < source.end; at += pieceBytes) {
        QString text = decoder(TRY(source.read(at, pieceBytes)));
        if (at == source.begin && text.startsWith(QChar(QChar::ByteOrderMark)))
            text.remove(0, 1);
        const QByteArray bytes = text.toUtf8();
        if (decoder.hasError())
            return invalid(u"file"_s, u"The document is not text in the charset that is named for it."_s);
        if (file.write(bytes) != bytes.size())
            return failure(ErrorCode::Unavailable,
                           u"There is no room to read the document. Try again later."_s, file.errorString());
    }
    if (!endedWhole(decoder, source.end - source.begin))
        return invalid(u"file"_s, u"The document ends in the middle of a character."_s);
    if (!file.flush())
        return failure(ErrorCode::Unavailable, u"There is no room to read the document. Try again later."_s,
                       file.errorString());
    return {};
}

QString normalized(QString text)
{
    return text.replace("\r\n"_L1, "\n"_L1).replace(u'\r', u'\n');
}

Result<TextOpening> openText(const TextSource &source, Markup markup)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Default);
    TextOpening opening;
    bool isFirst = true;
    bool isBlank = true;
    for (qint64 at = source.begin; at < source.end; at += pieceBytes) {
        const QString text = decoder(TRY(source.read(at, pieceBytes)));
        if (decoder.hasError() || text.contains(QChar(0)))
            return noText();
        if (std::exchange(isFirst, false)) {
            const QString whole = normalized(text);
            opening.title = titleOf(whole, markup).simplified();
            opening.start = whole.trimmed().section(u'\n', 0, 0).simplified();
        }
        if (source.size() <= keptText)
            opening.text += text;
        isBlank = isBlank && text.trimmed().isEmpty();
    }
    if (!endedWhole(decoder, source.size()))
        return noText();
    opening.text = normalized(opening.text);
    if (isBlank)
        return invalid(u"file"_s, u"The document is empty."_s);
    return opening;
}

Result<DocumentPiece> pieceAt(const TextSource &source, qint64 at, qsizetype before, Markup markup,
                              const QString &title)
{
    QByteArray bytes = TRY(source.read(at, pieceBytes));
    if (at + bytes.size() < source.end)
        bytes.truncate(endOfPiece(bytes));
    const QString text = normalized(QString::fromUtf8(bytes));
    QList<Passage> cut = splitIntoPassages(text, markup, title);
    if (cut.isEmpty() && !text.trimmed().isEmpty()) // headings alone are still worth finding
        cut = splitIntoPassages(text, Markup::Plain);
    DocumentPiece piece{.next = at + bytes.size(), .length = text.size()};
    piece.passages.reserve(cut.size());
    for (Passage &passage : cut) {
        const QString body = text.mid(passage.start, passage.length);
        passage.start += before;
        piece.passages.append({.passage = passage, .body = body});
    }
    return piece;
}

} // namespace core
