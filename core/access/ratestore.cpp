// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/ratestore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<void> RateStore::put(Transaction &, const QList<RateCount> &counts)
{
    for (const RateCount &count : counts) {
        TRY(m_database.run(
            "INSERT INTO rate_count (what, who, ends_at, used) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (what, who) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used"_L1,
            count.what, count.who, count.ends, count.used));
    }
    return {};
}

Result<void> RateStore::removeOld(Transaction &transaction)
{
    TRY(m_database.run("DELETE FROM rate_count WHERE ends_at <= ?"_L1, transaction.now()));
    return {};
}

Result<QList<RateCount>> RateStore::current(Timestamp now)
{
    QList<RateCount> counts;
    Rows rows =
        TRY(m_database.run("SELECT what, who, ends_at, used FROM rate_count WHERE ends_at > ?"_L1, now));
    while (rows.next())
        counts.append(
            {.what = rows.text(0), .who = rows.text(1), .ends = rows.time(2), .used = rows.number(3)});
    return counts;
}

} // namespace core
