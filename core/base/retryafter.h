// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArray>

namespace core {

// How long a server wants to be left alone: its Retry-After, as seconds or as a date, which is measured by
// the answer's own Date where it has one, since clocks differ. 0 when absent or unreadable, at most a day.
milliseconds retryAfter(const QByteArray &header, const QByteArray &date, Timestamp now);

} // namespace core
