// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

namespace core {

Q_LOGGING_CATEGORY(logStore, "signalbox.store")
Q_LOGGING_CATEGORY(logRun, "signalbox.run")
Q_LOGGING_CATEGORY(logAccess, "signalbox.access")
Q_LOGGING_CATEGORY(logFleet, "signalbox.fleet")
Q_LOGGING_CATEGORY(logProvider, "signalbox.provider")
Q_LOGGING_CATEGORY(logWebhook, "signalbox.webhook")
Q_LOGGING_CATEGORY(logPlace, "signalbox.place")

} // namespace core
