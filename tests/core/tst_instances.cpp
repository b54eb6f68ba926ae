// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/instances.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Agent agentOf(const char *name, int target, Scaling scaling = {}, QStringList dependsOn = {})
{
    return Agent{.id = AgentId{QString::fromUtf8(name)},
                 .cluster = ClusterId{u"c"_s},
                 .spec = {.name = QString::fromUtf8(name), .scaling = scaling, .dependsOn = dependsOn},
                 .target = target};
}

Cluster clusterOf(const QList<Agent> &agents, ResourcePolicy policy = {})
{
    Cluster cluster{.id = ClusterId{u"c"_s}, .manifest = {.policy = policy}, .agents = agents};
    return cluster;
}

ResourcePolicy alwaysOn(int limit = 10)
{
    return {.maxConcurrentAgents = limit, .scaleToZero = false};
}

const AgentId a{u"a"_s};
const AgentId b{u"b"_s};
const AgentId c{u"c"_s};

int acquireAll(Instances &instances, const AgentId &agent)
{
    int got = 0;
    while (instances.acquire(agent))
        ++got;
    return got;
}

} // namespace

class TestInstances : public QObject
{
    Q_OBJECT

private slots:
    // One owner of several who share a crew leaves the others places.
    void anOwnerDoesNotHoldACrew()
    {
        FakeClock clock;
        Instances instances(clock);
        const Cluster cluster = clusterOf({agentOf("a", 4), agentOf("b", 4), agentOf("c", 4)}, alwaysOn(4));
        const LaneShares shares{.owners = {{a, u"ada"_s}, {b, u"ada"_s}, {c, u"bob"_s}}, .mostOfOne = 3};
        instances.place(cluster, shares);
        QCOMPARE(acquireAll(instances, a), 3);
        QCOMPARE(acquireAll(instances, b), 0);
        QCOMPARE(instances.capacity(b), 0);
        QCOMPARE(acquireAll(instances, c), 1);
        instances.place(cluster, shares); // an agent was deployed meanwhile
        QCOMPARE(acquireAll(instances, b), 0);
        QList<AgentId> freed;
        connect(&instances, &Instances::capacityFreed, this,
                [&freed](const AgentId &agent) { freed.append(agent); });
        instances.release(a);
        QVERIFY(freed.contains(b));
        QCOMPARE(acquireAll(instances, b), 1);
    }

    void theDefaultLaneIsAlwaysThere()
    {
        FakeClock clock;
        Instances instances(clock);
        QCOMPARE(instances.capacity({}), 4);
        QCOMPARE(acquireAll(instances, {}), 4);
        QCOMPARE(instances.loadOf({}).busy, 4);
        QSignalSpy freed(&instances, &Instances::capacityFreed);
        instances.release({});
        QCOMPARE(freed.count(), 1);
        QVERIFY(instances.acquire({}));
        clock.advance(24h);
        QCOMPARE(instances.loadOf({}).instances, 4);
        QVERIFY(!instances.acquire(a)); // nobody of that name
        instances.release(a);
    }

