// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>

namespace server {

// The one place where what went wrong becomes a status.
int statusOf(core::ErrorCode code);

// "Not Found" for 404.
QByteArrayView reasonOf(int status);

} // namespace server
