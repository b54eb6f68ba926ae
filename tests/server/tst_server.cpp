// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/refusals.h"
#include "tests/server/testserver.h"
#include "tests/support/testsuite.h"

#include <QJsonDocument>

using namespace server;
using namespace tests;
using namespace Qt::Literals::StringLiterals;

namespace {

core::Principal reader()
{
    return {.user = u"ada"_s, .name = u"Ada"_s, .scopes = core::Scope::TasksRead};
}

core::Result<Response> echo(const Request &request)
{
    return Response::json(200, QJsonObject{{u"path"_s, request.path},
                                           {u"id"_s, request.parameter(u"id")},
                                           {u"user"_s, request.principal.user},
                                           {u"size"_s, request.body.size()},
                                           {u"limit"_s, request.queryInteger(u"limit", 20)},
                                           {u"json"_s, request.json}});
}

Surface tasks()
{
    return Surface{
        .name = u"tasks"_s,
        .prefixes = {"/api/v1/tasks"},
        .endpoints =
            {
                {.method = Method::Get,
                 .path = "/api/v1/tasks",
                 .access = core::Scope::TasksRead,
                 .handler = echo,
                 .query = {{.name = u"limit"_s,
                            .type = FieldType::Integer,
                            .minimum = 1,
                            .maximum = 100,
                            .refusal = u"Invalid limit parameter"_s}},
                 .counted = Counted::Yes},
                {.method = Method::Post,
                 .path = "/api/v1/tasks",
                 .access = core::Scope::TasksWrite,
                 .body = jsonBody(
                     {{.name = u"query"_s, .presence = Presence::Required, .missing = u"Query is required"_s},
                      {.name = u"mode"_s,
                       .allowed = {u"simple"_s, u"standard"_s},
                       .letters = Letters::AnyCase,
                       .refusal = u"Invalid mode (allowed: simple, standard)"_s}}),
                 .handler = echo},
                {.method = Method::Get,
                 .path = "/api/v1/tasks/{id}",
                 .access = core::Scope::TasksRead,
                 .handler = echo},
            },
    };
}

Surface open()
{
    return Surface{
        .name = u"open"_s,
        .prefixes = {"/ping"},
        .endpoints = {{.method = Method::Get,
                       .path = "/ping",
                       .access = Access::open(),
                       .handler = [](const Request &) -> core::Result<Response> {
                           return Response::text(200, "pong");
                       }}},
    };
}

struct Observed
{
    Method method = Method::Get;
    QByteArray route;
    int status = 0;

    bool operator==(const Observed &) const = default;
};

class Observer final : public RequestObserver
{
public:
    QList<Observed> seen;

    void answered(Method method, QByteArrayView route, int status, std::chrono::nanoseconds) override
    {
        seen.append({method, route.toByteArray(), status});
    }
};

} // namespace

class TestServerWhole : public QObject
{
    Q_OBJECT

private slots:
    void aKeyOpensWhatItsScopeAllows()
    {
        TestServer host({tasks(), open()});
        host.keys.keys["sk_1"] = reader();
        QVERIFY(host.port != 0);
        Client client(host.port);

        Answer answer = client.ask(request("GET /api/v1/tasks/a%20b"));
        QCOMPARE(answer.status, 401);
        QCOMPARE(
            answer.body,
            "{\"error\":\"Authentication required: send a key as X-API-Key, or as Authorization: Bearer\"}");
        QCOMPARE(answer.header("WWW-Authenticate"), "Bearer realm=\"Shannon API\"");

        answer = client.ask(request("GET /api/v1/tasks/a%20b", "X-API-Key: sk_1\r\n"));
        QCOMPARE(answer.status, 200);
        const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(body[u"id"].toString(), u"a b"_s);
        QCOMPARE(body[u"user"].toString(), u"ada"_s);

        answer = client.ask(request("POST /api/v1/tasks", "X-API-Key: sk_1\r\n", "{\"query\":\"x\"}"));
        QCOMPARE(answer.status, 403);
        QVERIFY(answer.body.contains("workflows:write"));
        QCOMPARE(client.ask(request("GET /ping")).body, "pong");
    }

    void whatDoesNotFitItsRowIsRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("text");
        const QByteArray list = "GET /api/v1/tasks";
        const QByteArray post = "POST /api/v1/tasks";
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &body,
                            const QByteArray &text) { QTest::newRow(name) << line << body << text; };
        row("limit", list + "?limit=101", "", "Invalid limit parameter");
        row("no number", list + "?limit=x", "", "Invalid limit parameter");
        row("query of no UTF-8", list + "?limit=%ff", "", "The query is not valid UTF-8");
        const QByteArray wanted = "send a JSON object, with Content-Type: application/json";
        row("no body", post, "", "Invalid request body: the body is empty; " + wanted);
        row("no object", post, "[1]", "Invalid request body: " + wanted);
        row("a form", post, "query=x&mode=simple", "Invalid request body: " + wanted);
        row("XML", post, "<query>x</query>", "Invalid request body: " + wanted);
        row("a text", post, "\"x\"", "Invalid request body: " + wanted);
        row("an unknown parameter", list + "?limt=1", "", "There is no parameter limt: did you mean limit?");
        row("a slip", post, "{\"query\":\"x\",\"moed\":\"simple\"}",
            "moed is not a known field. Did you mean mode?");
        row("no query", post, "{}", "Query is required");
        row("blank query", post, "{\"query\":\"  \"}", "Query is required");
        row("mode", post, "{\"query\":\"x\",\"mode\":\"odd\"}", "Invalid mode (allowed: simple, standard)");
        row("type", post, "{\"query\":[]}", "query must be a text");
    }

    void whatDoesNotFitItsRowIsRefused()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, text);
        TestServer host({tasks(), open()});
        host.keys.keys["sk_1"] = {.user = u"ada"_s, .scopes = core::allScopes};
        const Answer answer = Client(host.port).ask(request(line, "X-API-Key: sk_1\r\n", body));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.body, QByteArray("{\"error\":\"" + text + "\"}"));
    }

    void everyRowRefusesWhatItMust()
    {
        TestServer host({tasks(), open()});
        host.keys.keys["sk_1"] = {.user = u"ada"_s, .scopes = core::allScopes};
        QCOMPARE(Refusals(host, "sk_1").wrong(), QStringList());
    }

    void everyAnswerIsObserved()
    {
        Observer observer;
        TestServer host({tasks(), open()}, {}, &observer);
        host.keys.keys["sk_1"] = reader();
        Client client(host.port);
        client.ask(request("GET /api/v1/tasks/one", "X-API-Key: sk_1\r\n"));
        client.ask(request("HEAD /ping"));
        client.ask(request("GET /nowhere/at/all"));
        client.ask("BREW / HTTP/1.1\r\n\r\n");
        const QList<Observed> expected = {{Method::Get, "/api/v1/tasks/{id}", 200},
                                          {Method::Head, "/ping", 200},
                                          {Method::Get, "", 404},
                                          {Method::Get, "", 501}};
        QCOMPARE(observer.seen, expected);
        QCOMPARE(host.server->counts().requests, 4);
    }

    void callersAreCounted()
    {
        ServerOptions options;
        options.requestsPerMinute = 2;
        TestServer host({tasks(), open()}, options);
        host.keys.keys["sk_1"] = reader();
        Client client(host.port);
        const QByteArray list = request("GET /api/v1/tasks", "X-API-Key: sk_1\r\n");
        QCOMPARE(client.ask(list).header("X-RateLimit-Remaining"), "1");
        QCOMPARE(client.ask(request("GET /api/v1/tasks?limit=0", "X-API-Key: sk_1\r\n")).status,
                 400); // for nothing
        QCOMPARE(client.ask(list).header("X-RateLimit-Remaining"), "0");
        const Answer refused = client.ask(list);
        QCOMPARE(refused.status, 429);
        QVERIFY(refused.header("Retry-After").toInt() > 0);
        QCOMPARE(refused.count("Retry-After"), 1);
        QCOMPARE(client.ask(request("GET /api/v1/tasks/one", "X-API-Key: sk_1\r\n")).status, 200);
    }

    void tablesThatContradictAreRefused()
    {
        TestServer host({open(), open()});
        QVERIFY(!host.server);
        QVERIFY(!host.error.text.isEmpty());
    }

    void aTakenPortIsSaid()
    {
        TestServer first({open()});
        const TestServer second({open()}, {}, nullptr, first.port);
        QCOMPARE(second.port, 0);
        QVERIFY(second.error.text.contains(QString::number(first.port)));
        QVERIFY(!second.server->listen(u"no such host"_s, 0));
    }
};

SIGNALBOX_TEST(TestServerWhole)
#include "tst_server.moc"
