// SPDX-License-Identifier: GPL-3.0-or-later
// The examples of the contract's document, as they are written there, against the real server; what it writes
// as {name}, and the ids that it makes up, stand for those that the server gave.
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QProcess>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray openSession = "POST /sessions\n"
                               "Content-Type: application/json\n"
                               "\n"
                               "{\n"
                               "  \"name\": \"My Session\",\n"
                               "  \"description\": \"Session description\",\n"
                               "  \"config\": {\n"
                               "    \"timeout\": 3600,\n"
                               "    \"max_iterations\": 100\n"
                               "  }\n"
                               "}\n";

const QByteArray getSession = "GET /sessions/{session_id}\n";
const QByteArray listSessions = "GET /sessions?limit=10&offset=0\n";

const QByteArray deployAgent = "POST /agents\n"
                               "Content-Type: application/json\n"
                               "\n"
                               "{\n"
                               "  \"name\": \"Data Processor\",\n"
                               "  \"type\": \"python\",\n"
                               "  \"code\": \"def process_data(data): return data.upper()\",\n"
                               "  \"requirements\": [\"pandas\", \"numpy\"]\n"
                               "}\n";

const QByteArray executeAgent = "POST /agents/{agent_id}/execute\n"
                                "Content-Type: application/json\n"
                                "\n"
                                "{\n"
                                "  \"input_data\": {\"text\": \"hello world\"},\n"
                                "  \"session_id\": \"session_123\"\n"
                                "}\n";

const QByteArray searchKnowledge = "GET /knowledge/search?q=query&limit=10\n";

const QByteArray addWebhook = "POST /webhooks\n"
                              "Content-Type: application/json\n"
                              "\n"
                              "{\n"
                              "  \"url\": \"https://your-app.com/webhook\",\n"
                              "  \"events\": [\"session.completed\", \"agent.failed\"]\n"
                              "}\n";

// What the agent of the example requires, and this computer does not have.
QStringList missingPackages()
{
    QStringList missing;
    for (const QString &name : {u"pandas"_s, u"numpy"_s}) {
        QProcess python;
        python.start(u"/usr/bin/python3"_s,
                     {u"-I"_s, u"-c"_s, u"import importlib.metadata as m; m.version('%1')"_s.arg(name)});
        if (!QTest::qWaitFor([&python] { return python.state() == QProcess::NotRunning; }, 20'000) ||
            python.exitCode() != 0)
            missing.append(name);
    }
    return missing;
}

} // namespace

class TestAgentApiSeed : public QObject
{
    Q_OBJECT

private:
    // A request of the document: its first line, its headers, an empty line and its body.
    JsonAnswer run(QByteArray example, const QList<std::pair<QByteArray, QByteArray>> &values = {})
    {
        for (const auto &[name, value] : values)
            example.replace(name, value);
        const qsizetype end = example.indexOf("\n\n");
        const QByteArray head = end < 0 ? example : example.first(end + 1);
        const QByteArray body = end < 0 ? QByteArray() : example.sliced(end + 2).trimmed();
        const QByteArrayList line = head.split('\n').first().split(' ');
        const QByteArray more = head.sliced(head.indexOf('\n') + 1).replace('\n', "\r\n");
        return m_box->request(line[0], QByteArray("/v1" + line[1]), body,
                              more + "Authorization: Bearer " + m_box->key + "\r\n");
    }

    std::unique_ptr<TestSignalbox> m_box;

private slots:
    void init() { m_box = std::make_unique<TestSignalbox>(); }
    void cleanup() { m_box.reset(); }

