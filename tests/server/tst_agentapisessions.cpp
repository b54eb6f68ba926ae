// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject named(const QString &name, const QJsonObject &config = {})
{
    return {{u"name"_s, name}, {u"config"_s, config}};
}

QByteArray opened(TestSignalbox &box, const QJsonObject &config = {})
{
    const JsonAnswer answer = box.request("POST", "/v1/sessions", named(u"My Session"_s, config));
    if (answer.status != 201)
        qFatal("%s", answer.body.constData());
    return answer.text(u"id"_s).toLatin1();
}

QByteArray deployed(TestSignalbox &box, const QString &code)
{
    const JsonAnswer answer =
        box.request("POST", "/v1/agents", QJsonObject{{u"name"_s, u"x"_s}, {u"code"_s, code}});
    if (answer.status != 201)
        qFatal("%s", answer.body.constData());
    return answer.text(u"id"_s).toLatin1();
}

JsonAnswer execute(TestSignalbox &box, const QByteArray &agent, const QByteArray &session,
                   const QByteArray &headers = {})
{
    return box.request("POST", "/v1/agents/" + agent + "/execute",
                       QJsonObject{{u"session_id"_s, QString::fromLatin1(session)}}, headers);
}

QString statusOf(TestSignalbox &box, const QByteArray &session)
{
    return box.get("/v1/sessions/" + session).text(u"status"_s);
}

} // namespace

