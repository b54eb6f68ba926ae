// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// More of everything than one read has room for: whoever works through rows works through all of them.
class TestMany : public QObject
{
    Q_OBJECT

private slots:
    void aClusterThatGoesEndsAllItsTasks();
    void aCodeAgentThatGoesEndsWhatWaitsForIt();
    void aSessionThatEndsCancelsAllItsTasks();
    void allApprovalsExpire();
    void allSessionsExpire();
    void aListGoesOnAsFarBackAsItIsAsked();
    void approvalsAreCountedForEachFilter();
    void postponedStepsAreInNobodysWay();

private:
    static qint64 countOf(TestCore &core, TaskState state)
    {
        const auto counts = core->tasks().counts(localOperator());
        return counts ? counts->value(state) : -1;
    }
};

namespace {

constexpr int tasksOfCluster = 620;
constexpr int tasksOfSession = 60;

} // namespace

void TestMany::aClusterThatGoesEndsAllItsTasks()
{
    TestCore core;
    core.start();
    const Manifest manifest{.name = u"desk"_s,
                            .agents = {{.name = u"ann"_s,
                                        .provider = u"fake"_s,
                                        .model = u"fake-1"_s,
                                        .scaling = {.minInstances = 1, .maxInstances = 1}}}};
    const auto cluster = core->fleet().deploy(manifest, localOperator());
    QVERIFY_RESULT(cluster);
    QVERIFY_RESULT(core->journal().commit());
    core.model().hang();
    for (int i = 0; i < tasksOfCluster; ++i)
        core.submit(u"slow"_s, {.agent = cluster->agents.first().id});
    QTRY_COMPARE(core.model().running(), 1);
    QVERIFY_RESULT(core->fleet().remove(u"desk"_s, localOperator()));
    core.model().release(ModelAnswer{.text = u"too late"_s});
    QTRY_COMPARE_WITH_TIMEOUT(countOf(core, TaskState::Failed), tasksOfCluster, 20'000);
    QTRY_COMPARE(core->engine().running(), 0);
}

void TestMany::aCodeAgentThatGoesEndsWhatWaitsForIt()
{
    TestCore core({.defaultSlots = 0}); // so that all of them wait
    const CodeAgent agent{.id = {u"agent-1"_s},
                          .owner = localOperator().user,
                          .name = u"double"_s,
                          .state = CodeAgentState::Ready};
    CodeAgentStore store(core->database());
    QVERIFY_RESULT(core->journal().record([&](Transaction &transaction) {
        return store.insert(transaction, agent, u"def run(data): return data"_s);
    }));
    QVERIFY_RESULT(core->database().runScript(u"UPDATE code_agent SET state = 'ready'"_s));
    QVERIFY_RESULT(core->journal().commit());
    core.close();
    core.open();
    core.start();
    for (int i = 0; i < tasksOfSession; ++i)
        QVERIFY_RESULT(core->executions().execute({.agent = agent.id, .data = 1}, localOperator()));
    QVERIFY_RESULT(core->journal().commit());
    QCOMPARE(countOf(core, TaskState::Queued), tasksOfSession);
    QVERIFY_RESULT(core->codeAgents().remove(agent.id, localOperator()));
    QTRY_COMPARE(countOf(core, TaskState::Failed), tasksOfSession);
}

void TestMany::aSessionThatEndsCancelsAllItsTasks()
{
    enum class End { Closed, Removed, Expired };
    for (const End end : {End::Closed, End::Removed, End::Expired}) {
        TestCore core;
        const auto session = core->agentSessions().create(
            {.name = u"one"_s, .timeout = 60s, .maxIterations = 100}, localOperator());
        QVERIFY_RESULT(session);
        for (int i = 0; i < tasksOfSession; ++i)
            core.submit(u"wait"_s, {.sessionId = session->id.value});
        QVERIFY_RESULT(core->journal().commit());
        if (end == End::Closed)
            QVERIFY_RESULT(
                core->agentSessions().end(session->id, AgentSessionState::Completed, localOperator()));
        else if (end == End::Removed)
            QVERIFY_RESULT(core->agentSessions().remove(session->id, localOperator()));
        else
            core.clock.advance(61s);
        QTRY_COMPARE(countOf(core, TaskState::Cancelled), tasksOfSession);
    }
}

void TestMany::allApprovalsExpire()
{
    TestCore core({.defaultSlots = 64, .approvals = {.expiry = 30min}});
    core.start();
    core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
        if (request.messages.last().role == Role::Tool)
            return ModelAnswer{.text = u"done"_s};
        return ModelAnswer{.toolCalls = {{.id = u"1"_s,
                                          .name = u"write_file"_s,
                                          .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}}}}};
    });
    constexpr int many = 520;
    for (int i = 0; i < many; ++i)
        core.submit(u"write"_s);
    const auto in = [&core](ApprovalState state) {
        return *core->approvals().count({.state = state}, localOperator());
    };
    QTRY_COMPARE_WITH_TIMEOUT(in(ApprovalState::Pending), many, 60'000);
    QTRY_VERIFY(!core->journal().isOpen());
    core.clock.advance(31min);
    QTRY_COMPARE_WITH_TIMEOUT(in(ApprovalState::Expired), many, 60'000);
}

void TestMany::allSessionsExpire()
{
    TestCore core({.openSessions = 0});
    constexpr int many = 250;
    for (int i = 0; i < many; ++i)
        QVERIFY_RESULT(core->agentSessions().create({.name = u"one"_s, .timeout = 60s}, localOperator()));
    QVERIFY_RESULT(core->journal().commit());
    core.clock.advance(61s);
    const auto open = [&core] {
        auto rows = core->database().run("SELECT COUNT(*) FROM agent_session WHERE ended_at = 0"_L1);
        return rows && rows->next() ? rows->integer(0) : -1;
    };
    QTRY_COMPARE(open(), 0);
}

void TestMany::aListGoesOnAsFarBackAsItIsAsked()
{
    TestCore core;
    QVERIFY_RESULT(core->database().runScript(
        u"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) "
        "INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, state, "
        "context, "
        "options, created_at, updated_at) SELECT printf('task-%05d', i), CASE i % 2 WHEN 0 THEN 'ada' ELSE "
        "'bob' END, "
        "'Number ' || i, 'trip', '', 'agent-' || (i % 5), 'simple', 1, "
        "CASE i % 3 WHEN 0 THEN 'queued' WHEN 1 THEN 'running' ELSE 'completed' END, '{}', '{}', i, i FROM n"_s));
    const QList<TaskState> states = {TaskState::Queued, TaskState::Running, TaskState::Waiting};
    TaskStore tasks(core->database());
    // The same, found the slow way.
    const auto expected = [](int offset, int limit, auto &&matches) {
        QStringList ids;
        for (int i = 6000; i > 0 && ids.size() < limit; --i) {
            if (i % 3 != 2 && matches(i) && offset-- <= 0)
                ids.append(u"task-%1"_s.arg(i, 5, 10, QChar(u'0')));
        }
        return ids;
    };
    const auto idsOf = [](const Result<QList<Task>> &found) {
        QStringList ids;
        for (const Task &task : found ? *found : QList<Task>())
            ids.append(task.id.value);
        return ids;
    };
    const auto any = [](int) { return true; };
    const auto adas = [](int i) { return i % 2 == 0; };
    const auto agents = [](int i) { return i % 5 == 1 || i % 5 == 2; };
    for (const int offset : {0, 999, 1001, 1990, 3990, 4000, 1'000'000'000}) {
        QCOMPARE(idsOf(tasks.list({.states = states, .limit = 20, .offset = offset})),
                 expected(offset, 20, any));
        QCOMPARE(idsOf(tasks.list({.owner = u"ada"_s, .states = states, .limit = 20, .offset = offset})),
                 expected(offset, 20, adas));
        QCOMPARE(idsOf(tasks.list({.states = states,
                                   .agents = {{u"agent-1"_s}, {u"agent-2"_s}},
                                   .limit = 20,
                                   .offset = offset})),
                 expected(offset, 20, agents));
    }
}

void TestMany::approvalsAreCountedForEachFilter()
{
    TestCore core;
    QVERIFY_RESULT(core->database().runScript(
        u"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
        "INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, tool, "
        "title, "
        "arguments, reason, risk, state, requested_at) SELECT printf('approval-%05d', i), 'task-' || (i % "
        "4), 'step', "
        "'step', CASE i % 3 WHEN 0 THEN 'ada' ELSE 'bob' END, '', '', '', 'write_file', 'Page', '{}', '', "
        "'low', "
        "CASE i % 2 WHEN 0 THEN 'pending' ELSE 'approved' END, i FROM n"_s));
    ApprovalStore store(core->database());
    const auto pending = ApprovalState::Pending;
    const ApprovalSight adas{.owner = u"ada"_s};
    QCOMPARE(*store.count({}), 1200);
    QCOMPARE(*store.count({.state = pending}), 600);
    QCOMPARE(*store.count({.sight = adas}), 400);
    QCOMPARE(*store.count({.state = pending, .sight = adas}), 200);
    QCOMPARE(*store.count({.state = pending, .task = {u"task-2"_s}}), 300);
    QCOMPARE(*store.count({.sight = adas, .task = {u"task-3"_s}}), 100);
    const auto list = store.list({.state = pending, .sight = adas, .limit = 3});
    QVERIFY_RESULT(list);
    QCOMPARE(list->size(), 3);
    QCOMPARE(list->first().id.value, u"approval-01200"_s);
    QCOMPARE(list->last().id.value, u"approval-01188"_s);
    QCOMPARE(store.list({.sight = adas, .before = list->last().id, .limit = 1})->first().id.value,
             u"approval-01185"_s);
    QCOMPARE(*store.oldestPending(adas), fromStored(6));

    // Who decides sees his own, those that anybody decides, and those that name him.
    QVERIFY_RESULT(core->database().runScript(
        u"UPDATE approval SET deciders = CASE owner WHEN 'ada' THEN ',carl,' ELSE ',eve,bo,' END "
        "WHERE requested_at <= 600"_s));
    const auto seenBy = [](const QString &user) { return ApprovalSight{.owner = user, .decider = user}; };
    QCOMPARE(*store.count({.sight = seenBy(u"dan"_s)}), 600);
    QCOMPARE(*store.count({.sight = seenBy(u"eve"_s)}), 1000);
    QCOMPARE(*store.count({.state = pending, .sight = seenBy(u"eve"_s)}), 500);
    QCOMPARE(*store.count({.state = pending, .sight = seenBy(u"ada"_s)}), 400);
    QCOMPARE(*store.oldestPending(seenBy(u"eve"_s)), fromStored(2));
}

// A provider that answers 429 leaves many steps that are to be tried later; what is ready now does not wait
// for them.
void TestMany::postponedStepsAreInNobodysWay()
{
    TestCore core({.defaultSlots = 64});
    core.start();
    constexpr int many = 300;
    bool isBusy = true;
    core.model().answerWith([&isBusy](const ModelRequest &request) -> Result<ModelAnswer> {
        if (isBusy && request.messages.last().text == u"later"_s)
            return Error{.code = ErrorCode::RateLimited, .text = u"busy"_s, .retry = Retry::Later};
        return ModelAnswer{.text = u"ok"_s};
    });
    for (int i = 0; i < many; ++i)
        core.submit(u"later"_s);
    StepStore steps(core->database());
    const auto isPostponed = [&core] {
        auto rows = core->database().run("SELECT COUNT(*) FROM step WHERE not_before > 0"_L1);
        return rows && rows->next() && rows->integer(0) == many;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isPostponed(), 20'000);
    QVERIFY(steps.ready({}, 10)->isEmpty());
    QCOMPARE(*steps.countReady({}), 0);
    const Task now = core.submit(u"now"_s);
    QTRY_COMPARE(core.task(now.id).state, TaskState::Completed);
    isBusy = false;
    core.clock.advance(61s);
    QTRY_COMPARE_WITH_TIMEOUT(countOf(core, TaskState::Completed), many + 1, 20'000);
}

SIGNALBOX_TEST(TestMany)
#include "tst_many.moc"