    void sessions()
    {
        const JsonAnswer opened = run(openSession);
        QCOMPARE(opened.status, 201);
        const QString id = opened.text(u"id"_s);
        QVERIFY2(id.startsWith(u"session_"_s), opened.body.constData());
        QCOMPARE(opened.text(u"name"_s), u"My Session"_s);
        QCOMPARE(opened.text(u"status"_s), u"created"_s);
        QCOMPARE(opened.text(u"created_at"_s), toText(m_box->core.clock.now()));
        const JsonAnswer shown = run(getSession, {{"{session_id}", id.toLatin1()}});
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.json(), opened.json());
        const JsonAnswer listed = run(listSessions);
        QCOMPARE(listed.status, 200);
        QCOMPARE(listed.text(u"sessions.0.id"_s), id);
    }

    // Requirements that this computer has are found; others are refused, each with what to do.
    void agents()
    {
        SKIP_BECAUSE(testsupport::whyWithoutCode());
        QStringList missing = missingPackages();
        QByteArray example = deployAgent;
        for (; !missing.isEmpty(); missing.removeFirst()) {
            const JsonAnswer refused = run(example);
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.text(u"error.code"_s), u"INVALID_REQUEST"_s);
            QCOMPARE(refused.text(u"error.details.field"_s), u"requirements"_s);
            const QString words = missing.first() + u" is not installed on this computer"_s;
            QVERIFY2(refused.text(u"error.details.issue"_s).contains(words), refused.body.constData());
            const QByteArray name = "\"" + missing.first().toLatin1() + "\"";
            example.replace(QByteArray(name + ", "), "").replace(name, "");
        }
        const JsonAnswer deployed = run(example);
        QVERIFY2(deployed.status == 201, deployed.body.constData());
        QCOMPARE(deployed.text(u"status"_s), u"ready"_s);
        const QByteArray agent = deployed.text(u"id"_s).toLatin1();
        const JsonAnswer unknown = run(executeAgent, {{"{agent_id}", agent}});
        QCOMPARE(unknown.status, 404);
        QCOMPARE(unknown.text(u"error.details.field"_s), u"session_id"_s);
        const QByteArray session = run(openSession).text(u"id"_s).toLatin1();
        const JsonAnswer ran = run(executeAgent, {{"{agent_id}", agent}, {"session_123", session}});
        QCOMPARE(ran.status, 200);
        QCOMPARE(ran.text(u"output"_s), u"HELLO WORLD"_s);
        QCOMPARE(ran.text(u"session_id"_s).toLatin1(), session);
    }

    void knowledge()
    {
        const QByteArray form =
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
            "Content-Type: text/plain\r\n\r\nThe query is answered.\r\n"
            "--X\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
            "{\"title\": \"Document Title\", \"tags\": [\"tag1\", \"tag2\"]}\r\n--X--\r\n";
        const JsonAnswer added = m_box->request("POST", "/v1/knowledge/documents", form,
                                                "Content-Type: multipart/form-data; boundary=X\r\n");
        QCOMPARE(added.status, 201);
        QCOMPARE(added.text(u"title"_s), u"Document Title"_s);
        QCOMPARE(added.at(u"tags"_s).toArray(), (QJsonArray{u"tag1"_s, u"tag2"_s}));
        const JsonAnswer found = run(searchKnowledge);
        QCOMPARE(found.status, 200);
        QCOMPARE(found.text(u"results.0.title"_s), u"Document Title"_s);
        QCOMPARE(found.text(u"results.0.document_id"_s), added.text(u"id"_s));
    }

    void webhooks()
    {
        const JsonAnswer added = run(addWebhook);
        QCOMPARE(added.status, 201);
        QCOMPARE(added.text(u"url"_s), u"https://your-app.com/webhook"_s);
        QCOMPARE(added.at(u"events"_s).toArray(), (QJsonArray{u"session.completed"_s, u"agent.failed"_s}));
    }

    void theErrorOfTheDocument()
    {
        const QJsonObject error{
            {u"code"_s, u"INVALID_REQUEST"_s},
            {u"message"_s, u"The request is invalid"_s},
            {u"details"_s, QJsonObject{{u"field"_s, u"name"_s}, {u"issue"_s, u"required field missing"_s}}}};
        const JsonAnswer refused = m_box->request("POST", "/v1/sessions", "{}");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, error}}));
    }

    void errorsHaveTheirCodes_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const QByteArray wrong = "Authorization: Bearer sk_wrong\r\n";
        QTest::newRow("wrong key") << "GET"_ba
                                   << "/v1/sessions"_ba << wrong << 401 << u"UNAUTHORIZED"_s;
        QTest::newRow("no key") << "GET"_ba
                                << "/v1/sessions"_ba
                                << "Authorization: \r\n"_ba << 401 << u"UNAUTHORIZED"_s;
        for (const QByteArray &path :
             {"/v1/sessions/x"_ba, "/v1/agents/x"_ba, "/v1/knowledge/documents/x"_ba, "/v1/webhooks/x"_ba,
              "/v1/agents/x/executions/y"_ba, "/v1/knowledge/nothing"_ba})
            QTest::newRow(path.constData()) << "GET"_ba << path << QByteArray() << 404 << u"NOT_FOUND"_s;
        QTest::newRow("method") << "PUT"_ba
                                << "/v1/sessions"_ba << QByteArray() << 405 << u"INVALID_REQUEST"_s;
    }

    void errorsHaveTheirCodes()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        QFETCH(QString, code);
        const JsonAnswer answer = m_box->request(method, path, QByteArray(), headers);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.text(u"error.code"_s), code);
        QVERIFY(!answer.text(u"error.message"_s).isEmpty());
        QVERIFY(answer.at(u"error.details"_s).isObject());
    }

    // 1,000 requests an hour with one key, whatever they ask for and whatever comes of them.
    void aThousandRequestsAnHour()
    {
        const JsonAnswer first = m_box->get("/v1/sessions");
        QCOMPARE(first.header("x-ratelimit-limit"), "1000"_ba);
        QCOMPARE(first.header("x-ratelimit-remaining"), "999"_ba);
        for (int i = 1; i < 1000; ++i)
            QCOMPARE(m_box->get(i % 2 ? "/v1/webhooks/none" : "/v1/agents").header("x-ratelimit-remaining"),
                     QByteArray::number(999 - i));
        const JsonAnswer refused = m_box->get("/v1/knowledge/search?q=x");
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.text(u"error.code"_s), u"RATE_LIMITED"_s);
        QVERIFY(refused.header("retry-after").toInt() > 0);
        // The key of another, another contract, and the next hour.
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(Scope::SessionsRead) + "\r\n";
        QCOMPARE(m_box->request("GET", "/v1/sessions", QByteArray(), ada).status, 200);
        QCOMPARE(m_box->get("/api/v1/tasks").status, 200);
        m_box->core.clock.advance(1h);
        QCOMPARE(m_box->get("/v1/sessions").status, 200);
    }
};

SIGNALBOX_TEST(TestAgentApiSeed)
#include "tst_agentapiseed.moc"
