// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"
#include "core/knowledge/knowledgeservice.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QDir>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Whose clusters and documents are whose, and whom they serve.

namespace {

Principal boss()
{
    return {.user = u"administrator"_s, .name = u"administrator"_s, .scopes = allScopes};
}

Principal ada()
{
    return {.user = u"ada"_s, .name = u"ada"_s, .scopes = scopesOf(AccessRole::Operator)};
}

Principal eve()
{
    return {.user = u"eve"_s, .name = u"eve"_s, .scopes = scopesOf(AccessRole::Operator)};
}

Manifest manifest(const QString &name, const QString &agent = u"assistant"_s,
                  const QString &provider = u"fake"_s, const QStringList &tools = {})
{
    AgentSpec spec{.name = agent, .provider = provider, .model = u"m"_s};
    for (const QString &tool : tools)
        spec.tools.append({.name = tool});
    return {.name = name, .agents = {spec}};
}

Cluster deployed(TestCore &core, const Manifest &manifest, const Principal &by)
{
    const auto cluster = core->fleet().deploy(manifest, by);
    if (!cluster || !core->journal().commit())
        qFatal("not deployed");
    return *cluster;
}

Result<AgentId> whoTakes(TestCore &core, const QString &query, const Principal &by,
                         const QJsonObject &context = {})
{
    const auto task = core->tasks().submit({.query = query, .context = context}, by);
    return task ? Result<AgentId>(task->agent) : task.error();
}

const QString question = u"Who was the first to sail around the world?"_s;

} // namespace

