// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/schedulestore.h"

#include "core/task/taskrow.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define SCHEDULE_COLUMNS                                                                                     \
    "id, owner, name, description, cron, zone, query, context, budget, time_limit, state, reason, "          \
    "created_at, updated_at, last_run_at, next_run_at, runs, succeeded, failed"

Schedule read(const Rows &rows)
{
    return Schedule{
        .id = rows.text(0),
        .owner = rows.text(1),
        .wanted = {.name = rows.text(2),
                   .description = rows.text(3),
                   .cron = rows.text(4),
                   .zone = rows.text(5),
                   .query = rows.text(6),
                   .context = rows.object(7),
                   .budget = rows.real(8),
                   .timeLimit = std::chrono::seconds(rows.integer(9))},
        .state = fromWord<ScheduleState>(rows.text(10)).value_or(ScheduleState::Deleted),
        .reason = rows.text(11),
        .createdAt = rows.time(12),
        .updatedAt = rows.time(13),
        .lastRunAt = rows.time(14),
        .nextRunAt = rows.time(15),
        .runs = rows.integer(16),
        .succeeded = rows.integer(17),
        .failed = rows.integer(18),
    };
}

QList<Schedule> readAll(Rows rows)
{
    QList<Schedule> schedules;
    while (rows.next())
        schedules.append(read(rows));
    return schedules;
}

QString stateWord(const ScheduleFilter &filter)
{
    return filter.state ? toWord(*filter.state) : QString();
}

} // namespace

Result<void> ScheduleStore::insert(Transaction &, const Schedule &schedule)
{
    const NewSchedule &wanted = schedule.wanted;
    TRY(m_database.run(
        "INSERT INTO schedule (id, owner, name, description, cron, zone, query, context, budget, "
        "time_limit, state, created_at, updated_at, next_run_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        schedule.id, schedule.owner, wanted.name, wanted.description, wanted.cron, wanted.zone, wanted.query,
        wanted.context, wanted.budget, qint64{wanted.timeLimit.count()}, toWord(schedule.state),
        schedule.createdAt, schedule.updatedAt, schedule.nextRunAt));
    return {};
}

Result<void> ScheduleStore::update(Transaction &, const Schedule &schedule)
{
    const NewSchedule &wanted = schedule.wanted;
    TRY(m_database.run(
        "UPDATE schedule SET name = ?, description = ?, cron = ?, zone = ?, query = ?, context = ?, "
        "budget = ?, time_limit = ?, state = ?, reason = ?, updated_at = ?, last_run_at = ?, "
        "next_run_at = ? WHERE id = ?"_L1,
        wanted.name, wanted.description, wanted.cron, wanted.zone, wanted.query, wanted.context,
        wanted.budget, qint64{wanted.timeLimit.count()}, toWord(schedule.state), schedule.reason,
        schedule.updatedAt, schedule.lastRunAt, schedule.nextRunAt, schedule.id));
    return {};
}

Result<void> ScheduleStore::addRun(Transaction &, const Schedule &schedule, const ScheduleRun &run,
                                   Timestamp endsBy)
{
    TRY(m_database.run(
        "INSERT INTO schedule_run (schedule_id, due_at, triggered_at, task_id, error, ends_by) "
        "VALUES (?, ?, ?, ?, ?, ?)"_L1,
        schedule.id, run.dueAt, run.triggeredAt, run.task ? run.task->id.value : QString(), run.error,
        endsBy));
    TRY(m_database.run("UPDATE schedule SET runs = runs + 1, failed = failed + ? WHERE id = ?"_L1,
                       run.task ? 0 : 1, schedule.id));
    return {};
}

Result<Schedule> ScheduleStore::find(const QString &id)
{
    Rows rows = TRY(m_database.run("SELECT " SCHEDULE_COLUMNS " FROM schedule WHERE id = ?"_L1, id));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Schedule not found"_s);
    return read(rows);
}

