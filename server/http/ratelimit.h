// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace server {

enum class CountedBy { User, Key, Address };
// Whether a request counts whose body is refused.
enum class Refused { Counts, GivenBack };

// So many requests of one caller in each window of the wall clock. A surface names one for its rows that
// count, and a row may name its own. Limits of the same name share one count.
struct RateLimit
{
    QString name = {};
    int requests = 0; // 0: no limit
    std::chrono::seconds window{60};
    CountedBy by = CountedBy::User;
    Refused refused = Refused::Counts;
    QString refusal = QStringLiteral("Rate limit exceeded");
};

} // namespace server
