// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace server;
using namespace Qt::Literals::StringLiterals;

namespace {

core::Result<Response> nothing(const Request &)
{
    return Response::empty();
}

Endpoint row(Method method, const QByteArray &path)
{
    return {.method = method, .path = path, .handler = nothing};
}

} // namespace

class TestRouter : public QObject
{
    Q_OBJECT

private slots:
    void pathsAreFound()
    {
        const std::vector<Surface> surfaces = {
            {.name = u"one"_s,
             .prefixes = {"/api/v1/tasks"},
             .endpoints = {row(Method::Get, "/api/v1/tasks"), row(Method::Post, "/api/v1/tasks"),
                           row(Method::Get, "/api/v1/tasks/{id}"), row(Method::Post, "/api/v1/tasks/stream"),
                           row(Method::Post, "/api/v1/tasks/{id}/cancel"), row(Method::Get, "/a/{x}/{y}"),
                           row(Method::Get, "/a/b/{other}/c")}},
            {.name = u"two"_s, .prefixes = {"/api", "/api/v1/tasks/deep"}}};
        const auto router = Router::build(surfaces);
        QVERIFY(router);
        Router::Captures captures;

        const Route *route = router->find("/api/v1/tasks", captures);
        QVERIFY(route && captures.isEmpty());
        QCOMPARE(route->allow, "GET, POST, HEAD, OPTIONS");
        QVERIFY(route->endpoint(Method::Head) == route->endpoint(Method::Get));
        QVERIFY(!route->endpoint(Method::Delete));

        route = router->find("/api/v1/tasks/42/cancel", captures);
        QVERIFY(route);
        QCOMPARE(captures.size(), 1);
        QCOMPARE(captures[0], QByteArrayView("42"));
        QCOMPARE(route->names[size_t(Method::Post)], QStringList{u"id"_s});

        captures.clear();
        route = router->find("/a/b/c", captures);
        QVERIFY(route);
        QCOMPARE(captures.size(), 2); // the literal branch led nowhere
        captures.clear();
        QVERIFY(router->find("/a/b/z/c", captures));
        QCOMPARE(captures.size(), 1);

        for (const char *path :
             {"/", "/api/v1/tasks/", "/api/v1/taskss", "/api/v1/tasks/1/2", "*", "/a/b", "/a//b"}) {
            captures.clear();
            QVERIFY2(!router->find(path, captures), path);
        }
    }

    void theLongestPrefixNamesTheSurface()
    {
        const std::vector<Surface> surfaces = {{.name = u"one"_s, .prefixes = {"/api/v1/tasks"}},
                                               {.name = u"two"_s, .prefixes = {"/api"}}};
        const auto router = Router::build(surfaces);
        QVERIFY(router);
        QCOMPARE(router->surfaceOf("/api/v1/tasks/x/y")->name, u"one"_s);
        QCOMPARE(router->surfaceOf("/api/v1/tasksx")->name, u"two"_s);
        QVERIFY(!router->surfaceOf("/apix"));
    }

    void contradictionsAreRefused()
    {
        QVERIFY(!Router::build({{.endpoints = {row(Method::Get, "/a"), row(Method::Get, "/a")}}}));
        QVERIFY(!Router::build({{.endpoints = {row(Method::Get, "/{a}"), row(Method::Get, "/{b}")}}}));
        QVERIFY(!Router::build({{.endpoints = {row(Method::Get, "a")}}}));
        QVERIFY(!Router::build({{.endpoints = {{.method = Method::Get, .path = "/a"}}}}));
        QVERIFY(!Router::build(
            {{.endpoints = {row(Method::Get, "/a")}}, {.endpoints = {row(Method::Put, "/a")}}}));
    }
};

SIGNALBOX_TEST(TestRouter)
#include "tst_router.moc"
