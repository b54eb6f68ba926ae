// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/people.h"
#include "tests/support/fulldisk.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using testsupport::LogCount;

namespace {

Manifest shop()
{
    return {.name = u"shop"_s,
            .agents = {{.name = u"ann"_s,
                        .provider = u"fake"_s,
                        .model = u"m"_s,
                        .scaling = {.minInstances = 1, .maxInstances = 2}}}};
}

// While it is hidden, nothing of that table can be read. In the transaction of this turn, if there is one.
void hide(TestCore &core, const QString &table)
{
    testsupport::runOrDie(*core, u"ALTER TABLE %1 RENAME TO hidden"_s.arg(table));
}

void show(TestCore &core, const QString &table)
{
    testsupport::runOrDie(*core, u"ALTER TABLE hidden RENAME TO %1"_s.arg(table));
}

qint64 numberIn(TestCore &core, QLatin1StringView sql)
{
    auto rows = core->database().run(sql);
    return rows && rows->next() ? rows->integer(0) : -1;
}

} // namespace

// What the core owes by itself and could not write or read: it is done once that is possible, and nothing of
// it is tried without a pause.
class TestOwed : public QObject
{
    Q_OBJECT

private slots:
    void countsOfCallers_data();
    void countsOfCallers();
    void theTasksOfABlockedAccountEnd();
    void aClusterStarts_data();
    void aClusterStarts();
    void aClusterIsReadAgain();
    void changesOfInstancesAreTold();
    void anAgentWithCodeIsSettled();
    void theLanesOfCodeAreReadAgain();
    void rulesAreReadAgain();
    void settingsAreReadAgain();
    void theEndOfARoomIsKnown();
};

void TestOwed::countsOfCallers_data()
{
    QTest::addColumn<bool>("isCommitAlone");
    QTest::newRow("the write is refused") << false;
    QTest::newRow("the commit fails") << true;
}

void TestOwed::countsOfCallers()
{
    QFETCH(bool, isCommitAlone);
    TestCore core;
    const auto key = core->keys().create(u"robot"_s, u"robot"_s, Scope::TasksWrite, localOperator());
    QVERIFY_RESULT(key);
    QVERIFY_RESULT(core->journal().commit());
    QVERIFY_RESULT(core->keys().authenticate(key->secret.toLatin1()));
    core->access().rates().take(u"usual"_s, u"robot"_s, 10, 3600s);
    if (isCommitAlone) {
        core.clock.advance(2s);
        testsupport::spoilCommit(*core);
    } else {
        testsupport::refuseWrites(*core);
        core.clock.advance(2s);
    }
    testsupport::turnOften();
    QVERIFY(!core->journal().isOpen());
    testsupport::mend(*core);
    QCOMPARE(numberIn(core, "SELECT COUNT(*) FROM rate_count WHERE who = 'robot'"_L1), 0);
    core->access().rates().take(u"usual"_s, u"robot"_s, 10, 3600s);
    core.clock.advance(1s);
    QTRY_COMPARE(numberIn(core, "SELECT used FROM rate_count WHERE who = 'robot'"_L1), 2);
    QTRY_COMPARE(numberIn(core, "SELECT COUNT(*) FROM api_key WHERE owner = 'robot' AND last_used_at > 0"_L1),
                 1);
}

void TestOwed::theTasksOfABlockedAccountEnd()
{
    TestCore core(people::whereAnybodyRegisters());
    const auto ada = people::signUp(core, u"ada"_s);
    QVERIFY_RESULT(ada);
    for (int i = 0; i < 3; ++i)
        QVERIFY_RESULT(core->tasks().submit({.query = u"wait"_s}, ada->account.principal()));
    QVERIFY_RESULT(core->journal().commit());
    QVERIFY_RESULT(core->accounts().change(ada->account.id, {}, AccountState::Blocked, localOperator()));
    QVERIFY_RESULT(core->journal().commit()); // and the tasks are ended in the next one
    testsupport::spoilCommit(*core);
    testsupport::turnOften();
    QVERIFY(!core->journal().isOpen());
    const auto cancelled = [&] {
        return *core->tasks().count({.states = {TaskState::Cancelled}}, localOperator());
    };
    QCOMPARE(cancelled(), 0);
    core.clock.advance(1s);
    QTRY_COMPARE(cancelled(), 3);
}

void TestOwed::aClusterStarts_data()
{
    countsOfCallers_data();
}

void TestOwed::aClusterStarts()
{
    QFETCH(bool, isCommitAlone);
    TestCore core;
    QVERIFY_RESULT(core->fleet().deploy(shop(), localOperator()));
    {
        const LogCount tries(isCommitAlone ? u"A commit failed"_s : u"Could not start a cluster"_s);
        // The cluster is read, then this, then it is started.
        QObject context;
        QObject::connect(&core->fleet(), &FleetService::changed, &context, [&] {
            isCommitAlone ? testsupport::failCommits(*core) : testsupport::refuseWrites(*core);
            QObject::disconnect(&core->fleet(), nullptr, &context, nullptr);
        });
        QVERIFY_RESULT(core->journal().commit());
        testsupport::turnOften();
        QVERIFY(tries.isPaced());
    }
    QCOMPARE(core->fleet().cluster(u"shop"_s, localOperator())->state, ClusterState::Deploying);
    testsupport::mend(*core);
    QTRY_COMPARE(core->fleet().cluster(u"shop"_s, localOperator())->state, ClusterState::Running);
}

