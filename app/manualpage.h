// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace app {

enum class Manual { Console, Server };

// The manual page, for man(1), of signalbox(1) or signalboxd(8), with every option of the table.
QString manualPage(Manual of);

} // namespace app
