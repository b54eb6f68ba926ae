// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/accessservice.h"

#include "core/base/log.h"

namespace core {

using namespace std::chrono_literals;

AccessService::AccessService(Journal &journal, Clock &clock, RateStore &store, RateCounter &rates)
    : m_journal(journal)
    , m_clock(clock)
    , m_store(store)
    , m_rates(rates)
    , m_alarm(clock)
{
    connect(&m_rates, &RateCounter::changed, this, &AccessService::saveSoon);
    connect(&m_alarm, &Alarm::rang, this, [this] {
        if (auto saved = save(); !saved)
            qCWarning(logStore).noquote() << "Counts of callers could not be stored:" << saved.error().detail;
    });
}

AccessService::~AccessService()
{
    (void)bool(save());
}

Result<void> AccessService::open()
{
    m_rates.restore(TRY(m_store.current(m_clock.now())));
    return {};
}

void AccessService::saveSoon()
{
    if (!isSet(m_alarm.when()))
        m_alarm.set(m_clock.now() + 2s);
}

Result<void> AccessService::save()
{
    m_alarm.set({});
    const QList<RateCount> counts = m_rates.takeChanged();
    if (counts.isEmpty())
        return {};
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.removeOld(transaction));
        return m_store.put(transaction, counts);
    });
}

} // namespace core
