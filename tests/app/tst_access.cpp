// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"
#include "tests/support/testsuite.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

// Who gets into the real program, and what is still true after it was killed.

class TestAccess : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theBypassTakesBothVariables_data()
    {
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<int>("status");
        const QString skip = u"GATEWAY_SKIP_AUTH=1"_s;
        QTest::newRow("neither") << QStringList() << 401;
        QTest::newRow("one") << QStringList{skip} << 401;
        QTest::newRow("the other") << QStringList{u"ENVIRONMENT=development"_s} << 401;
        QTest::newRow("production") << QStringList{skip, u"ENVIRONMENT=production"_s} << 401;
        QTest::newRow("0") << QStringList{u"GATEWAY_SKIP_AUTH=0"_s, u"ENVIRONMENT=dev"_s} << 401;
        QTest::newRow("both, with blanks")
            << QStringList{u"GATEWAY_SKIP_AUTH=1 "_s, u"ENVIRONMENT=test\t"_s} << 200;
    }

    void theBypassTakesBothVariables()
    {
        QFETCH(QStringList, environment);
        QFETCH(int, status);
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start({}, environment), daemon.log().constData());
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s).status, status);
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s, daemon.key()).status, 200);
        QCOMPARE(daemon.stop(), 0);
        QCOMPARE(daemon.log().contains("everybody who reaches this server is an administrator"),
                 status == 200);
    }

    void anonymousSurfacesAreChecked()
    {
        DaemonProcess wrong(data());
        QVERIFY(wrong.run({u"--access-anonymous"_s, u"goagent"_s}) > 0);
        QVERIFY2(wrong.log().contains("access.anonymous cannot hold") && wrong.log().contains("goagents"),
                 wrong.log().constData());
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start({u"--access-anonymous"_s, u"goagents"_s}), daemon.log().constData());
        QCOMPARE(daemon.get(u"/api/v1/clusters"_s).status, 200);
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s).status, 401);
        QVERIFY(daemon.log().contains("access.anonymous is set"));
    }

    // What was answered is answered again, tokens are good, used ones are not, and the key stays private.
    void theseThingsSurviveAKill()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start({u"--access-registration"_s, u"approver"_s}), daemon.log().constData());
        const QString key = daemon.key();
        const QJsonObject task{{u"query"_s, u"What is 2 + 2?"_s}};
        const auto first = daemon.post(u"/api/v1/tasks"_s, task, key, {}, "one");
        const auto ada = daemon.post(u"/api/v1/auth/register"_s,
                                     {{u"email"_s, u"ada@example.com"_s},
                                      {u"username"_s, u"ada"_s},
                                      {u"password"_s, u"correct horse"_s}},
                                     {});
        QCOMPARE(ada.status, 201);
        const QJsonObject used{{u"refresh_token"_s, ada.json()[u"refresh_token"_s]}};
        const auto second = daemon.post(u"/api/v1/auth/refresh"_s, used, {});
        QCOMPARE(second.status, 200);
        QCOMPARE(daemon.stop(SIGKILL), -1);

        QVERIFY2(daemon.start(), daemon.log().constData());
        const auto again = daemon.post(u"/api/v1/tasks"_s, task, key, {}, "one");
        QCOMPARE(again.status, 200);
        QCOMPARE(again.body, first.body);
        QCOMPARE(again.headers.value("x-idempotency-cached"), "true");
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s, key).json()[u"total_count"_s].toInt(), 1);
        const QJsonObject next{{u"refresh_token"_s, second.json()[u"refresh_token"_s]}};
        const auto third = daemon.post(u"/api/v1/auth/refresh"_s, next, {});
        QCOMPARE(third.status, 200);
        QCOMPARE(daemon.post(u"/api/v1/auth/refresh"_s, used, {}).status, 401);
        QCOMPARE(
            daemon
                .post(u"/api/v1/auth/refresh"_s, {{u"refresh_token"_s, third.json()[u"refresh_token"_s]}}, {})
                .status,
            401);
        const QFileInfo file(data() + u"/token.key"_s);
        QCOMPARE(file.permissions() & QFile::Permissions(0x0077), QFile::Permissions());
    }

    void theDefaultAgentSurvivesAKill()
    {
        const QJsonObject agent{{u"name"_s, u"triage"_s},
                                {u"provider"_s, u"builtin"_s},
                                {u"model"_s, u"rules"_s},
                                {u"tools"_s, QJsonArray{u"calculator"_s, u"knowledge_search"_s}}};
        const QJsonObject cluster{{u"metadata"_s, QJsonObject{{u"name"_s, u"support"_s}}},
                                  {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
        const QJsonObject chosen{{u"default_agent"_s, u"triage"_s}};
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        const QString key = daemon.key();
        QCOMPARE(daemon.post(u"/api/v1/clusters"_s, cluster, key).status, 201);
        QCOMPARE(daemon.patch(u"/api/v1/auth/me"_s, chosen, key).status, 200);
        QCOMPARE(daemon.stop(SIGKILL), -1);

        QVERIFY2(daemon.start(), daemon.log().constData());
        QCOMPARE(daemon.get(u"/api/v1/auth/me"_s, key).json()[u"default_agent"_s].toString(),
                 u"support/triage"_s);
        const auto made = daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, u"What is 6 times 7?"_s}}, key);
        QCOMPARE(made.status, 200);
        const QString events = u"/api/v1/tasks/%1/events"_s.arg(made.json()[u"task_id"_s].toString());
        QTRY_VERIFY(daemon.get(events, key).body.contains("triage"));
        QCOMPARE(daemon.patch(u"/api/v1/auth/me"_s, {{u"default_agent"_s, QString()}}, key).status, 200);
        QCOMPARE(daemon.get(u"/api/v1/auth/me"_s, key).json()[u"default_agent"_s].toString(), QString());
    }

    // A limit of an hour, which a test seldom straddles.
    void limitsSurviveARestart()
    {
        DaemonProcess daemon(data());
        const QStringList limit{u"--rate-limit-agentapi-per-hour"_s, u"3"_s};
        QVERIFY2(daemon.start(limit), daemon.log().constData());
        const QString key = daemon.key();
        const auto search = [&] { return daemon.get(u"/v1/knowledge/search?q=x"_s, key); };
        const auto first = search();
        QCOMPARE(first.status, 200);
        search();
        QCOMPARE(daemon.stop(), 0);
        QVERIFY2(daemon.start(limit), daemon.log().constData());
        const auto later = search();
        if (later.headers.value("x-ratelimit-reset") != first.headers.value("x-ratelimit-reset"))
            QSKIP("the hour ended in between");
        QCOMPARE(later.headers.value("x-ratelimit-remaining"), "0");
        const auto refused = search();
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.json()[u"error"_s][u"code"_s].toString(), u"RATE_LIMITED"_s);
        QVERIFY(refused.headers.value("retry-after").toInt() > 0);
    }

private:
    QString data() const { return m_folder->filePath(u"data"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

SIGNALBOX_TEST(TestAccess)
#include "tst_access.moc"
