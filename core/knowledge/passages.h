// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/knowledge/document.h"

#include <QList>
#include <QStringView>

namespace core {

enum class Markup { Plain, Markdown };

// Cuts a text into passages at headings and paragraphs, each of about 600 characters, in order and without
// overlap. Headings inside code fences are none; front matter is left out. A heading that repeats `title` is
// not told again. Pure; linear in the text.
QList<Passage> splitIntoPassages(QStringView text, Markup markup, QStringView title = {});

// The title that a text gives itself: "title:" of its front matter, or its first heading. Empty when neither.
QString titleOf(QStringView text, Markup markup);

// Where a sentence that begins at `from` ends, after its blanks; the text's end when it is the last.
qsizetype sentenceEnd(QStringView text, qsizetype from);

} // namespace core
