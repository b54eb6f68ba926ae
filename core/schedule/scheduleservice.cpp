// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/scheduleservice.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/schedule/schedulecheck.h"

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonObject payloadOf(const Schedule &schedule)
{
    return {{u"schedule_id"_s, schedule.id},
            {u"name"_s, schedule.wanted.name},
            {u"status"_s, toWord(schedule.state)},
            {u"next_run_at"_s, toText(schedule.nextRunAt)}};
}

Event eventOf(EventType type, const Schedule &schedule, const QString &actor, const QString &message)
{
    return {.type = type,
            .subject = schedule.id,
            .actor = actor,
            .message = message,
            .payload = payloadOf(schedule)};
}

QString actorOf(const Schedule &schedule)
{
    return u"Schedule %1"_s.arg(schedule.wanted.name);
}

NewTask taskOf(const Schedule &schedule)
{
    QJsonObject context = schedule.wanted.context;
    context.insert(u"trigger_type"_s, u"schedule"_s);
    context.insert(u"schedule_id"_s, schedule.id);
    return {.query = schedule.wanted.query, .context = context, .budget = schedule.wanted.budget};
}

// What will be the same the next time: the run is written as one that failed.
bool isRefusal(const Error &error)
{
    return error.code != ErrorCode::Unavailable && error.code != ErrorCode::Internal;
}

} // namespace

ScheduleService::ScheduleService(Journal &journal, Clock &clock, ScheduleStore &schedules, TaskService &tasks,
                                 OwnerRights &rights, const ScheduleLimits &limits)
    : m_journal(journal)
    , m_clock(clock)
    , m_schedules(schedules)
    , m_tasks(tasks)
    , m_rights(rights)
    , m_limits(limits)
    , m_alarm(clock)
{
    connect(&m_alarm, &Alarm::rang, this, &ScheduleService::look);
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.type == EventType::AccountChanged && !event.payload.value("is_active"_L1).toBool())
                pauseAllOf(event.subject, event.actor);
        }
    });
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            const bool isOurs = event.type == EventType::ScheduleCreated ||
                                event.type == EventType::ScheduleChanged ||
                                event.type == EventType::ScheduleRan;
            if (isOurs && m_isStarted)
                return setAlarm();
        }
    });
}

Result<void> ScheduleService::start()
{
    m_isStarted = true;
    // The program may have ended after an account was blocked and before its schedules were paused.
    TRY(pauseBlocked());
    look();
    return {};
}

Result<Schedule> ScheduleService::create(const NewSchedule &wanted, const Principal &principal)
{
    TRY(check(wanted, m_limits));
    const qint64 owned = TRY(m_schedules.count({.owner = principal.user}));
    if (owned >= m_limits.perOwner) {
        return failure(ErrorCode::RateLimited,
                       u"schedule limit reached: %1/%2 schedules"_s.arg(owned).arg(m_limits.perOwner));
    }
    return m_journal.record([&](Transaction &transaction) -> Result<Schedule> {
        const Schedule schedule{.id = newUuid(),
                                .owner = principal.user,
                                .wanted = wanted,
                                .createdAt = transaction.now(),
                                .updatedAt = transaction.now(),
                                .nextRunAt = nextRun(wanted, transaction.now())};
        TRY(m_schedules.insert(transaction, schedule));
        TRY(transaction.announce(eventOf(EventType::ScheduleCreated, schedule, principal.name,
                                         u"Scheduled %1"_s.arg(wanted.name))));
        return schedule;
    });
}

Result<Schedule> ScheduleService::write(Schedule schedule, EventType type, const QString &message,
                                        const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Schedule> {
        schedule.updatedAt = transaction.now();
        schedule.nextRunAt = schedule.state == ScheduleState::Active
                                 ? nextRun(schedule.wanted, transaction.now())
                                 : Timestamp{};
        TRY(m_schedules.update(transaction, schedule));
        TRY(transaction.announce(eventOf(type, schedule, principal.name, message)));
        return schedule;
    });
}

Result<Schedule> ScheduleService::change(const QString &id, const ScheduleChange &change,
                                         const Principal &principal)
{
    Schedule schedule = TRY(find(id, principal));
    schedule.wanted = changed(schedule.wanted, change);
    TRY(check(schedule.wanted, m_limits));
    return write(schedule, EventType::ScheduleChanged, u"Changed %1"_s.arg(schedule.wanted.name), principal);
}

Result<Schedule> ScheduleService::pause(const QString &id, const QString &reason, const Principal &principal)
{
    Schedule schedule = TRY(find(id, principal));
    if (schedule.state == ScheduleState::Paused)
        return schedule;
    schedule.state = ScheduleState::Paused;
    schedule.reason = shortened(reason, 1000);
    return write(schedule, EventType::ScheduleChanged, u"Paused %1"_s.arg(schedule.wanted.name), principal);
}

Result<Schedule> ScheduleService::resume(const QString &id, const QString &reason, const Principal &principal)
{
    Schedule schedule = TRY(find(id, principal));
    if (schedule.state != ScheduleState::Paused)
        return schedule;
    schedule.state = ScheduleState::Active;
    schedule.reason = shortened(reason, 1000);
    return write(schedule, EventType::ScheduleChanged, u"Resumed %1"_s.arg(schedule.wanted.name), principal);
}

