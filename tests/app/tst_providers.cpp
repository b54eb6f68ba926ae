// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/providers.h"
#include "tests/support/fakemodelserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace app;
using namespace Qt::Literals::StringLiterals;
using core::ProviderRegistry;
using testsupport::FakeModelServer;
using testsupport::FakeReply;

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
        ProviderRegistry registry;
        QVERIFY(addProviders(registry, m_options, m_environment));
        QCOMPARE(registry.names(), QStringList());
    }

    void aKeyOrAnAddressConfiguresAVendor()
    {
        m_environment.insert(u"ANTHROPIC_API_KEY"_s, u"sk-a"_s);
        m_options.openai.baseUrl = u"http://127.0.0.1:9/v1"_s;
        ProviderRegistry registry;
        const auto withoutKey = addProviders(registry, m_options, m_environment);
        QVERIFY(withoutKey);
        QCOMPARE(*withoutKey, QStringList{u"openai"_s});
        QCOMPARE(registry.names(), QStringList({u"anthropic"_s, u"openai"_s}));
    }

    void aKeyMayLieInAFile()
    {
        writeKey(QFile::ReadOwner | QFile::WriteOwner);
        ProviderRegistry registry;
        QVERIFY(addProviders(registry, m_options, m_environment));
        QCOMPARE(registry.names(), QStringList{u"openai"_s});
    }

    void aFileThatOthersCanReadIsRefused()
    {
        writeKey(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        ProviderRegistry registry;
        const auto added = addProviders(registry, m_options, m_environment);
        QVERIFY(!added);
        QVERIFY2(added.error().text.contains(u"chmod 600"), qPrintable(added.error().text));
        QCOMPARE(registry.names(), QStringList());
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
        ProviderRegistry registry;
        QVERIFY(addProviders(registry, m_options, m_environment));
        const auto provider = registry.find(u"openai"_s);
        QVERIFY(provider);
        const auto call = (*provider)->start({.messages = {{.text = u"Hello"_s}}});
        QSignalSpy finished(call.get(), &core::ModelCall::finished);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(server.requests().size(), 1);
        QTEST(server.requests().constFirst().headers.value("authorization"), "sent");
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

QTEST_GUILESS_MAIN(TestProviders)
#include "tst_providers.moc"
