// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fulldisk.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What is forgotten of tasks that ended long ago, and what never is.
class TestEventSweep : public QObject
{
    Q_OBJECT

private slots:
    void eventsOfTasksThatEndedLongAgoGo();
    void nothingIsForgottenUnlessItIsSaid();
    void itIsTriedAgainOnceThereIsRoom();

private:
    static qsizetype eventsOf(TestCore &core, const TaskId &task)
    {
        const auto events = core->feed().events({.task = task});
        return events ? events->size() : -1;
    }

    static Task completed(TestCore &core)
    {
        core.model().say(u"Forty two."_s);
        const Task task = core.submit(u"What is the answer?"_s);
        if (!QTest::qWaitFor([&] { return core.task(task.id).state == TaskState::Completed; }))
            qFatal("it did not end");
        return task;
    }
};

void TestEventSweep::eventsOfTasksThatEndedLongAgoGo()
{
    TestCore core({.approvals = {.remindAfter = 0ms}, .eventsKeptFor = 48h});
    core.start();
    const Task old = completed(core);
    core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
    const Task waiting = core.submit(u"write"_s);
    QTRY_COMPARE(core.task(waiting.id).state, TaskState::Waiting);
    QTRY_VERIFY(!core->journal().isOpen());
    const qsizetype ofOld = eventsOf(core, old.id);
    const qsizetype ofWaiting = eventsOf(core, waiting.id);
    QVERIFY(ofOld > 5);

    core.clock.advance(25h);
    QTRY_VERIFY(!core->journal().isOpen());
    const Task young = completed(core);
    const qsizetype ofYoung = eventsOf(core, young.id);
    QCOMPARE(eventsOf(core, old.id), ofOld);
    core.clock.advance(25h);
    QTRY_COMPARE(eventsOf(core, old.id), 1); // that it ended, with which a stream ends
    QCOMPARE(core->feed().events({.task = old.id})->first().type, EventType::TaskEnded);
    QCOMPARE(eventsOf(core, waiting.id), ofWaiting);
    QCOMPARE(eventsOf(core, young.id), ofYoung);
    QCOMPARE(core.task(old.id).result, u"Forty two."_s);
    QCOMPARE(core.steps(old.id).size(), 1);

    // Everything may be old: the numbering goes on all the same, also after a restart.
    core.clock.advance(24h * 30);
    QTRY_COMPARE(eventsOf(core, young.id), 1);
    QTRY_VERIFY(!core->journal().isOpen());
    const qint64 newest = core->journal().committedSeq();
    core.close();
    core.open();
    QCOMPARE(core->journal().committedSeq(), newest);
}

void TestEventSweep::nothingIsForgottenUnlessItIsSaid()
{
    TestCore core;
    core.start();
    const Task old = completed(core);
    const qsizetype before = eventsOf(core, old.id);
    core.clock.advance(24h * 3650);
    testsupport::turnOften();
    QCOMPARE(eventsOf(core, old.id), before);
}

void TestEventSweep::itIsTriedAgainOnceThereIsRoom()
{
    TestCore core({.eventsKeptFor = 24h});
    core.start();
    const Task old = completed(core);
    QTRY_VERIFY(!core->journal().isOpen());
    const qsizetype before = eventsOf(core, old.id);
    testsupport::refuseWrites(*core);
    core.clock.advance(49h);
    testsupport::turnOften();
    testsupport::mend(*core);
    QCOMPARE(eventsOf(core, old.id), before);
    core.clock.advance(1s);
    QTRY_COMPARE(eventsOf(core, old.id), 1);
}

SIGNALBOX_TEST(TestEventSweep)
#include "tst_eventsweep.moc"
