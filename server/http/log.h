// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace server {

Q_DECLARE_LOGGING_CATEGORY(logServer)

} // namespace server
