// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/fleetservice.h"
#include "core/fleet/manifestwriter.h"
#include "core/fleet/samples.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

ManifestRules rules()
{
    return {.providers = {u"builtin"_s},
            .configured = {u"builtin"_s},
            .tools = {u"calculator"_s, u"knowledge_search"_s, u"read_file"_s, u"write_file"_s,
                      u"list_files"_s, u"http_fetch"_s, u"remember"_s}};
}

AgentSpec agentOf(const QString &name)
{
    return {.name = name, .provider = u"builtin"_s, .model = u"extractive-1"_s};
}

Manifest manifestOf(const QString &name, const QStringList &agents = {u"assistant"_s})
{
    Manifest manifest{.name = name};
    for (const QString &agent : agents)
        manifest.agents.append(agentOf(agent));
    return manifest;
}

// A fleet on a store of its own, with the committed events that it announced.
struct Fleet
{
    TestStore store;
    Instances instances{store.clock};
    FleetService service{store.database(), store.journal(), instances, rules};
    QList<Event> events;
    QObject context;

    Fleet()
    {
        QObject::connect(&store.journal(), &Journal::committed, &context,
                         [this](const QList<Event> &more) { events += more; });
        if (!service.open())
            qFatal("the fleet does not open");
    }

    // Commits until nothing follows from what was committed.
    void settle()
    {
        QCoreApplication::processEvents();
        while (store.journal().isOpen()) {
            (void)bool(store.journal().commit());
            QCoreApplication::processEvents();
        }
    }

    Cluster deploy(const Manifest &manifest)
    {
        const auto cluster = service.deploy(manifest, localOperator());
        if (!cluster)
            qFatal("%s", qPrintable(cluster.error().text));
        settle();
        return *service.cluster(manifest.name, localOperator());
    }

    // Who takes a task of the operator that names nobody.
    AgentId chosen() const
    {
        return service.chooseAgent(localOperator().user, [](const AgentSpec &) { return true; });
    }

    QStringList types() const
    {
        QStringList all;
        for (const Event &event : events)
            all.append(toWord(event.type));
        return all;
    }
};

int acquireAll(Instances &instances, const AgentId &agent)
{
    int got = 0;
    while (instances.acquire(agent))
        ++got;
    return got;
}

} // namespace

class TestFleetService : public QObject
{
    Q_OBJECT

private slots:
    void aDeployedClusterRuns()
    {
        Fleet fleet;
        QSignalSpy changed(&fleet.service, &FleetService::changed);
        const auto deploying =
            fleet.service.deploy(manifestOf(u"shop"_s, {u"assistant"_s, u"writer"_s}), localOperator());
        QVERIFY_RESULT(deploying);
        QCOMPARE(deploying->state, ClusterState::Deploying);
        QVERIFY(deploying->id.value.startsWith(u"cluster-"));
        QVERIFY(fleet.service.clusters(localOperator()).isEmpty()); // nothing is known before the commit
        QVERIFY(!fleet.instances.knows(deploying->agents[0].id));

        fleet.settle();
        QVERIFY(changed.count() > 0);
        const auto running = fleet.service.cluster(u"shop"_s, localOperator());
        QVERIFY_RESULT(running);
        QCOMPARE(running->state, ClusterState::Running);
        QCOMPARE(running->createdBy, u"operator"_s);
        QCOMPARE(running->createdAt, fleet.store.clock.now());
        QCOMPARE(running->agents.size(), 2);
        QCOMPARE(running->agents[1].spec.name, u"writer"_s);
        QCOMPARE(running->agents[1].load.status, AgentStatus::Running);
        QCOMPARE(running->agents[1].load.instances, 1);
        QCOMPARE(fleet.types(), (QStringList{u"cluster.deployed"_s, u"cluster.changed"_s}));
        QCOMPARE(fleet.events[0].subject, running->id.value);
        QCOMPARE(fleet.events[0].message, u"Cluster shop was deployed with 2 agents"_s);
        QCOMPARE(fleet.events[0].payload.value("agents"_L1).toArray().size(), 2);
        QCOMPARE(fleet.events[1].payload.value("status"_L1).toString(), u"running"_s);
    }

