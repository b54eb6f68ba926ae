// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <chrono>
#include <optional>

namespace core {

// At most `limit` characters, cut at a word where one is near, with "…" in place of what was left out.
QString shortened(QStringView text, qsizetype limit);

// True for 1 to 128 characters of letters, digits, ':', '_', '-' and '.': what contracts allow as an id.
bool isIdentifier(QStringView text);

// "300s", "1m30s", "500ms", "1h"; nothing when it cannot be read. Bare numbers are refused.
std::optional<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace core