class TestAgentApiSessions : public QObject
{
    Q_OBJECT

private slots:
    void aSessionIsOpenedAsInTheDocument()
    {
        TestSignalbox box;
        const JsonAnswer made =
            box.request("POST", "/v1/sessions",
                        "{\"name\": \"My Session\", \"description\": \"Session description\", "
                        "\"config\": {\"timeout\": 3600, \"max_iterations\": 100}}"_ba);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.text(u"name"_s), u"My Session"_s);
        QCOMPARE(made.text(u"status"_s), u"created"_s);
        QVERIFY(made.text(u"id"_s).startsWith(u"session_"_s));
        QCOMPARE(made.text(u"created_at"_s), toText(box.core.clock.now()));
        QCOMPARE(made.text(u"expires_at"_s), toText(box.core.clock.now() + 1h));
        QCOMPARE(made.at(u"config.max_iterations"_s).toInt(), 100);
        QCOMPARE(box.get(made.header("location")).json(), made.json());
        const JsonAnswer list = box.get("/v1/sessions?limit=10&offset=0");
        QCOMPARE(list.at(u"total"_s).toInt(), 1);
        QCOMPARE(list.at(u"sessions.0"_s).toObject(), made.json());
        QCOMPARE(box.get("/v1/sessions?limit=10&offset=1").at(u"sessions"_s).toArray().size(), 0);
    }

    void whatIsNoSessionIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::addColumn<QString>("field");
        QTest::newRow("no name") << QJsonObject() << u"name"_s;
        QTest::newRow("blank") << named(u" "_s) << u"name"_s;
        QTest::newRow("timeout 0") << named(u"x"_s, {{u"timeout"_s, 0}}) << u"config.timeout"_s;
        QTest::newRow("timeout a text") << named(u"x"_s, {{u"timeout"_s, u"1h"_s}}) << u"config.timeout"_s;
        QTest::newRow("iterations -1")
            << named(u"x"_s, {{u"max_iterations"_s, -1}}) << u"config.max_iterations"_s;
    }

    void whatIsNoSessionIsRefused()
    {
        QFETCH(QJsonObject, body);
        QFETCH(QString, field);
        TestSignalbox box;
        const JsonAnswer answer = box.request("POST", "/v1/sessions", body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.code"_s), u"INVALID_REQUEST"_s);
        QCOMPARE(answer.text(u"error.details.field"_s), field);
        QVERIFY(!answer.text(u"error.details.issue"_s).isEmpty());
    }

    void tenMayBeOpen()
    {
        TestSignalbox box;
        QByteArrayList sessions;
        for (int i = 0; i < 10; ++i)
            sessions.append(opened(box));
        const JsonAnswer refused = box.request("POST", "/v1/sessions", named(u"one more"_s));
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.text(u"error.code"_s), u"RATE_LIMITED"_s);
        // Another account has its own ten.
        const QByteArray ada = "X-API-Key: " + box.keyFor(Scope::SessionsWrite) + "\r\n";
        QCOMPARE(box.request("POST", "/v1/sessions", named(u"hers"_s), ada).status, 201);
        QCOMPARE(
            box.request("PATCH", "/v1/sessions/" + sessions[3], QJsonObject{{u"status"_s, u"completed"_s}})
                .text(u"status"_s),
            u"completed"_s);
        opened(box);
        QCOMPARE(box.request("DELETE", "/v1/sessions/" + sessions[4]).status, 204);
        QCOMPARE(box.get("/v1/sessions/" + sessions[4]).status, 404);
        opened(box);
    }

    void theirNumberIsASetting()
    {
        TestSignalbox two({.openSessions = 2});
        opened(two);
        opened(two);
        QCOMPARE(two.request("POST", "/v1/sessions", named(u"one more"_s)).status, 429);
        TestSignalbox any({.openSessions = 0});
        for (int i = 0; i < 12; ++i)
            opened(any);
    }

    void executionsAreItsIterations()
    {
        SKIP_BECAUSE(testsupport::whyWithoutCode());
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"max_iterations"_s, 2}});
        const QByteArray agent = deployed(box, u"def f(d): return 1"_s);
        const JsonAnswer first = execute(box, agent, session);
        QCOMPARE(first.text(u"status"_s), u"completed"_s);
        QCOMPARE(first.text(u"session_id"_s).toLatin1(), session);
        QCOMPARE(statusOf(box, session), u"running"_s);
        QCOMPARE(execute(box, agent, session).text(u"status"_s), u"completed"_s);
        QTRY_COMPARE(statusOf(box, session), u"completed"_s);
        const JsonAnswer refused = execute(box, agent, session);
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.text(u"error.details.field"_s), u"session_id"_s);
        QCOMPARE(
            box.request("PATCH", "/v1/sessions/" + session, QJsonObject{{u"status"_s, u"failed"_s}}).status,
            409);
    }

    void aSessionFailsWithItsLastExecution()
    {
        SKIP_BECAUSE(testsupport::whyWithoutCode());
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"max_iterations"_s, 1}});
        execute(box, deployed(box, u"def f(d): return 1/0"_s), session);
        QTRY_COMPARE(statusOf(box, session), u"failed"_s);
    }

    void aSessionExpiresAndWhatRunsInItEnds()
    {
        SKIP_BECAUSE(testsupport::whyWithoutCode());
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"timeout"_s, 60}});
        const QByteArray agent = deployed(box, u"import time\ndef f(d): time.sleep(20)"_s);
        const JsonAnswer begun = execute(box, agent, session, "Prefer: respond-async\r\n");
        QTRY_COMPARE(box.core->engine().running(), 1);
        box.core.clock.advance(60s);
        QTRY_COMPARE(statusOf(box, session), u"expired"_s);
        QTRY_COMPARE(box.get(begun.header("location")).text(u"status"_s), u"cancelled"_s);
        QCOMPARE(box.get(begun.header("location")).text(u"error"_s), u"Its session has expired"_s);
        QCOMPARE(box.core->engine().running(), 0);
        QCOMPARE(execute(box, agent, session).status, 409);
    }

    void aSessionThatIsNotThereIsNotFound()
    {
        TestSignalbox box;
        const QByteArray agent = deployed(box, u"def f(d): return 1"_s);
        QCOMPARE(execute(box, agent, "session_123").status, 404);
        const QByteArray session = opened(box);
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scopes(allScopes) & ~Scopes(Scope::Administer)) + "\r\n";
        QCOMPARE(box.request("GET", "/v1/sessions/" + session, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("DELETE", "/v1/sessions/" + session, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("GET", "/v1/sessions", QByteArray(), ada).at(u"total"_s).toInt(-1), 0);
    }
};

SIGNALBOX_TEST(TestAgentApiSessions)
#include "tst_agentapisessions.moc"