    void aNameIsTakenOnce()
    {
        Fleet fleet;
        fleet.deploy(manifestOf(u"shop"_s));
        const auto again = fleet.service.deploy(manifestOf(u"shop"_s), localOperator());
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QCOMPARE(again.error().text, u"cluster shop exists"_s);

        // Also within one turn, before the first is committed.
        QVERIFY_RESULT(fleet.service.deploy(manifestOf(u"docs"_s), localOperator()));
        QVERIFY(!fleet.service.deploy(manifestOf(u"docs"_s), localOperator()));
        fleet.settle();
        QCOMPARE(fleet.service.clusters(localOperator()).size(), 2);
    }

    void aFailedCommitLeavesNothing()
    {
        Fleet fleet;
        const Cluster shop = fleet.deploy(manifestOf(u"shop"_s));
        QVERIFY_RESULT(fleet.service.scale(u"shop"_s, u"assistant"_s, 4, localOperator()));
        QVERIFY_RESULT(fleet.service.deploy(manifestOf(u"docs"_s), localOperator()));
        QVERIFY_RESULT(fleet.store.database().run("ROLLBACK"_L1)); // so that COMMIT fails
        QVERIFY(!fleet.store.journal().commit());
        fleet.settle();
        QCOMPARE(fleet.service.clusters(localOperator()).size(), 1);
        QCOMPARE(fleet.service.agent(shop.agents[0].id)->target, 1);
        QCOMPARE(acquireAll(fleet.instances, shop.agents[0].id), 1);
    }

    void everythingIsThereAfterARestart()
    {
        Fleet fleet;
        const ManifestReading sample = fleet.service.read(sampleManifest());
        QVERIFY(sample.isOk());
        const Cluster deployed = fleet.deploy(sample.manifest);
        QVERIFY_RESULT(fleet.service.scale(u"sample"_s, u"writer"_s, 2, localOperator()));
        fleet.settle();

        Instances instances(fleet.store.clock);
        FleetService again(fleet.store.database(), fleet.store.journal(), instances, rules);
        QVERIFY_RESULT(again.open());
        const auto cluster = again.cluster(u"sample"_s, localOperator());
        QVERIFY_RESULT(cluster);
        QCOMPARE(cluster->id, deployed.id);
        QCOMPARE(cluster->manifest, sample.manifest);
        QCOMPARE(cluster->state, ClusterState::Running);
        QCOMPARE(cluster->agents[1].target, 2);
        QCOMPARE(cluster->agents[0].spec, sample.manifest.agents[0]);
        QCOMPARE(acquireAll(instances, cluster->agents[1].id), 2);
    }

    void aClusterThatWasNotStartedStartsWithTheProcess()
    {
        Fleet fleet;
        fleet.deploy(manifestOf(u"shop"_s));
        TestStore &store = fleet.store;
        // As a process leaves it that ends between the two commits.
        QVERIFY_RESULT(store.database().run("UPDATE cluster SET state = 'deploying'"_L1));
        Instances instances(store.clock);
        FleetService again(store.database(), store.journal(), instances, rules);
        QVERIFY_RESULT(again.open());
        QVERIFY_RESULT(store.journal().commit());
        QCOMPARE(again.cluster(u"shop"_s, localOperator())->state, ClusterState::Running);
    }

