// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QStringDecoder>

namespace core {

// Bytes from outside become text by the charset that somebody names for them, under all the names that the
// web has for it. Names are in lower case; an empty one means that nobody named any.

// Of a Content-Type: its charset.
QByteArray charsetOfType(QByteArrayView contentType);

// Of the first bytes: that of their byte order mark, or else, in a page, what its own head says (meta, or the
// XML declaration). Looks at no more than 1,024 bytes.
enum class TextKind { Plain, Html };
QByteArray charsetOfStart(QByteArrayView start, TextKind kind);

// Reads a charset; UTF-8 for an empty name. Not valid for a name that is not known.
QStringDecoder decoderFor(const QByteArray &charset,
                          QStringDecoder::Flags flags = QStringDecoder::Flag::Default);

// Whether what a decoder was given in pieces, so many bytes, ended with a whole character; nothing follows.
bool endedWhole(QStringDecoder &decoder, qint64 bytes);

// All of the bytes as text: by their mark, else as `named`, else as a page says itself, else UTF-8. Fails
// with InvalidArgument of the field "file" when the charset is not known, or when the bytes are no text in
// it.
Result<QString> decodedText(const QByteArray &bytes, const QByteArray &named, TextKind kind);

} // namespace core
