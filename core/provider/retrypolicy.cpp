// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/retrypolicy.h"

#include <algorithm>

namespace core {

std::optional<std::chrono::milliseconds> nextTry(const RetryPolicy &policy, const Error &error, int attempt,
                                                 double random)
{
    using std::chrono::milliseconds;
    if (error.retry == Retry::Never || attempt >= policy.maxAttempts)
        return {};
    const int doublings = std::clamp(attempt - 1, 0, 20);
    const milliseconds full = std::min(policy.cap, milliseconds(policy.base * (1 << doublings)));
    const double kept = 1.0 - std::clamp(random, 0.0, 1.0) / 2;
    const milliseconds backoff{static_cast<qint64>(static_cast<double>(full.count()) * kept)};
    return std::max(backoff, std::min(error.retryAfter, policy.cap));
}

} // namespace core
