// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArrayView>

namespace server::agentapi {

// How long a client wants to wait for a result, as its Prefer header (RFC 7240) says.
struct Preference
{
    core::milliseconds wait{30'000};
    bool isStated = false;
};

inline constexpr core::milliseconds longestWait{120'000};

// "wait=10" is ten seconds, up to two minutes; "respond-async" alone is none. What cannot be read is as if it
// were not there, as the standard wants it.
Preference preferenceOf(QByteArrayView header);

} // namespace server::agentapi
