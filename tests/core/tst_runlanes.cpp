// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// The run engine and the instances of agents together: queues that are to be scaled for, and agents that go.
class TestRunLanes : public QObject
{
    Q_OBJECT

private slots:
    void whatCameInABurstIsScaledFor();
    void aStepThatOutlivesItsAgentFailsItsTask();
    void ownersTakeTurns();
};

namespace {

AgentId deploy(TestCore &core, const Scaling &scaling)
{
    const Manifest manifest{
        .name = u"desk"_s,
        .agents = {{.name = u"ann"_s, .provider = u"fake"_s, .model = u"fake-1"_s, .scaling = scaling}}};
    const auto cluster = core->fleet().deploy(manifest, localOperator());
    if (!cluster || !core->journal().commit())
        qFatal("no cluster");
    return cluster->agents.first().id;
}

} // namespace

// The first of a burst are counted, the others within the same quarter of a second; then nothing more
// happens.
void TestRunLanes::whatCameInABurstIsScaledFor()
{
    TestCore core;
    core.start();
    const AgentId ann =
        deploy(core, {.minInstances = 1, .maxInstances = 3, .scaleUpThreshold = 2, .cooldownPeriod = 1s});
    core.clock.advance(2s);
    core.model().answerWith(
        [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"ok"_s}; });
    core.model().hang();
    core.submit(u"first"_s, {.agent = ann});
    core.model().hang();
    core.submit(u"second"_s, {.agent = ann});
    QTRY_COMPARE(core->instances().loadOf(ann).queued, 1);
    for (int i = 0; i < 8; ++i) {
        core.model().hang();
        core.submit(u"more"_s, {.agent = ann});
    }
    QTRY_VERIFY(!core->journal().isOpen());
    QCOMPARE(core.model().running(), 1);
    core.clock.advance(250ms);
    QTRY_COMPARE(core.model().running(), 3);
    QCOMPARE(core->instances().loadOf(ann).instances, 3);
}

void TestRunLanes::aStepThatOutlivesItsAgentFailsItsTask()
{
    TestCore core;
    core.start();
    const AgentId ann = deploy(core, {});
    core.model().hang();
    const Task task = core.submit(u"slow"_s, {.agent = ann});
    QTRY_COMPARE(core.model().running(), 1);
    QVERIFY_RESULT(core->fleet().remove(u"desk"_s, localOperator()));
    core.model().release(ModelAnswer{.text = u"too late"_s});
    QTRY_COMPARE(core.task(task.id).state, TaskState::Failed);
    QCOMPARE(core.task(task.id).error, u"The agent of this task was removed."_s);
    QTRY_COMPARE(core->engine().running(), 0);
}

// However many and however urgent one person's tasks are, the next person's is not behind all of them.
void TestRunLanes::ownersTakeTurns()
{
    TestCore core({.defaultSlots = 1});
    core.model().answerWith(
        [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"ok"_s}; });
    const auto submit = [&](const QString &owner, const QString &query, Priority priority) {
        const Principal principal{.user = owner, .name = owner, .scopes = allScopes};
        QVERIFY_RESULT(core->tasks().submit({.query = query, .priority = priority}, principal));
    };
    for (int i = 0; i < 5; ++i)
        submit(u"ann"_s, u"ann"_s, Priority::Critical);
    submit(u"bob"_s, u"bob, later"_s, Priority::Normal);
    submit(u"bob"_s, u"bob, first"_s, Priority::High);
    submit(u"cid"_s, u"cid"_s, Priority::Low);
    core.start();
    QTRY_COMPARE(core.model().requests().size(), 8);
    QStringList order;
    for (const ModelRequest &request : core.model().requests())
        order.append(request.messages.last().text);
    QCOMPARE(order.join(u" | "_s), u"ann | bob, first | cid | ann | bob, later | ann | ann | ann"_s);
}

SIGNALBOX_TEST(TestRunLanes)
#include "tst_runlanes.moc"
