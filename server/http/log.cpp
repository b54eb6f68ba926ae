// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/log.h"

namespace server {

Q_LOGGING_CATEGORY(logServer, "signalbox.server", QtInfoMsg)

} // namespace server
