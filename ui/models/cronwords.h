// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ui {

// A cron line in words: "every day at 09:00". One that has no simple words is told as it is written. Pure.
QString cronText(const QString &cron);

} // namespace ui
