// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinprovider.h"
#include "core/provider/providerservice.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using testsupport::FakeModelServer;
using testsupport::FakeReply;

namespace {

const Principal boss = localOperator();

// What a program has in memory; a second one on the same store is a new start.
struct Started
{
    explicit Started(TestStore &test, const QString &defaultName = u"builtin"_s)
        : store(test.database())
        , registry(defaultName)
        , service(test.journal(), store, registry, test.clock)
    {
        registry.add(std::make_unique<BuiltinProvider>());
        if (auto opened = service.open(); !opened)
            qFatal("%s", qPrintable(opened.error().text));
    }

    ProviderStore store;
    ProviderRegistry registry;
    ProviderService service;
};

FakeReply answer()
{
    return FakeReply::stream("data: {\"model\":\"small\",\"choices\":[{\"delta\":{\"content\":\"ready\"},"
                             "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
}

} // namespace

class TestProviderService : public QObject
{
    Q_OBJECT

private slots:
    void whatIsAddedIsThereAfterACommitAndAStart();
    void aKeyGoesToNobodyElse();
    void theDefaultIsChosenAndNeverFallsBack();
    void optionsStandAboveAPerson();
    void wrongSettingsNameTheirField_data();
    void wrongSettingsNameTheirField();
    void onlyAdministratorsChange();
    void aTrialReachesTheServerAsItIsTyped();
    void aTrialSaysWhatIsWrong();
};

void TestProviderService::whatIsAddedIsThereAfterACommitAndAStart()
{
    TestStore test;
    {
        Started started(test);
        QVERIFY_RESULT(started.service.save({.name = u"lab"_s,
                                             .kind = u"openai"_s,
                                             .baseUrl = u"http://127.0.0.1:9"_s,
                                             .defaultModel = u"small"_s,
                                             .key = u"sk-1"_s},
                                            boss));
        QVERIFY(!started.registry.find(u"lab"_s));
        QVERIFY_RESULT(test.journal().commit());
        QVERIFY_RESULT(started.registry.find(u"lab"_s));
        QVERIFY(started.service.list().constLast().hasKey);
    }
    // The store has no key.
    Started again(test);
    const KnownProvider lab = again.service.list().constLast();
    QCOMPARE(lab.name, u"lab"_s);
    QCOMPARE(lab.model, u"small"_s);
    QCOMPARE(int(lab.origin), int(ProviderOrigin::Person));
    QVERIFY(!lab.hasKey);
    QVERIFY_RESULT(again.service.setKey(u"lab"_s, u"sk-1"_s));
    QVERIFY(again.service.list().constLast().hasKey);

    QVERIFY_RESULT(again.service.remove(u"lab"_s, boss));
    QVERIFY_RESULT(test.journal().commit());
    QVERIFY(!again.registry.find(u"lab"_s));
    QCOMPARE(again.service.remove(u"lab"_s, boss).error().code, ErrorCode::NotFound);
    QCOMPARE(Started(test).registry.names(), QStringList{u"builtin"_s});
}

void TestProviderService::aKeyGoesToNobodyElse()
{
    TestStore test;
    Started started(test);
    ProviderSettings lab{
        .name = u"lab"_s, .kind = u"openai"_s, .baseUrl = u"http://127.0.0.1:9"_s, .key = u"sk-1"_s};
    QVERIFY_RESULT(started.service.save(lab, boss));
    QVERIFY_RESULT(test.journal().commit());
    lab.key.clear();
    lab.defaultModel = u"other"_s;
    QVERIFY_RESULT(started.service.save(lab, boss));
    QVERIFY_RESULT(test.journal().commit());
    QVERIFY(started.service.list().constLast().hasKey); // the same address: it stays
    lab.baseUrl = u"http://elsewhere.example"_s;
    QVERIFY_RESULT(started.service.save(lab, boss));
    QVERIFY_RESULT(test.journal().commit());
    QVERIFY(!started.service.list().constLast().hasKey);
}

void TestProviderService::theDefaultIsChosenAndNeverFallsBack()
{
    TestStore test;
    {
        Started started(test);
        QCOMPARE(started.service.setDefault(u"lab"_s, boss).error().code, ErrorCode::NotFound);
        QVERIFY_RESULT(started.service.save(
            {.name = u"lab"_s, .kind = u"openai"_s, .baseUrl = u"http://127.0.0.1:9"_s}, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(started.registry.defaultName(), u"builtin"_s);
        QVERIFY_RESULT(started.service.setDefault(u"lab"_s, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(started.registry.defaultName(), u"lab"_s);
        const auto removed = started.service.remove(u"lab"_s, boss);
        QCOMPARE(removed.error().code, ErrorCode::Conflict);
        QVERIFY2(removed.error().text.contains(u"default first"_s), qPrintable(removed.error().text));
    }
    QCOMPARE(Started(test).registry.defaultName(), u"lab"_s);
    // What the options say counts for this run.
    QCOMPARE(Started(test, u"anthropic"_s).registry.defaultName(), u"anthropic"_s);
}

void TestProviderService::optionsStandAboveAPerson()
{
    TestStore test;
    Started started(test);
    QVERIFY_RESULT(started.service.configure({.name = u"openai"_s, .kind = u"openai"_s, .key = u"sk-1"_s}));
    const auto saved = started.service.save({.name = u"openai"_s, .kind = u"openai"_s}, boss);
    QCOMPARE(saved.error().code, ErrorCode::Conflict);
    QCOMPARE(int(started.service.list().constLast().origin), int(ProviderOrigin::Options));
}

void TestProviderService::wrongSettingsNameTheirField_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("field");
    QTest::newRow("no name") << u""_s << u"openai"_s << u""_s << u""_s << u"name"_s;
    QTest::newRow("the builtin's name") << u"builtin"_s << u"openai"_s << u""_s << u""_s << u"name"_s;
    QTest::newRow("no kind") << u"lab"_s << u"other"_s << u""_s << u""_s << u"kind"_s;
    QTest::newRow("no address") << u"lab"_s << u"openai"_s << u"ftp://lab"_s << u""_s << u"base_url"_s;
    QTest::newRow("a key in the address")
        << u"lab"_s << u"openai"_s << u"https://me:key@lab"_s << u""_s << u"base_url"_s;
    QTest::newRow("no key") << u"lab"_s << u"openai"_s << u""_s << u"two words"_s << u"key"_s;
}

void TestProviderService::wrongSettingsNameTheirField()
{
    QFETCH(QString, name);
    QFETCH(QString, kind);
    QFETCH(QString, url);
    QFETCH(QString, key);
    TestStore test;
    Started started(test);
    const auto saved = started.service.save({.name = name, .kind = kind, .baseUrl = url, .key = key}, boss);
    QVERIFY(!saved);
    QTEST(saved.error().field, "field");
    QVERIFY(!saved.error().text.contains(u"two words"_s));
    QCOMPARE(Started(test).service.added().size(), 0);
}

void TestProviderService::onlyAdministratorsChange()
{
    TestStore test;
    Started started(test);
    const Principal visitor{.user = u"ann"_s, .scopes = Scope::ClustersRead};
    QCOMPARE(started.service.save({.name = u"lab"_s, .kind = u"openai"_s}, visitor).error().code,
             ErrorCode::Forbidden);
    QCOMPARE(started.service.remove(u"lab"_s, visitor).error().code, ErrorCode::Forbidden);
    QCOMPARE(started.service.setDefault(u"builtin"_s, visitor).error().code, ErrorCode::Forbidden);
}

void TestProviderService::aTrialReachesTheServerAsItIsTyped()
{
    TestStore test;
    Started started(test);
    FakeModelServer server;
    server.add(answer());
    std::optional<Result<ProviderTrial>> tried;
    started.service.tryOut({.name = u"lab"_s,
                            .kind = u"openai"_s,
                            .baseUrl = server.url(),
                            .defaultModel = u"small"_s,
                            .key = u"sk-1"_s},
                           boss, [&tried](const Result<ProviderTrial> &trial) { tried = trial; });
    QTRY_VERIFY(tried);
    QVERIFY_RESULT(*tried);
    QCOMPARE((*tried)->model, u"small"_s);
    QCOMPARE(server.requests().constFirst().headers.value("authorization"), QByteArray("Bearer sk-1"));
    QCOMPARE(started.service.list().size(), 1); // nothing was saved
}

void TestProviderService::aTrialSaysWhatIsWrong()
{
    TestStore test;
    Started started(test);
    FakeModelServer server;
    server.add(FakeReply::json(401, "{}"));
    std::optional<Result<ProviderTrial>> tried;
    const auto take = [&tried](const Result<ProviderTrial> &trial) { tried = trial; };
    started.service.tryOut({.name = u"lab"_s,
                            .kind = u"openai"_s,
                            .baseUrl = server.url(),
                            .defaultModel = u"small"_s,
                            .key = u"sk-1"_s},
                           boss, take);
    QTRY_VERIFY(tried);
    QVERIFY2(tried->error().text.contains(u"refused its key"_s), qPrintable(tried->error().text));
    tried.reset();
    // Nobody listens there.
    started.service.tryOut({.name = u"lab"_s,
                            .kind = u"openai"_s,
                            .baseUrl = u"http://127.0.0.1:1"_s,
                            .defaultModel = u"small"_s},
                           boss, take);
    QTRY_VERIFY(tried);
    QVERIFY2(tried->error().text.contains(u"127.0.0.1:1"_s), qPrintable(tried->error().text));
    tried.reset();
    started.service.tryOut({.name = u"lab"_s, .kind = u"openai"_s, .baseUrl = u"nonsense"_s}, boss, take);
    QVERIFY(tried); // refused at once
    QCOMPARE(tried->error().field, u"base_url"_s);
}

SIGNALBOX_TEST(TestProviderService)
#include "tst_providerservice.moc"
