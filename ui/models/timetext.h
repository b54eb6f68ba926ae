// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace ui {

// How long something is, or has been, in its greatest unit: "38 s", "7 min", "3 h", "2 d".
QString spanText(core::milliseconds span);

// When something was, as briefly as is clear: "09:41" today, "Yesterday", "12 Nov", "12 Nov 2025".
// In the person's own time zone.
QString momentText(core::Timestamp at, core::Timestamp now);

// When something will be: "09:41" today, "Tomorrow 09:41", "Mon 24 Nov 09:41". Empty when it is not set.
QString comingText(core::Timestamp at, core::Timestamp now);

// To the second, for logs that are read as they grow: "09:41:20".
QString clockText(core::Timestamp at);

// All that is known of a moment, for tool tips and facts: "2026-01-30 09:41:20 CET (UTC+01:00)"; a dash when
// it is not set.
QString exactText(core::Timestamp at);

// The last midnight of the person's own time zone.
core::Timestamp startOfDay(core::Timestamp now);

} // namespace ui
