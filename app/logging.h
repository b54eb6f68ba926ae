// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <QLoggingCategory>

namespace app {

Q_DECLARE_LOGGING_CATEGORY(logApp)

// From now on every message of the process, Qt's own too, goes to stderr as one LogLine, through a LogSink,
// so nobody who logs waits for who reads. Auto is Text on a terminal and Json elsewhere. Call it once, before
// other threads start; Qt knows one handler for a process, so this is the one place of the project with state
// that nobody owns.
void startLogging(LogFormat format, LogLevel level);

} // namespace app
