// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QStringView>

namespace core {

inline constexpr int usualSentences = 5;

// The sentences of a text that say most, word for word and in the order of the text: scored by how often
// their words occur, by the words of `topic`, and by where they stand; no two that say the same. Headings,
// code and tables are left out. Pure; looks at the first 200,000 characters and 2,000 sentences.
QStringList extractSummary(QStringView text, int sentences = usualSentences, const QStringList &topic = {});

} // namespace core
