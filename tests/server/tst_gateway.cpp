// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// The document of the gateway's tasks, line by line.

namespace {

void deploy(TestSignalbox &box, const QString &cluster, const QString &agent,
            const QString &capabilities = {}, int instances = 1)
{
    QJsonObject spec{{u"name"_s, agent},
                     {u"provider"_s, u"fake"_s},
                     {u"model"_s, u"fake-1"_s},
                     {u"scaling"_s, QJsonObject{{u"min_instances"_s, instances}}}};
    if (!capabilities.isEmpty())
        spec.insert(u"environment"_s, QJsonObject{{u"CAPABILITIES"_s, capabilities}});
    const QJsonObject manifest{{u"kind"_s, u"AgentCluster"_s},
                               {u"metadata"_s, QJsonObject{{u"name"_s, cluster}}},
                               {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{spec}}}}};
    QCOMPARE(box.request("POST", "/api/v1/clusters", manifest).status, 201);
    QTRY_COMPARE(box.core->fleet().cluster(cluster, localOperator())->state, ClusterState::Running);
}

QJsonObject task(const QString &agent, const QString &type, const QJsonObject &payload = {})
{
    return {{u"agent_name"_s, agent},
            {u"task_type"_s, type},
            {u"payload"_s, payload},
            {u"priority"_s, u"high"_s}};
}

JsonAnswer ended(TestSignalbox &box, const JsonAnswer &made)
{
    const QByteArray path = "/api/tasks/" + made.text(u"task_id"_s).toLatin1();
    JsonAnswer shown;
    const bool over = QTest::qWaitFor([&] {
        shown = box.get(path);
        return shown.text(u"status"_s) == u"completed"_s || shown.text(u"status"_s) == u"failed"_s;
    });
    return over ? shown : JsonAnswer{};
}

} // namespace

