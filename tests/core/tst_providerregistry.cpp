// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/environmentproxies.h"
#include "core/provider/providerregistry.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/fakeprovider.h"
#include "tests/support/heard.h"
#include "tests/support/modelwire.h"
#include "tests/support/testsuite.h"

#include <QScopeGuard>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace testsupport;

class TestProviderRegistry : public QObject
{
    Q_OBJECT

private slots:
    void providersAreFoundByName()
    {
        ProviderRegistry registry;
        registry.add(std::make_unique<FakeProvider>(u"builtin"_s));
        registry.add(std::make_unique<FakeProvider>(u"another"_s));
        QCOMPARE(registry.names(), QStringList({u"another"_s, u"builtin"_s}));
        QCOMPARE((*registry.find(u"another"_s))->name(), u"another"_s);
        QCOMPARE((*registry.find({}))->name(), u"builtin"_s);
        QVERIFY(registry.setDefault(u"another"_s));
        QCOMPARE((*registry.find({}))->name(), u"another"_s);
        QVERIFY(!registry.setDefault(u"absent"_s));
        QCOMPARE(registry.defaultName(), u"another"_s);
    }

    void nothingStandsInForAMissingProvider()
    {
        ProviderRegistry registry;
        registry.add(std::make_unique<FakeProvider>(u"builtin"_s));
        const auto missing = registry.find(u"anthropic"_s);
        QVERIFY(!missing);
        QCOMPARE(missing.error().field, u"provider"_s);
        QCOMPARE(missing.error().retry, Retry::Never);
        QVERIFY(missing.error().text.contains(u"\"anthropic\""));
        QVERIFY(missing.error().text.contains(u"SIGNALBOX_ANTHROPIC_API_KEY"));
        QVERIFY(missing.error().text.contains(u"builtin"));
        QVERIFY(!registry.find(u"<script>"_s).error().text.contains(u"script"));

        QVERIFY(registry.remove(u"builtin"_s));
        QVERIFY(!registry.remove(u"builtin"_s));
        QVERIFY(!registry.find({}));
    }

    void settingsAreChecked_data()
    {
        QTest::addColumn<ProviderSettings>("settings");
        QTest::addColumn<QString>("field"); // empty: they are right
        const QString name = u"mine"_s;
        const QString kind = u"openai"_s;
        const auto at = [&](const QString &url) {
            return ProviderSettings{.name = name, .kind = kind, .baseUrl = url};
        };
        QTest::newRow("the vendor's own") << at({}) << QString();
        QTest::newRow("local") << at(u"http://127.0.0.1:11434/v1/"_s) << QString();
        QTest::newRow("with its endpoint") << at(u"https://host/v1/chat/completions"_s) << QString();
        QTest::newRow("no scheme") << at(u"127.0.0.1:11434"_s) << u"base_url"_s;
        QTest::newRow("a file") << at(u"file:///etc/passwd"_s) << u"base_url"_s;
        QTest::newRow("no host") << at(u"http:///v1"_s) << u"base_url"_s;
        QTest::newRow("a password") << at(u"https://me:secret@host/v1"_s) << u"base_url"_s;
        QTest::newRow("a query") << at(u"https://host/v1?key=secret"_s) << u"base_url"_s;
        QTest::newRow("no name") << ProviderSettings{.kind = kind} << u"name"_s;
        QTest::newRow("a strange name") << ProviderSettings{.name = u"a b"_s, .kind = kind} << u"name"_s;
        QTest::newRow("the name of the built in one")
            << ProviderSettings{.name = u"builtin"_s, .kind = kind} << u"name"_s;
        QTest::newRow("an unknown kind") << ProviderSettings{.name = name, .kind = u"abacus"_s} << u"kind"_s;
        QTest::newRow("a key with a line break")
            << ProviderSettings{.name = name, .kind = kind, .key = u"secret\r\nX: 1"_s} << u"key"_s;
        QTest::newRow("a key beyond ASCII")
            << ProviderSettings{.name = name, .kind = kind, .key = u"secret€"_s} << u"key"_s;
    }

    void settingsAreChecked()
    {
        QFETCH(ProviderSettings, settings);
        QFETCH(QString, field);
        ProviderRegistry registry;
        const auto configured = registry.configure(settings);
        QCOMPARE(bool(configured), field.isEmpty());
        QCOMPARE(registry.names().size(), field.isEmpty() ? 1 : 0);
        if (!configured) {
            QCOMPARE(configured.error().field, field);
            QVERIFY(!configured.error().text.contains(u"secret"));
        }
    }

