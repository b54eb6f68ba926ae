// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <optional>

namespace ui {

// How well `text` answers to what somebody typed: its letters in that order, not necessarily side by side, in
// any case. Higher is better; the beginning of words and letters side by side count more, and a short text
// more than a long one. Words of the query may stand in any order. Nothing when it does not match.
std::optional<int> fuzzyScore(QStringView query, QStringView text);

} // namespace ui
