// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <chrono>
#include <optional>

namespace core {

// At most `limit` characters, cut at a word where one is near, with "…" in place of what was left out.
QString shortened(QStringView text, qsizetype limit);

// True for 1 to 128 characters of letters, digits, ':', '_', '-' and '.': what contracts allow as an id. "."
// and ".." are none, because in an address they are steps and nobody could reach what is called so.
bool isIdentifier(QStringView text);

// "300s", "1m30s", "1.5h", "500ms", as Go writes and reads durations, in whole milliseconds; nothing when it
// cannot be read. Bare numbers but 0 are refused.
std::optional<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace core
