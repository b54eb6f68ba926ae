// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/tokenbucket.h"

#include <algorithm>

namespace server::livechat {

TokenBucket::TokenBucket(int atOnce, int perSecond, core::Timestamp now)
    : m_most(atOnce)
    , m_perSecond(perSecond)
    , m_tokens(atOnce)
    , m_last(now)
{
}

bool TokenBucket::take(core::Timestamp now)
{
    const double passed = std::max(0.0, static_cast<double>((now - m_last).count()) / 1000);
    m_tokens = std::min(m_most, m_tokens + passed * m_perSecond);
    m_last = now;
    if (m_tokens < 1)
        return false;
    m_tokens -= 1;
    return true;
}

} // namespace server::livechat
