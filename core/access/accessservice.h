// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/keyservice.h"
#include "core/access/ratestore.h"
#include "core/base/alarm.h"

namespace core {

// Keeps what is counted of callers: how often each of them came, and when each key was last used. Both change
// with nearly every request, so they are written two seconds after they changed, and at the end. Backend
// thread; owned by the core.
class AccessService final : public QObject
{
    Q_OBJECT

public:
    AccessService(Journal &journal, Clock &clock, RateStore &store, RateCounter &rates);
    ~AccessService() override;

    Result<void> open();
    RateCounter &rates() { return m_rates; }

    // Writes now what waits to be written.
    Result<void> save();

private:
    void saveSoon();

    Journal &m_journal;
    Clock &m_clock;
    RateStore &m_store;
    RateCounter &m_rates;
    Alarm m_alarm;
};

} // namespace core