    void aProviderThatFailsIsTheOnlyOneAsked()
    {
        FakeModelServer first;
        FakeModelServer second;
        first.add(FakeReply::json(500, "{}"));
        ProviderRegistry registry;
        registry.add(std::make_unique<FakeProvider>(u"builtin"_s));
        QVERIFY(registry.configure(
            {.name = u"first"_s, .kind = u"openai"_s, .baseUrl = first.url(), .defaultModel = u"m"_s}));
        QVERIFY(registry.configure({.name = u"second"_s, .kind = u"anthropic"_s, .baseUrl = second.url()}));
        const auto call = (*registry.find(u"first"_s))->start({.messages = {{.text = u"Hi"_s}}});
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(!heard.outcomes.first());
        QCOMPARE(first.requests().size(), 1);
        QCOMPARE(second.connections(), 0);
        QVERIFY(static_cast<FakeProvider *>(*registry.find(u"builtin"_s))->requests().isEmpty());
    }

    void configuringAgainReplaces()
    {
        FakeModelServer server;
        server.add(FakeReply::stream(openAiText({u"ok"_s})));
        ProviderRegistry registry;
        ProviderSettings settings{
            .name = u"mine"_s, .kind = u"openai"_s, .baseUrl = server.url(), .defaultModel = u"old"_s};
        QVERIFY(registry.configure(settings));
        const auto call = (*registry.find(u"mine"_s))->start({.messages = {{.text = u"Hi"_s}}});
        Heard heard(*call);
        settings.defaultModel = u"new"_s;
        QVERIFY(registry.configure(settings));
        QCOMPARE((*registry.find(u"mine"_s))->defaultModel(), u"new"_s);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        settings.baseUrl = u"nonsense"_s;
        QVERIFY(!registry.configure(settings));
        QCOMPARE((*registry.find(u"mine"_s))->defaultModel(), u"new"_s);
    }

    void proxiesComeFromTheEnvironment_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("expected"); // host:port, or empty for a direct way
        QTest::newRow("https") << u"https://api.openai.com/v1"_s << u"secure:3128"_s;
        QTest::newRow("http, in capitals") << u"http://models.lan/v1"_s << u"plain:80"_s;
        QTest::newRow("this computer") << u"http://127.0.0.1:11434/v1"_s << QString();
        QTest::newRow("this computer's name") << u"http://localhost:11434/v1"_s << QString();
        QTest::newRow("this computer, version 6") << u"http://[::1]:11434/v1"_s << QString();
        QTest::newRow("an exception") << u"https://gpu.corp.example/v1"_s << QString();
        QTest::newRow("the exception itself") << u"https://corp.example/v1"_s << QString();
        QTest::newRow("a network") << u"http://192.0.2.7:9/v1"_s << QString();
        QTest::newRow("beside the network") << u"http://192.0.3.7:9/v1"_s << u"plain:80"_s;
        QTest::newRow("a network, version 6") << u"http://[2001:db8::7]/v1"_s << QString();
        QTest::newRow("only looks like the exception") << u"https://notcorp.example/v1"_s << u"secure:3128"_s;
    }

    void proxiesComeFromTheEnvironment()
    {
        QFETCH(QString, url);
        QFETCH(QString, expected);
        QProcessEnvironment environment;
        environment.insert(u"https_proxy"_s, u"http://user:word@secure:3128"_s);
        environment.insert(u"HTTP_PROXY"_s, u"plain"_s);
        environment.insert(u"NO_PROXY"_s, u"other.example, .corp.example, 192.0.2.0/24, 2001:db8::/32"_s);
        EnvironmentProxies proxies(environment);
        const QList<QNetworkProxy> found = proxies.queryProxy(QNetworkProxyQuery(QUrl(url)));
        QCOMPARE(found.size(), 1);
        if (expected.isEmpty()) {
            QCOMPARE(found.first().type(), QNetworkProxy::NoProxy);
            return;
        }
        QCOMPARE(found.first().type(), QNetworkProxy::HttpProxy);
        const QString address = u"%1:%2"_s.arg(found.first().hostName()).arg(found.first().port());
        QCOMPARE(address, expected);
    }

    void aProxyOfTheEnvironmentIsUsed()
    {
        FakeModelServer proxy;
        proxy.add(FakeReply::stream(openAiText({u"through"_s})));
        qputenv("http_proxy", proxy.url().toLatin1());
        const auto forget = qScopeGuard([] { qunsetenv("http_proxy"); });
        ProviderRegistry registry;
        QVERIFY(registry.configure({.name = u"far"_s,
                                    .kind = u"openai"_s,
                                    .baseUrl = u"http://models.invalid/v1"_s,
                                    .defaultModel = u"m"_s}));
        const auto call = (*registry.find(u"far"_s))->start({.messages = {{.text = u"Hi"_s}}});
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        QCOMPARE(proxy.requests().first().target, "http://models.invalid/v1/chat/completions"_ba);
    }
};

SIGNALBOX_TEST(TestProviderRegistry)
#include "tst_providerregistry.moc"
