// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/providers.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace app;
using namespace Qt::Literals::StringLiterals;
using core::ProviderRegistry;
using testsupport::FakeModelServer;
using testsupport::FakeReply;

namespace {

// The service of a new store, with a registry that has no builtin provider.
struct Providers
{
    TestStore test;
    core::ProviderStore store{test.database()};
    ProviderRegistry registry;
    core::ProviderService service{test.journal(), store, registry, test.clock};

    QStringList names() const { return registry.names(); }
};

} // namespace

class TestProviders : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_environment = QProcessEnvironment();
        m_options = {};
        m_options.keyFolder = m_folder->path();
    }

    void withoutConfigurationThereIsNone()
    {
        Providers providers;
        QVERIFY(addProviders(providers.service, m_options, m_environment));
        QCOMPARE(providers.names(), QStringList());
    }

    void aKeyOrAnAddressConfiguresAVendor()
    {
        m_environment.insert(u"ANTHROPIC_API_KEY"_s, u"sk-a"_s);
        m_options.openai.baseUrl = u"http://127.0.0.1:9/v1"_s;
        Providers providers;
        const auto withoutKey = addProviders(providers.service, m_options, m_environment);
        QVERIFY(withoutKey);
        QCOMPARE(*withoutKey, QStringList({u"gemini"_s, u"openai"_s}));
        QCOMPARE(providers.names(), QStringList({u"anthropic"_s, u"openai"_s}));
    }

    void geminiNeedsItsKeyAlone()
    {
        m_environment.insert(u"GEMINI_API_KEY"_s, u"g-1"_s);
        Providers providers;
        QVERIFY_RESULT(addProviders(providers.service, m_options, m_environment));
        QCOMPARE(providers.names(), QStringList{u"gemini"_s});
        const core::KnownProvider known = providers.service.list().constFirst();
        QCOMPARE(known.kind, u"openai"_s);
        QCOMPARE(QUrl(known.baseUrl).host(), u"generativelanguage.googleapis.com"_s);
        QVERIFY(!known.model.isEmpty());
        QVERIFY(known.hasKey);
    }

    void geminiMayBeReachedElsewhere()
    {
        FakeModelServer server;
        server.add(FakeReply::json(401, "{}"));
        m_options.gemini = {.baseUrl = server.url(), .model = u"gemini-lab"_s};
        m_environment.insert(u"SIGNALBOX_GEMINI_API_KEY"_s, u"g-2"_s);
        Providers providers;
        QVERIFY_RESULT(addProviders(providers.service, m_options, m_environment));
        const auto provider = providers.registry.find(u"gemini"_s);
        QVERIFY(provider);
        const auto call = (*provider)->start({.messages = {{.text = u"Hello"_s}}});
        QSignalSpy finished(call.get(), &core::ModelCall::finished);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(server.requests().constFirst().headers.value("authorization"), "Bearer g-2");
        QVERIFY(server.requests().constFirst().body.contains("gemini-lab"));
    }

    void aKeyMayLieInAFile()
    {
        writeKey(QFile::ReadOwner | QFile::WriteOwner);
        Providers providers;
        QVERIFY(addProviders(providers.service, m_options, m_environment));
        QCOMPARE(providers.names(), QStringList{u"openai"_s});
    }

    void aFileThatOthersCanReadIsRefused()
    {
        writeKey(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        Providers providers;
        const auto added = addProviders(providers.service, m_options, m_environment);
        QVERIFY(!added);
        QVERIFY2(added.error().text.contains(u"chmod 600"), qPrintable(added.error().text));
        QCOMPARE(providers.names(), QStringList());
    }

    void aVendorsKeyIsNotSentToAnotherServer_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("the vendor's variable") << u"OPENAI_API_KEY"_s << QByteArray();
        QTest::newRow("our variable") << u"SIGNALBOX_OPENAI_API_KEY"_s << QByteArray("Bearer sk-secret");
    }

    void aVendorsKeyIsNotSentToAnotherServer()
    {
        QFETCH(QString, variable);
        FakeModelServer server;
        server.add(FakeReply::json(401, "{}"));
        m_options.openai.baseUrl = server.url();
        m_options.openai.model = u"small"_s;
        m_environment.insert(variable, u"sk-secret"_s);
        Providers providers;
        QVERIFY(addProviders(providers.service, m_options, m_environment));
        const auto provider = providers.registry.find(u"openai"_s);
        QVERIFY(provider);
        const auto call = (*provider)->start({.messages = {{.text = u"Hello"_s}}});
        QSignalSpy finished(call.get(), &core::ModelCall::finished);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(server.requests().size(), 1);
        QTEST(server.requests().constFirst().headers.value("authorization"), "sent");
    }

    void whatAPersonAddedGetsItsKey()
    {
        Providers providers;
        const core::Principal boss = core::localOperator();
        FakeModelServer server;
        QVERIFY_RESULT(providers.service.save(
            {.name = u"openai"_s, .kind = u"openai"_s, .baseUrl = server.url()}, boss));
        QVERIFY_RESULT(
            providers.service.save({.name = u"lab"_s, .kind = u"openai"_s, .baseUrl = server.url()}, boss));
        QVERIFY_RESULT(providers.test.journal().commit());
        // The vendor's own variable is meant for the vendor, and not for a server of that name.
        m_environment.insert(u"OPENAI_API_KEY"_s, u"sk-secret"_s);
        m_environment.insert(u"SIGNALBOX_LAB_API_KEY"_s, u"sk-lab"_s);
        const auto withoutKey = addProviders(providers.service, m_options, m_environment);
        QVERIFY_RESULT(withoutKey);
        QCOMPARE(*withoutKey, QStringList({u"anthropic"_s, u"gemini"_s, u"openai"_s}));
        const auto known = providers.service.list();
        QCOMPARE(known[0].name, u"lab"_s);
        QVERIFY(known[0].hasKey);
        QVERIFY(!known[1].hasKey);
        QVERIFY_RESULT(addProvider(providers.service, m_options, u"openai"_s, u"sk-kept"_s));
        QVERIFY(providers.service.list()[1].hasKey);
        QCOMPARE(providers.service.list()[1].baseUrl, server.url());
    }

private:
    void writeKey(QFile::Permissions permissions) const
    {
        QFile file(m_folder->filePath(u"openai.key"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("sk-0123456789\n");
        file.close();
        QVERIFY(file.setPermissions(permissions));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
    Options m_options;
};

SIGNALBOX_TEST(TestProviders)
#include "tst_providers.moc"
