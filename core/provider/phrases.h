// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>
#include <QStringView>

#include <initializer_list>
#include <span>

namespace core {

// Reading requests from their ends, a phrase at a time. All are pure, ignore case, take "’" for "'" and any
// run of blanks for a space, and look at no more text than the phrase is long. Phrases are in lower case.

using Phrases = std::span<const QLatin1StringView>;

// Takes the phrase off the front, with the blanks behind it, when it stands there as whole words.
bool takeFront(QStringView &text, QLatin1StringView phrase);
// Takes the first phrase of the table that fits; list longer ones first.
bool takeFront(QStringView &text, Phrases phrases);
bool takeBack(QStringView &text, QLatin1StringView phrase);
bool takeBack(QStringView &text, Phrases phrases);
// Whether the text is nothing but one of the phrases.
bool isOneOf(QStringView text, Phrases phrases);

// Takes 'text', "text", `text`, “text” or «text» off the front; the result is what stands between. Null when
// there is no whole pair. A quotation ends at the last closing mark that no letter or digit follows.
QStringView takeQuoted(QStringView &text);

// Whether these are the marks around a quotation, and which one closes it; a null character when it is none.
QChar closingMark(QChar opening);

// Takes "please", "could you" and the like off the front and "?", "thanks" and the like off the back.
QStringView withoutCourtesy(QStringView text);
QStringView withoutFrontCourtesy(QStringView text);
QStringView withoutEndMarks(QStringView text);

// "it", "this", "the result" and the like: what was said or done before.
bool isPronoun(QStringView text);
bool takePronoun(QStringView &text);

// "http://" or "https://" and what belongs to it, at the front or anywhere; null when there is none.
QStringView urlAtFront(QStringView text);
QStringView urlWithin(QStringView text);

// A name such as "notes.md", "reports/churn.md" or "../notes", not a number and not an address.
bool isFileName(QStringView text);
// Letters, digits and what names of files are made of, without blanks.
bool isPlainName(QStringView text);

// "three" or "3": a number from 1 to 20, else 0. Takes it off the front.
int takeCount(QStringView &text);

} // namespace core
