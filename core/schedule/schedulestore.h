// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/schedule/schedule.h"

namespace core {

// SQL of the tables `schedule` and `schedule_run`, and nothing else. How a run ended is written by the
// store's triggers, in the transaction that ends its task.
class ScheduleStore
{
public:
    explicit ScheduleStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Schedule &schedule);
    // Writes all but the sums, which belong to runs.
    Result<void> update(Transaction &transaction, const Schedule &schedule);
    // Counts a run. Fails with Conflict when the time had one already.
    Result<void> addRun(Transaction &transaction, const Schedule &schedule, const ScheduleRun &run,
                        Timestamp endsBy);

    Result<Schedule> find(const QString &id); // NotFound
    Result<QList<Schedule>> list(const ScheduleFilter &filter);
    Result<qint64> count(const ScheduleFilter &filter);
    // Newest first, with their tasks as they are now.
    Result<QList<ScheduleRun>> runs(const QString &id, int offset, int limit);
    // Whether a task of it has not ended.
    Result<bool> isRunning(const QString &id);

    // Owners of active schedules whose accounts are blocked.
    Result<QStringList> blockedOwners();
    Result<QList<Schedule>> due(Timestamp now);
    Result<QList<TaskId>> overdue(Timestamp now); // tasks that ran longer than they may
    // The next time when one of those two has something to tell; not set when nothing waits.
    Result<Timestamp> nextMoment();

private:
    Database &m_database;
};

} // namespace core
