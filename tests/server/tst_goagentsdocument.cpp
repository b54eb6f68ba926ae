// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QWebSocket>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// The document of the clusters' contract, line by line, with its examples as they are written there.

namespace {

const QByteArray exampleManifest = R"({
  "apiVersion": "goagents.dev/v1",
  "kind": "AgentCluster",
  "metadata": {
    "name": "my-cluster",
    "namespace": "default"
  },
  "spec": {
    "resource_policy": {
      "max_concurrent_agents": 5,
      "idle_timeout": "300s",
      "scale_to_zero": true
    },
    "agents": [
      {
        "name": "assistant",
        "provider": "anthropic",
        "model": "claude-sonnet-4",
        "system_prompt": "You are a helpful assistant.",
        "tools": []
      }
    ]
  }
})";

const QByteArray exampleChat = R"({
  "message": "Hello, I need help with my billing account.",
  "conversation_id": "conv-456",
  "context": {
    "user_id": "user-789",
    "session_id": "session-101"
  }
})";

// The names of the fields at a path: "data.clusters.0".
QStringList fieldsAt(const JsonAnswer &answer, const QString &path)
{
    return path.isEmpty() ? answer.json().keys() : answer.at(path).toObject().keys();
}

bool hasAll(const QStringList &found, const QString &wanted)
{
    for (const QString &name : wanted.split(u' ')) {
        if (!found.contains(name))
            return false;
    }
    return true;
}

struct Talk
{
    Talk(TestSignalbox &box, const QByteArray &agent)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [this](const QString &text) {
            lines.append(QJsonDocument::fromJson(text.toUtf8()).object());
        });
        socket.open(QUrl(u"ws://127.0.0.1:%1/api/v1/agents/%2/ws?api_key=%3"_s.arg(box.port).arg(
            QString::fromLatin1(agent), QString::fromLatin1(box.key))));
    }
    bool isOpen()
    {
        return QTest::qWaitFor([this] { return socket.state() == QAbstractSocket::ConnectedState; });
    }
    void say(const QJsonObject &message)
    {
        socket.sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson()));
    }
    int count(const QString &type) const
    {
        return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&type](const QJsonObject &line) {
            return line.value(u"type"_s).toString() == type;
        }));
    }
    QJsonObject last(const QString &type) const
    {
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            if (line->value(u"type"_s).toString() == type)
                return *line;
        }
        return {};
    }

    QWebSocket socket;
    QList<QJsonObject> lines;
};

} // namespace

