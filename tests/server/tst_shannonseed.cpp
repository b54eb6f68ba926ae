// SPDX-License-Identifier: GPL-3.0-or-later
// The examples of the contract's document, as they are written there, with curl against the real server.
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QProcess>
#include <QProcessEnvironment>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Said
{
    int exitCode = -1;
    int status = 0;
    QByteArray body;

    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

} // namespace

class TestShannonSeed : public QObject
{
    Q_OBJECT

private:
    // The command of the document in a shell, with what it leaves open filled in.
    Said run(QString command, const QList<std::pair<QString, QString>> &values = {})
    {
        command.replace(u"YOUR_API_KEY"_s, QString::fromLatin1(m_box->key));
        for (const auto &[name, value] : values)
            command.replace(name, value);
        command += u" -s -w '\\n%{http_code}'"_s;
        QProcess shell;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"BASE_URL"_s, u"http://127.0.0.1:%1"_s.arg(m_box->port));
        environment.insert(u"no_proxy"_s, u"*"_s);
        shell.setProcessEnvironment(environment);
        shell.start(u"sh"_s, {u"-c"_s, command});
        if (!QTest::qWaitFor([&shell] { return shell.state() == QProcess::NotRunning; }, 20'000))
            return {};
        const QByteArray output = shell.readAllStandardOutput();
        const qsizetype last = output.lastIndexOf('\n');
        return {
            .exitCode = shell.exitCode(), .status = output.mid(last + 1).toInt(), .body = output.left(last)};
    }

    QString submit(const QString &query, const QString &session)
    {
        return m_box->request("POST", "/api/v1/tasks", {{u"query"_s, query}, {u"session_id"_s, session}})
            .text(u"task_id"_s);
    }

    bool ends(const QString &task)
    {
        return QTest::qWaitFor([&] { return isFinal(m_box->core.task({task}).state); });
    }

    std::unique_ptr<TestSignalbox> m_box;

private slots:
    void initTestCase() { SKIP_BECAUSE(testsupport::whyWithoutProgram(u"curl"_s)); }
    void init() { m_box = std::make_unique<TestSignalbox>(); }
    void cleanup() { m_box.reset(); }

    void submitATask()
    {
        m_box->core.model().say(u"Quanta are small."_s);
        const Said said = run(uR"(curl -X POST "$BASE_URL/api/v1/tasks" \
    -H "X-API-Key: YOUR_API_KEY" \
    -H "Content-Type: application/json" \
    -d '{"query":"Summarize quantum computing","context":{"force_research":true}}')"_s);
        QCOMPARE(said.status, 200);
        QCOMPARE(said.json().keys(), (QStringList{u"created_at"_s, u"message"_s, u"status"_s, u"task_id"_s}));
        const QString task = said.json().value(u"task_id"_s).toString();
        QVERIFY(ends(task));
        QCOMPARE(m_box->core.task({task}).result, u"Quanta are small."_s);
        // Research without a strategy is the standard one, with the defaults of its preset.
        const QJsonObject context = m_box->core.task({task}).context;
        QCOMPARE(context.value(u"research_strategy"_s).toString(), u"standard"_s);
        QCOMPARE(context.value(u"max_concurrent_agents"_s).toInt(), 4);
    }

    void getTaskStatus()
    {
        m_box->core.model().say(u"Yes."_s);
        const QString task = submit(u"Is it?"_s, u"s"_s);
        QVERIFY(ends(task));
        const Said said = run(uR"(curl -H "X-API-Key: YOUR_API_KEY" "$BASE_URL/api/v1/tasks/{task_id}")"_s,
                              {{u"{task_id}"_s, task}});
        QCOMPARE(said.status, 200);
        for (const QString &field : {u"task_id"_s, u"workflow_id"_s, u"status"_s, u"result"_s,
                                     u"created_at"_s, u"updated_at"_s, u"query"_s, u"session_id"_s, u"mode"_s,
                                     u"model_used"_s, u"provider"_s, u"usage"_s, u"metadata"_s})
            QVERIFY2(said.json().contains(field), qPrintable(field));
    }

    void listTasks()
    {
        m_box->core.model().say(u"Yes."_s);
        QVERIFY(ends(submit(u"Is it?"_s, u"s"_s)));
        m_box->core.model().hang();
        submit(u"And this?"_s, u"s"_s);
        const Said said = run(
            uR"(curl -H "X-API-Key: YOUR_API_KEY" "$BASE_URL/api/v1/tasks?limit=20&offset=0&status=COMPLETED")"_s);
        QCOMPARE(said.status, 200);
        QCOMPARE(said.json().value(u"total_count"_s).toInt(), 1);
        const QJsonObject item = said.json().value(u"tasks"_s)[0].toObject();
        for (const QString &field : {u"task_id"_s, u"query"_s, u"status"_s, u"mode"_s, u"created_at"_s,
                                     u"completed_at"_s, u"total_token_usage"_s})
            QVERIFY2(item.contains(field), qPrintable(field));
    }

    void getSessionMetadata()
    {
        m_box->core.model().say(u"Yes."_s);
        QVERIFY(ends(submit(u"Is it?"_s, u"s"_s)));
        const Said said =
            run(uR"(curl -H "X-API-Key: YOUR_API_KEY" "$BASE_URL/api/v1/sessions/{session_id}")"_s,
                {{u"{session_id}"_s, u"s"_s}});
        QCOMPARE(said.status, 200);
        for (const QString &field :
             {u"session_id"_s, u"user_id"_s, u"context"_s, u"tokens_used"_s, u"task_count"_s, u"created_at"_s,
              u"updated_at"_s, u"is_research_session"_s})
            QVERIFY2(said.json().contains(field), qPrintable(field));
    }

    void getSessionEvents()
    {
        m_box->core.model().say(u"Yes."_s);
        QVERIFY(ends(submit(u"Is it?"_s, u"s"_s)));
        const Said said = run(
            uR"(curl -H "X-API-Key: YOUR_API_KEY" "$BASE_URL/api/v1/sessions/{session_id}/events?limit=10&offset=0")"_s,
            {{u"{session_id}"_s, u"s"_s}});
        QCOMPARE(said.status, 200);
        const QJsonObject turn = said.json().value(u"turns"_s)[0].toObject();
        for (const QString &field : {u"user_query"_s, u"final_output"_s, u"events"_s, u"metadata"_s})
            QVERIFY2(turn.contains(field), qPrintable(field));
        QCOMPARE(turn.value(u"final_output"_s).toString(), u"Yes."_s);
    }

    void submitAnApprovalDecision()
    {
        m_box->core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"hello"_s}});
        m_box->core.model().say(u"Written."_s);
        const QString task = submit(u"Write"_s, u"s"_s);
        QTRY_COMPARE(m_box->core.task({task}).state, TaskState::Waiting);
        const QString approval = m_box->get("/api/v1/approvals").text(u"approvals.0.approval_id"_s);
        const Said said = run(uR"(curl -X POST "$BASE_URL/api/v1/approvals/decision" \
    -H "X-API-Key: YOUR_API_KEY" \
    -H "Content-Type: application/json" \
    -d '{"workflow_id":"{workflow_id}","approval_id":"{approval_id}","approved":true}')"_s,
                              {{u"{workflow_id}"_s, task}, {u"{approval_id}"_s, approval}});
        QCOMPARE(said.status, 200);
        const QJsonObject expected{
            {u"status"_s, u"sent"_s},
            {u"success"_s, true},
            {u"message"_s, QString(u"Approval "_s + approval + u" processed successfully"_s)},
            {u"workflow_id"_s, task},
            {u"run_id"_s, QString()},
            {u"approval_id"_s, approval}};
        QCOMPARE(said.json(), expected);
        QVERIFY(ends(task));
        QCOMPARE(m_box->core.file(m_box->core.task({task}), u"a.md"_s), u"hello"_s);
    }

    // The document's command sends no key, which is refused; a browser puts it into the query.
    void subscribeToSse()
    {
        m_box->core.model().say(u"Yes."_s);
        const QString task = submit(u"Is it?"_s, u"s"_s);
        const Said refused = run(uR"(curl -N "$BASE_URL/api/v1/stream/sse?workflow_id={workflow_id}")"_s,
                                 {{u"{workflow_id}"_s, task}});
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, u"Authentication required"_s}}));
        const Said said =
            run(uR"(curl -N "$BASE_URL/api/v1/stream/sse?workflow_id={workflow_id}&api_key=YOUR_API_KEY")"_s,
                {{u"{workflow_id}"_s, task}});
        QCOMPARE(said.status, 200);
        QVERIFY(said.body.startsWith(QByteArray(": connected to workflow " + task.toLatin1() + "\n\n")));
        QVERIFY(said.body.contains("\nevent: thread.message.completed\n"));
        QVERIFY(said.body.trimmed().endsWith("event: done\ndata: [DONE]"));
    }

    // As it is written there, where access.anonymous lets programs on this computer in.
    void subscribeToSseWithoutAKey()
    {
        m_box = std::make_unique<TestSignalbox>(CoreOptions{.access = {.anonymousSurfaces = {u"shannon"_s}}});
        m_box->core.model().say(u"Yes."_s);
        const QString task =
            m_box->requestWithoutKey("POST", "/api/v1/tasks", R"({"query":"Is it?"})").text(u"task_id"_s);
        const Said said = run(uR"(curl -N "$BASE_URL/api/v1/stream/sse?workflow_id={workflow_id}")"_s,
                              {{u"{workflow_id}"_s, task}});
        QCOMPARE(said.status, 200);
        QVERIFY(said.body.trimmed().endsWith("event: done\ndata: [DONE]"));
    }
};

SIGNALBOX_TEST(TestShannonSeed)
#include "tst_shannonseed.moc"
