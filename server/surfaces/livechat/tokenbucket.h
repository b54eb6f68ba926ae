// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace server::livechat {

// How often something may happen: so many times at once, and then so many in a second. A value; one thread.
class TokenBucket
{
public:
    TokenBucket(int atOnce, int perSecond, core::Timestamp now);

    // False when it is too often.
    bool take(core::Timestamp now);

private:
    double m_most;
    double m_perSecond;
    double m_tokens;
    core::Timestamp m_last;
};

} // namespace server::livechat