class TestGoAgentsDocument : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<TestSignalbox>();
        auto vendor = std::make_unique<testsupport::FakeProvider>(u"anthropic"_s);
        m_model = vendor.get();
        m_box->core->providers().add(std::move(vendor));
        const JsonAnswer made = m_box->request("POST", "/api/v1/clusters", exampleManifest);
        QCOMPARE(made.status, 201);
        QVERIFY(hasAll(fieldsAt(made, {}), u"success data message timestamp"_s));
        QVERIFY(hasAll(fieldsAt(made, u"data"_s), u"cluster_id name status"_s));
        QCOMPARE(made.text(u"data.status"_s), u"deploying"_s);
        QCOMPARE(made.text(u"message"_s), u"Cluster deployment initiated"_s);
        QTRY_COMPARE(m_box->core->fleet().cluster(u"my-cluster"_s, localOperator())->state,
                     ClusterState::Running);
    }
    void cleanup() { m_box.reset(); }

    void everyAnswerHasItsFields_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("fields");
        const auto row = [](const char *path, const char *where, const char *fields) {
            QTest::addRow("%s %s", path, where)
                << QByteArray(path) << QString::fromLatin1(where) << QString::fromLatin1(fields);
        };
        row("/health", "", "status timestamp");
        row("/ready", "", "status timestamp");
        row("/api/v1/clusters", "", "success data timestamp");
        row("/api/v1/clusters", "data.clusters.0",
            "name namespace status agents_count created_at updated_at");
        row("/api/v1/clusters/my-cluster", "data",
            "name namespace status agents metrics created_at updated_at");
        row("/api/v1/clusters/my-cluster", "data.agents.0", "name status instances provider model");
        row("/api/v1/clusters/my-cluster", "data.metrics",
            "total_requests active_conversations avg_response_time_ms");
        row("/api/v1/agents", "data.agents.0",
            "id name cluster status provider model instances active_conversations created_at");
        row("/api/v1/agents/assistant", "data",
            "id name cluster status provider model system_prompt tools metrics instances created_at");
        row("/api/v1/agents/assistant", "data.metrics", "total_requests avg_response_time_ms success_rate");
        row("/api/v1/metrics", "data", "system clusters agents requests");
        row("/api/v1/metrics", "data.system", "uptime_seconds memory_usage_mb cpu_usage_percent goroutines");
        row("/api/v1/metrics", "data.clusters", "total running scaling");
        row("/api/v1/metrics", "data.agents", "total active idle");
        row("/api/v1/metrics", "data.requests",
            "total success_rate avg_response_time_ms requests_per_minute");
        row("/api/v1/info", "data",
            "name version description api_version endpoints features providers tools");
    }

    void everyAnswerHasItsFields()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, where);
        QFETCH(QString, fields);
        const JsonAnswer answer = m_box->get(path);
        QCOMPARE(answer.status, 200);
        QVERIFY2(hasAll(fieldsAt(answer, where), fields), answer.body.constData());
    }

    void errorsHaveTheirCodes_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("malformed") << "POST"_ba
                                   << "/api/v1/clusters"_ba
                                   << "{"_ba << 400 << u"INVALID_REQUEST"_s;
        QTest::newRow("missing field") << "POST"_ba
                                       << "/api/v1/agents/assistant/chat"_ba
                                       << "{}"_ba << 400 << u"INVALID_REQUEST"_s;
        QTest::newRow("cluster") << "GET"_ba
                                 << "/api/v1/clusters/none"_ba << QByteArray() << 404
                                 << u"CLUSTER_NOT_FOUND"_s;
        QTest::newRow("agent") << "GET"_ba
                               << "/api/v1/agents/none"_ba << QByteArray() << 404 << u"AGENT_NOT_FOUND"_s;
        QTest::newRow("agent to scale")
            << "POST"_ba
            << "/api/v1/clusters/my-cluster/scale"_ba
            << R"({"agent_name":"none","instances":5})"_ba << 404 << u"AGENT_NOT_FOUND"_s;
        QTest::newRow("agent to chat")
            << "POST"_ba
            << "/api/v1/agents/none/chat"_ba << exampleChat << 404 << u"AGENT_NOT_FOUND"_s;
        QTest::newRow("same name") << "POST"_ba
                                   << "/api/v1/clusters"_ba << exampleManifest << 409 << u"CLUSTER_EXISTS"_s;
        QTest::newRow("provider") << "POST"_ba
                                  << "/api/v1/agents/assistant/chat"_ba << exampleChat << 502
                                  << u"PROVIDER_ERROR"_s;
    }

    void errorsHaveTheirCodes()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        m_model->fail(failure(ErrorCode::Unavailable, u"The provider is not there"_s));
        const JsonAnswer refused = m_box->request(method, path, body);
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.at(u"success"_s), QJsonValue(false));
        QCOMPARE(refused.text(u"error.code"_s), code);
        QVERIFY(!refused.text(u"error.message"_s).isEmpty() && !refused.text(u"timestamp"_s).isEmpty());
    }

    void theExampleOfAChat()
    {
        m_model->say(u"Hello! I'd be happy to help you with your billing account."_s);
        const JsonAnswer answer = m_box->request("POST", "/api/v1/agents/assistant/chat", exampleChat);
        QCOMPARE(answer.status, 200);
        QVERIFY(hasAll(fieldsAt(answer, u"data"_s),
                       u"response conversation_id agent_id tokens_used response_time_ms timestamp"_s));
        QCOMPARE(answer.text(u"data.conversation_id"_s), u"conv-456"_s);
        const QByteArray id = answer.text(u"data.agent_id"_s).toLatin1();
        m_model->say(u"Again."_s);
        QCOMPARE(
            m_box->request("POST", "/api/v1/agents/" + id + "/chat", exampleChat).text(u"data.response"_s),
            u"Again."_s);
        const JsonAnswer metrics = m_box->get("/metrics");
        for (const char *line :
             {"# TYPE goagents_requests_total counter",
              "goagents_requests_total{agent=\"assistant\",status=\"success\"} 2",
              "# TYPE goagents_response_time_seconds histogram",
              "goagents_response_time_seconds_bucket{agent=\"assistant\",le=\"+Inf\"} 2",
              "# TYPE goagents_active_agents gauge", "goagents_active_agents{cluster=\"my-cluster\"} 1"})
            QVERIFY2(metrics.body.contains(line), line);
    }

    // Clients choose the names, so two of them may choose the same.
    void aNameOfAConversationIsItsOwners()
    {
        const auto chat = [this](const QString &owner, const QByteArray &key, const QString &message) {
            m_model->say(u"Hello %1."_s.arg(owner));
            return m_box->request("POST", "/api/v1/agents/assistant/chat",
                                  {{u"message"_s, message}, {u"conversation_id"_s, u"conv-001"_s}},
                                  "X-API-Key: " + key + "\r\n");
        };
        const auto heard = [this] {
            QStringList texts;
            for (const Message &message : m_model->requests().last().messages)
                texts.append(message.text);
            return texts;
        };
        QCOMPARE(m_box->request("PATCH", "/api/v1/clusters/my-cluster", {{u"shared"_s, true}}).status, 200);
        const QByteArray ada = m_box->keyFor(Scope::AgentsExecute);
        const QByteArray bob = m_box->keyFor(Scope::AgentsExecute, u"bob"_s);
        QCOMPARE(chat(u"Ada"_s, ada, u"I am Ada."_s).status, 200);
        for (const QString &message : {u"Who am I?"_s, u"And now?"_s}) {
            const JsonAnswer answer = chat(u"Bob"_s, bob, message);
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.text(u"data.conversation_id"_s), u"conv-001"_s);
        }
        QVERIFY(heard().contains(u"Who am I?"_s) && !heard().contains(u"I am Ada."_s));
        QCOMPARE(chat(u"Ada"_s, ada, u"And I?"_s).status, 200);
        QVERIFY(heard().contains(u"I am Ada."_s) && !heard().contains(u"Who am I?"_s));
    }

    void theExampleOfScalingAndDeleting()
    {
        const JsonAnswer scaled = m_box->request("POST", "/api/v1/clusters/my-cluster/scale",
                                                 R"({"agent_name":"assistant","instances":5})"_ba);
        QCOMPARE(scaled.status, 200);
        QCOMPARE(scaled.at(u"data"_s).toObject(), (QJsonObject{{u"agent_name"_s, u"assistant"_s},
                                                               {u"current_instances"_s, 5},
                                                               {u"target_instances"_s, 5}}));
        QCOMPARE(scaled.text(u"message"_s), u"Scaling operation completed"_s);
        const JsonAnswer gone = m_box->request("DELETE", "/api/v1/clusters/my-cluster");
        QCOMPARE(gone.status, 200);
        QCOMPARE(gone.text(u"message"_s), u"Cluster deleted successfully"_s);
    }

    void aVendorWithoutAKeyIsDeployedAndSaysSoWhenAsked()
    {
        const JsonAnswer made = m_box->request(
            "POST", "/api/v1/clusters",
            QByteArray(exampleManifest).replace("anthropic", "openai").replace("my-cluster", "keyless"));
        QCOMPARE(made.status, 201);
        const QByteArray id =
            m_box->core->fleet().findAgent(u"keyless/assistant"_s, localOperator())->id.value.toLatin1();
        const JsonAnswer answer =
            m_box->request("POST", "/api/v1/agents/" + id + "/chat", R"({"message":"Hi"})"_ba);
        QCOMPARE(answer.status, 502);
        QCOMPARE(answer.text(u"error.code"_s), u"PROVIDER_ERROR"_s);
    }

    void theSocketThatTheDocumentPlans()
    {
        Talk talk(*m_box, "assistant");
        QVERIFY(talk.isOpen());
        m_model->say(u"Hello there!"_s);
        talk.say(
            {{u"type"_s, u"message"_s}, {u"content"_s, u"Hello!"_s}, {u"conversation_id"_s, u"conv-123"_s}});
        QTRY_COMPARE(talk.count(u"end"_s), 1);
        QCOMPARE(talk.lines.first().value(u"type"_s).toString(), u"start"_s);
        QString told;
        for (const QJsonObject &line : std::as_const(talk.lines)) {
            QCOMPARE(line.value(u"conversation_id"_s).toString(), u"conv-123"_s);
            told += line.value(u"content"_s).toString();
        }
        QCOMPARE(told, u"Hello there!"_s);
        QCOMPARE(talk.last(u"end"_s).value(u"response"_s).toString(), told);
        QCOMPARE(talk.last(u"end"_s).value(u"tokens_used"_s).toInt(), 15);

        // The next message continues it, also without its name.
        m_model->say(u"You said hello."_s);
        talk.say({{u"type"_s, u"message"_s}, {u"content"_s, u"What did I say?"_s}});
        QTRY_COMPARE(talk.count(u"end"_s), 2);
        QCOMPARE(m_model->requests().last().messages.first().text, u"Hello!"_s);
        talk.say({{u"type"_s, u"ping"_s}});
        QTRY_COMPARE(talk.count(u"pong"_s), 1);
    }

    void theSocketTellsWhatIsWrong()
    {
        Talk talk(*m_box, "assistant");
        QVERIFY(talk.isOpen());
        talk.socket.sendTextMessage(u"hello"_s);
        talk.say({{u"type"_s, u"dance"_s}});
        talk.say({{u"type"_s, u"message"_s}, {u"content"_s, u" "_s}});
        QTRY_COMPARE(talk.count(u"error"_s), 3);
        QCOMPARE(talk.last(u"error"_s).value(u"error"_s)[u"code"_s].toString(), u"INVALID_REQUEST"_s);
        m_model->fail(failure(ErrorCode::Unavailable, u"The provider is not there"_s));
        talk.say({{u"type"_s, u"message"_s}, {u"content"_s, u"Hi"_s}});
        QTRY_COMPARE(talk.count(u"error"_s), 4);
        QCOMPARE(talk.last(u"error"_s).value(u"error"_s)[u"code"_s].toString(), u"PROVIDER_ERROR"_s);
        for (int i = 0; i < 9; ++i) {
            m_model->hang();
            talk.say({{u"type"_s, u"message"_s},
                      {u"content"_s, u"Hi"_s},
                      {u"conversation_id"_s, u"c-%1"_s.arg(i)}});
        }
        QTRY_COMPARE(talk.count(u"error"_s), 5);
        QCOMPARE(talk.last(u"error"_s).value(u"error"_s)[u"code"_s].toString(), u"RATE_LIMITED"_s);
        talk.socket.abort();
        QTRY_COMPARE(m_box->server->counts().streams, 0);
        m_model->release(ModelAnswer{.text = u"Late."_s}); // nobody hears it, and the turn ends all the same
        QTRY_COMPARE(*m_box->core->tasks().count({.states = {TaskState::Completed}}, localOperator()), 1);

        const QByteArray upgrade =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        const JsonAnswer missing = m_box->request("GET", "/api/v1/agents/none/ws", QByteArray(), upgrade);
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.text(u"error.code"_s), u"AGENT_NOT_FOUND"_s);
    }

private:
    std::unique_ptr<TestSignalbox> m_box;
    testsupport::FakeProvider *m_model = nullptr;
};

SIGNALBOX_TEST(TestGoAgentsDocument)
#include "tst_goagentsdocument.moc"
