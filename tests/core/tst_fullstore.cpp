// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fulldisk.h"
#include "tests/support/sendtool.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using testsupport::LogCount;

namespace {

Result<ModelAnswer> wantsToWrite(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"done"_s};
    return ModelAnswer{.toolCalls = {{.id = u"1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}}}}};
}

Approval onlyApproval(TestCore &core)
{
    const auto all = core->approvals().list({}, localOperator());
    return all && all->size() == 1 ? all->first() : Approval{};
}

// The next time that the event is announced, whoever listened to it records in vain: their commit fails.
void spoilWhatFollows(TestCore &core, EventType type, QObject *context)
{
    auto *const once = new QObject(context);
    QObject::connect(&core->feed(), &Feed::announced, once, [&core, type, once](const QList<Event> &events) {
        const bool isIt = std::any_of(events.begin(), events.end(),
                                      [type](const Event &event) { return event.type == type; });
        if (!isIt)
            return;
        testsupport::spoilCommit(*core);
        delete once;
    });
}

} // namespace

// What falls due, arrives or is heard while the disk is full, or while a commit fails, is done once there is
// room; nothing is tried without a pause, and nothing is lost.
class TestFullStore : public QObject
{
    Q_OBJECT

private slots:
    void anApprovalExpiresOnceThereIsRoom_data();
    void anApprovalExpiresOnceThereIsRoom();
    void whatHasExpiredCannotBeApproved();
    void anExpiryWhoseCommitFailsIsTriedAgain();
    void aSessionExpiresOnceThereIsRoom_data();
    void aSessionExpiresOnceThereIsRoom();
    void aSessionIsCompletedThoughItsCommitFailed();
    void moreReadyThanSlotsIsTriedOnceASecond_data();
    void moreReadyThanSlotsIsTriedOnceASecond();
    void whatIsPostponedGoesOnOnceThereIsRoom();
    void anAnswerReachesItsRoomThoughTheCommitFailed();
    void deliveriesAreMadeThoughTheCommitFailed();
    void deliveriesAreMadeThoughTheWriteWasRefused();
    void aScheduleRunsThoughTheCommitFailed();
};

void TestFullStore::anApprovalExpiresOnceThereIsRoom_data()
{
    moreReadyThanSlotsIsTriedOnceASecond_data();
}

void TestFullStore::anApprovalExpiresOnceThereIsRoom()
{
    QFETCH(bool, isCommitAlone);
    TestCore core({.approvals = {.expiry = 30min}});
    core.start();
    core.model().answerWith(wantsToWrite);
    const Task task = core.submit(u"write"_s);
    QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
    QTRY_VERIFY(!core->journal().isOpen());
    isCommitAlone ? testsupport::failCommits(*core) : testsupport::refuseWrites(*core);
    {
        const LogCount tries(isCommitAlone ? u"A commit failed"_s : u"could not be done"_s);
        core.clock.advance(31min);
        testsupport::turnOften();
        QVERIFY(tries.isPaced());
    }
    QCOMPARE(onlyApproval(core).state, ApprovalState::Pending);
    testsupport::mend(*core);
    core.clock.advance(1s);
    QTRY_COMPARE(onlyApproval(core).state, ApprovalState::Expired);
}

void TestFullStore::whatHasExpiredCannotBeApproved()
{
    TestCore core({.approvals = {.expiry = 30min}});
    core.start();
    core.model().answerWith(wantsToWrite);
    const Task task = core.submit(u"write"_s);
    QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
    QTRY_VERIFY(!core->journal().isOpen());
    testsupport::refuseWrites(*core);
    core.clock.advance(31min);
    testsupport::mend(*core);
    const auto decided =
        core->approvals().decide(onlyApproval(core).id, {.verdict = Verdict::Approve}, localOperator());
    QVERIFY(!decided);
    QCOMPARE(decided.error().code, ErrorCode::Conflict);
    QVERIFY2(decided.error().text.contains(u"expired"_s), qPrintable(decided.error().text));
    QTRY_COMPARE(onlyApproval(core).state, ApprovalState::Expired); // whoever tried makes it so
    QVERIFY(core.file(task, u"a.md"_s).isEmpty());
}

void TestFullStore::anExpiryWhoseCommitFailsIsTriedAgain()
{
    TestCore core({.approvals = {.expiry = 30min}});
    core.start();
    core.model().answerWith(wantsToWrite);
    const Task task = core.submit(u"write"_s);
    QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
    QTRY_VERIFY(!core->journal().isOpen());
    core.clock.advance(31min);
    testsupport::spoilCommit(*core);
    QVERIFY(!core->journal().commit());
    QCOMPARE(onlyApproval(core).state, ApprovalState::Pending);
    core.clock.advance(1s);
    QTRY_COMPARE(onlyApproval(core).state, ApprovalState::Expired);
}

void TestFullStore::aSessionExpiresOnceThereIsRoom_data()
{
    moreReadyThanSlotsIsTriedOnceASecond_data();
}

void TestFullStore::aSessionExpiresOnceThereIsRoom()
{
    QFETCH(bool, isCommitAlone);
    TestCore core;
    core.start();
    const auto session =
        core->agentSessions().create({.name = u"one"_s, .timeout = 60s, .maxIterations = 5}, localOperator());
    QVERIFY_RESULT(session);
    QVERIFY_RESULT(core->journal().commit());
    isCommitAlone ? testsupport::failCommits(*core) : testsupport::refuseWrites(*core);
    {
        const LogCount tries(isCommitAlone ? u"A commit failed"_s : u"could not be expired"_s);
        core.clock.advance(61s);
        testsupport::turnOften();
        QVERIFY(tries.isPaced());
    }
    testsupport::mend(*core);
    core.clock.advance(1s);
    QTRY_COMPARE(core->agentSessions().find(session->id, localOperator())->state, AgentSessionState::Expired);
}

void TestFullStore::aSessionIsCompletedThoughItsCommitFailed()
{
    TestCore core;
    core.start();
    const auto session =
        core->agentSessions().create({.name = u"one"_s, .timeout = 60s, .maxIterations = 1}, localOperator());
    QVERIFY_RESULT(session);
    QVERIFY_RESULT(core->journal().record([&](Transaction &transaction) {
        return core->agentSessions().use(transaction, session->id, localOperator());
    }));
    spoilWhatFollows(core, EventType::TaskCompleted, this);
    core.model().say(u"done"_s);
    const Task task = core.submit(u"go"_s, {.sessionId = session->id.value});
    QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
    QTRY_VERIFY(!core->journal().isOpen());
    QCOMPARE(core->agentSessions().find(session->id, localOperator())->state, AgentSessionState::Running);
    core.clock.advance(1s);
    QTRY_COMPARE(core->agentSessions().find(session->id, localOperator())->state,
                 AgentSessionState::Completed);
}

void TestFullStore::moreReadyThanSlotsIsTriedOnceASecond_data()
{
    QTest::addColumn<bool>("isCommitAlone");
    QTest::newRow("the write is refused") << false;
    QTest::newRow("the commit fails") << true;
}

void TestFullStore::moreReadyThanSlotsIsTriedOnceASecond()
{
    QFETCH(bool, isCommitAlone);
    TestCore core({.defaultSlots = 2});
    core.model().answerWith(
        [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"ok"_s}; });
    for (int i = 0; i < 8; ++i)
        core.submit(u"go"_s);
    QVERIFY_RESULT(core->journal().commit());
    isCommitAlone ? testsupport::failCommits(*core) : testsupport::refuseWrites(*core);
    {
        const LogCount tries(isCommitAlone ? u"A commit failed"_s : u"could not be started"_s);
        core.start();
        testsupport::turnOften();
        QVERIFY(tries.isPaced());
    }
    QCOMPARE(core.model().requests().size(), 0);
    testsupport::mend(*core);
    QTRY_COMPARE(core->tasks().counts(localOperator())->value(TaskState::Completed), 8);
    QCOMPARE(core.model().requests().size(), 8);
}

void TestFullStore::whatIsPostponedGoesOnOnceThereIsRoom()
{
    TestCore core;
    core.start();
    core.model().fail(
        {.code = ErrorCode::RateLimited, .text = u"busy"_s, .retry = Retry::Later, .retryAfter = 20s});
    core.model().say(u"at last"_s);
    const Task task = core.submit(u"hello"_s);
    QTRY_COMPARE(core.steps(task.id).first().attempt, 2);
    QTRY_VERIFY(!core->journal().isOpen());
    testsupport::refuseWrites(*core);
    core.clock.advance(61s);
    testsupport::turnOften();
    QCOMPARE(core.model().requests().size(), 1);
    testsupport::mend(*core);
    core.clock.advance(1s);
    QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
}

void TestFullStore::anAnswerReachesItsRoomThoughTheCommitFailed()
{
    TestCore core;
    core.start();
    const Principal shop{.user = u"shop"_s,
                         .name = u"shop"_s,
                         .scopes = Scope::SessionsRead | Scope::SessionsWrite | Scope::AgentsExecute};
    const auto room = core->rooms().open({.participants = {u"ada"_s}}, shop);
    QVERIFY_RESULT(room);
    QVERIFY_RESULT(core->rooms().setAssistance(room->id, Assistance::On, {}, shop));
    spoilWhatFollows(core, EventType::TaskEnded, this);
    core.model().say(u"Half the price is back."_s);
    QVERIFY_RESULT(core->rooms().post(room->id, {.user = u"ada"_s, .content = u"Help"_s}, shop));
    const auto talk = [&] { return core->rooms().messages({.room = room->id}, shop)->size(); };
    QTRY_COMPARE(core->tasks().counts(localOperator())->value(TaskState::Completed), 1);
    QTRY_VERIFY(!core->journal().isOpen());
    QCOMPARE(talk(), 1);
    core.clock.advance(1s);
    QTRY_COMPARE(talk(), 2);
    core.clock.advance(10s);
    testsupport::turnOften();
    QCOMPARE(talk(), 2); // once
}

void TestFullStore::deliveriesAreMadeThoughTheCommitFailed()
{
    TestCore core({.webhooksPrivate = true});
    const auto webhook = core->webhooks().create(
        {.url = u"http://127.0.0.1:1/"_s, .events = {u"session.completed"_s}}, localOperator());
    QVERIFY_RESULT(webhook);
    QVERIFY_RESULT(core->journal().commit());
    const auto complete = [&core] {
        const auto session = core->agentSessions().create(
            {.name = u"one"_s, .timeout = 60s, .maxIterations = 5}, localOperator());
        return session &&
               core->agentSessions().end(session->id, AgentSessionState::Completed, localOperator());
    };
    const auto made = [&] {
        return core->webhooks().deliveries(webhook->id, 100, {}, localOperator())->size();
    };
    spoilWhatFollows(core, EventType::SessionCompleted, this);
    QVERIFY(complete());
    QVERIFY_RESULT(core->journal().commit());
    QVERIFY(!core->journal().commit()); // that of the deliveries
    QCOMPARE(made(), 0);
    QVERIFY(complete()); // what follows waits for it
    QVERIFY_RESULT(core->journal().commit());
    core.clock.advance(1s);
    QTRY_COMPARE(made(), 2);
    QVERIFY(complete());
    QTRY_COMPARE(made(), 3);
}

void TestFullStore::deliveriesAreMadeThoughTheWriteWasRefused()
{
    TestCore core({.webhooksPrivate = true});
    const auto webhook = core->webhooks().create(
        {.url = u"http://127.0.0.1:1/"_s, .events = {u"session.completed"_s}}, localOperator());
    const auto session =
        core->agentSessions().create({.name = u"one"_s, .timeout = 60s, .maxIterations = 5}, localOperator());
    QVERIFY(webhook && session);
    QVERIFY_RESULT(core->journal().commit());
    const auto made = [&] {
        return core->webhooks().deliveries(webhook->id, 100, {}, localOperator())->size();
    };
    // From the commit of the event on, and before anybody hears of it, nothing can be written.
    QVERIFY_RESULT(core->agentSessions().end(session->id, AgentSessionState::Completed, localOperator()));
    core->journal().whenCommitted(this, [&core](const Result<void> &) { testsupport::refuseWrites(*core); });
    QVERIFY_RESULT(core->journal().commit());
    testsupport::turnOften();
    testsupport::mend(*core);
    QCOMPARE(made(), 0);
    core.clock.advance(1s);
    QTRY_COMPARE(made(), 1);
}

void TestFullStore::aScheduleRunsThoughTheCommitFailed()
{
    TestCore core;
    core.start();
    core.model().answerWith(
        [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"ok"_s}; });
    QVERIFY_RESULT(core->schedules().create({.name = u"hourly"_s, .cron = u"0 * * * *"_s, .query = u"look"_s},
                                            localOperator()));
    QVERIFY_RESULT(core->journal().commit());
    const auto runs = [&core] { return core->tasks().list({}, localOperator())->size(); };
    core.clock.advance(1h);
    QVERIFY(core->journal().isOpen());
    testsupport::spoilCommit(*core);
    QVERIFY(!core->journal().commit());
    QCOMPARE(runs(), 0);
    core.clock.advance(60s);
    QTRY_COMPARE(runs(), 1);
}

SIGNALBOX_TEST(TestFullStore)
#include "tst_fullstore.moc"
