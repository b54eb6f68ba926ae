// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/testserver.h"
#include "tests/support/testsuite.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QSignalSpy>

#include <future>

using namespace server;
using namespace tests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

core::Result<Response> pong(const Request &)
{
    return Response::text(200, "pong");
}

core::Result<Response> size(const Request &request)
{
    return Response::text(200, QByteArray::number(request.body.size()));
}

// The rows of this test; `late` collects what is to be answered by hand.
Surface rows(std::vector<LateReply> &late)
{
    return Surface{
        .name = u"guarded"_s,
        .prefixes = {"/"},
        .endpoints =
            {
                {.method = Method::Get, .path = "/ping", .access = Access::open(), .handler = pong},
                {.method = Method::Get,
                 .path = "/path/{name}",
                 .access = Access::open(),
                 .handler = [](const Request &request) -> core::Result<Response> {
                     return Response::text(200, request.parameter(u"name").toUtf8());
                 }},
                {.method = Method::Post,
                 .path = "/size",
                 .access = Access::open(),
                 .body = rawBody(),
                 .handler = size},
                {.method = Method::Post,
                 .path = "/big",
                 .access = Access::open(),
                 .body = rawBody(),
                 .handler = size,
                 .bodyLimit = 4 << 20},
                {.method = Method::Post, .path = "/closed", .body = rawBody(), .handler = size},
                {.method = Method::Get,
                 .path = "/large",
                 .access = Access::open(),
                 .handler = [](const Request &) -> core::Result<Response> {
                     return Response::text(200, QByteArray(8 << 20, 'x'));
                 }},
                {.method = Method::Get,
                 .path = "/late",
                 .access = Access::open(),
                 .handler = [&late](const Request &, LateReply reply) { late.push_back(std::move(reply)); }},
                {.method = Method::Get,
                 .path = "/known",
                 .handler = [&late](const Request &, LateReply reply) { late.push_back(std::move(reply)); }},
                {.method = Method::Get,
                 .path = "/forged",
                 .access = Access::open(),
                 .handler = [](const Request &request) -> core::Result<Response> {
                     return Response::text(200, "x").with("X-Echo",
                                                          request.query(u"v").value_or(QString()).toUtf8());
                 }},
                {.method = Method::Get,
                 .path = "/broken",
                 .access = Access::open(),
                 .handler = [](const Request &) -> core::Result<Response> {
                     throw std::runtime_error("inside");
                 }},
            },
    };
}

ServerOptions quick()
{
    ServerOptions options;
    options.limits.headTime = 150ms;
    options.limits.bodyTime = 150ms;
    options.limits.idleTime = 300ms;
    options.limits.handlerTime = 200ms;
    options.limits.stallTime = 300ms;
    options.limits.lingerTime = 200ms;
    options.limits.slowestBody = 1 << 20;
    options.limits.bodyBytes = 100'000;
    return options;
}

// What is answered to a client that reads nothing before all is sent; empty where it could not send all.
QByteArray askOnlyWriting(quint16 port, const QByteArray &asked)
{
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QByteArray received;
    qsizetype sent = 0;
    ssize_t done = ::connect(client, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0 ? 1 : 0;
    for (; done > 0 && sent < asked.size(); sent += done)
        done = ::send(client, asked.data() + sent, size_t(asked.size() - sent), MSG_NOSIGNAL);
    for (char some[4096]; done > 0 && (done = ::recv(client, some, sizeof some, 0)) > 0;)
        received.append(some, done);
    ::close(client);
    return received;
}

} // namespace

class TestGuard : public QObject
{
    Q_OBJECT

    std::vector<LateReply> m_late;
    TestServer *m_host = nullptr;

private slots:
    void init()
    {
        m_late.clear();
        m_host = new TestServer({rows(m_late)}, quick());
        QVERIFY(m_host->port != 0);
    }

