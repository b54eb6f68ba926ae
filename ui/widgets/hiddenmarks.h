// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tokens.h"

#include <QTextLayout>

namespace ui {

// How the characters that core::visibleText() wrote out ("⟨U+202E⟩") stand out in a text.
QList<QTextLayout::FormatRange> hiddenMarks(const QString &shown, const Tokens &tokens);

} // namespace ui
