// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ownerrights.h"
#include "core/base/alarm.h"
#include "core/schedule/schedulestore.h"
#include "core/task/taskservice.h"

namespace core {

// Submits tasks at the times that people set. Backend thread; owned by the core. Every change is journalled
// (ScheduleCreated, ScheduleChanged, ScheduleDeleted, ScheduleRan, ScheduleSkipped). Another owner's schedule
// is NotFound.
//
// A time that is due is written together with its task and with the time after it, so a crash neither loses
// it nor runs it twice. However many times passed while the program was not running, one run makes up for
// them. While the task of the time before has not ended the time is skipped. A run that takes longer than its
// time limit fails. When an account is blocked its schedules are paused; otherwise they act with the rights
// that it has at that moment.
class ScheduleService final : public QObject
{
    Q_OBJECT

public:
    ScheduleService(Journal &journal, Clock &clock, ScheduleStore &schedules, TaskService &tasks,
                    OwnerRights &rights, const ScheduleLimits &limits);

    // From now on runs what is due. Call once agents and providers are there.
    Result<void> start();

    // Fails with InvalidArgument, or RateLimited when the owner has as many as there may be.
    Result<Schedule> create(const NewSchedule &wanted, const Principal &principal);
    Result<Schedule> change(const QString &id, const ScheduleChange &change, const Principal &principal);
    // Pausing what is paused, and resuming what is not, changes nothing.
    Result<Schedule> pause(const QString &id, const QString &reason, const Principal &principal);
    // The times that passed while it was paused are not made up for.
    Result<Schedule> resume(const QString &id, const QString &reason, const Principal &principal);
    Result<void> remove(const QString &id, const Principal &principal);

    Result<Schedule> find(const QString &id, const Principal &principal);
    Result<QList<Schedule>> list(ScheduleFilter filter, const Principal &principal);
    Result<qint64> count(ScheduleFilter filter, const Principal &principal);
    // The runs of a schedule that find() gave, newest first.
    Result<QList<ScheduleRun>> runs(const Schedule &schedule, int offset, int limit);

private:
    Result<Schedule> write(Schedule schedule, EventType type, const QString &message,
                           const Principal &principal);
    Result<Principal> asOwner(const Schedule &schedule);
    Result<void> run(Transaction &transaction, Schedule schedule);
    Result<void> skip(Transaction &transaction, const Schedule &schedule);
    void look();
    void setAlarm();
    void pauseAllOf(const QString &owner, const QString &actor);
    Result<void> pauseBlocked();
    Result<void> runDue();
    Result<void> endOverdue();

    Journal &m_journal;
    Clock &m_clock;
    ScheduleStore &m_schedules;
    TaskService &m_tasks;
    OwnerRights &m_rights;
    ScheduleLimits m_limits;
    Alarm m_alarm;
    bool m_isStarted = false;
    bool m_isPauseOwed = false; // a blocked account's schedules could not be paused
};

} // namespace core
