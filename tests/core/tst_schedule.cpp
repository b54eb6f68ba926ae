// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

NewSchedule hourly(const QString &name = u"Report"_s)
{
    return {.name = name, .cron = u"0 * * * *"_s, .query = u"Write the report"_s};
}

Principal person(const QString &name)
{
    return {.user = name, .name = name, .scopes = Scope::TasksWrite | Scope::TasksRead};
}

Schedule made(TestCore &core, const NewSchedule &wanted = hourly(),
              const Principal &principal = localOperator())
{
    auto schedule = core->schedules().create(wanted, principal);
    if (!schedule || !core->journal().commit())
        qFatal("%s", qPrintable(schedule ? QString() : schedule.error().text));
    return *schedule;
}

QList<ScheduleRun> runsOf(TestCore &core, const Schedule &schedule)
{
    return *core->schedules().runs(schedule, 0, 100);
}

Schedule now(TestCore &core, const Schedule &schedule)
{
    return *core->schedules().find(schedule.id, localOperator());
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

private slots:
    void atItsTimeATaskIsSubmitted()
    {
        TestCore core; // 2026-01-01T00:00:00Z
        core.start();
        core.model().say(u"Done."_s);
        NewSchedule wanted = hourly();
        wanted.context = {{u"note"_s, u"kept"_s}};
        const Schedule schedule = made(core, wanted, person(u"ada"_s));
        QCOMPARE(schedule.nextRunAt, core.clock.now() + 1h);
        core.clock.advance(59min);
        QVERIFY(runsOf(core, schedule).isEmpty());
        core.clock.advance(1min);
        QTRY_COMPARE(now(core, schedule).succeeded, 1);
        const QList<ScheduleRun> runs = runsOf(core, schedule);
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().task->owner, u"ada"_s);
        QCOMPARE(runs.first().task->query, u"Write the report"_s);
        QCOMPARE(runs.first().task->result, u"Done."_s);
        QCOMPARE(runs.first().task->context.value(u"note"_s).toString(), u"kept"_s);
        QCOMPARE(runs.first().task->context.value(u"trigger_type"_s).toString(), u"schedule"_s);
        QCOMPARE(runs.first().dueAt, schedule.nextRunAt);
        const Schedule after = now(core, schedule);
        QCOMPARE(after.runs, 1);
        QCOMPARE(after.lastRunAt, schedule.nextRunAt);
        QCOMPARE(after.nextRunAt, schedule.nextRunAt + 1h);
    }

    void aTimeRunsOnceWhateverHappensBetween()
    {
        TestCore core;
        core.start();
        core.model().hang();
        const Schedule schedule = made(core);
        core.clock.advance(1h);
        QTRY_COMPARE(runsOf(core, schedule).size(), 1);
        const TaskId task = runsOf(core, schedule).first().task->id;
        core.close();
        core.open();
        core.model().say(u"Done."_s);
        core.start();
        QTRY_COMPARE(core.task(task).state, TaskState::Completed);
        QCOMPARE(runsOf(core, schedule).size(), 1);
        QCOMPARE(now(core, schedule).runs, 1);
        QCOMPARE(now(core, schedule).succeeded, 1);
        QCOMPARE(core->tasks().list({}, localOperator())->size(), 1);
        // The key of a run refuses a second one of the same time, and nothing of it stays.
        const qint64 before = *core->tasks().count({}, localOperator());
        const auto twice = core->journal().record([&](Transaction &transaction) -> Result<void> {
            TRY(core->tasks().submit(transaction, {.query = u"again"_s}, localOperator()));
            return ScheduleStore(core->database())
                .addRun(transaction, schedule,
                        {.dueAt = schedule.nextRunAt, .triggeredAt = transaction.now()}, {});
        });
        QVERIFY(!twice);
        QCOMPARE(twice.error().code, ErrorCode::Conflict);
        QCOMPARE(*core->tasks().count({}, localOperator()), before);
    }

    void oneRunMakesUpForTheTimesThatPassed()
    {
        TestCore core;
        core.start();
        const Schedule schedule = made(core);
        core.close();
        core.clock.advance(24h * 10 + 30min);
        core.open();
        core.model().say(u"Done."_s);
        core.start();
        QTRY_COMPARE(now(core, schedule).succeeded, 1);
        QCOMPARE(runsOf(core, schedule).size(), 1);
        QCOMPARE(now(core, schedule).nextRunAt, core.clock.now() + 30min);
    }

    void aTimeIsSkippedWhileTheOneBeforeRuns()
    {
        TestCore core;
        core.start();
        core.model().hang();
        NewSchedule wanted = hourly();
        wanted.timeLimit = 24h;
        const Schedule schedule = made(core, wanted);
        core.clock.advance(1h);
        QTRY_COMPARE(core.model().running(), 1);
        core.clock.advance(1h);
        QTRY_COMPARE(now(core, schedule).nextRunAt, core.clock.now() + 1h);
        QCOMPARE(runsOf(core, schedule).size(), 1);
        core.model().release(ModelAnswer{.text = u"Done."_s});
        QTRY_COMPARE(now(core, schedule).succeeded, 1);
        core.model().say(u"Again."_s);
        core.clock.advance(1h);
        QTRY_COMPARE(now(core, schedule).succeeded, 2);
    }

    void aRunThatTakesTooLongFails()
    {
        TestCore core;
        core.start();
        core.model().hang();
        NewSchedule wanted = hourly();
        wanted.timeLimit = 600s;
        const Schedule schedule = made(core, wanted);
        core.clock.advance(1h);
        QTRY_COMPARE(core.model().running(), 1);
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(600s);
        QTRY_COMPARE(now(core, schedule).failed, 1);
        const Task task = *runsOf(core, schedule).first().task;
        QCOMPARE(task.state, TaskState::Failed);
        QCOMPARE(task.reason, timeoutReason);
        QCOMPARE(task.error, u"Timed out after 600 seconds"_s);
        QTRY_COMPARE(core.model().cancelled(), 1);
    }

    void aRunKeepsToItsBudget()
    {
        TestCore core;
        core.start();
        core.model().answerWith([](const ModelRequest &) -> Result<ModelAnswer> {
            return ModelAnswer{.toolCalls = {{.id = u"1"_s,
                                              .name = u"calculator"_s,
                                              .arguments = {{u"expression"_s, u"1+1"_s}}}},
                               .usage = {.inputTokens = 100, .outputTokens = 100, .cost = 0.45}};
        });
        NewSchedule wanted = hourly();
        wanted.budget = 0.5;
        const Schedule schedule = made(core, wanted);
        core.clock.advance(1h);
        QTRY_COMPARE(now(core, schedule).failed, 1);
        const Task task = *runsOf(core, schedule).first().task;
        QCOMPARE(task.error, u"Task budget exceeded: $0.9000 of $0.50"_s);
        QTRY_VERIFY(!core->journal().isOpen());
        const auto events = core->feed().events({.task = task.id});
        const auto warned = std::ranges::count_if(
            *events, [](const Event &event) { return event.type == EventType::BudgetReached; });
        QCOMPARE(warned, 1);
    }

    void pausingStopsAndResumingDoesNotCatchUp()
    {
        TestCore core;
        core.start();
        const Schedule schedule = made(core);
        QVERIFY_RESULT(core->schedules().pause(schedule.id, u"holiday"_s, localOperator()));
        QVERIFY(!isSet(now(core, schedule).nextRunAt));
        core.clock.advance(5h + 10min);
        QTRY_VERIFY(!core->journal().isOpen());
        QVERIFY(runsOf(core, schedule).isEmpty());
        QVERIFY_RESULT(core->schedules().resume(schedule.id, {}, localOperator()));
        QCOMPARE(now(core, schedule).nextRunAt, core.clock.now() + 50min);
        QVERIFY(runsOf(core, schedule).isEmpty());
        QVERIFY_RESULT(core->schedules().remove(schedule.id, localOperator()));
        QVERIFY(!core->schedules().find(schedule.id, localOperator()));
        core.clock.advance(5h);
        QTRY_VERIFY(!core->journal().isOpen());
        QVERIFY(runsOf(core, schedule).isEmpty());
    }

    void whatCannotBeSubmittedIsARunThatFailed()
    {
        TestCore core;
        core.start();
        NewSchedule wanted = hourly();
        wanted.context = {{u"agent"_s, u"nobody"_s}};
        const Schedule schedule = made(core, wanted);
        core.clock.advance(1h);
        QTRY_COMPARE(now(core, schedule).failed, 1);
        const ScheduleRun run = runsOf(core, schedule).first();
        QVERIFY(!run.task);
        QCOMPARE(run.error, u"There is no agent \"nobody\""_s);
        QCOMPARE(now(core, schedule).nextRunAt, core.clock.now() + 1h);
    }

    void nobodyWorksForABlockedAccount()
    {
        TestCore core({.access = {.registration = AccessRole::Approver}});
        core.start();
        auto signedUp = core->accounts().signUp(
            {.email = u"ada@example.com"_s, .username = u"ada"_s, .password = u"correct horse"_s}, {});
        QTRY_VERIFY(signedUp.isFinished());
        const QString ada = signedUp.result()->account.id;
        const Schedule hers = made(core, hourly(), person(ada));
        const Schedule other = made(core, hourly(), person(u"bob"_s));
        QVERIFY_RESULT(core->accounts().change(ada, {}, AccountState::Blocked, localOperator()));
        QTRY_COMPARE(now(core, hers).state, ScheduleState::Paused);
        QCOMPARE(now(core, hers).reason, u"The account was blocked"_s);
        QCOMPARE(now(core, other).state, ScheduleState::Active);
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(1h);
        QTRY_COMPARE(runsOf(core, other).size(), 1);
        QVERIFY(runsOf(core, hers).isEmpty());
    }

    void anAccountThatWasBlockedBeforeAKillIsPausedAtTheStart()
    {
        TestCore core({.access = {.registration = AccessRole::Approver}});
        core.start();
        auto signedUp = core->accounts().signUp(
            {.email = u"ada@example.com"_s, .username = u"ada"_s, .password = u"correct horse"_s}, {});
        QTRY_VERIFY(signedUp.isFinished());
        const Schedule hers = made(core, hourly(), person(signedUp.result()->account.id));
        QVERIFY_RESULT(core->journal().commit());
        // What a kill leaves between the two commits.
        QVERIFY_RESULT(core->database().runScript(u"UPDATE account SET is_active = 0;"_s));
        core.close();
        core.open();
        core.clock.advance(2h);
        core.start();
        QCOMPARE(now(core, hers).state, ScheduleState::Paused);
        QCOMPARE(now(core, hers).reason, u"The account was blocked"_s);
        QTRY_VERIFY(!core->journal().isOpen());
        QVERIFY(runsOf(core, hers).isEmpty());
    }

    void limitsAndOwnersHold()
    {
        TestCore core({.schedules = {.perOwner = 2}});
        core.start();
        const Schedule first = made(core, hourly(), person(u"ada"_s));
        made(core, hourly(), person(u"ada"_s));
        const auto third = core->schedules().create(hourly(), person(u"ada"_s));
        QVERIFY(!third);
        QCOMPARE(third.error().code, ErrorCode::RateLimited);
        QCOMPARE(third.error().text, u"schedule limit reached: 2/2 schedules"_s);
        made(core, hourly(), person(u"bob"_s));
        for (const auto &refused : {core->schedules().find(first.id, person(u"bob"_s)),
                                    core->schedules().pause(first.id, {}, person(u"bob"_s)),
                                    core->schedules().change(first.id, {}, person(u"bob"_s))}) {
            QVERIFY(!refused);
            QCOMPARE(refused.error().text, u"Schedule not found"_s);
        }
        QCOMPARE(core->schedules().list({}, person(u"bob"_s))->size(), 1);
        QCOMPARE(core->schedules().list({}, localOperator())->size(), 3);
        QVERIFY_RESULT(core->schedules().remove(first.id, person(u"ada"_s)));
        made(core, hourly(), person(u"ada"_s));
    }
};

SIGNALBOX_TEST(TestSchedule)
#include "tst_schedule.moc"
