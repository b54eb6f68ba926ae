// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tokens.h"

#include <QString>

namespace ui {

// The look of the standard controls (fields, lists, tables, menus, scroll bars …) in the given colours.
QString styleSheetOf(const Tokens &tokens);

} // namespace ui