    void cleanup()
    {
        QTRY_COMPARE(m_host->server->counts().connections, 0);
        m_late.clear();
        delete m_host;
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const QByteArray post = "POST /size HTTP/1.1\r\nHost: localhost\r\n";
        QTest::newRow("no request") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("binary") << QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10) << 400;
        QTest::newRow("long header") << QByteArray("GET /ping HTTP/1.1\r\nA: " + QByteArray(1 << 20, 'a'))
                                     << 431;
        QTest::newRow("long target") << QByteArray("GET /" + QByteArray(9000, 'a') +
                                                   " HTTP/1.1\r\nHost: x\r\n\r\n")
                                     << 414;
        QTest::newRow("endless target") << QByteArray("GET /" + QByteArray(100'000, 'a')) << 414;
        QTest::newRow("ten gigabytes") << QByteArray(post + "Content-Length: 10000000000\r\n\r\nabc") << 413;
        QTest::newRow("smuggled")
            << QByteArray(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /ping")
            << 400;
        QTest::newRow("bad chunk") << QByteArray(post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n") << 400;
        QTest::newRow("version") << QByteArray("GET /ping HTTP/3.0\r\nHost: x\r\n\r\n") << 505;
        QTest::newRow("method") << QByteArray("BREW /ping HTTP/1.1\r\nHost: x\r\n\r\n") << 501;
        QTest::newRow("expectation") << QByteArray(post + "Expect: tea\r\n\r\n") << 417;
    }

    void refusals()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        Client client(m_host->port);
        const Answer answer = client.ask(bytes);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("Connection"), "close");
        QVERIFY(answer.body.startsWith("{\"error\":\""));
        QVERIFY(client.ends());
        QVERIFY(client.input.isEmpty()); // nothing else was answered
        QVERIFY(m_host->server->counts().refused > 0);
    }

    void chunksBeyondTheLimitAreRefusedInTheMiddle()
    {
        Client client(m_host->port);
        client.send("POST /size HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 30; ++i)
            client.send("2000\r\n" + QByteArray(0x2000, 'x') + "\r\n");
        QCOMPARE(client.receive().status, 413);
        QVERIFY(client.ends());
    }

    void aRowMayAllowMore()
    {
        Client client(m_host->port);
        QCOMPARE(client.ask(request("POST /big", {}, QByteArray(3 << 20, 'x'))).body, "3145728");
        QCOMPARE(client.ask(request("POST /size", {}, QByteArray(100'000, 'x'))).body, "100000");
        QCOMPARE(client.ask(request("POST /size", {}, QByteArray(100'001, 'x'))).status, 413);
    }

    // Many clients look for an answer only behind the last byte that they send.
    void theRefusalOfALargeBodyArrives()
    {
        ServerOptions options = quick();
        options.limits.lingerTime = 30s;
        TestServer host({rows(m_late)}, options);
        auto answer = std::async(std::launch::async, askOnlyWriting, host.port,
                                 request("POST /size", {}, QByteArray(24 << 20, 'x')));
        QTRY_COMPARE_WITH_TIMEOUT(answer.wait_for(0s), std::future_status::ready, 30'000);
        const QByteArray received = answer.get();
        QVERIFY2(received.startsWith("HTTP/1.1 413 "), received.constData());
    }

    void slowClientsAreToldSo()
    {
        Client dripping(m_host->port);
        dripping.send("GET /ping HTTP/1.1\r\nHo");
        QCOMPARE(dripping.receive().status, 408);
        QVERIFY(dripping.ends());
        Client slowBody(m_host->port);
        slowBody.send("POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
        QCOMPARE(slowBody.receive().status, 408);
        Client stalled(m_host->port);
        stalled.send("POST /size HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        QCOMPARE(stalled.receive().status, 408);
    }

    void idleConnectionsEndSilently()
    {
        Client silent(m_host->port);
        Client idle(m_host->port);
        QCOMPARE(idle.ask(request("GET /ping")).status, 200);
        QVERIFY(idle.ends());
        QVERIFY(idle.input.isEmpty());
        QVERIFY(silent.ends());
        QVERIFY(silent.input.isEmpty());
    }

    void whoDoesNotReadIsCutOff()
    {
        Client client(m_host->port);
        client.socket.setReadBufferSize(1024);
        const int small = 4096;
        ::setsockopt(int(client.socket.socketDescriptor()), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        client.send(request("GET /large"));
        QTRY_COMPARE(m_host->server->counts().requests, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    // Their answers would pile up here; one is on its way, and the others wait for it.
    void whoeverDoesNotReadIsNotAskedWhatHeWantsNext()
    {
        std::vector<LateReply> late;
        TestServer host({rows(late)}, {});
        const auto answered = [&host] { return host.server->counts().requests; };
        Client client(host.port);
        client.socket.setReadBufferSize(4096);
        client.send(request("GET /large").repeated(10));
        QTRY_COMPARE(answered(), 1);
        QTest::qWait(200);
        QCOMPARE(answered(), 1);
        client.socket.setReadBufferSize(0);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(client.receive().body.size(), 8 << 20);
        QCOMPARE(answered(), 10);
    }

    void pipelinedAnswersKeepTheirOrder()
    {
        Client client(m_host->port);
        client.send(request("GET /late") + request("GET /path/2") + request("POST /size", {}, "abc") +
                    request("GET /late") + request("GET /path/5"));
        QTRY_COMPARE(m_late.size(), 1u);
        QVERIFY(client.input.isEmpty());
        m_late[0].answer(Response::text(200, "1"));
        QCOMPARE(client.receive().body, "1");
        QCOMPARE(client.receive().body, "2");
        QCOMPARE(client.receive().body, "3");
        QTRY_COMPARE(m_late.size(), 2u);
        m_late[1].answer(Response::text(200, "4"));
        QCOMPARE(client.receive().body, "4");
        QCOMPARE(client.receive().body, "5");
    }

    void requestsMayComeByteByByte()
    {
        Client client(m_host->port);
        const QByteArray all = request("POST /size", {}, "abc") + request("GET /ping");
        for (const char c : all)
            client.send(QByteArray(1, c));
        QCOMPARE(client.receive().body, "3");
        QCOMPARE(client.receive().body, "pong");
    }

    void headHasNoBody()
    {
        Client client(m_host->port);
        const Answer head = client.ask(request("HEAD /ping"));
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("Content-Length"), "4");
        QCOMPARE(client.ask(request("GET /ping")).body, "pong"); // in step still
    }

    void theConnectionEndsWhenAskedTo()
    {
        Client client(m_host->port);
        QCOMPARE(client.ask(request("GET /ping", "Connection: close\r\n")).header("Connection"), "close");
        QVERIFY(client.ends());
        Client old(m_host->port);
        QCOMPARE(old.ask("GET /ping HTTP/1.0\r\nHost: localhost\r\n\r\n").body, "pong");
        QVERIFY(old.ends());
    }

    void continueIsSaidOnlyWhenTheBodyIsWanted()
    {
        const QByteArray expect = "Expect: 100-continue\r\n";
        Client client(m_host->port);
        client.send("POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n" + expect + "\r\n");
        QCOMPARE(client.receive().status, 100);
        client.send("abc");
        QCOMPARE(client.receive().body, "3");
        QCOMPARE(
            client
                .ask("POST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n" + expect + "\r\n")
                .status,
            413);
        Client stranger(m_host->port);
        QCOMPARE(
            stranger
                .ask("POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n" + expect + "\r\n")
                .status,
            401);
        QVERIFY(stranger.ends());
    }

    void aStrangerCannotMakeUsReadABody()
    {
        Client client(m_host->port);
        QCOMPARE(client.ask(request("POST /closed", {}, "small")).status, 401);
        QCOMPARE(client.ask(request("GET /ping")).status, 200); // a small one is read past
        client.send("POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n");
        QCOMPARE(client.receive().status, 401); // before the first byte of it
        QVERIFY(client.ends());
    }

    void pathsAndMethods()
    {
        Client client(m_host->port);
        QCOMPARE(client.ask(request("GET /path/%C3%A9")).body, "\xc3\xa9");
        QCOMPARE(client.ask(request("GET /nowhere")).status, 404);
        const Answer wrong = client.ask(request("DELETE /ping"));
        QCOMPARE(wrong.status, 405);
        QCOMPARE(wrong.header("Allow"), "GET, HEAD, OPTIONS");
        QCOMPARE(client.ask(request("OPTIONS /ping")).status, 200);
        QCOMPARE(client.ask(request("GET /ping")).count("Access-Control-Allow-Origin"), 0);
        QCOMPARE(client.ask("GET /ping HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 421);
    }

    void answersCarryNothingForged()
    {
        Client client(m_host->port);
        const Answer answer = client.ask(request("GET /forged?v=a%0d%0aSet-Cookie:%20b"));
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.head.contains("Cookie"));
        QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
        QCOMPARE(client.ask(request("GET /forged?v=fine")).header("X-Echo"), "fine");
    }

    void whatAHandlerThrowsStaysInside()
    {
        Client client(m_host->port);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"inside"_s));
        const Answer answer = client.ask(request("GET /broken"));
        QCOMPARE(answer.status, 500);
        QVERIFY(!answer.body.contains("inside"));
        QCOMPARE(client.ask(request("GET /ping")).status, 200);
    }

    void anOverdueAnswerIsGivenUp()
    {
        Client client(m_host->port);
        client.send(request("GET /late"));
        QTRY_COMPARE(m_late.size(), 1u);
        bool gone = false;
        m_late[0].whenGone([&gone] { gone = true; });
        QCOMPARE(client.receive().status, 503);
        QVERIFY(gone);
        QVERIFY(!m_late[0].isWanted());
        m_late[0].answer(Response::text(200, "too late"));
        QCOMPARE(client.ask(request("GET /ping")).body, "pong");
    }

    void connectionsHaveABound()
    {
        ServerOptions options = quick();
        options.limits.connectionsPerAddress = 3;
        options.limits.idleTime = 5s;
        std::vector<LateReply> late;
        TestServer host({rows(late)}, options);
        host.keys.keys["sk_1"] = {.user = u"ada"_s};
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<Client>(host.port));
            // The last one is kept for who has a key.
            clients.back()->send(request(i < 2 ? "GET /late" : "GET /known", "X-API-Key: sk_1\r\n"));
        }
        QTRY_COMPARE(late.size(), 3u); // who is owed an answer makes no room
        Client fourth(host.port);
        const Answer answer = fourth.receive();
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.header("Retry-After"), "1");
        QVERIFY(fourth.ends());
        clients.clear();
        QTRY_COMPARE(host.server->counts().connections, 0);
        QCOMPARE(Client(host.port).ask(request("GET /ping")).status, 200);
    }
};

SIGNALBOX_TEST(TestGuard)
#include "tst_guard.moc"
