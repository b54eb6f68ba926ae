// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QWebSocket>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// The document of the workflows' contract, line by line.

namespace {

QJsonObject wanted(const QString &type, const QString &requirements = u"Create a calculator"_s)
{
    return {{u"requirements"_s, requirements}, {u"workflow_type"_s, type}};
}

void answerAll(TestSignalbox &box)
{
    box.core.model().answerWith(
        [](const ModelRequest &) { return ModelAnswer{.text = u"```python\nprint(42)\n```"_s}; });
}

// Polls as the document's integration test does.
QString statusAfter(TestSignalbox &box, const QByteArray &id)
{
    QString status;
    const bool ended = QTest::qWaitFor([&] {
        status = box.get("/workflow-status/" + id).text(u"status"_s);
        return status == u"completed"_s || status == u"failed"_s;
    });
    return ended ? status : u"still "_s + status;
}

struct Follower
{
    Follower(TestSignalbox &box, const QByteArray &path)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString &text) { frames.append(text); });
        socket.open(QUrl(u"ws://127.0.0.1:%1%2"_s.arg(box.port).arg(QString::fromLatin1(path))));
    }
    QList<QJsonObject> ofType(const QString &type) const
    {
        QList<QJsonObject> found;
        for (const QString &frame : frames) {
            const QJsonObject object = QJsonDocument::fromJson(frame.toUtf8()).object();
            if (object.value(u"type"_s).toString() == type)
                found.append(object);
        }
        return found;
    }

    QWebSocket socket;
    QStringList frames;
};

} // namespace

