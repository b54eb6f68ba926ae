// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ui {

// What a field that is typed into does not show, because it shows the text as it is: "Line 3 reads in full:
// invoice⟨U+202E⟩gnp.exe". Empty when all of the text can be seen.
QString hiddenNote(const QString &text);

} // namespace ui