    void applyKeepsAgentsByName()
    {
        Fleet fleet;
        const Cluster before = fleet.deploy(manifestOf(u"shop"_s, {u"reader"_s, u"assistant"_s}));
        QVERIFY(fleet.instances.acquire(before.agents[1].id));
        fleet.events.clear();
        Manifest manifest = manifestOf(u"shop"_s, {u"assistant"_s, u"writer"_s});
        manifest.agents[0].model = u"extractive-2"_s;
        manifest.agents[0].scaling = {.minInstances = 2, .maxInstances = 3};
        QVERIFY_RESULT(fleet.service.apply(u"shop"_s, manifest, localOperator()));
        fleet.settle();

        const Cluster after = *fleet.service.cluster(u"shop"_s, localOperator());
        QCOMPARE(after.id, before.id);
        QCOMPARE(after.manifest, manifest);
        QCOMPARE(after.agents.size(), 2);
        QCOMPARE(after.agents[0].id, before.agents[1].id);
        QCOMPARE(after.agents[0].spec.model, u"extractive-2"_s);
        QCOMPARE(after.agents[0].target, 2);
        QCOMPARE(after.agents[0].load.busy, 1);
        QVERIFY(!fleet.service.agent(before.agents[0].id));
        QVERIFY(!fleet.instances.knows(before.agents[0].id));
        QCOMPARE(fleet.types(), QStringList{u"cluster.changed"_s});
        QCOMPARE(fleet.events[0].message,
                 u"Cluster shop was changed: 1 agent added, 1 agent removed, 1 agent changed"_s);
        QCOMPARE(fleet.events[0].payload.value("changes"_L1).toObject().value("removed"_L1).toArray(),
                 QJsonArray{u"reader"_s});
    }

    void applyRefuses()
    {
        Fleet fleet;
        fleet.deploy(manifestOf(u"shop"_s));
        fleet.events.clear();
        QVERIFY_RESULT(fleet.service.apply(u"shop"_s, manifestOf(u"shop"_s), localOperator()));
        fleet.settle();
        QVERIFY(fleet.events.isEmpty()); // nothing changed
        QCOMPARE(fleet.service.apply(u"shop"_s, manifestOf(u"docs"_s), localOperator()).error().field,
                 u"metadata.name"_s);
        QCOMPARE(fleet.service.apply(u"docs"_s, manifestOf(u"docs"_s), localOperator()).error().code,
                 ErrorCode::NotFound);
    }

    void scalingChangesHowManyStepsRun()
    {
        Fleet fleet;
        const AgentId agent = fleet.deploy(manifestOf(u"shop"_s)).agents[0].id;
        QCOMPARE(acquireAll(fleet.instances, agent), 1);
        fleet.events.clear();
        const auto scaled = fleet.service.scale(u"shop"_s, u"assistant"_s, 5, localOperator());
        QVERIFY_RESULT(scaled);
        QCOMPARE(scaled->target, 5);
        QCOMPARE(acquireAll(fleet.instances, agent), 0); // not before it is on disk
        fleet.settle();
        QCOMPARE(acquireAll(fleet.instances, agent), 4);
        QCOMPARE(fleet.types(), QStringList{u"agent.scaled"_s});
        QCOMPARE(fleet.events[0].message, u"assistant of shop scaled from 1 to 5"_s);
        QCOMPARE(fleet.events[0].payload.value("reason"_L1).toString(), u"person"_s);
        QCOMPARE(fleet.events[0].actor, u"operator"_s);
    }

    void scalingDownIsAConflictUntilItHasDrained()
    {
        Fleet fleet;
        const AgentId agent = fleet.deploy(manifestOf(u"shop"_s)).agents[0].id;
        QVERIFY_RESULT(fleet.service.scale(u"shop"_s, u"assistant"_s, 2, localOperator()));
        fleet.settle();
        QCOMPARE(acquireAll(fleet.instances, agent), 2);
        QVERIFY_RESULT(fleet.service.scale(u"shop"_s, u"assistant"_s, 1, localOperator()));
        fleet.settle();
        QCOMPARE(fleet.service.cluster(u"shop"_s, localOperator())->state, ClusterState::Scaling);
        QCOMPARE(fleet.service.agents({.status = AgentStatus::Scaling}, localOperator()).size(), 1);
        const auto refused = fleet.service.scale(u"shop"_s, u"assistant"_s, 3, localOperator());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(
            fleet.service.apply(u"shop"_s, manifestOf(u"shop"_s, {u"other"_s}), localOperator()).error().code,
            ErrorCode::Conflict);

        fleet.events.clear();
        fleet.instances.release(agent);
        fleet.settle();
        QCOMPARE(fleet.events.last().payload.value("reason"_L1).toString(), u"drained"_s);
        QVERIFY_RESULT(fleet.service.scale(u"shop"_s, u"assistant"_s, 3, localOperator()));
    }

