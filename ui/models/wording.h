// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace ui {

// How figures are written on every screen.

// Short, for columns and pills: "0.4 s", "6.2 s", "38 s", "4 min", "2 h 5 min", "3 d".
QString durationText(core::milliseconds duration);
// To the tenth of a second, for a place in a timeline: "38.1 s", "4 min 12 s".
QString offsetText(core::milliseconds offset);
QString countText(qint64 count);   // "48,213"
QString tokensText(qint64 tokens); // "850", "8.1k", "1.2M"
QString costText(double dollars);  // "$0.06"; "$0.0004" where less would read as nothing
// "task-…9c1e7f3a": enough of an id to tell it from another one.
QString shortId(const QString &id);
// A text on one line, as it is: a sign of Markdown may be a part of what is said ("6*7", "#8841").
QString plainLine(const QString &text, qsizetype longest);
// The first line of what somebody asked for, to be a title.
QString titleOf(const QString &query);

} // namespace ui
