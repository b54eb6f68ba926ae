// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/visibletext.h"

#include <QTextDocument>

namespace ui {

// A text from outside as a tool tip: what cannot be seen in it is written out, and what looks like markup is
// shown, not followed, since Qt guesses what a tool tip is.
inline QString tipText(const QString &text)
{
    const QString shown = core::visibleText(text);
    return Qt::mightBeRichText(shown) ? Qt::convertFromPlainText(shown) : shown;
}

} // namespace ui