    void scalingRefuses()
    {
        Fleet fleet;
        Manifest manifest = manifestOf(u"shop"_s);
        manifest.agents[0].scaling = {.minInstances = 1, .maxInstances = 3};
        fleet.deploy(manifest);
        const auto error = [&fleet](const QString &cluster, const QString &agent, int instances) {
            const auto scaled = fleet.service.scale(cluster, agent, instances, localOperator());
            return scaled ? QString() : toText(scaled.error());
        };
        QCOMPARE(error(u"shop"_s, u"assistant"_s, 4),
                 u"instances: instances must be a whole number from 1 to 3"_s);
        QCOMPARE(error(u"shop"_s, u"assistant"_s, 0),
                 u"instances: instances must be a whole number from 1 to 3"_s);
        QCOMPARE(error(u"shop"_s, u"ghost"_s, 1), u": agent ghost not found"_s);
        QCOMPARE(error(u"ghost"_s, u"assistant"_s, 1), u": cluster ghost not found"_s);
    }

    void automaticScalingIsStoredAndTold()
    {
        Fleet fleet;
        Manifest manifest = manifestOf(u"shop"_s);
        manifest.agents[0].scaling.maxInstances = 3;
        const AgentId agent = fleet.deploy(manifest).agents[0].id;
        QCOMPARE(acquireAll(fleet.instances, agent), 1);
        fleet.events.clear();
        fleet.instances.setQueued(agent, 11);
        fleet.settle();
        QCOMPARE(fleet.service.agent(agent)->target, 3);
        QCOMPARE(fleet.service.agent(agent)->lastScaledAt, fleet.store.clock.now());
        QCOMPARE(acquireAll(fleet.instances, agent), 2);
        QCOMPARE(fleet.types(), QStringList{u"agent.scaled"_s});
        QCOMPARE(fleet.events[0].actor, u"autoscaler"_s);
        QCOMPARE(fleet.events[0].payload.value("reason"_L1).toString(), u"queue"_s);
    }

    void goingIdleAndColdStartsAreTold()
    {
        Fleet fleet;
        const AgentId agent = fleet.deploy(manifestOf(u"shop"_s)).agents[0].id;
        fleet.events.clear();
        fleet.store.clock.advance(300s);
        fleet.settle();
        QCOMPARE(
            fleet.service.agents({.cluster = u"shop"_s, .status = AgentStatus::Idle}, localOperator()).size(),
            1);
        QCOMPARE(fleet.events.last().message, u"assistant of shop is idle and scaled to zero"_s);
        QCOMPARE(fleet.events.last().payload.value("after"_L1).toInt(), 0);
        QVERIFY(fleet.instances.acquire(agent));
        fleet.settle();
        QCOMPARE(fleet.events.last().message, u"assistant of shop was started by work"_s);
        QCOMPARE(fleet.service.agent(agent)->load.coldStarts, 1);
    }

