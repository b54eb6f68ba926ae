// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/authenticationstage.h"
#include "server/http/corsstage.h"
#include "server/http/hoststage.h"
#include "server/http/missingstage.h"
#include "server/http/observationstage.h"
#include "server/http/percent.h"
#include "server/http/ratelimitstage.h"
#include "server/http/responsewriter.h"
#include "server/http/routestage.h"
#include "server/http/scopestage.h"
#include "server/http/securitystage.h"
#include "server/http/tracestage.h"
#include "server/http/validationstage.h"
#include "tests/server/testserver.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace server;
using namespace tests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

core::Result<Response> nothing(const Request &)
{
    return Response::empty();
}

core::Result<void> noStream(const Request &, EventStream &)
{
    return {};
}

std::vector<Surface> surfaces()
{
    return {{.name = u"tasks"_s,
             .prefixes = {"/tasks", "/stream"},
             .endpoints =
                 {{.method = Method::Get,
                   .path = "/tasks/{id}",
                   .access = core::Scope::TasksRead,
                   .handler = nothing,
                   .counted = Counted::Yes},
                  {.method = Method::Get,
                   .path = "/stream",
                   .handler = noStream,
                   .credentials = Credentials::InHeadersOrQuery},
                  {.method = Method::Get,
                   .path = "/names/{name}",
                   .handler = nothing,
                   .encodedSlash = EncodedSlash::Allowed},
                  {.method = Method::Get, .path = "/open", .access = Access::open(), .handler = nothing}},
             .shapeError = [](const core::Error &error, int status, const Request &) {
                 return Response::json(status, QJsonObject{{u"message"_s, error.text}});
             }}};
}

// An exchange that has come as far as routing.
struct Visit
{
    explicit Visit(const QByteArray &line, const QByteArray &lines = {})
        : tables(surfaces())
        , router(*Router::build(tables))
        , route(router)
    {
        auto parsed = parseHead(line + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n", {});
        exchange.request.head = std::get<RequestHead>(parsed);
        exchange.request.method = exchange.request.head.method;
        step = route.enter(exchange);
    }

    std::vector<Surface> tables;
    Router router;
    RouteStage route;
    Exchange exchange;
    Step step = Step::Continue;
};

} // namespace

