// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace core {

// The text with every character that cannot be seen, or that changes how others are shown, written out as
// "⟨U+202E⟩": bidirectional controls, zero-width and other format characters, controls, variation selectors
// and halves of characters. So a text that a person reads is the text that will be used. Line breaks and tabs
// stay, as do joiners within emoji and between letters that join, which are part of how words are written.
QString visibleText(QStringView text);

// As visibleText(), on one line: a line break or tab is written out too.
QString visibleLine(QStringView text);

} // namespace core