class TestOrchestrator : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_box = std::make_unique<TestSignalbox>(); }
    void cleanup() { m_box.reset(); }

    void theDocumentsFirstTest()
    {
        answerAll(*m_box);
        const JsonAnswer response = m_box->request("POST", "/execute-workflow", wanted(u"full"_s));
        QCOMPARE(response.status, 200);
        QCOMPARE(response.text(u"session_id"_s).size(), 36);
        QCOMPARE(response.text(u"status"_s), u"accepted"_s);
        QCOMPARE(response.text(u"message"_s),
                 QString(u"Workflow execution started. Track progress at /workflow-status/"_s +
                         response.text(u"session_id"_s)));
    }

    void theDocumentsSecondTest()
    {
        const JsonAnswer response =
            m_box->request("POST", "/execute-workflow", wanted(u"invalid"_s, u"Test"_s));
        QCOMPARE(response.status, 400);
        QVERIFY(response.text(u"detail"_s).contains(u"Unknown workflow type"_s));
        QCOMPARE(response.text(u"detail"_s), u"Unknown workflow type: invalid"_s);
    }

    void theDocumentsIntegrationTest()
    {
        answerAll(*m_box);
        const QByteArray id =
            m_box->request("POST", "/execute-workflow", wanted(u"full"_s, u"Create a simple API"_s))
                .text(u"session_id"_s)
                .toLatin1();
        QCOMPARE(statusAfter(*m_box, id), u"completed"_s);
        const JsonAnswer done = m_box->get("/workflow-status/" + id);
        QCOMPARE(done.text(u"generated_code"_s), u"print(42)"_s);
        QCOMPARE(done.at(u"progress"_s).toDouble(), 100.0);
        QCOMPARE(done.at(u"phases_completed"_s).toArray(),
                 (QJsonArray{u"planning"_s, u"design"_s, u"implementation"_s, u"review"_s}));
        QCOMPARE(done.at(u"errors"_s).toArray(), QJsonArray());
        QCOMPARE(done.at(u"error"_s), QJsonValue(QJsonValue::Null));
        QCOMPARE(done.at(u"current_phase"_s), QJsonValue(QJsonValue::Null));
        QCOMPARE(done.at(u"result.agent_count"_s).toInt(), 4);
        QCOMPARE(done.text(u"result.agent_results.0.agent"_s), u"assistant"_s);
        QCOMPARE(done.at(u"result.agent_results.0.output_length"_s).toInt(), 23);
        QVERIFY(done.text(u"result.agent_results.0.output_preview"_s).contains(u"print(42)"_s));
        QCOMPARE(done.at(u"result.total_output_size"_s).toInt(), 4 * 23);
        const QJsonObject report =
            QJsonDocument::fromJson(done.text(u"result.execution_report"_s).toUtf8()).object();
        QCOMPARE(report.value(u"phases"_s).toArray().size(), 4);
        for (const QString &time : {u"created_at"_s, u"started_at"_s, u"completed_at"_s})
            QCOMPARE(done.text(time), toText(m_box->core.clock.now()));
        QCOMPARE(done.at(u"failed_at"_s), QJsonValue(QJsonValue::Null));

        // The same work, seen by the contract of tasks.
        const QByteArray task = done.text(u"task_id"_s).toLatin1();
        QCOMPARE(m_box->get("/api/v1/tasks/" + task).text(u"status"_s), u"TASK_STATUS_COMPLETED"_s);
    }

    void everyTypeIsAGraphThatRuns_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("phases");
        QTest::newRow("full") << u"full"_s << QString() << 4;
        QTest::newRow("tdd") << u"tdd"_s << QString() << 6;
        QTest::newRow("individual") << u"individual"_s << u"test_writing"_s << 1;
        QTest::newRow("mvp_incremental") << u"mvp_incremental"_s << QString() << 5;
        QTest::newRow("mvp_incremental_tdd") << u"mvp_incremental_tdd"_s << QString() << 6;
    }

    void everyTypeIsAGraphThatRuns()
    {
        QFETCH(QString, type);
        QFETCH(QString, step);
        QFETCH(int, phases);
        answerAll(*m_box);
        QJsonObject body = wanted(type);
        if (!step.isEmpty())
            body.insert(u"step_type"_s, step);
        const JsonAnswer begun = m_box->request("POST", "/execute-workflow", body);
        QCOMPARE(begun.status, 200);
        const QByteArray id = begun.text(u"session_id"_s).toLatin1();
        QCOMPARE(statusAfter(*m_box, id), u"completed"_s);
        QCOMPARE(m_box->get("/workflow-status/" + id).at(u"total_steps"_s).toInt(), phases);
    }

    void wrongBodiesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("detail");
        const QByteArray plain = "/protected/execute-workflow";
        QTest::newRow("no requirements")
            << plain << R"({"workflow_type":"full"})"_ba << u"requirements"_s << QString();
        QTest::newRow("blank") << plain << R"({"requirements":" ","workflow_type":"full"})"_ba
                               << u"requirements"_s << QString();
        QTest::newRow("no type") << plain << R"({"requirements":"x"})"_ba << u"workflow_type"_s << QString();
        QTest::newRow("no step") << plain << R"({"requirements":"x","workflow_type":"individual"})"_ba
                                 << u"step_type"_s << u"step_type is required for individual workflows"_s;
        QTest::newRow("wrong retries")
            << plain << R"({"requirements":"x","workflow_type":"full","max_retries":11})"_ba
            << u"max_retries"_s << QString();
        QTest::newRow("no json") << plain << "{"_ba << u"body"_s << QString();
        const QByteArray custom = "/custom/execute";
        QTest::newRow("custom type") << custom << R"({"requirements":"x","workflow_type":"party"})"_ba
                                     << u"workflow_type"_s << u"Unknown workflow type: party"_s;
        QTest::newRow("priority") << custom
                                  << R"({"requirements":"x","workflow_type":"full","priority":"now"})"_ba
                                  << u"priority"_s << QString();
        QTest::newRow("configuration")
            << custom << R"({"requirements":"x","workflow_type":"full","configuration":[]})"_ba
            << u"configuration"_s << QString();
        QTest::newRow("no phases") << custom << R"({"requirements":"x","workflow_type":"custom"})"_ba
                                   << u"configuration.phases"_s << QString();
    }

    void wrongBodiesAreRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        QFETCH(QString, detail);
        const QList<qint64> before = m_box->rows();
        const JsonAnswer refused = m_box->request("POST", path, body, "X-Request-ID: req-7\r\n");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.text(u"error"_s), u"INVALID_INPUT"_s);
        QCOMPARE(refused.text(u"details.field"_s), field);
        QCOMPARE(refused.text(u"details.issue"_s), refused.text(u"message"_s));
        QCOMPARE(refused.text(u"detail"_s), refused.text(u"message"_s));
        QVERIFY(refused.text(u"timestamp"_s).endsWith(u'Z'));
        QCOMPARE(refused.text(u"request_id"_s), u"req-7"_s);
        if (!detail.isEmpty())
            QCOMPARE(refused.text(u"detail"_s), detail);
        QCOMPARE(m_box->rows(), before);
    }

    void aCustomWorkflowTellsItsProgress()
    {
        m_box->core.model().say(u"The plan."_s);
        m_box->core.model().hang();
        QJsonObject body = wanted(u"full"_s);
        body.insert(u"configuration"_s, QJsonObject{{u"max_retries"_s, 1}});
        body.insert(u"priority"_s, u"high"_s);
        const JsonAnswer begun = m_box->request("POST", "/custom/execute", body);
        QCOMPARE(begun.status, 200);
        QCOMPARE(begun.text(u"status"_s), u"queued"_s);
        QCOMPARE(begun.text(u"message"_s), u"Workflow queued for execution"_s);
        QCOMPARE(begun.text(u"created_at"_s), toText(m_box->core.clock.now()));
        QVERIFY(begun.json().contains(u"estimated_completion"_s));
        QCOMPARE(begun.at(u"estimated_completion"_s),
                 QJsonValue(QJsonValue::Null)); // nothing was measured yet
        const QByteArray id = begun.text(u"session_id"_s).toLatin1();
        QTRY_COMPARE(m_box->get("/workflow-status/" + id).text(u"current_phase"_s), u"design"_s);
        const JsonAnswer shown = m_box->get("/workflow-status/" + id);
        QCOMPARE(shown.text(u"status"_s), u"running"_s);
        QCOMPARE(shown.at(u"progress"_s).toDouble(), 25.0);
        QCOMPARE(shown.at(u"phases_completed"_s).toArray(), QJsonArray{u"planning"_s});
        QCOMPARE(shown.text(u"partial_results.planning"_s), u"The plan."_s);
        QCOMPARE(shown.text(u"priority"_s), u"high"_s);
        QCOMPARE(shown.at(u"result"_s), QJsonValue(QJsonValue::Null));
        QVERIFY(!shown.json().contains(u"generated_code"_s));
    }

    void aFailureIsTold()
    {
        m_box->core.model().fail(
            failure(ErrorCode::Unavailable, u"The provider is not there"_s, u"secret detail"_s));
        const QByteArray id =
            m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).text(u"session_id"_s).toLatin1();
        QCOMPARE(statusAfter(*m_box, id), u"failed"_s);
        const JsonAnswer failed = m_box->get("/workflow-status/" + id);
        QVERIFY(failed.text(u"error"_s).contains(u"The provider is not there"_s));
        QCOMPARE(failed.text(u"errors.0.phase"_s), u"planning"_s);
        QCOMPARE(failed.text(u"errors.0.error"_s), u"The provider is not there"_s);
        QVERIFY(!failed.text(u"failed_at"_s).isEmpty());
        QVERIFY(!failed.body.contains("secret detail"));
    }

    void anExecutionIsDeleted()
    {
        m_box->core.model().hang();
        const JsonAnswer begun = m_box->request("POST", "/execute-workflow", wanted(u"full"_s));
        const QByteArray id = begun.text(u"session_id"_s).toLatin1();
        const JsonAnswer gone = m_box->request("DELETE", "/workflow-status/" + id);
        QCOMPARE(gone.status, 200);
        QCOMPARE(gone.text(u"message"_s),
                 u"Workflow execution %1 deleted successfully"_s.arg(QString::fromLatin1(id)));
        for (const QByteArray &method : {"GET"_ba, "DELETE"_ba}) {
            const JsonAnswer missing = m_box->request(method, "/workflow-status/" + id);
            QCOMPARE(missing.status, 404);
            QCOMPARE(missing.text(u"detail"_s),
                     u"Workflow execution with session_id %1 not found"_s.arg(QString::fromLatin1(id)));
            QCOMPARE(missing.text(u"error"_s), u"NOT_FOUND"_s);
        }
        QCOMPARE(m_box->core.task({begun.text(u"task_id"_s)}).state, TaskState::Cancelled);
    }

    void typesAreListedAndMayBeKept()
    {
        const JsonAnswer types = m_box->get("/workflow-types");
        QCOMPARE(types.status, 200);
        QCOMPARE(types.at(u"workflow_types"_s).toArray(),
                 (QJsonArray{u"full"_s, u"tdd"_s, u"individual"_s, u"mvp_incremental"_s,
                             u"mvp_incremental_tdd"_s, u"custom"_s}));
        QCOMPARE(types.text(u"workflows.2.name"_s), u"individual"_s);
        QCOMPARE(types.at(u"workflows.2.requires_step_type"_s), QJsonValue(true));
        QCOMPARE(types.at(u"workflows.1.phases"_s).toArray().size(), 6);
        QCOMPARE(types.header("cache-control"), "private, max-age=300"_ba);
        const JsonAnswer again = m_box->request("GET", "/workflow-types", QByteArray(),
                                                "If-None-Match: " + types.header("etag") + "\r\n");
        QCOMPARE(again.status, 304);
        QVERIFY(again.body.isEmpty());
    }

    void aClientStartsTenAMinute()
    {
        answerAll(*m_box);
        const QByteArrayList paths{"/execute-workflow", "/api/v1/execute-workflow",
                                   "/api/v2/execute-workflow"};
        for (int i = 0; i < 10; ++i)
            QCOMPARE(m_box->request("POST", paths.at(i % 3), wanted(u"full"_s)).status, 200);
        const JsonAnswer refused = m_box->request("POST", "/execute-workflow", wanted(u"full"_s));
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.text(u"detail"_s), u"Rate limit exceeded"_s);
        QCOMPARE(refused.text(u"error"_s), u"RATE_LIMIT_EXCEEDED"_s);
        QCOMPARE(refused.header("x-ratelimit-limit"), "10"_ba);
        QVERIFY(refused.header("retry-after").toInt() > 0);
        QCOMPARE(refused.text(u"message"_s),
                 u"Rate limit exceeded. Try again in %1 s."_s.arg(refused.header("retry-after").toInt()));
        QCOMPARE(m_box->get("/workflow-types").status, 200);
        m_box->core.clock.advance(1min);
        QCOMPARE(m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).status, 200);
    }

    void whatIsRefusedDoesNotCount()
    {
        answerAll(*m_box);
        QJsonObject unknown = wanted(u"full"_s);
        unknown.insert(u"workflow_type"_s, u"odd"_s);
        for (int i = 0; i < 12; ++i) {
            QCOMPARE(m_box->request("POST", "/execute-workflow", "{}"_ba).status, 400);
            QCOMPARE(m_box->request("POST", "/execute-workflow", unknown).status, 400);
        }
        for (int i = 0; i < 10; ++i)
            QCOMPARE(m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).status, 200);
        QCOMPARE(m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).status, 429);
    }

    void credentialsAreAskedFor()
    {
        const JsonAnswer refused = m_box->request("POST", "/protected/execute-workflow", wanted(u"full"_s),
                                                  "Authorization: Bearer nonsense\r\n");
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.text(u"detail"_s), u"Invalid authentication credentials"_s);
        QVERIFY(!refused.header("www-authenticate").isEmpty());
        QCOMPARE(m_box->requestWithoutKey("POST", "/protected/execute-workflow", "{}").status, 401);
        answerAll(*m_box);
        const QByteArray bearer = "Authorization: Bearer " + m_box->key + "\r\n";
        QCOMPARE(m_box->request("POST", "/protected/execute-workflow", wanted(u"full"_s), bearer).status,
                 200);
    }

    void anothersExecutionIsNotFound()
    {
        answerAll(*m_box);
        const QByteArray id =
            m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).text(u"session_id"_s).toLatin1();
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(Scope::TasksRead | Scope::TasksWrite) + "\r\n";
        QCOMPARE(m_box->request("GET", "/workflow-status/" + id, QByteArray(), ada).status, 404);
        QCOMPARE(m_box->request("DELETE", "/workflow-status/" + id, QByteArray(), ada).status, 404);
        QCOMPARE(m_box->get("/workflow-status/" + id).status, 200);
    }

    void everyAnswerHasTheSecurityHeaders()
    {
        for (const QByteArray &path :
             {"/workflow-types"_ba, "/workflow-status/none"_ba, "/custom/nothing"_ba}) {
            const JsonAnswer answer = m_box->get(path);
            QCOMPARE(answer.header("x-content-type-options"), "nosniff"_ba);
            QCOMPARE(answer.header("x-frame-options"), "DENY"_ba);
            QCOMPARE(answer.header("x-xss-protection"), "1; mode=block"_ba);
            QCOMPARE(answer.count("x-xss-protection"), 1);
        }
    }

    void aSocketIsToldOfTheProgress()
    {
        m_box->core.model().hang();
        QJsonObject body = wanted(u"individual"_s);
        body.insert(u"step_type"_s, u"implementation"_s);
        const QByteArray id =
            m_box->request("POST", "/execute-workflow", body).text(u"session_id"_s).toLatin1();
        QTRY_COMPARE(m_box->core.model().running(), 1);
        Follower one(*m_box, "/ws/" + id + "?api_key=" + m_box->key);
        Follower two(*m_box, "/ws/" + id + "?api_key=" + m_box->key);
        QTRY_COMPARE(m_box->server->counts().streams, 2);
        QTRY_COMPARE(one.socket.state(), QAbstractSocket::ConnectedState);
        one.socket.sendTextMessage(u"ping"_s);
        QTRY_COMPARE(one.frames.size(), 2); // how it stands, and the answer
        QCOMPARE(one.ofType(u"progress"_s).constFirst().value(u"status"_s).toString(), u"running"_s);
        QCOMPARE(one.frames.constLast(), u"pong"_s);
        m_box->core.model().release(ModelAnswer{.text = u"print(42)"_s});
        for (Follower *follower : {&one, &two}) {
            QTRY_COMPARE(follower->ofType(u"final_result"_s).size(), 1);
            QCOMPARE(follower->ofType(u"phase_complete"_s).first().value(u"phase"_s).toString(),
                     u"implementation"_s);
            const QJsonObject last = follower->ofType(u"progress"_s).last();
            QCOMPARE(last.value(u"value"_s).toDouble(), 100.0);
            QCOMPARE(last.value(u"status"_s).toString(), u"completed"_s);
            QCOMPARE(last.value(u"session_id"_s).toString(), QString::fromLatin1(id));
            const QJsonObject results =
                follower->ofType(u"final_result"_s).first().value(u"results"_s).toObject();
            QCOMPARE(results.value(u"output"_s).toString(), u"print(42)"_s);
        }
        QTRY_COMPARE(m_box->server->counts().streams, 0); // nothing more will happen
        QCOMPARE(one.socket.closeCode(), QWebSocketProtocol::CloseCodeNormal);

        Follower late(*m_box, "/ws/" + id + "?api_key=" + m_box->key);
        QTRY_COMPARE(late.ofType(u"final_result"_s).size(), 1);
        QCOMPARE(late.ofType(u"progress"_s).constFirst().value(u"value"_s).toDouble(), 100.0);
        QTRY_COMPARE(m_box->server->counts().streams, 0);
        QCOMPARE(late.socket.closeCode(), QWebSocketProtocol::CloseCodeNormal);

        const QByteArray upgrade =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        const JsonAnswer missing = m_box->request("GET", "/ws/none", QByteArray(), upgrade);
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.text(u"error"_s), u"NOT_FOUND"_s);
        QCOMPARE(m_box->request("GET", "/ws/" + id, QByteArray(), upgrade + "X-API-Key: wrong\r\n").status,
                 401);
    }

    void aSocketOfAWorkflowThatIsDeletedIsClosed()
    {
        m_box->core.model().hang();
        const QByteArray id =
            m_box->request("POST", "/execute-workflow", wanted(u"full"_s)).text(u"session_id"_s).toLatin1();
        Follower follower(*m_box, "/ws/" + id + "?api_key=" + m_box->key);
        QTRY_COMPARE(follower.ofType(u"progress"_s).size(), 1);
        QCOMPARE(m_box->request("DELETE", "/workflow-status/" + id).status, 200);
        QTRY_COMPARE(m_box->server->counts().streams, 0);
        QCOMPARE(follower.socket.closeCode(), QWebSocketProtocol::CloseCodeNormal);
    }

private:
    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestOrchestrator)
#include "tst_orchestrator.moc"