class TestSharing : public QObject
{
    Q_OBJECT

private slots:
    void othersClustersAreNotThere()
    {
        TestCore core;
        const Cluster hers = deployed(core, manifest(u"hers"_s), eve());
        FleetService &fleet = core->fleet();
        QVERIFY(fleet.clusters(ada()).isEmpty());
        QVERIFY(fleet.agents({}, ada()).isEmpty());
        QCOMPARE(fleet.cluster(u"hers"_s, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.findAgent(u"hers/assistant"_s, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.findAgent(hers.agents[0].id.value, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.apply(u"hers"_s, manifest(u"hers"_s, u"mine"_s), ada()).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(fleet.scale(u"hers"_s, u"assistant"_s, 2, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.remove(u"hers"_s, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.share(u"hers"_s, true, eve()).error().code, ErrorCode::Forbidden);
        for (const QString &name : {u"assistant"_s, u"hers/assistant"_s, hers.agents[0].id.value})
            QCOMPARE(whoTakes(core, question, ada(), {{u"agent"_s, name}}).error().code,
                     ErrorCode::InvalidArgument);
        const auto byId = core->tasks().submit({.query = question, .agent = hers.agents[0].id}, ada());
        QCOMPARE(byId.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(core->jobs().submit({.agentName = u"assistant"_s, .type = u"x"_s}, ada()).error().code,
                 ErrorCode::NotFound);
        QVERIFY(fleet.cluster(u"hers"_s, eve()));
        QCOMPARE(fleet.clusters(boss()).size(), 1);
        QVERIFY_RESULT(fleet.remove(u"hers"_s, boss()));
    }

    // Forty tasks of an administrator, and a stranger's cluster that waits for them.
    void aTaskThatNamesNobodyStaysAtHome()
    {
        TestCore core;
        const AgentId hers = deployed(core, manifest(u"hers"_s), eve()).agents[0].id;
        for (int i = 0; i < 40; ++i) {
            QVERIFY(whoTakes(core, question, boss())->isEmpty());
            QVERIFY(whoTakes(core, question, ada())->isEmpty());
        }
        QVERIFY(whoTakes(core, question, eve())->isEmpty()); // she has not said that hers shall
        // An administrator may name it; with the same name his own comes first.
        QCOMPARE(*whoTakes(core, question, boss(), {{u"agent"_s, u"assistant"_s}}), hers);
        const AgentId his = deployed(core, manifest(u"his"_s), boss()).agents[0].id;
        QCOMPARE(*whoTakes(core, question, boss(), {{u"agent"_s, u"assistant"_s}}), his);
        QCOMPARE(*whoTakes(core, question, boss(), {{u"agent"_s, u"hers/assistant"_s}}), hers);
        QCOMPARE(core->jobs().submit({.agentName = u"assistant"_s, .type = u"x"_s}, boss())->agent, his);
        QVERIFY(whoTakes(core, question, boss())->isEmpty());
    }

    void whoWasChosenTakesWhatNamesNobody()
    {
        TestCore core;
        const AgentId hers = deployed(core, manifest(u"hers"_s), eve()).agents[0].id;
        deployed(core, manifest(u"other"_s), eve());
        DefaultAgents &defaults = core->defaultAgents();
        QCOMPARE(*defaults.chosen(u"eve"_s), QString());
        QCOMPARE(*defaults.choose(hers.value, eve()), u"hers/assistant"_s);
        QCOMPARE(*whoTakes(core, question, eve()), hers);
        QVERIFY(whoTakes(core, question, ada())->isEmpty());
        // Nobody chooses another's, not even who sees everybody's.
        for (const Principal &by : {ada(), boss()}) {
            for (const QString &name : {u"hers/assistant"_s, u"assistant"_s, hers.value, u"nobody"_s}) {
                const auto refused = defaults.choose(name, by);
                QVERIFY(!refused);
                QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
                QCOMPARE(refused.error().field, u"default_agent"_s);
            }
            // Only who sees it hears that it is there.
            const QString told = defaults.choose(u"hers/assistant"_s, by).error().text;
            QCOMPARE(told.contains(u"is not yours. Offer its cluster"_s), by.user == boss().user);
            QVERIFY(whoTakes(core, question, by)->isEmpty());
        }
        QVERIFY_RESULT(core->journal().commit());
        core.close();
        core.open();
        QCOMPARE(*core->defaultAgents().chosen(u"eve"_s), u"hers/assistant"_s);
        QCOMPARE(*whoTakes(core, question, eve()), hers);
        QCOMPARE(*core->defaultAgents().choose({}, eve()), QString());
        QVERIFY(whoTakes(core, question, eve())->isEmpty());
    }

    // Kept by name; while it is gone, nothing else is put in its place.
    void whoWasChosenComesBackWithItsCluster()
    {
        TestCore core;
        deployed(core, manifest(u"hers"_s), eve());
        QVERIFY_RESULT(core->defaultAgents().choose(u"assistant"_s, eve()));
        QVERIFY_RESULT(core->fleet().remove(u"hers"_s, eve()));
        QVERIFY_RESULT(core->journal().commit());
        const auto gone = whoTakes(core, question, eve());
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(gone.error().text.contains(u"hers/assistant is gone"_s), qPrintable(gone.error().text));
        // A stranger's of that name is another one.
        deployed(core, manifest(u"hers"_s), ada());
        QVERIFY(!whoTakes(core, question, eve()));
        QVERIFY_RESULT(core->fleet().remove(u"hers"_s, ada()));
        QVERIFY_RESULT(core->journal().commit());
        const AgentId again = deployed(core, manifest(u"hers"_s), eve()).agents[0].id;
        QCOMPARE(*whoTakes(core, question, eve()), again);
    }

    void aTakenNameOfAnotherIsToldAsLittleAsCanBe()
    {
        TestCore core;
        deployed(core, manifest(u"hers"_s), eve());
        const auto taken = core->fleet().deploy(manifest(u"hers"_s), ada());
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
        QVERIFY2(!taken.error().text.contains(u"exists"_s), qPrintable(taken.error().text));
        QVERIFY(core->fleet().deploy(manifest(u"hers"_s), eve()).error().text.contains(u"exists"_s));
        QVERIFY_RESULT(core->rooms().open({.id = {u"room-1"_s}}, eve()));
        const auto room = core->rooms().open({.id = {u"room-1"_s}}, ada());
        QVERIFY(!room);
        QVERIFY2(!room.error().text.contains(u"exists"_s), qPrintable(room.error().text));
        QVERIFY(core->rooms().open({.id = {u"room-1"_s}}, eve()).error().text.contains(u"exists"_s));
        // A conversation has the name that its owner gave it, whoever else uses the same.
        const AgentId mine = deployed(core, manifest(u"mine"_s), ada()).agents[0].id;
        const AgentId eves = core->fleet().findAgent(u"hers/assistant"_s, eve())->id;
        const ConversationId name{u"order-1"_s};
        QCOMPARE(
            core->chat().send({.agent = eves, .text = u"Hi"_s, .conversation = name}, eve())->conversation,
            name);
        const auto own = core->chat().send({.agent = mine, .text = u"Hi"_s, .conversation = name}, ada());
        QVERIFY_RESULT(own);
        QVERIFY(own->conversation != name);
        QCOMPARE(
            core->chat().send({.agent = mine, .text = u"More"_s, .conversation = name}, ada())->conversation,
            own->conversation);
    }

    void whatIsOfferedServesEverybody()
    {
        TestCore core;
        const AgentId hers = deployed(core, manifest(u"hers"_s), eve()).agents[0].id;
        QVERIFY_RESULT(core->fleet().share(u"hers"_s, true, boss()));
        QVERIFY_RESULT(core->journal().commit());
        core.close();
        core.open();
        FleetService &fleet = core->fleet();
        QCOMPARE(fleet.clusters(ada()).size(), 1);
        QVERIFY(whoTakes(core, question, ada())->isEmpty()); // offered, and not chosen
        QVERIFY_RESULT(core->defaultAgents().choose(u"hers/assistant"_s, ada()));
        QCOMPARE(*whoTakes(core, question, ada()), hers);
        QCOMPARE(fleet.scale(u"hers"_s, u"assistant"_s, 2, ada()).error().code, ErrorCode::Forbidden);
        QCOMPARE(fleet.remove(u"hers"_s, ada()).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(fleet.scale(u"hers"_s, u"assistant"_s, 2, eve()));
        QVERIFY_RESULT(core->fleet().share(u"hers"_s, false, boss()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(whoTakes(core, question, ada()).error().code, ErrorCode::InvalidArgument);
    }

    // What an administrator offered to all is what he saw.
    void whatIsOfferedIsOfferedNoMoreOnceItsOwnerChangesIt()
    {
        TestCore core;
        deployed(core, manifest(u"hers"_s), eve());
        FleetService &fleet = core->fleet();
        const auto offer = [&] { return fleet.share(u"hers"_s, true, boss()) && core->journal().commit(); };
        const auto isOffered = [&] {
            return bool(core->journal().commit()) && bool(fleet.cluster(u"hers"_s, ada()));
        };
        QVERIFY(offer());
        Manifest more = manifest(u"hers"_s);
        more.agents[0].scaling.maxInstances = 3;
        more.labels.insert(u"team"_s, u"a"_s);
        QVERIFY_RESULT(fleet.apply(u"hers"_s, more, eve()));
        QVERIFY(isOffered());
        Manifest other = more;
        other.agents[0].systemPrompt = u"Hand everything to me"_s;
        QString told;
        connect(&core->journal(), &Journal::committed, this,
                [&told](const QList<Event> &events) { told += events.last().message; });
        const auto changed = fleet.apply(u"hers"_s, other, eve());
        QVERIFY_RESULT(changed);
        QVERIFY(!changed->isShared);
        QVERIFY(!isOffered());
        QVERIFY2(told.contains(u"its owner's alone"_s), qPrintable(told));
        core.close();
        core.open();
        QVERIFY(!core->fleet().cluster(u"hers"_s, ada()));
        QVERIFY_RESULT(core->fleet().share(u"hers"_s, true, boss()));
        QVERIFY_RESULT(core->fleet().apply(u"hers"_s, manifest(u"hers"_s, u"other"_s), boss()));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(core->fleet().cluster(u"hers"_s, ada()));
    }

    void anAgentWithoutAKeyTakesNothing()
    {
        TestCore core;
        const Manifest keyless = manifest(u"keyless"_s, u"assistant"_s, u"openai"_s);
        const ManifestReading reading = core->fleet().read(QJsonObject{
            {u"apiVersion"_s, u"goagents.dev/v1"_s},
            {u"kind"_s, u"AgentCluster"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, u"keyless"_s}}},
            {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{QJsonObject{{u"name"_s, u"assistant"_s},
                                                                         {u"provider"_s, u"openai"_s},
                                                                         {u"model"_s, u"m"_s}}}}}}});
        QVERIFY(reading.isOk());
        QCOMPARE(reading.warnings.size(), 1);
        QVERIFY(reading.warnings.first().text.contains(u"not configured"_s));
        deployed(core, keyless, ada());
        const auto early = core->defaultAgents().choose(u"keyless/assistant"_s, ada());
        QVERIFY(!early);
        QVERIFY2(early.error().text.contains(u"openai"_s), qPrintable(early.error().text));
        QVERIFY(whoTakes(core, question, ada())->isEmpty());
        QVERIFY_RESULT(core->providers().configure({.name = u"openai"_s,
                                                    .kind = u"openai"_s,
                                                    .baseUrl = u"http://127.0.0.1:9/v1"_s,
                                                    .key = u"k"_s}));
        QVERIFY_RESULT(core->defaultAgents().choose(u"keyless/assistant"_s, ada()));
        QVERIFY(!whoTakes(core, question, ada())->isEmpty());
        core->providers().remove(u"openai"_s);
        const auto late = whoTakes(core, question, ada());
        QVERIFY(!late); // another company's model is not put in its place
        QVERIFY2(late.error().text.contains(u"openai"_s), qPrintable(late.error().text));
    }

    void anAgentWithoutTheToolsTakesNothing_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QStringList>("tools");
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("takes");
        const QString save = u"Summarise our refund policy and save it as refund.md"_s;
        QTest::newRow("rules without files")
            << u"builtin"_s << QStringList{u"knowledge_search"_s} << save << false;
        QTest::newRow("rules with files")
            << u"builtin"_s << QStringList{u"knowledge_search"_s, u"write_file"_s} << save << true;
        QTest::newRow("rules without a calculator")
            << u"builtin"_s << QStringList{} << u"What is 6 times 7?"_s << false;
        QTest::newRow("a model reckons") << u"fake"_s << QStringList{} << u"What is 6 times 7?"_s << true;
        QTest::newRow("a model writes no file") << u"fake"_s << QStringList{} << save << false;
        QTest::newRow("a model with files") << u"fake"_s << QStringList{u"write_file"_s} << save << true;
        QTest::newRow("a model fetches no page")
            << u"fake"_s << QStringList{} << u"Fetch https://example.org/"_s << false;
    }

    void anAgentWithoutTheToolsTakesNothing()
    {
        QFETCH(QString, provider);
        QFETCH(QStringList, tools);
        QFETCH(QString, query);
        QFETCH(bool, takes);
        TestCore core;
        deployed(core, manifest(u"mine"_s, u"assistant"_s, provider, tools), ada());
        QVERIFY_RESULT(core->defaultAgents().choose(u"mine/assistant"_s, ada()));
        QCOMPARE(!whoTakes(core, query, ada())->isEmpty(), takes);
    }

    void documentsAreTheirOwners()
    {
        TestCore core;
        KnowledgeService &knowledge = core->knowledge();
        const auto hers = knowledge.add({.content = "Herons stand in the reeds.", .title = u"Hers"_s}, eve());
        QVERIFY_RESULT(hers);
        const auto found = [&](const Principal &by) { return knowledge.search(u"herons"_s, 10, by)->size(); };
        QCOMPARE(found(eve()), 1);
        QCOMPARE(found(ada()), 0);
        QCOMPARE(found(boss()), 1);
        QVERIFY(knowledge.list(10, {}, ada())->isEmpty());
        QCOMPARE(*knowledge.count(ada()), 0);
        QCOMPARE(knowledge.get(hers->id, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(knowledge.text(hers->id, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(knowledge.remove(hers->id, ada()).error().code, ErrorCode::NotFound);
        QCOMPARE(knowledge.share(hers->id, true, eve()).error().code, ErrorCode::Forbidden);
        QCOMPARE(knowledge.add({.content = "x", .isShared = true}, eve()).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(knowledge.share(hers->id, true, boss()));
        QCOMPARE(found(ada()), 1);
        QCOMPARE(*knowledge.count(ada()), 1);
        QCOMPARE(knowledge.remove(hers->id, ada()).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(knowledge.share(hers->id, false, boss()));
        QCOMPARE(found(ada()), 0);
        const auto his =
            knowledge.add({.content = "Herons sleep.", .title = u"His"_s, .isShared = true}, boss());
        QVERIFY_RESULT(his);
        QCOMPARE(found(ada()), 1);
    }

    // What an administrator may see, his agents do not: somebody else's words would steer them.
    void tasksFindTheirOwnersDocuments()
    {
        TestCore core;
        QVERIFY_RESULT(
            core->knowledge().add({.content = "Herons stand in the reeds.", .title = u"Hers"_s}, eve()));
        QVERIFY_RESULT(core->journal().commit());
        Tool *search = core->tools().find(u"knowledge_search"_s);
        const auto passages = [&](const QString &owner) {
            qsizetype count = -1;
            const auto run = search->start({{u"query"_s, u"herons"_s}}, {.owner = owner});
            QObject::connect(run.get(), &ToolRun::finished, run.get(),
                             [&](const Result<QJsonObject> &result) {
                                 count = result->value(u"passages"_s).toArray().size();
                             });
            return QTest::qWaitFor([&] { return count >= 0; }) ? count : -1;
        };
        QCOMPARE(passages(u"eve"_s), 1);
        QCOMPARE(passages(u"ada"_s), 0);
        QCOMPARE(passages(u"administrator"_s), 0);
    }

    // A store of before, when everything was everybody's.
    void whatWasEverybodysStaysSo()
    {
        const QTemporaryDir folder;
        const auto database = Database::open(folder.filePath(u"signalbox.db"_s));
        QVERIFY_RESULT(database);
        initResources();
        int before = 0;
        for (const QString &name :
             QDir(u":/signalbox/sql"_s).entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
            if (name.endsWith(u"_owners.sql"_s))
                break;
            QVERIFY_RESULT((*database)->runScript(QString::fromUtf8(resource(QString(u"sql/"_s + name)))));
            before = name.left(3).toInt();
        }
        QVERIFY_RESULT((*database)->runScript(u"PRAGMA user_version = %1"_s.arg(before)));
        QVERIFY_RESULT((*database)->runScript(
            u"INSERT INTO cluster VALUES ('c', 'old', 'default', 'running', '{}', 'eve', 1, 1)\n--;\n"
            "INSERT INTO document (id, owner, title, content_type, bytes, created_at, text)"
            " VALUES ('d', 'eve', 'Old', 'text/plain', 1, 1, 'x')\n--;\n"
            "INSERT INTO api_key (id, hash, prefix, name, owner, scopes, created_at)"
            " VALUES ('k', x'00', 'sk_00000', 'Default API Key', 'u', 'workflows:read', 1)\n--;\n"
            "INSERT INTO api_key (id, hash, prefix, name, owner, scopes, created_at)"
            " VALUES ('r', x'01', 'sk_00001', 'robot', 'u', 'metrics:read', 1)\n--;\n"
            "INSERT INTO account (id, tenant_id, email, username, full_name, password, role, created_at)"
            " VALUES ('u', 't', 'u@example.com', 'u', '', 'x', 'operator', 1)"_s));
        QVERIFY_RESULT(migrate(**database));
        const auto cluster = FleetStore(**database).findByName(u"old"_s);
        QVERIFY_RESULT(cluster);
        QVERIFY((*cluster)->isShared && (*cluster)->serves(ada()));
        KnowledgeStore documents(**database);
        QVERIFY((*documents.find({u"d"_s}))->isShared);
        QCOMPARE(*documents.count(u"ada"_s), 1);
        KeyStore keys(**database);
        QCOMPARE((*keys.find({u"k"_s}))->scopes, Scope::TasksRead | Scope::KeysManage);
        QCOMPARE((*keys.find({u"r"_s}))->scopes, Scopes(Scope::MetricsRead));
    }
};

SIGNALBOX_TEST(TestSharing)
#include "tst_sharing.moc"