    void aRemovedClusterIsGone()
    {
        Fleet fleet;
        const Cluster shop = fleet.deploy(manifestOf(u"shop"_s));
        QVERIFY(fleet.instances.acquire(shop.agents[0].id));
        fleet.events.clear();
        QVERIFY_RESULT(fleet.service.remove(u"shop"_s, localOperator()));
        QVERIFY(fleet.service.cluster(u"shop"_s, localOperator())); // until the commit
        fleet.settle();
        QVERIFY(fleet.service.clusters(localOperator()).isEmpty());
        QCOMPARE(fleet.types(), QStringList{u"cluster.deleted"_s});
        QCOMPARE(fleet.events[0].payload.value("agents"_L1)[0]["agent_id"_L1].toString(),
                 shop.agents[0].id.value);
        QVERIFY(!fleet.instances.knows(shop.agents[0].id));
        fleet.instances.release(shop.agents[0].id);
        QCOMPARE(fleet.service.remove(u"shop"_s, localOperator()).error().code, ErrorCode::NotFound);
        Rows rows = *fleet.store.database().run("SELECT COUNT(*) FROM agent"_L1);
        QVERIFY(rows.next());
        QCOMPARE(rows.number(0), 0);
    }

    void agentsAreFoundByIdAndName()
    {
        Fleet fleet;
        const Cluster shop = fleet.deploy(manifestOf(u"shop"_s, {u"assistant"_s, u"writer"_s}));
        const Cluster docs = fleet.deploy(manifestOf(u"docs"_s));
        QCOMPARE(fleet.service.findAgent(shop.agents[1].id.value, localOperator())->spec.name, u"writer"_s);
        QCOMPARE(fleet.service.findAgent(u"docs/assistant"_s, localOperator())->id, docs.agents[0].id);
        QCOMPARE(fleet.service.findAgent(u"assistant"_s, localOperator())->id,
                 shop.agents[0].id); // the oldest
        QVERIFY(fleet.instances.acquire(shop.agents[0].id));
        QCOMPARE(fleet.service.findAgent(u"assistant"_s, localOperator())->id,
                 docs.agents[0].id); // the freest
        QCOMPARE(fleet.service.findAgent(u"docs/writer"_s, localOperator()).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(fleet.service.findAgent(QString(), localOperator()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.service.agents({}, localOperator()).size(), 3);
        QCOMPARE(fleet.service.agents({.cluster = u"shop"_s}, localOperator()).size(), 2);
        QCOMPARE(fleet.service.agents({.cluster = u"ghost"_s}, localOperator()).size(), 0);
    }

    void aTaskWithoutAnAgentGoesToTheFreestFirstAgent()
    {
        Fleet fleet;
        QVERIFY(fleet.chosen().isEmpty());
        Manifest manifest = manifestOf(u"shop"_s, {u"assistant"_s, u"writer"_s});
        manifest.policy.scaleToZero = false;
        const Cluster shop = fleet.deploy(manifest);
        const Cluster docs = fleet.deploy(manifestOf(u"docs"_s));
        QCOMPARE(fleet.chosen(), shop.agents[0].id);
        QVERIFY(fleet.instances.acquire(shop.agents[0].id));
        QCOMPARE(fleet.chosen(), docs.agents[0].id);
        fleet.instances.release(shop.agents[0].id);
        QVERIFY_RESULT(fleet.service.scale(u"shop"_s, u"assistant"_s, 0, localOperator()));
        fleet.settle();
        QVERIFY(fleet.instances.acquire(docs.agents[0].id));
        fleet.instances.setQueued(docs.agents[0].id, 3);
        QCOMPARE(fleet.chosen(), shop.agents[1].id); // its first agent is stopped
    }

    void theSampleHasThreeDocuments()
    {
        const QList<SampleDocument> documents = sampleDocuments();
        QCOMPARE(documents.size(), 3);
        QCOMPARE(documents[0].title, u"Refund policy"_s);
        for (const SampleDocument &document : documents)
            QVERIFY(document.text.size() > 1000);
    }

private:
    static QString toText(const Error &error) { return error.field + u": "_s + error.text; }
};

SIGNALBOX_TEST(TestFleetService)
#include "tst_fleetservice.moc"
