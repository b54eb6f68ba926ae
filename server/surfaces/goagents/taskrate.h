// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <array>

namespace server::goagents {

// How many requests to agents ended within the last minute. Owned by Surfaces; backend thread.
class TaskRate final : public QObject
{
    Q_OBJECT

public:
    explicit TaskRate(core::Core &core);

    int lastMinute() const;

private:
    struct Second
    {
        qint64 number = -1;
        int tasks = 0;
    };

    core::Clock &m_clock;
    std::array<Second, 60> m_seconds{};
};

} // namespace server::goagents
