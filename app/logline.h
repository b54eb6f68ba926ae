// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/base/clock.h"

namespace app {

// One message on its way to stderr. A value; any thread.
struct LogLine
{
    LogLevel level = LogLevel::Info;
    QString category = {};
    QString message = {};
    core::Timestamp time = {};

    // The line in UTF-8, with its end: `{"time":…,"level":…,"category":…,"message":…}` for Json, else one of
    // text. Whatever the message holds, it stays one line, moves no terminal and shows no secret.
    QByteArray bytes(LogFormat format) const;
};

// The text with everything that looks like a key or a token replaced by "…" after its first letters.
QString masked(const QString &text);

} // namespace app