// Nobody works for who may not come in.
void ScheduleService::pauseAllOf(const QString &owner, const QString &actor)
{
    const Principal by{.user = owner, .name = actor, .scopes = Scope::TasksWrite};
    const auto paused = m_journal.record([&](Transaction &) -> Result<void> {
        for (;;) {
            const QList<Schedule> active =
                TRY(m_schedules.list({.owner = owner, .state = ScheduleState::Active, .limit = 1000}));
            if (active.isEmpty())
                return {};
            for (const Schedule &schedule : active)
                TRY(pause(schedule.id, u"The account was blocked"_s, by));
        }
    });
    if (!paused)
        qCWarning(logRun).noquote() << "The schedules of a blocked account could not be paused:"
                                    << paused.error().detail;
    m_journal.whenCommitted(this, [this, isDone = bool(paused)](const Result<void> &committed) {
        if (isDone && committed)
            return;
        m_isPauseOwed = true;
        m_alarm.tryAgain();
    });
}

Result<void> ScheduleService::pauseBlocked()
{
    for (const QString &owner : TRY(m_schedules.blockedOwners()))
        pauseAllOf(owner, u"Signalbox"_s);
    return {};
}

Result<void> ScheduleService::remove(const QString &id, const Principal &principal)
{
    Schedule schedule = TRY(find(id, principal));
    schedule.state = ScheduleState::Deleted;
    TRY(write(schedule, EventType::ScheduleDeleted, u"Deleted %1"_s.arg(schedule.wanted.name), principal));
    return {};
}

Result<Schedule> ScheduleService::find(const QString &id, const Principal &principal)
{
    Schedule schedule = TRY(m_schedules.find(id));
    if (!principal.sees(schedule.owner) || schedule.state == ScheduleState::Deleted)
        return failure(ErrorCode::NotFound, u"Schedule not found"_s);
    return schedule;
}

Result<QList<Schedule>> ScheduleService::list(ScheduleFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_schedules.list(filter);
}

Result<qint64> ScheduleService::count(ScheduleFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_schedules.count(filter);
}

Result<QList<ScheduleRun>> ScheduleService::runs(const Schedule &schedule, int offset, int limit)
{
    return m_schedules.runs(schedule.id, offset, limit);
}

void ScheduleService::look()
{
    if (!m_isStarted)
        return; // start() does all that is owed
    const auto paused = std::exchange(m_isPauseOwed, false) ? pauseBlocked() : Result<void>();
    m_isPauseOwed = m_isPauseOwed || !paused;
    for (const auto &done : {paused, endOverdue(), runDue()}) {
        if (!done)
            qCWarning(logRun).noquote()
                << "What is scheduled could not be done:" << done.error().text << done.error().detail;
    }
    m_journal.whenCommitted(this, [this](const Result<void> &) { setAlarm(); });
}

// What could not be done now is tried again in a minute.
void ScheduleService::setAlarm()
{
    if (m_isPauseOwed)
        return m_alarm.tryAgain();
    const auto next = m_schedules.nextMoment();
    const Timestamp now = m_clock.now();
    if (!next || (isSet(*next) && *next <= now))
        return m_alarm.set(now + 60s);
    m_alarm.set(*next);
}

Result<void> ScheduleService::runDue()
{
    for (;;) {
        const QList<Schedule> due = TRY(m_schedules.due(m_clock.now()));
        if (due.isEmpty())
            return {};
        for (const Schedule &schedule : due)
            TRY(m_journal.record([&](Transaction &transaction) { return run(transaction, schedule); }));
    }
}

// Whoever made the schedule, with the rights of this moment.
Result<Principal> ScheduleService::asOwner(const Schedule &schedule)
{
    TRY(m_rights.require(schedule.owner, Scope::TasksWrite));
    Principal owner = TRY(m_rights.principal(schedule.owner));
    owner.name = actorOf(schedule);
    return owner;
}

Result<void> ScheduleService::run(Transaction &transaction, Schedule schedule)
{
    const Timestamp now = transaction.now();
    const Timestamp due = std::exchange(schedule.nextRunAt, nextRun(schedule.wanted, now));
    if (TRY(m_schedules.isRunning(schedule.id)))
        return skip(transaction, schedule);
    schedule.lastRunAt = now;
    ScheduleRun made{.dueAt = due, .triggeredAt = now};
    auto task = m_journal.record([&](Transaction &inner) -> Result<Task> {
        return m_tasks.submit(inner, taskOf(schedule), TRY(asOwner(schedule)));
    });
    if (!task && !isRefusal(task.error()))
        return task.error();
    if (task)
        made.task = *task;
    else
        made.error = task.error().text;
    TRY(m_schedules.addRun(transaction, schedule, made,
                           task ? now + schedule.wanted.timeLimit : Timestamp{}));
    TRY(m_schedules.update(transaction, schedule));
    Event ran = eventOf(EventType::ScheduleRan, schedule, actorOf(schedule),
                        task ? u"Started %1"_s.arg(schedule.wanted.name) : made.error);
    ran.payload.insert(u"task_id"_s, task ? task->id.value : QString());
    TRY(transaction.announce(ran));
    return {};
}

Result<void> ScheduleService::skip(Transaction &transaction, const Schedule &schedule)
{
    TRY(m_schedules.update(transaction, schedule));
    TRY(transaction.announce(
        eventOf(EventType::ScheduleSkipped, schedule, actorOf(schedule),
                u"Skipped %1: the run before has not ended"_s.arg(schedule.wanted.name))));
    return {};
}

Result<void> ScheduleService::endOverdue()
{
    for (const TaskId &task : TRY(m_schedules.overdue(m_clock.now())))
        TRY(m_tasks.timeOut(task));
    return {};
}

} // namespace core
