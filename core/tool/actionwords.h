// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace core {

// What a call of a tool will do, in words for a person who decides. Pure.

// "Refund order 8841: 60 EUR, reason damaged": the tool's name with the values that matter, the thing that it
// is about and amounts first. Of many values the first are told, and how many more there are. No value and no
// name can pretend to be another part of the line.
QString actionInWords(const QString &tool, const QJsonObject &arguments);

// A value as a part of a sentence that is ours: a plain word as it is, everything else in quotes that nothing
// within it can close. quoted() does so always.
QString setApart(const QString &value);
QString quoted(const QString &value);

// At most `limit` characters with "…" in the middle: a path or an address is told by both of its ends.
QString shortenedWithin(const QString &text, qsizetype limit);

} // namespace core