    void asManyStepsRunAsThereAreInstances()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 3), agentOf("b", 1)}));
        QCOMPARE(acquireAll(instances, a), 3);
        QCOMPARE(acquireAll(instances, b), 1);
        instances.place(clusterOf({agentOf("a", 5), agentOf("b", 1)}));
        QCOMPARE(acquireAll(instances, a), 2);
        QCOMPARE(instances.loadOf(a).busy, 5);
        instances.release(a);
        QCOMPARE(acquireAll(instances, a), 1);
    }

    void aReleaseTooMuchChangesNothing()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 2)}));
        instances.release(a);
        QCOMPARE(acquireAll(instances, a), 2);
    }

    void theClusterHasALimitForAllItsAgents()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 3), agentOf("b", 3)}, alwaysOn(4)));
        for (int i = 0; i < 3; ++i)
            QVERIFY(instances.acquire(a));
        QCOMPARE(acquireAll(instances, b), 1);
        QCOMPARE(instances.capacity(b), 0);

        // b was refused first, so it hears first, even though it is a's instance that became free.
        QVERIFY(!instances.acquire(a));
        QList<AgentId> winners;
        connect(&instances, &Instances::capacityFreed, this, [&](const AgentId &agent) {
            if (instances.acquire(agent))
                winners.append(agent);
        });
        instances.release(a);
        QCOMPARE(winners, QList<AgentId>{b});
        QCOMPARE(instances.loadOf(a).busy + instances.loadOf(b).busy, 4);
        instances.release(b);
        QCOMPARE(winners, (QList<AgentId>{b, a}));
    }

    void aHigherLimitTellsWhoWaits()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 3)}, alwaysOn(1)));
        QCOMPARE(acquireAll(instances, a), 1);
        QSignalSpy freed(&instances, &Instances::capacityFreed);
        instances.place(clusterOf({agentOf("a", 3)}, alwaysOn(2)));
        QCOMPARE(freed.count(), 1);
        QCOMPARE(acquireAll(instances, a), 1);
    }

    void scalingDownDrains()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 3)}, alwaysOn()));
        QCOMPARE(acquireAll(instances, a), 3);
        QSignalSpy changed(&instances, &Instances::instancesChanged);
        instances.place(clusterOf({agentOf("a", 1)}, alwaysOn()));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Scaling);
        QCOMPARE(instances.stateOf(ClusterId{u"c"_s}), ClusterState::Scaling);
        QVERIFY(instances.isDraining(ClusterId{u"c"_s}));
        QCOMPARE(instances.loadOf(a).instances, 3);

        instances.release(a);
        QVERIFY(!instances.acquire(a));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Scaling);
        QCOMPARE(instances.loadOf(a).instances, 2);
        instances.release(a);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QVERIFY(!instances.acquire(a));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][3].value<ScaleReason>(), ScaleReason::Drained);
        instances.release(a);
        QCOMPARE(acquireAll(instances, a), 1);
    }

    void aDrainEndsWhenTheTargetGoesUpAgain()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 3)}));
        QCOMPARE(acquireAll(instances, a), 3);
        instances.place(clusterOf({agentOf("a", 1)}));
        instances.place(clusterOf({agentOf("a", 4)}));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QCOMPARE(acquireAll(instances, a), 1);
    }

    void zeroWithoutScaleToZeroStops()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 0)}, alwaysOn()));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Stopped);
        QCOMPARE(instances.stateOf(ClusterId{u"c"_s}), ClusterState::Stopped);
        QVERIFY(!instances.acquire(a));
        QSignalSpy freed(&instances, &Instances::capacityFreed);
        instances.place(clusterOf({agentOf("a", 1)}, alwaysOn()));
        QCOMPARE(freed.count(), 1);
        QVERIFY(instances.acquire(a));
    }

    void idleGoesToZeroAndWorkStartsItAgain()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 2)}, {.idleTimeout = 60s}));
        QSignalSpy changed(&instances, &Instances::instancesChanged);
        clock.advance(59s);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QVERIFY(instances.acquire(a));
        clock.advance(10min);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running); // it is busy
        instances.release(a);
        clock.advance(59s);
        QCOMPARE(instances.loadOf(a).instances, 2);
        clock.advance(1s);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
        QCOMPARE(instances.loadOf(a).instances, 0);
        QCOMPARE(instances.loadOf(a).coldStarts, 0);
        QCOMPARE(instances.stateOf(ClusterId{u"c"_s}), ClusterState::Running);
        QCOMPARE(changed.takeFirst()[3].value<ScaleReason>(), ScaleReason::Idle);

        QVERIFY(instances.acquire(a));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QCOMPARE(instances.loadOf(a).instances, 2);
        QCOMPARE(instances.loadOf(a).coldStarts, 1);
        QCOMPARE(changed.takeFirst()[3].value<ScaleReason>(), ScaleReason::ColdStart);
    }

    void stepsThatWaitKeepAnAgentUp()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 1)}, {.idleTimeout = 60s}));
        instances.setQueued(a, 1);
        clock.advance(1h);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        instances.setQueued(a, 0);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
    }

    void minimumAndPolicyKeepInstancesUp()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 1, {.minInstances = 1})}));
        Cluster other = clusterOf({agentOf("b", 1)}, alwaysOn());
        other.id = other.agents[0].cluster = ClusterId{u"d"_s};
        instances.place(other);
        clock.advance(24h);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QCOMPARE(instances.loadOf(b).status, AgentStatus::Running);
    }

    void atTargetZeroWorkAsksForOne()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 0)}));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
        QSignalSpy wanted(&instances, &Instances::targetWanted);
        QCOMPARE(acquireAll(instances, a), 1);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][1].toInt(), 1);
        QCOMPARE(wanted[0][2].value<ScaleReason>(), ScaleReason::ColdStart);
        instances.place(clusterOf({agentOf("a", 1)}));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QCOMPARE(instances.loadOf(a).coldStarts, 1);

        // A person scales it to zero while it works: it drains, and is at zero then.
        instances.place(clusterOf({agentOf("a", 0)}));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Scaling);
        QVERIFY(!instances.acquire(a));
        instances.release(a);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
        QCOMPARE(instances.loadOf(a).instances, 0);
    }

    void theQueueScalesUpWithinLimits()
    {
        FakeClock clock;
        Instances instances(clock);
        const Scaling scaling{.maxInstances = 4, .scaleUpThreshold = 5, .cooldownPeriod = 60s};
        instances.place(clusterOf({agentOf("a", 1, scaling)}));
        QSignalSpy wanted(&instances, &Instances::targetWanted);
        QVERIFY(instances.acquire(a));
        instances.setQueued(a, 5);
        QCOMPARE(wanted.count(), 0);
        instances.setQueued(a, 6);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][1].toInt(), 2);
        QCOMPARE(wanted[0][2].value<ScaleReason>(), ScaleReason::Queue);

        Agent scaled = agentOf("a", 2, scaling);
        scaled.lastScaledAt = clock.now();
        instances.place(clusterOf({scaled}));
        QCOMPARE(acquireAll(instances, a), 1);
        instances.setQueued(a, 100); // within the cooldown
        QCOMPARE(wanted.count(), 1);
        clock.advance(59s);
        QCOMPARE(wanted.count(), 1);
        clock.advance(1s);
        QCOMPARE(wanted.count(), 2);
        QCOMPARE(wanted[1][1].toInt(), 4); // 20 would be needed
        instances.place(clusterOf({agentOf("a", 4, scaling)}));
        clock.advance(1h);
        QCOMPARE(wanted.count(), 2);
    }

    void lowLoadScalesDownOneAtATime()
    {
        FakeClock clock;
        Instances instances(clock);
        const Scaling scaling{.minInstances = 1, .maxInstances = 6, .cooldownPeriod = 60s};
        Agent agent = agentOf("a", 5, scaling);
        agent.lastScaledAt = clock.now();
        instances.place(clusterOf({agent}));
        QCOMPARE(acquireAll(instances, a), 5);
        QSignalSpy wanted(&instances, &Instances::targetWanted);
        clock.advance(2min);
        instances.release(a); // four of five busy: four would be busier than 0.8
        QCOMPARE(wanted.count(), 0);
        instances.release(a);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][1].toInt(), 4);
        QCOMPARE(wanted[0][2].value<ScaleReason>(), ScaleReason::LowLoad);

        agent.target = 4;
        agent.lastScaledAt = clock.now();
        instances.place(clusterOf({agent}));
        instances.release(a);
        QCOMPARE(wanted.count(), 1);
        clock.advance(60s);
        QCOMPARE(wanted.count(), 2);
        QCOMPARE(wanted[1][1].toInt(), 3);

        agent.target = 1;
        instances.place(clusterOf({agent}));
        clock.advance(1h);
        QCOMPARE(wanted.count(), 2); // never below the minimum
    }

    void withoutAMaximumOnlyPeopleScale()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 5)}, alwaysOn()));
        QSignalSpy wanted(&instances, &Instances::targetWanted);
        instances.setQueued(a, 1000);
        instances.setQueued(a, 0);
        clock.advance(24h);
        QCOMPARE(wanted.count(), 0);
    }

    void anAgentNeedsThoseItDependsOn()
    {
        FakeClock clock;
        Instances instances(clock);
        const auto agents = [](int first) {
            return QList<Agent>{agentOf("a", first), agentOf("b", 1, {}, {u"a"_s}),
                                agentOf("c", 1, {}, {u"b"_s})};
        };
        instances.place(clusterOf(agents(0), alwaysOn()));
        QCOMPARE(instances.loadOf(c).status, AgentStatus::Stopped);
        QVERIFY(!instances.acquire(c));
        QSignalSpy freed(&instances, &Instances::capacityFreed);
        instances.place(clusterOf(agents(1), alwaysOn()));
        QCOMPARE(freed.count(), 1);
        QCOMPARE(instances.loadOf(c).status, AgentStatus::Running);
        QVERIFY(instances.acquire(c));
    }

    void workWakesDependenciesAndKeepsThemUp()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 1), agentOf("b", 1, {}, {u"a"_s})}, {.idleTimeout = 60s}));
        clock.advance(60s);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
        QCOMPARE(instances.loadOf(b).status, AgentStatus::Idle);
        QVERIFY(instances.acquire(b));
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        QCOMPARE(instances.loadOf(a).coldStarts, 1);
        clock.advance(1h);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Running);
        instances.release(b);
        clock.advance(60s);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
    }

    void anAgentWhoseDependencySleepsIsNotRunning()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 1), agentOf("b", 1, {.minInstances = 1}, {u"a"_s})}));
        QCOMPARE(instances.loadOf(b).status, AgentStatus::Running);
        clock.advance(1h);
        QCOMPARE(instances.loadOf(a).status, AgentStatus::Idle);
        QCOMPARE(instances.loadOf(b).instances, 1);
        QCOMPARE(instances.loadOf(b).status, AgentStatus::Idle);
    }

    void whatRunsSurvivesAChangeOfTheCluster()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 2), agentOf("b", 1)}, alwaysOn(3)));
        QCOMPARE(acquireAll(instances, a), 2);
        QCOMPARE(acquireAll(instances, b), 1);
        instances.place(clusterOf({agentOf("b", 2), agentOf("c", 3)}, alwaysOn(3)));
        QVERIFY(!instances.knows(a));
        QCOMPARE(instances.loadOf(b).busy, 1);
        instances.release(a); // its step ends after it was removed
        QCOMPARE(acquireAll(instances, c), 2);
        instances.remove(ClusterId{u"c"_s});
        QVERIFY(!instances.knows(b));
        instances.release(b);
        QVERIFY(!instances.acquire(b));
    }

    void loadIsForEachInstance()
    {
        FakeClock clock;
        Instances instances(clock);
        instances.place(clusterOf({agentOf("a", 4), agentOf("b", 1)}));
        QVERIFY(instances.acquire(a));
        instances.setQueued(a, 1);
        QVERIFY(instances.acquire(b));
        QCOMPARE(instances.loadPerInstance(a), 0.5);
        QCOMPARE(instances.loadPerInstance(b), 1.0);
    }
};

SIGNALBOX_TEST(TestInstances)
#include "tst_instances.moc"