void TestOwed::aClusterIsReadAgain()
{
    TestCore core;
    const auto deployed = core->fleet().deploy(shop(), localOperator());
    QVERIFY_RESULT(deployed);
    hide(core, u"cluster"_s);
    QVERIFY_RESULT(core->journal().commit());
    show(core, u"cluster"_s);
    QVERIFY(!core->fleet().cluster(u"shop"_s, localOperator()));
    QTRY_VERIFY(core->fleet().cluster(u"shop"_s, localOperator()));
    QVERIFY(core->instances().knows(deployed->agents.first().id));
}

void TestOwed::changesOfInstancesAreTold()
{
    TestCore core;
    Manifest manifest = shop();
    manifest.agents.first().scaling.minInstances = 0;
    manifest.policy.scaleToZero = true;
    manifest.policy.idleTimeout = 60s;
    QVERIFY_RESULT(core->fleet().deploy(manifest, localOperator()));
    QTRY_VERIFY(core->fleet().cluster(u"shop"_s, localOperator()));
    QTRY_VERIFY(!core->journal().isOpen());
    testsupport::refuseWrites(*core);
    core.clock.advance(120s);
    testsupport::turnOften();
    testsupport::mend(*core);
    const auto told = [&] {
        return numberIn(core, "SELECT COUNT(*) FROM event WHERE type = 'agent.scaled'"_L1);
    };
    QCOMPARE(told(), 0);
    QTRY_COMPARE(told(), 1);
}

void TestOwed::anAgentWithCodeIsSettled()
{
    TestCore core;
    const CodeAgent agent{.id = {u"agent-1"_s}, .owner = localOperator().user, .name = u"double"_s};
    CodeAgentStore store(core->database());
    QVERIFY_RESULT(core->journal().record([&](Transaction &transaction) {
        return store.insert(transaction, agent, u"def run(data): return data"_s);
    }));
    QVERIFY_RESULT(core->journal().commit());
    QCOMPARE(store.find(agent.id)->state, CodeAgentState::Deploying);
    core.close();
    core.open(); // looks at it again
    testsupport::refuseWrites(*core);
    QSignalSpy deployed(&core->codeAgents(), &CodeAgentService::deployed);
    QTRY_COMPARE_WITH_TIMEOUT(deployed.size(), 1, 20'000);
    testsupport::mend(*core);
    CodeAgentStore stored(core->database());
    QCOMPARE(stored.find(agent.id)->state, CodeAgentState::Deploying);
    QTRY_VERIFY(stored.find(agent.id)->state !=
                CodeAgentState::Deploying); // ready, or failed without a sandbox
}

void TestOwed::theLanesOfCodeAreReadAgain()
{
    TestCore core;
    const CodeAgent agent{.id = {u"agent-1"_s}, .owner = localOperator().user, .name = u"double"_s};
    CodeAgentStore store(core->database());
    QVERIFY_RESULT(core->journal().record([&](Transaction &transaction) {
        return store.insert(transaction, agent, u"def run(data): return data"_s);
    }));
    QVERIFY_RESULT(core->journal().commit());
    core.close();
    core.open();
    QVERIFY(core->instances().knows(agent.id));
    QVERIFY_RESULT(core->codeAgents().remove(agent.id, localOperator()));
    hide(core, u"code_agent"_s);
    QVERIFY_RESULT(core->journal().commit());
    show(core, u"code_agent"_s);
    QVERIFY(core->instances().knows(agent.id));
    QTRY_VERIFY(!core->instances().knows(agent.id));
}

void TestOwed::rulesAreReadAgain()
{
    TestCore core;
    const qsizetype before = core->policies().rules().size();
    QVERIFY_RESULT(core->policies().add({.name = u"Files"_s, .tool = u"write_file"_s}, localOperator()));
    hide(core, u"policy_rule"_s);
    QVERIFY_RESULT(core->journal().commit());
    show(core, u"policy_rule"_s);
    QVERIFY(core->policies().rules().isEmpty()); // so everything asks
    QTRY_COMPARE(core->policies().rules().size(), before + 1);
}

void TestOwed::settingsAreReadAgain()
{
    TestCore core;
    QVERIFY_RESULT(core->settings().set(u"appearance.theme"_s, u"dark"_s, localOperator()));
    hide(core, u"setting"_s);
    QVERIFY_RESULT(core->journal().commit());
    show(core, u"setting"_s);
    QCOMPARE(core->settings().value(u"appearance.theme"_s), u"system"_s);
    QTRY_COMPARE(core->settings().value(u"appearance.theme"_s), u"dark"_s);
}

void TestOwed::theEndOfARoomIsKnown()
{
    TestCore core;
    const auto room = core->rooms().open({.participants = {u"ada"_s}}, localOperator());
    QVERIFY_RESULT(room);
    hide(core, u"room"_s);
    QVERIFY_RESULT(core->journal().commit());
    show(core, u"room"_s);
    core.clock.advance(1s);
    QTRY_VERIFY(!core->journal().isOpen());
    core.clock.advance(3601s);
    QTRY_COMPARE(core->rooms().find(room->id, localOperator())->state, RoomState::Ended);
}

SIGNALBOX_TEST(TestOwed)
#include "tst_owed.moc"
