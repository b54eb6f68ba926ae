// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QRegularExpression>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What the task gateway's contract says of every one of its requests: who may do what, pages of other sites,
// traces, limits, and the words in which wrong values are refused.

namespace {

const QString tooMany = u"Too many requests. Please retry after the rate limit window resets."_s;

} // namespace

class TestShannonRules : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        server::ServerOptions options;
        options.requestsPerMinute = 60;
        m_box = std::make_unique<TestSignalbox>(CoreOptions{}, options);
    }
    void cleanupTestCase() { m_box.reset(); }

    void pagesOfOtherSites_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("methods");
        const QByteArray all = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
        QTest::newRow("tasks") << QByteArray("/api/v1/tasks") << all;
        QTest::newRow("sign-in") << QByteArray("/api/v1/auth/login") << all;
        QTest::newRow("events") << QByteArray("/api/v1/stream/sse") << QByteArray("GET, OPTIONS");
        QTest::newRow("socket") << QByteArray("/api/v1/stream/ws") << QByteArray("GET, OPTIONS");
        QTest::newRow("no such path") << QByteArray("/no/such/path") << all;
    }

    void pagesOfOtherSites()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, methods);
        const JsonAnswer answer = m_box->requestWithoutKey("OPTIONS", path);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.isEmpty());
        QCOMPARE(answer.count("Access-Control-Allow-Origin"), 0);
        QCOMPARE(answer.header("Access-Control-Allow-Methods"), methods);
        QCOMPARE(answer.header("Access-Control-Max-Age"), "3600");
        const QByteArrayList allowed =
            answer.header("Access-Control-Allow-Headers").replace(" ", "").split(',');
        for (const char *name : {"Content-Type", "Authorization", "X-API-Key", "X-User-Id", "Idempotency-Key",
                                 "traceparent", "tracestate", "Cache-Control", "Last-Event-ID", "If-Match"})
            QVERIFY2(allowed.contains(name), name);
    }

    void headersThatPagesMayRead()
    {
        server::ServerOptions options;
        options.allowedOrigins = {u"https://good.example"_s};
        TestSignalbox box({}, options);
        const JsonAnswer answer =
            box.request("GET", "/api/v1/tasks", QByteArray(), "Origin: https://good.example\r\n");
        QCOMPARE(answer.header("Access-Control-Allow-Origin"), "https://good.example");
        const QByteArrayList shown =
            answer.header("Access-Control-Expose-Headers").replace(" ", "").split(',');
        for (const char *name :
             {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Trace-ID", "X-Span-ID",
              "X-Session-ID", "X-Shannon-Session-ID", "X-Workflow-ID", "Link", "Retry-After",
              "X-Idempotency-Cached", "X-Idempotency-Key"})
            QVERIFY2(shown.contains(name), name);
    }

    void traces_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("trace");
        const QByteArray parent = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
        QTest::newRow("parent") << QByteArray(parent + "X-Trace-ID: t\r\n")
                                << u"^4bf92f3577b34da6a3ce929d0e0e4736$"_s;
        QTest::newRow("trace") << QByteArray("X-Trace-ID: t-1\r\nX-Request-ID: r\r\n") << u"^t-1$"_s;
        QTest::newRow("request") << QByteArray("X-Request-ID: r-1\r\n") << u"^r-1$"_s;
        QTest::newRow("none") << QByteArray() << u"^[0-9a-f]{32}$"_s;
    }

    void traces()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QString, trace);
        for (const QByteArray &path : {"/api/v1/tasks/unknown-1"_ba, "/api/v1/auth/me"_ba, "/health"_ba}) {
            const JsonAnswer answer = m_box->request("GET", path, QByteArray(), lines);
            const QRegularExpression expected(trace);
            QVERIFY(expected.match(QString::fromLatin1(answer.header("X-Trace-ID"))).hasMatch());
            QCOMPARE(answer.header("X-Span-ID").size(), 16);
        }
    }

    void wrongValues_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("text"); // empty: no refusal of the value
        const auto row = [](const QByteArray &path, const QString &text) {
            QTest::newRow(path.constData()) << path << text;
        };
        const QByteArray list = "/api/v1/tasks?";
        const QByteArray sse = "/api/v1/stream/sse?workflow_id=unknown-1&last_event_id=";
        row("/api/v1/tasks/a%20b", u"Invalid task ID format"_s);
        row("/api/v1/tasks/" + QByteArray(129, 'x'), u"Invalid task ID format"_s);
        row("/api/v1/tasks/" + QByteArray(128, 'x'), {});
        row("/api/v1/tasks/a:b_c-d.e", {});
        row("/api/v1/tasks/a%20b/events", u"Invalid task ID format"_s);
        row("/api/v1/tasks/a%20b/control-state", u"Invalid task ID format"_s);
        row("/api/v1/stream/sse", u"Invalid or missing workflow_id"_s);
        row("/api/v1/stream/sse?workflow_id=", u"Invalid or missing workflow_id"_s);
        row("/api/v1/stream/sse?workflow_id=a%20b", u"Invalid or missing workflow_id"_s);
        for (const char *limit : {"0", "101", "-1", "many", "1.5"})
            row(list + "limit=" + limit, u"Invalid limit parameter"_s);
        row(list + "limit=100", {});
        row("/api/v1/tasks/unknown-1/events?limit=201", u"Invalid limit parameter"_s);
        row("/api/v1/tasks/unknown-1/events?limit=200", {});
        row("/api/v1/sessions/unknown-1/events?limit=101", u"Invalid limit parameter"_s);
        row(list + "offset=-1", u"Invalid offset parameter"_s);
        row(list + "offset=x", u"Invalid offset parameter"_s);
        row(list + "session_id=a%20b", u"Invalid session_id format"_s);
        for (const char *status :
             {"queued", "RUNNING", "Completed", "FAILED", "CANCELLED", "canceled", "TIMEOUT"})
            row(list + "status=" + status, {});
        row(list + "status=PAUSED", u"Invalid status value"_s);
        row(list + "status=done", u"Invalid status value"_s);
        for (const char *place : {"0", "17", "1700000000000-3"})
            row(sse + place, {});
        for (const char *place : {"-1", "x", "1-", "1-x", "1.5"})
            row(sse + place, u"Invalid last_event_id"_s);
        row("/api/v1/stream/sse?workflow_id=unknown-1&types=NO_SUCH_TYPE,", {});
    }

    void wrongValues()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, text);
        const JsonAnswer answer = m_box->get(path);
        if (text.isEmpty()) {
            QVERIFY2(answer.status == 200 || answer.status == 404, answer.body.constData());
            return;
        }
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.json(), (QJsonObject{{u"error"_s, text}}));
        QCOMPARE(answer.header("content-type"), "application/json");
    }

    // Sixty in a minute of the wall clock; reading one task and watching it are free.
    void aMinuteHasSixtyRequests()
    {
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Viewer)) + "\r\n";
        const auto list = [&] { return m_box->request("GET", "/api/v1/tasks", QByteArray(), ada); };
        const qint64 now = toStored(m_box->core.clock.now()) / 1000;
        for (int left = 59; left >= 0; --left) {
            const JsonAnswer answer = list();
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.header("X-RateLimit-Limit"), "60");
            QCOMPARE(answer.header("X-RateLimit-Remaining").toInt(), left);
            QCOMPARE(answer.header("X-RateLimit-Reset").toLongLong(), now / 60 * 60 + 60);
        }
        const JsonAnswer refused = list();
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.json(),
                 (QJsonObject{{u"error"_s, u"Rate limit exceeded"_s}, {u"message"_s, tooMany}}));
        QCOMPARE(refused.header("X-RateLimit-Remaining"), "0");
        QCOMPARE(refused.header("Retry-After").toLongLong(), now / 60 * 60 + 60 - now);
        for (const char *free :
             {"/api/v1/tasks/unknown-1", "/api/v1/stream/sse?workflow_id=unknown-1", "/health",
              "/api/v1/auth/api-keys", "/api/v1/auth/me", "/api/v1/tasks/unknown-1/timeline"}) {
            const JsonAnswer answer = m_box->request("GET", free, QByteArray(), ada);
            QVERIFY2(answer.status == 200 || answer.status == 404, free);
            QCOMPARE(answer.count("X-RateLimit-Limit"), 0);
        }
        m_box->core.clock.advance(60s);
        QCOMPARE(list().status, 200);
    }

    void countsSurviveARestart()
    {
        TestCore core;
        const auto use = [&core] { return core->access().rates().take(u"usual"_s, u"ada"_s, 3, 60s).left; };
        QCOMPARE(use(), 2);
        QCOMPARE(use(), 1);
        core.close();
        core.open();
        QCOMPARE(use(), 0);
    }

    // The order of the gateway: first who asks, then whether it can be meant, then how often.
    void whatIsLookedAtFirst()
    {
        QCOMPARE(m_box->requestWithoutKey("GET", "/api/v1/tasks?limit=0").status, 401);
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(Scope::TasksRead, u"bea"_s) + "\r\n";
        QCOMPARE(m_box->request("GET", "/api/v1/tasks?limit=0", QByteArray(), ada).count("X-RateLimit-Limit"),
                 0);
        QCOMPARE(m_box->request("GET", "/api/v1/tasks", QByteArray(), ada).header("X-RateLimit-Remaining"),
                 "59");
    }

    void roles_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("from"); // the least role that may
        const auto row = [](const QByteArray &line, AccessRole from) {
            QTest::newRow(line.constData()) << line << int(from);
        };
        for (const char *line :
             {"GET /api/v1/tasks", "GET /api/v1/tasks/unknown-1", "GET /api/v1/tasks/unknown-1/events",
              "GET /api/v1/tasks/unknown-1/timeline", "GET /api/v1/tasks/unknown-1/control-state",
              "GET /api/v1/approvals", "GET /api/v1/sessions", "GET /api/v1/sessions/unknown-1",
              "GET /api/v1/clusters", "GET /api/v1/agents", "GET /api/v1/auth/me",
              "GET /api/v1/auth/api-keys", "GET /v1/knowledge/search?q=x"})
            row(line, AccessRole::Viewer);
        for (const char *line : {"POST /api/v1/tasks", "POST /api/v1/tasks/unknown-1/cancel",
                                 "POST /api/v1/tasks/unknown-1/pause", "POST /api/v1/tasks/unknown-1/resume",
                                 "POST /api/v1/clusters", "DELETE /api/v1/clusters/unknown-1",
                                 "POST /api/v1/agents/unknown-1/chat", "DELETE /api/v1/sessions/unknown-1"})
            row(line, AccessRole::Operator);
        row("POST /api/v1/approvals/decision", AccessRole::Approver);
        row("GET /api/v1/auth/users", AccessRole::Administrator);
        row("PATCH /api/v1/auth/users/unknown-1", AccessRole::Administrator);
    }

    void roles()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, from);
        const QByteArrayList parts = line.split(' ');
        for (const AccessRole role :
             {AccessRole::Viewer, AccessRole::Operator, AccessRole::Approver, AccessRole::Administrator}) {
            const QByteArray key = m_box->keyFor(scopesOf(role), QString(u"role-"_s + toWord(role)));
            const QByteArray body =
                parts[0] == "GET" || parts[0] == "DELETE" ? QByteArray() : QByteArray("{}");
            const JsonAnswer answer = m_box->request(parts[0], parts[1], body, "X-API-Key: " + key + "\r\n");
            QVERIFY2((answer.status == 403) == (int(role) < from),
                     QByteArray(toWord(role).toLatin1() + answer.body).constData());
            QVERIFY(answer.status != 401 && answer.status < 500);
        }
    }

    // Who approved is who came with the key; what the body says is kept beside it.
    void whoApprovedIsWhoAsked()
    {
        m_box->core.model().callTool(u"write_file"_s,
                                     {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
        m_box->core.model().say(u"Written."_s);
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Approver)) + "\r\n";
        const QString task =
            m_box->request("POST", "/api/v1/tasks", {{u"query"_s, u"Write"_s}}, ada).text(u"task_id"_s);
        const auto pending = [&](const QByteArray &key) {
            return m_box->request("GET", "/api/v1/approvals?status=pending&workflow_id=" + task.toLatin1(),
                                  QByteArray(), key);
        };
        QTRY_COMPARE(pending(ada).at(u"total_count"_s).toInt(), 1);
        const QByteArray eve =
            "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Operator), u"eve"_s) + "\r\n";
        QCOMPARE(pending(eve).at(u"total_count"_s).toInt(), 0);
        const QString id = pending(ada).text(u"approvals.0.approval_id"_s);
        const QJsonObject decision{{u"workflow_id"_s, task},
                                   {u"approval_id"_s, id},
                                   {u"approved"_s, true},
                                   {u"approved_by"_s, u"The President"_s}};
        QCOMPARE(m_box->request("POST", "/api/v1/approvals/decision", decision, eve).status, 403);
        QCOMPARE(m_box->request("POST", "/api/v1/approvals/decision", decision, ada).status, 200);
        const JsonAnswer shown =
            m_box->request("GET", "/api/v1/approvals/" + id.toLatin1(), QByteArray(), ada);
        QCOMPARE(shown.text(u"decided_by"_s), u"ada"_s);
        QCOMPARE(shown.text(u"claimed_by"_s), u"The President"_s);
    }

private:
    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestShannonRules)
#include "tst_shannonrules.moc"
