// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ratecounter.h"
#include "core/journal/journal.h"

namespace core {

// The SQL of the table `rate_count`, and nothing else.
class RateStore
{
public:
    explicit RateStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> put(Transaction &transaction, const QList<RateCount> &counts);
    // Removes the counts of windows that have ended.
    Result<void> removeOld(Transaction &transaction);
    Result<QList<RateCount>> current(Timestamp now);

private:
    Database &m_database;
};

} // namespace core
