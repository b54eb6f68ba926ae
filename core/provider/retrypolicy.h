// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace core {

// How often and how fast a refused or broken call of a provider is tried again.
struct RetryPolicy
{
    int maxAttempts = 3; // the first one included
    std::chrono::milliseconds base{1'000};
    std::chrono::milliseconds cap{60'000};
};

// How long to wait after attempt number `attempt` (from 1) failed; nothing when it should not be tried again.
// The wait doubles with each attempt; `random` (0 to 1) takes up to half of it away, so that callers that
// failed together do not return together. What the server asked for in `retryAfter` is the least, up to the
// cap.
std::optional<std::chrono::milliseconds> nextTry(const RetryPolicy &policy, const Error &error, int attempt,
                                                 double random);

} // namespace core
