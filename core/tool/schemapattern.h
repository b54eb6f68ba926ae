// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace core {

// The regular expressions of JSON Schema, for texts from outside: a pattern cannot take more than a bounded
// time, "$" means the very end of the text, and what could lift these limits is refused.

bool isUsablePattern(const QString &pattern);

// Nothing when the pattern cannot be used or took too long.
std::optional<bool> fitsPattern(const QString &pattern, const QString &text);

} // namespace core
