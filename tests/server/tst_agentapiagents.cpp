// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto sample = "def process_data(data): return data.upper()";

QJsonObject agent(const QString &code, const QStringList &requirements = {})
{
    return {{u"name"_s, u"Data Processor"_s},
            {u"type"_s, u"python"_s},
            {u"code"_s, code},
            {u"requirements"_s, QJsonArray::fromStringList(requirements)}};
}

QByteArray deployed(TestSignalbox &box, const QString &code)
{
    const JsonAnswer answer = box.request("POST", "/v1/agents", agent(code));
    if (answer.status != 201)
        qFatal("%s", answer.body.constData());
    return answer.text(u"id"_s).toLatin1();
}

JsonAnswer execute(TestSignalbox &box, const QByteArray &id, const QJsonObject &body,
                   const QByteArray &headers = {})
{
    return box.request("POST", "/v1/agents/" + id + "/execute", body, headers);
}

} // namespace

// Agents that are deployed with code and executed, from the socket to the sandbox and the disk.
class TestAgentApiAgents : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { SKIP_BECAUSE(testsupport::whyWithoutCode()); }

    void theSampleRunsAsItIsWritten()
    {
        TestSignalbox box;
        const JsonAnswer added = box.request("POST", "/v1/agents", agent(QString::fromLatin1(sample)));
        QCOMPARE(added.status, 201);
        QCOMPARE(added.text(u"status"_s), u"ready"_s);
        QCOMPARE(added.text(u"name"_s), u"Data Processor"_s);
        const QByteArray id = added.text(u"id"_s).toLatin1();
        QCOMPARE(added.header("location"), QByteArray("/v1/agents/" + id));

        const JsonAnswer ran =
            execute(box, id, {{u"input_data"_s, QJsonObject{{u"text"_s, u"hello world"_s}}}});
        QCOMPARE(ran.status, 200);
        QCOMPARE(ran.text(u"status"_s), u"completed"_s);
        QCOMPARE(ran.text(u"output"_s), u"HELLO WORLD"_s);
        QCOMPARE(ran.text(u"agent_id"_s).toLatin1(), id);
        QCOMPARE(ran.text(u"input_data.text"_s), u"hello world"_s);
        QVERIFY(ran.at(u"error"_s).isNull());
        QVERIFY(!ran.text(u"completed_at"_s).isEmpty());
        const QByteArray execution = ran.header("location");
        QCOMPARE(execution, QByteArray("/v1/agents/" + id + "/executions/" + ran.text(u"id"_s).toLatin1()));
        QCOMPARE(box.get(execution).json(), ran.json());
        QCOMPARE(box.get("/v1/agents/" + id + "/executions").text(u"executions.0.id"_s), ran.text(u"id"_s));

        // The same thing, as another contract shows it.
        const JsonAnswer task = box.get("/api/v1/tasks/" + ran.text(u"id"_s).toLatin1());
        QCOMPARE(task.status, 200);
        QVERIFY2(task.body.contains("HELLO WORLD"), task.body.constData());
    }

    void agentsAreListedShownAndDeleted()
    {
        TestSignalbox box;
        const QByteArray first = deployed(box, u"def f(d): return 1"_s);
        const QByteArray second = deployed(box, u"def f(d): return 2"_s);
        const JsonAnswer list = box.get("/v1/agents?limit=1");
        QCOMPARE(list.at(u"total"_s).toInt(), 2);
        QCOMPARE(list.text(u"agents.0.id"_s).toLatin1(), second);
        QVERIFY(list.at(u"agents.0.code"_s).isUndefined());
        QCOMPARE(box.get("/v1/agents?before=" + second).text(u"agents.0.id"_s).toLatin1(), first);
        QCOMPARE(box.get("/v1/agents/" + first).text(u"code"_s), u"def f(d): return 1"_s);
        const JsonAnswer ran = execute(box, first, {});
        QCOMPARE(ran.at(u"output"_s).toInt(), 1);
        QCOMPARE(box.request("DELETE", "/v1/agents/" + first).status, 204);
        QCOMPARE(box.get("/v1/agents/" + first).status, 404);
        QCOMPARE(execute(box, first, {}).status, 404);
        QCOMPARE(ran.at(u"input_data"_s).toObject(), QJsonObject());
        QVERIFY(ran.at(u"input_data"_s).isObject());
        // What it did is still there.
        QCOMPARE(box.get(ran.header("location")).at(u"output"_s).toInt(), 1);
    }

    void whatCannotRunIsRefused_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("requirement");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("issue");
        QTest::newRow("syntax") << u"def f(:"_s << QString() << u"code"_s << u"SyntaxError"_s;
        QTest::newRow("no function") << u"x = 1"_s << QString() << u"code"_s << u"defines no function"_s;
        QTest::newRow("raises") << u"raise ValueError('no')"_s << QString() << u"code"_s
                                << u"ValueError: no"_s;
        QTest::newRow("not installed") << u"def f(d): pass"_s << u"no-such-thing"_s << u"requirements"_s
                                       << u"no-such-thing is not installed"_s;
    }

    void whatCannotRunIsRefused()
    {
        QFETCH(QString, code);
        QFETCH(QString, requirement);
        QFETCH(QString, field);
        QFETCH(QString, issue);
        TestSignalbox box;
        const JsonAnswer answer =
            box.request("POST", "/v1/agents",
                        agent(code, requirement.isEmpty() ? QStringList() : QStringList{requirement}));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.code"_s), u"INVALID_REQUEST"_s);
        QCOMPARE(answer.text(u"error.details.field"_s), field);
        QVERIFY2(answer.text(u"error.details.issue"_s).contains(issue), answer.body.constData());
        QCOMPARE(box.get("/v1/agents").at(u"total"_s).toInt(-1), 0);
    }

    void aMissingNameIsToldAsInTheDocument()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.request("POST", "/v1/agents", QJsonObject{{u"code"_s, u"x"_s}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.code"_s), u"INVALID_REQUEST"_s);
        QCOMPARE(answer.text(u"error.details.field"_s), u"name"_s);
        QCOMPARE(answer.text(u"error.details.issue"_s), u"required field missing"_s);
        QCOMPARE(box.request("POST", "/v1/agents",
                             QJsonObject{{u"name"_s, u"x"_s}, {u"type"_s, u"ruby"_s}, {u"code"_s, u"x"_s}})
                     .text(u"error.details.field"_s),
                 u"type"_s);
    }

    void namesAreLinesThatCanBeSeen()
    {
        TestSignalbox box;
        for (const QString &name : {u"a\nb"_s, u"a\u202eb"_s, u"a\u200bb"_s, u"a\tb"_s}) {
            const JsonAnswer answer = box.request(
                "POST", "/v1/agents", QJsonObject{{u"name"_s, name}, {u"code"_s, u"def f(d): pass"_s}});
            QCOMPARE(answer.status, 400);
            QCOMPARE(answer.text(u"error.details.field"_s), u"name"_s);
            QCOMPARE(box.request("POST", "/api/v1/auth/api-keys", QJsonObject{{u"name"_s, name}}).status,
                     400);
        }
    }

    void codeThatFailsIsAnExecutionThatFailed()
    {
        TestSignalbox box;
        const QByteArray id = deployed(box, u"def f(d):\n print('before')\n return 1 / d['n']"_s);
        const JsonAnswer ran = execute(box, id, {{u"input_data"_s, QJsonObject{{u"n"_s, 0}}}});
        QCOMPARE(ran.status, 200);
        QCOMPARE(ran.text(u"status"_s), u"failed"_s);
        QCOMPARE(ran.text(u"error"_s), u"ZeroDivisionError: division by zero (line 3)"_s);
        // Its author sees where it failed, and nothing of the program around it.
        QCOMPARE(ran.text(u"logs"_s).section(u'\n', 0, 2),
                 u"before\nTraceback (most recent call last):\n  File \"agent.py\", line 3, in f"_s);
        QVERIFY(ran.at(u"output"_s).isNull());
    }

    void whoeverDoesNotWaitGetsTheExecution()
    {
        TestSignalbox box;
        const QByteArray id = deployed(box, u"def f(d): return 5"_s);
        const JsonAnswer begun = execute(box, id, {}, "Prefer: respond-async\r\n");
        QCOMPARE(begun.status, 202);
        QCOMPARE(begun.header("preference-applied"), "respond-async"_ba);
        QTRY_COMPARE(box.get(begun.header("location")).text(u"status"_s), u"completed"_s);
        QCOMPARE(box.get(begun.header("location")).at(u"output"_s).toInt(), 5);
    }

    void patienceEndsAfterItsSeconds()
    {
        TestSignalbox box;
        const QByteArray id = deployed(box, u"import time\ndef f(d): time.sleep(20)"_s);
        for (const auto &[headers, wait] :
             {std::pair<QByteArray, milliseconds>{{}, 30s}, {"Prefer: wait=7\r\n", 7s}}) {
            const qsizetype before = box.core->engine().running();
            tests::Client client(box.port);
            client.send(tests::request("POST /v1/agents/" + id + "/execute",
                                       "X-API-Key: " + box.key + "\r\n" + headers, "{}"));
            QTRY_COMPARE(box.core->engine().running(), before + 1);
            box.core.clock.advance(wait - 1ms);
            QCOMPARE(client.receive(false, 200).status, 0);
            box.core.clock.advance(1ms);
            QCOMPARE(client.receive().status, 202);
        }
    }

    void theLimitsOfCodeAreSettings()
    {
        TestSignalbox box({.codeLimits = {.time = 1500ms}});
        const JsonAnswer ran = execute(box, deployed(box, u"import time\ndef f(d): time.sleep(20)"_s), {});
        QCOMPARE(ran.text(u"status"_s), u"failed"_s);
        QCOMPARE(ran.text(u"error"_s), u"It was stopped after 2 seconds."_s);
    }

    void othersDoNotSeeIt()
    {
        TestSignalbox box;
        const QByteArray id = deployed(box, u"def f(d): return 5"_s);
        const QByteArray execution = execute(box, id, {}).header("location");
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scopes(allScopes) & ~Scopes(Scope::Administer)) + "\r\n";
        QCOMPARE(box.request("GET", "/v1/agents/" + id, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("GET", execution, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("GET", "/v1/agents/" + id + "/executions", QByteArray(), ada).status, 404);
        QCOMPARE(box.request("POST", "/v1/agents/" + id + "/execute", QJsonObject(), ada).status, 404);
        QCOMPARE(box.request("DELETE", "/v1/agents/" + id, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("GET", "/v1/agents", QByteArray(), ada).at(u"total"_s).toInt(-1), 0);
    }

    void withoutASandboxNothingRuns()
    {
        TestSignalbox box({.sandbox = {.bubblewrap = u"/nowhere/bwrap"_s}});
        const JsonAnswer answer = box.request("POST", "/v1/agents", agent(QString::fromLatin1(sample)));
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.text(u"status"_s), u"failed"_s);
        QVERIFY(answer.text(u"error"_s).contains(u"bubblewrap is not installed"_s));
        const JsonAnswer ran = execute(box, answer.text(u"id"_s).toLatin1(), {});
        QCOMPARE(ran.status, 503);
        QVERIFY(ran.text(u"error.message"_s).contains(u"bubblewrap is not installed"_s));
    }

    void anExecutionThatACrashInterruptedRunsAgain()
    {
        TestCore core;
        core.start();
        const auto made = core->codeAgents().deploy({.name = u"x"_s, .code = u"def f(d): return d['text']"_s},
                                                    localOperator());
        QVERIFY(made);
        const auto found = [&core, &made] { return *core->codeAgents().find(made->id, localOperator()); };
        QTRY_COMPARE(QString(toWord(found().state) + found().error), u"ready"_s);
        const Task task = core.submit(u"hello"_s, {.agent = made->id});
        QTRY_VERIFY(core->engine().running() == 1);
        core.close();
        core.open();
        core.start();
        QTRY_VERIFY(isFinal(core.task(task.id).state));
        QCOMPARE(core.task(task.id).result, u"hello"_s);
    }
};

SIGNALBOX_TEST(TestAgentApiAgents)
#include "tst_agentapiagents.moc"
