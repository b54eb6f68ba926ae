// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/testserver.h"

#include <QJsonDocument>
#include <QSignalSpy>

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

} // namespace

class TestServerBasics : public QObject
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
        QCOMPARE(answer.body, "{\"error\":\"Authentication required\"}"_ba);
        QCOMPARE(answer.header("WWW-Authenticate"), "Bearer realm=\"Shannon API\""_ba);

        answer = client.ask(request("GET /api/v1/tasks/a%20b", "X-API-Key: sk_1\r\n"));
        QCOMPARE(answer.status, 200);
        const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(body[u"id"].toString(), u"a b"_s);
        QCOMPARE(body[u"user"].toString(), u"ada"_s);

        answer = client.ask(request("POST /api/v1/tasks", "X-API-Key: sk_1\r\n", "{\"query\":\"x\"}"));
        QCOMPARE(answer.status, 403);
        QVERIFY(answer.body.contains("workflows:write"));
        QCOMPARE(client.ask(request("GET /ping")).body, "pong"_ba);
    }
};

QTEST_GUILESS_MAIN(TestServerBasics)
#include "tst_server.moc"
