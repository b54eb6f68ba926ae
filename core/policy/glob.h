// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace core {

// Whether the whole text fits a pattern in which '*' stands for any characters and '?' for one. Case counts.
// Takes time in proportion to the two lengths at most, whatever the pattern.
bool matchesGlob(QStringView text, QStringView pattern);

} // namespace core
