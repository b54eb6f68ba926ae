// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QStringList>

namespace ui {

// A text in one line where it fits into the width, else in two, of which the second gives way in its middle:
// what happens and what it is about stand at both ends. Pure.
QStringList twoLines(const QString &text, const QFont &font, int width);

} // namespace ui
