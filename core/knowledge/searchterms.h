// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

namespace core {

// Takes the next run of letters and digits from the front of `text`; empty when there is none.
QStringView takeWord(QStringView &text);

// True for words that carry no subject: "the", "what", "please". `word` is in lower case.
bool isStopWord(QStringView word);

// The words of a question that are worth searching for: in order, each once, in lower case, at most `limit`.
// Where words are not parted, they are pairs of characters. When it has stop words only, they are all there
// is to search for. Linear in the text.
QStringList searchTerms(QStringView text, qsizetype limit = 24);

// The same word in another form, such as "policy" and "policies". Both in lower case.
bool isSameWord(QStringView a, QStringView b);

// The part of `terms` that occurs in the text in some form, from 0 to 1; 0 when there are no terms.
double coverage(const QStringList &terms, QStringView text);

} // namespace core