Result<QList<Schedule>> ScheduleStore::list(const ScheduleFilter &filter)
{
    const int limit = std::clamp(filter.limit, 1, 1000);
    if (filter.owner.isEmpty()) {
        return readAll(
            TRY(m_database.run("SELECT " SCHEDULE_COLUMNS " FROM schedule WHERE state <> 'deleted' "
                               "AND (? = '' OR state = ?) ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                               stateWord(filter), stateWord(filter), limit, filter.offset)));
    }
    return readAll(
        TRY(m_database.run("SELECT " SCHEDULE_COLUMNS " FROM schedule WHERE owner = ? "
                           "AND state <> 'deleted' AND (? = '' OR state = ?) "
                           "ORDER BY id DESC LIMIT ? OFFSET ?"_L1,
                           filter.owner, stateWord(filter), stateWord(filter), limit, filter.offset)));
}

Result<qint64> ScheduleStore::count(const ScheduleFilter &filter)
{
    Rows rows =
        TRY(m_database.run("SELECT COUNT(*) FROM schedule WHERE state <> 'deleted' AND (? = '' OR owner = ?) "
                           "AND (? = '' OR state = ?)"_L1,
                           filter.owner, filter.owner, stateWord(filter), stateWord(filter)));
    return rows.next() ? rows.integer(0) : 0;
}

Result<QList<ScheduleRun>> ScheduleStore::runs(const QString &id, int offset, int limit)
{
    Rows rows = TRY(
        m_database.run("SELECT due_at, triggered_at, task_id, error FROM schedule_run WHERE schedule_id = ? "
                       "ORDER BY due_at DESC LIMIT ? OFFSET ?"_L1,
                       id, std::clamp(limit, 1, 1000), offset));
    QList<std::pair<ScheduleRun, QString>> found;
    while (rows.next())
        found.append(
            {{.dueAt = rows.time(0), .triggeredAt = rows.time(1), .error = rows.text(3)}, rows.text(2)});
    QList<ScheduleRun> runs;
    for (auto &[run, task] : found) {
        Rows tasks = TRY(m_database.run("SELECT " TASK_COLUMNS " FROM task WHERE id = ?"_L1, task));
        if (tasks.next())
            run.task = taskOf(tasks);
        runs.append(run);
    }
    return runs;
}

Result<bool> ScheduleStore::isRunning(const QString &id)
{
    Rows rows = TRY(
        m_database.run("SELECT 1 FROM schedule_run WHERE ends_by > 0 AND +schedule_id = ? LIMIT 1"_L1, id));
    return rows.next();
}

Result<QStringList> ScheduleStore::blockedOwners()
{
    Rows rows = TRY(m_database.run(
        "SELECT id FROM account WHERE is_active = 0 AND id IN (SELECT owner FROM schedule WHERE state = 'active')"_L1));
    QStringList owners;
    while (rows.next())
        owners.append(rows.text(0));
    return owners;
}

Result<QList<Schedule>> ScheduleStore::due(Timestamp now)
{
    return readAll(
        TRY(m_database.run("SELECT " SCHEDULE_COLUMNS " FROM schedule WHERE state = 'active' "
                           "AND next_run_at > 0 AND next_run_at <= ? ORDER BY next_run_at LIMIT 100"_L1,
                           now)));
}

Result<QList<TaskId>> ScheduleStore::overdue(Timestamp now)
{
    Rows rows = TRY(m_database.run(
        "SELECT task_id FROM schedule_run WHERE ends_by > 0 AND ends_by <= ? ORDER BY ends_by"_L1, now));
    QList<TaskId> tasks;
    while (rows.next())
        tasks.append({rows.text(0)});
    return tasks;
}

Result<Timestamp> ScheduleStore::nextMoment()
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(MIN(moment), 0) FROM (SELECT MIN(next_run_at) AS moment FROM schedule "
        "WHERE state = 'active' AND next_run_at > 0 UNION ALL SELECT MIN(ends_by) FROM schedule_run WHERE ends_by > 0)"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

} // namespace core
