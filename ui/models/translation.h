// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace ui {

// A text of the window in the person's language, for functions that belong to no class.
inline QString tr(const char *text)
{
    return QCoreApplication::translate("ui", text);
}

} // namespace ui