class TestStages : public QObject
{
    Q_OBJECT

private slots:
    void traceIdsAreTakenInOrder_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QByteArray>("trace");
        const QByteArray parent = "traceparent: 00-abc-def-01\r\n";
        QTest::newRow("parent") << QByteArray(parent + "X-Trace-ID: t\r\nX-Request-ID: r\r\n")
                                << QByteArray("abc");
        QTest::newRow("trace") << QByteArray("X-Trace-ID: t\r\nX-Request-ID: r\r\n") << QByteArray("t");
        QTest::newRow("request") << QByteArray("X-Request-ID: r\r\n") << QByteArray("r");
        QTest::newRow("strange") << QByteArray("X-Trace-ID: <b>\r\nX-Request-ID: r\r\n") << QByteArray("r");
    }

    void traceIdsAreTakenInOrder()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QByteArray, trace);
        Visit visit("GET /open", lines);
        TraceStage stage;
        stage.enter(visit.exchange);
        stage.leave(visit.exchange);
        QCOMPARE(visit.exchange.request.traceId, trace);
        QVERIFY(visit.exchange.fixedLines.startsWith(QByteArray("X-Trace-ID: " + trace + "\r\nX-Span-ID: ")));
    }

    // What the client calls its request comes back, unless it needed care to be shown.
    void theIdOfARequestIsSaid()
    {
        for (const QByteArray &given : {"abc-1.2:3_4"_ba, QByteArray(128, 'x')}) {
            Visit visit("GET /open", QByteArray("X-Request-ID: " + given + "\r\nX-Trace-ID: t\r\n"));
            TraceStage stage;
            stage.enter(visit.exchange);
            stage.leave(visit.exchange);
            QVERIFY(visit.exchange.fixedLines.endsWith(QByteArray("\r\nX-Request-ID: " + given + "\r\n")));
        }
        for (const QByteArray &given : {"a b"_ba, "<b>"_ba, "\xc3\xa9"_ba, QByteArray(129, 'x'), ""_ba}) {
            Visit visit("GET /open", QByteArray("X-Request-ID: " + given + "\r\nX-Trace-ID: ours\r\n"));
            TraceStage stage;
            stage.enter(visit.exchange);
            stage.leave(visit.exchange);
            QVERIFY(visit.exchange.fixedLines.endsWith("\r\nX-Request-ID: ours\r\n"));
        }
    }

    void traceIdsAreMade()
    {
        Visit first("GET /open");
        Visit second("GET /open");
        TraceStage stage;
        stage.enter(first.exchange);
        stage.enter(second.exchange);
        QCOMPARE(first.exchange.request.traceId.size(), 32);
        QVERIFY(first.exchange.request.traceId != second.exchange.request.traceId);
    }

    void hosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("trusted");
        for (const char *host :
             {"localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:80", "192.168.1.5", "a.localhost",
              "box.example", "Box.Example:1", "a.wild.example", "a.b.wild.example", "[fe80::1]", "255.0.0.1"})
            QTest::newRow(host) << QByteArray(host) << true;
        for (const char *host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "",
                                 "example", "wild.example", "awild.example"})
            QTest::newRow(*host ? host : "none") << QByteArray(host) << false;
    }

    void hosts()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, trusted);
        QCOMPARE(HostStage({u"box.example"_s, u"*.wild.example"_s}).isTrusted(host), trusted);
        QCOMPARE(HostStage({u"*"_s}).isTrusted(host), !host.isEmpty());
    }

    // A name server somewhere could answer for it.
    void whatOnlyLooksLikeAnAddressIsNone()
    {
        for (const char *host : {"[evil.example]", "[::1].evil.example", "[::1", "[]", "[127.0.0.1]", "....",
                                 "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "127.0.0.1:x",
                                 "127.0.0.1:80:90", "0127.0.0.1", "[::1]x", ":80"})
            QVERIFY2(!HostStage({}).isTrusted(host), host);
    }

    // haproxy and others look after a server with HTTP/1.0, which has no names.
    void aProbeNeedsNoHost()
    {
        Visit visit("GET /open");
        visit.exchange.request.head.host = {};
        QCOMPARE(HostStage({}).enter(visit.exchange), Step::Answered);
        Visit probe("GET /open");
        probe.exchange.request.head.host = {};
        probe.exchange.request.head.oldVersion = true;
        QCOMPARE(HostStage({}).enter(probe.exchange), Step::Continue);
    }

    void anUntrustedHostIsMisdirected()
    {
        Visit visit("GET /open");
        visit.exchange.request.head.host = "evil.example";
        QCOMPARE(HostStage({}).enter(visit.exchange), Step::Answered);
        QCOMPARE(visit.exchange.response.status, 421);
        QVERIFY(visit.exchange.response.body.startsWith("{\"message\":"));
    }

    void optionsAreAnsweredBeforeAKeyIsAskedFor()
    {
        CorsStage stage({u"https://good.example"_s});
        Visit visit("OPTIONS /tasks/5");
        QCOMPARE(stage.enter(visit.exchange), Step::Answered);
        QCOMPARE(visit.exchange.response.status, 200);
        QVERIFY(visit.exchange.response.body.isEmpty());
        QCOMPARE(visit.exchange.response.headers[0].value, "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        Visit unknown("OPTIONS /nowhere");
        QCOMPARE(stage.enter(unknown.exchange), Step::Answered);
        Visit stream("OPTIONS /stream",
                     "Origin: https://good.example\r\n"
                     "Access-Control-Request-Headers: authorization,type,x-stainless-os\r\n");
        stage.enter(stream.exchange);
        QVERIFY(stream.exchange.response.headers[1].value.endsWith(", type, x-stainless-os"));
        QCOMPARE(stream.exchange.response.headers[0].value, "GET, OPTIONS");
        stage.leave(stream.exchange);
        QVERIFY(stream.exchange.fixedLines.contains("Access-Control-Allow-Origin: https://good.example\r\n"));
        QVERIFY(stream.exchange.fixedLines.contains("X-Workflow-ID"));
    }

    void onlyListedOriginsAreEchoed()
    {
        CorsStage stage({u"https://good.example"_s});
        Visit good("GET /open", "Origin: https://good.example\r\n");
        QCOMPARE(stage.enter(good.exchange), Step::Continue);
        stage.leave(good.exchange);
        QVERIFY(good.exchange.fixedLines.contains("Access-Control-Allow-Origin: https://good.example\r\n"));
        QVERIFY(good.exchange.fixedLines.contains("Vary: Origin\r\n"));
        QVERIFY(good.exchange.fixedLines.contains("Access-Control-Allow-Credentials: true\r\n"));
        Visit evil("GET /open", "Origin: https://evil.example\r\n");
        QCOMPARE(stage.enter(evil.exchange), Step::Continue);
        stage.leave(evil.exchange);
        QVERIFY(!evil.exchange.fixedLines.contains("Access-Control-Allow"));
        Visit socket("GET /open",
                     "Origin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
        QCOMPARE(stage.enter(socket.exchange), Step::Answered);
        QCOMPARE(socket.exchange.response.status, 403);
        Visit own("GET /open", "Origin: http://localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
        QCOMPARE(stage.enter(own.exchange), Step::Continue);
    }

    void withoutNamedOriginsNothingIsSaidOfThem()
    {
        CorsStage stage({});
        Visit visit("GET /open", "Origin: https://good.example\r\n");
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        stage.leave(visit.exchange);
        QVERIFY(visit.exchange.fixedLines.isEmpty());
    }

    void whatIsMissingIsSaidInTheShapeOfItsPrefix()
    {
        MissingStage stage;
        Visit path("GET /tasks/1/2");
        QCOMPARE(stage.enter(path.exchange), Step::Answered);
        QCOMPARE(path.exchange.response.status, 404);
        QCOMPARE(path.exchange.response.body,
                 "{\"message\":\"Not found: no such address. GET /openapi.json lists them all.\"}");
        Visit elsewhere("GET /elsewhere");
        stage.enter(elsewhere.exchange);
        QCOMPARE(elsewhere.exchange.response.body,
                 "{\"error\":\"Not found: no such address. GET /openapi.json lists them all.\"}");
        Visit method("DELETE /tasks/1");
        stage.enter(method.exchange);
        QCOMPARE(method.exchange.response.status, 405);
        QCOMPARE(method.exchange.response.headers[0].value, "GET, HEAD, OPTIONS");
    }

    void headIsGetWithoutABody()
    {
        Visit visit("HEAD /tasks/1");
        QVERIFY(visit.exchange.headOnly);
        QCOMPARE(visit.exchange.request.method, Method::Get);
        QCOMPARE(visit.exchange.request.parameter(u"id"), u"1"_s);
    }

    void aPathThatIsNoTextIsRefused()
    {
        Visit visit("GET /tasks/%ff");
        QCOMPARE(visit.step, Step::Answered);
        QCOMPARE(visit.exchange.response.status, 400);
    }

    // Dropped, it would make two names of one thing.
    void aMarkOfTheByteOrderIsKept()
    {
        QCOMPARE(Visit("GET /tasks/%EF%BB%BF5").exchange.request.parameter(u"id"), u"\ufeff5"_s);
        Visit query("GET /stream?%EF%BB%BFa=%EF%BB%BFb");
        const auto items = queryItemsOf(query.exchange.request.head.query);
        QCOMPARE(items->first(), std::pair(u"\ufeffa"_s, u"\ufeffb"_s));
    }

    void aSlashInDisguiseIsTakenOnlyWhereTheRowSaysSo()
    {
        for (const QByteArray &path :
             {"/tasks/a%2Fb"_ba, "/tasks/a%2fb"_ba, "/tasks%2Fa"_ba, "/none%2F"_ba}) {
            const Visit refused(QByteArray("GET " + path));
            QCOMPARE(refused.step, Step::Answered);
            QCOMPARE(refused.exchange.response.status, 400);
        }
        const Visit taken("GET /names/a%2Fb");
        QCOMPARE(taken.step, Step::Continue);
        QCOMPARE(taken.exchange.request.parameter(u"name"), u"a/b"_s);
    }

    void keysAreFound_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QByteArray>("text"); // empty: let in
        const QByteArray task = "GET /tasks/1";
        const QByteArray none =
            "Authentication required: send a key as X-API-Key, or as Authorization: Bearer";
        const QByteArray bad = "Invalid API key";
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &lines,
                            const QByteArray &text) { QTest::newRow(name) << line << lines << text; };
        row("header", task, "X-API-Key:  sk_1 \r\n", "");
        row("bearer", task, "Authorization: bEARER sk_1\r\n", "");
        row("outer spelling", task, "Authorization: Bearer sk-shannon-1\r\n", "");
        row("header goes first", task, "X-API-Key: sk_2\r\nAuthorization: Bearer sk_1\r\n", bad);
        row("nothing", task, "", none);
        row("basic", task, "Authorization: Basic sk_1\r\n", none);
        row("three parts", task, "Authorization: Bearer sk_1 x\r\n", none);
        row("empty", task, "Authorization: Bearer \r\n", none);
        row("wrong", task, "X-API-Key: sk_2\r\n", bad);
        row("query where it is not allowed", task + "?api_key=sk_1", "", none);
        row("query", "GET /stream?token=sk_2&api_key=sk-shannon-1", "", "");
        row("token", "GET /stream?token=sk_1", "", "");
        row("header before query", "GET /stream?token=sk_1", "X-API-Key: sk_2\r\n", bad);
        row("open", "GET /open", "", "");
    }

    void keysAreFound()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, lines);
        QFETCH(QByteArray, text);
        KeyTable keys;
        keys.keys["sk_1"] = {.user = u"ada"_s};
        AuthenticationStage stage(keys);
        Visit visit(line, lines);
        QCOMPARE(stage.enter(visit.exchange), text.isEmpty() ? Step::Continue : Step::Answered);
        if (text.isEmpty())
            return;
        QCOMPARE(visit.exchange.response.status, 401);
        QCOMPARE(visit.exchange.response.body, "{\"message\":\"" + text + "\"}");
        QCOMPARE(visit.exchange.response.headers[0].value, "Bearer realm=\"Shannon API\"");
    }

    void aScopeIsNeeded()
    {
        ScopeStage stage;
        Visit visit("GET /tasks/1");
        QCOMPARE(stage.enter(visit.exchange), Step::Answered);
        QCOMPARE(visit.exchange.response.status, 403);
        visit.exchange.request.principal.scopes = core::Scope::TasksRead;
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
    }

    void aMinuteHasSoManyRequests()
    {
        core::FakeClock clock(core::fromStored(1'800'000'000'000 + 15'000));
        core::RateCounter rates(clock);
        RateLimitStage stage(rates, {.requestsPerMinute = 2, .administratorRequestsPerMinute = 9});
        Visit visit("GET /tasks/1");
        visit.exchange.request.principal.user = u"ada"_s;
        const auto lines = [&] {
            visit.exchange.fixedLines.resize(0);
            stage.enter(visit.exchange);
            return visit.exchange.fixedLines;
        };
        QVERIFY(lines().contains(
            "X-RateLimit-Limit: 2\r\nX-RateLimit-Remaining: 1\r\nX-RateLimit-Reset: 1800000060\r\n"));
        QVERIFY(lines().contains("Remaining: 0\r\n"));
        QVERIFY(lines().contains("Remaining: 0\r\n"));
        QCOMPARE(visit.exchange.response.status, 429);
        QCOMPARE(visit.exchange.response.headers[0].name, "Retry-After");
        QCOMPARE(visit.exchange.response.headers[0].value, "45");
        visit.exchange.request.principal.user = u"eve"_s;
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        visit.exchange.request.principal = {.user = u"root"_s, .scopes = core::Scope::Administer};
        QVERIFY(lines().contains("X-RateLimit-Limit: 9\r\n"));
        visit.exchange.request.principal = {.user = u"ada"_s};
        clock.advance(45s);
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        Visit uncounted("GET /open");
        RateLimitStage(rates, {.requestsPerMinute = 1}).enter(uncounted.exchange);
        QVERIFY(uncounted.exchange.fixedLines.isEmpty());
    }

    void aRowOrASurfaceMayHaveItsOwnLimit()
    {
        core::FakeClock clock;
        core::RateCounter rates(clock);
        RateLimitStage stage(rates, {.requestsPerMinute = 100});
        Visit visit("GET /tasks/1");
        visit.exchange.request.principal = {.user = u"ada"_s, .key = {u"one"_s}};
        visit.exchange.request.peer = QHostAddress(u"192.0.2.1"_s);
        visit.tables[0].limit = {.name = u"tasks"_s, .requests = 1, .window = 1h, .by = CountedBy::Key};
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        QCOMPARE(stage.enter(visit.exchange), Step::Answered);
        visit.exchange.request.principal.key = {u"two"_s};
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        clock.advance(59min);
        QCOMPARE(stage.enter(visit.exchange), Step::Answered);
        visit.tables[0].endpoints[0].limit = {
            .name = u"one"_s, .requests = 1, .by = CountedBy::Address, .refusal = u"Slowly"_s};
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
        visit.exchange.request.principal = {.user = u"eve"_s};
        QCOMPARE(stage.enter(visit.exchange), Step::Answered);
        QCOMPARE(visit.exchange.response.body, "{\"message\":\"Slowly\"}");
        visit.exchange.request.peer = QHostAddress(u"192.0.2.2"_s);
        QCOMPARE(stage.enter(visit.exchange), Step::Continue);
    }

    void aPageMaySetItsOwnPolicy()
    {
        Visit visit("GET /open");
        SecurityStage stage;
        stage.leave(visit.exchange);
        QVERIFY(visit.exchange.fixedLines.contains("nosniff"));
        QVERIFY(visit.exchange.fixedLines.contains("Content-Security-Policy: default-src 'none'"));
        visit.exchange.fixedLines.resize(0);
        visit.exchange.response.addHeader("content-security-policy", "default-src 'self'");
        stage.leave(visit.exchange);
        QVERIFY(!visit.exchange.fixedLines.contains("Content-Security-Policy"));
        QVERIFY(visit.exchange.fixedLines.contains("Cache-Control: no-store"));
    }

    void aLineBreakInAHeaderIsNotSent()
    {
        const QByteArray bytes = writeResponse(Response::text(200, "body")
                                                   .with("X-Good", "a")
                                                   .with("X-Bad", "a\r\nSet-Cookie: b")
                                                   .with("X-\nBad", "c")
                                                   .with("X Bad", "d"),
                                               {});
        QVERIFY(bytes.startsWith("HTTP/1.1 200 OK\r\nDate: "));
        QVERIFY(bytes.contains("X-Good: a\r\n"));
        QVERIFY(!bytes.contains("Bad") && !bytes.contains("Cookie"));
        QVERIFY(bytes.contains("Content-Length: 4\r\n") && bytes.endsWith("\r\n\r\nbody"));
        QVERIFY(!writeResponse(Response::empty(), {}).contains("Content-Length"));
        QVERIFY(writeResponse(Response::text(200, "body"), {.headOnly = true}).endsWith("\r\n\r\n"));
    }

    void theLastMinuteIsKept()
    {
        RequestStatistics statistics;
        const auto start = RequestStatistics::Instant(1000s);
        for (int i = 0; i < 99; ++i)
            statistics.count(start, 500us);
        statistics.count(start + 1s, 2s);
        QCOMPARE(statistics.total(), 100);
        QCOMPARE(statistics.perSecond(start + 2s, 3), (std::vector<int>{0, 99, 1}));
        QVERIFY(statistics.p99(start + 2s) >= 500us && statistics.p99(start + 2s) < 700us);
        statistics.count(start + 1s, 2s);
        QVERIFY(statistics.p99(start + 2s) >= 2s);
        QCOMPARE(statistics.p99(start + 2min), 0us);
        QCOMPARE(statistics.perSecond(start + 400s, 2), (std::vector<int>{0, 0}));
    }
};

SIGNALBOX_TEST(TestStages)
#include "tst_stages.moc"