class TestGateway : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_box = std::make_unique<TestSignalbox>(); }
    void cleanup() { m_box.reset(); }

    void aTaskIsGivenToAnAgentByName()
    {
        deploy(*m_box, u"office"_s, u"clerk"_s);
        m_box->core.model().say(u"Filed."_s);
        const QByteArray bearer = "Authorization: Bearer " + m_box->key + "\r\n";
        const JsonAnswer made = m_box->request(
            "POST", "/api/tasks", task(u"clerk"_s, u"file_letter"_s, {{u"letter"_s, 7}}), bearer);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json().keys(), (QStringList{u"status"_s, u"task_id"_s}));
        QCOMPARE(made.text(u"status"_s), u"queued"_s);
        QCOMPARE(made.header("location"), "/api/tasks/"_ba + made.text(u"task_id"_s).toLatin1());
        const JsonAnswer done = ended(*m_box, made);
        QCOMPARE(done.status, 200);
        QCOMPARE(done.text(u"task_id"_s), made.text(u"task_id"_s));
        QCOMPARE(done.text(u"status"_s), u"completed"_s);
        QCOMPARE(done.text(u"result.text"_s), u"Filed."_s);
        QCOMPARE(done.at(u"error"_s), QJsonValue(QJsonValue::Null));
        QCOMPARE(done.text(u"priority"_s), u"high"_s);
        QVERIFY(m_box->core.model().requests().first().messages.last().text.contains(u"{\"letter\":7}"_s));
        QCOMPARE(m_box->get("/api/v1/tasks/" + made.text(u"task_id"_s).toLatin1()).status,
                 200); // the same task
    }

    // What was quoted of the question is no result.
    void bracesWithinATextAreAPartOfIt()
    {
        deploy(*m_box, u"office"_s, u"clerk"_s);
        for (const QString &answer :
             {u"No rule fits “Add: {\"letter\":7}”."_s, u"{\"letter\":7} is no letter."_s}) {
            m_box->core.model().say(answer);
            const JsonAnswer done = ended(
                *m_box, m_box->request("POST", "/api/tasks", task(u"clerk"_s, u"add"_s, {{u"letter"_s, 7}})));
            QCOMPARE(done.text(u"result.text"_s), answer);
        }
    }

    void aDocumentedTypeIsTheSameForAnAgentOfOnesOwn()
    {
        deploy(*m_box, u"office"_s, u"clerk"_s);
        m_box->core.model().say(u"Short"_s);
        const JsonAnswer done =
            ended(*m_box, m_box->request("POST", "/api/tasks",
                                         task(u"clerk"_s, u"summarize_text"_s, {{u"text"_s, u"Long."_s}})));
        QCOMPARE(done.text(u"result.summary"_s), u"Short"_s);
        QVERIFY(!m_box->core.model().requests().first().messages.last().text.contains(u'{'));
    }

    void theDocumentedTypesHaveTheirResults_data()
    {
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QJsonObject>("payload");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        const auto row = [](const QString &agent, const QString &type, const QJsonObject &payload,
                            const QString &answer, const QString &path, const QString &value) {
            QTest::newRow(qPrintable(type)) << agent << type << payload << answer << path << value;
        };
        row(u"llm_agent"_s, u"generate_text"_s, {{u"prompt"_s, u"Hi"_s}}, u"Hello"_s, u"generated_text"_s,
            u"Hello"_s);
        row(u"llm_agent"_s, u"summarize_text"_s, {{u"text"_s, u"Long."_s}}, u"Short"_s, u"summary"_s,
            u"Short"_s);
        row(u"llm_agent"_s, u"analyze_sentiment"_s, {{u"text"_s, u"Nice"_s}},
            u"```json\n{\"sentiment\":\"positive\",\"score\":\"0.9\"}\n```"_s, u"score"_s, u"0.9"_s);
        row(u"llm_agent"_s, u"chat_completion"_s,
            {{u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"Hi"_s}}}}},
            u"Hello"_s, u"response.content"_s, u"Hello"_s);
        row(u"editing_agent"_s, u"proofread_text"_s, {{u"text"_s, u"teh"_s}},
            u"{\"corrected_text\":\"the\",\"corrections\":[]}"_s, u"corrected_text"_s, u"the"_s);
        row(u"examination_agent"_s, u"fact_check"_s, {{u"content"_s, u"x"_s}}, u"I cannot say."_s,
            u"fact_check_results"_s, u"I cannot say."_s);
    }

    void theDocumentedTypesHaveTheirResults()
    {
        QFETCH(QString, agent);
        QFETCH(QString, type);
        QFETCH(QJsonObject, payload);
        QFETCH(QString, answer);
        QFETCH(QString, path);
        QFETCH(QString, value);
        m_box->core.model().say(answer);
        const JsonAnswer done =
            ended(*m_box, m_box->request("POST", "/api/tasks", task(agent, type, payload)));
        QCOMPARE(done.text(u"status"_s), u"completed"_s);
        QCOMPARE(done.text(u"result."_s + path), value);
    }

    void tasksAreSpreadOverThoseWhoAreAble()
    {
        deploy(*m_box, u"north"_s, u"clerk"_s, u"file_letter, stamp"_s);
        deploy(*m_box, u"south"_s, u"clerk"_s, u"file_letter"_s);
        deploy(*m_box, u"west"_s, u"clerk"_s, u"sing"_s);
        m_box->core.model().answerWith([](const ModelRequest &) { return ModelAnswer{.text = u"ok"_s}; });
        QHash<QString, int> given;
        const auto clusterOf = [&](const JsonAnswer &made) {
            const Task one = m_box->core.task({made.text(u"task_id"_s)});
            return m_box->core->fleet().agent(one.agent)->clusterName;
        };
        for (int i = 0; i < 8; ++i)
            m_box->core.model().hang();
        for (int i = 0; i < 8; ++i)
            ++given[clusterOf(m_box->request("POST", "/api/tasks", task(u"clerk"_s, u"file_letter"_s)))];
        QCOMPARE(given, (QHash<QString, int>{{u"north"_s, 4}, {u"south"_s, 4}}));
        QCOMPARE(clusterOf(m_box->request("POST", "/api/tasks", task(u"clerk"_s, u"stamp"_s))), u"north"_s);
        QCOMPARE(clusterOf(m_box->request("POST", "/api/tasks", task(u"west/clerk"_s, u"sing"_s))),
                 u"west"_s);
    }

    void wrongTasksAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        QTest::newRow("no agent") << R"({"task_type":"x"})"_ba << 400 << u"agent_name"_s;
        QTest::newRow("no type") << R"({"agent_name":"clerk"})"_ba << 400 << u"task_type"_s;
        QTest::newRow("payload") << R"({"agent_name":"clerk","task_type":"x","payload":"y"})"_ba << 400
                                 << u"payload"_s;
        QTest::newRow("priority") << R"({"agent_name":"clerk","task_type":"x","priority":"now"})"_ba << 400
                                  << u"priority"_s;
        QTest::newRow("no json") << "hello"_ba << 400 << u"Invalid request body"_s;
        QTest::newRow("unknown agent")
            << R"({"agent_name":"nobody","task_type":"x"})"_ba << 404 << u"Agent not found: nobody"_s;
        QTest::newRow("unknown type")
            << R"({"agent_name":"clerk","task_type":"dance"})"_ba << 400 << u"Unknown task type: dance"_s;
        QTest::newRow("unknown type of the document")
            << R"({"agent_name":"llm_agent","task_type":"dance"})"_ba << 400 << u"Unknown task type: dance"_s;
    }

    void wrongTasksAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, error);
        deploy(*m_box, u"office"_s, u"clerk"_s, u"x"_s);
        const qint64 tasks = m_box->rows().at(1);
        const JsonAnswer refused = m_box->request("POST", "/api/tasks", body);
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.json().keys(), QStringList{u"error"_s});
        QVERIFY2(refused.text(u"error"_s).contains(error), refused.body.constData());
        QCOMPARE(m_box->rows().at(1), tasks);
    }

    void aFailureIsTold()
    {
        m_box->core.model().fail(
            failure(ErrorCode::Unavailable, u"The provider is not there"_s, u"secret detail"_s));
        const JsonAnswer failed =
            ended(*m_box, m_box->request("POST", "/api/tasks",
                                         task(u"llm_agent"_s, u"generate_text"_s, {{u"prompt"_s, u"Hi"_s}})));
        QCOMPARE(failed.text(u"status"_s), u"failed"_s);
        QVERIFY(failed.text(u"error"_s).contains(u"The provider is not there"_s));
        QCOMPARE(failed.at(u"result"_s), QJsonValue(QJsonValue::Null));
    }

    void keysAreATableAsTheDocumentHasIt()
    {
        m_box->keyFor(Scope::TasksRead);
        auto rows = m_box->core->database().run(
            "SELECT api_key, owner_id, permissions, is_active, created_at, expires_at FROM api_keys WHERE owner_id = ?"_L1,
            u"ada"_s);
        QVERIFY_RESULT(rows);
        QVERIFY(rows->next());
        QVERIFY(!rows->text(0).isEmpty() && rows->text(2).contains(u"workflows:read"_s));
        QCOMPARE(rows->number(3), 1);
    }

    void keysAndOwnersAreRespected()
    {
        const JsonAnswer without = m_box->requestWithoutKey("POST", "/api/tasks", "{}");
        QCOMPARE(without.status, 401);
        QCOMPARE(without.json().keys(), QStringList{u"error"_s});
        QCOMPARE(
            m_box->request("GET", "/api/tasks/x", QByteArray(), "Authorization: Bearer wrong\r\n").status,
            401);
        m_box->core.model().hang();
        const JsonAnswer made = m_box->request(
            "POST", "/api/tasks", task(u"llm_agent"_s, u"generate_text"_s, {{u"prompt"_s, u"Hi"_s}}));
        const QByteArray path = "/api/tasks/" + made.text(u"task_id"_s).toLatin1();
        QTRY_COMPARE(m_box->get(path).text(u"status"_s), u"running"_s);
        const QByteArray ada = "Authorization: Bearer " + m_box->keyFor(Scope::TasksRead) + "\r\n";
        const JsonAnswer missing = m_box->request("GET", path, QByteArray(), ada);
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.text(u"error"_s), u"Task not found"_s);
        QCOMPARE(m_box->request("POST", "/api/tasks", task(u"llm_agent"_s, u"x"_s), ada).status, 403);
    }

private:
    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestGateway)
#include "tst_gateway.moc"
