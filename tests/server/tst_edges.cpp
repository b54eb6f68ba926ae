// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/sseframes.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <sys/socket.h>

#include <QScopeGuard>
#include <QSemaphore>
#include <QThreadPool>

#include <algorithm>

using namespace server;
using namespace tests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// Clients at the edges of what HTTP lets them do: who end their side and read on, who send slowly or too
// much, and who open connections and say nothing.

namespace {

constexpr qsizetype sizeOfLarge = 24 * 1024 * 1024;

struct Seen
{
    std::vector<LateReply> late;
    QList<QPointer<EventStream>> streams;
    int gone = 0;
    int closed = 0;
};

Surface rowsOf(Seen &seen)
{
    const auto answersLate = [&seen](const Request &, LateReply reply) {
        reply.whenGone([&seen] { ++seen.gone; });
        seen.late.push_back(std::move(reply));
    };
    const auto pong = [](const Request &) -> core::Result<Response> { return Response::text(200, "pong"); };
    return Surface{
        .prefixes = {"/"},
        .endpoints = {
            {.method = Method::Get, .path = "/ping", .access = Access::open(), .handler = pong},
            {.method = Method::Post,
             .path = "/late",
             .access = Access::open(),
             .body = rawBody(),
             .handler = AnswerLater(answersLate)},
            {.method = Method::Post,
             .path = "/stranger",
             .access = Access::open(),
             .body = jsonBody({}),
             .handler = pong,
             .limit = RateLimit{.name = u"few"_s, .requests = 3, .by = CountedBy::Address}},
            {.method = Method::Post, .path = "/small", .body = jsonBody({}), .handler = pong},
            {.method = Method::Post, .path = "/large", .body = largeJsonBody({}), .handler = pong},
            {.method = Method::Get,
             .path = "/much",
             .access = Access::open(),
             .handler = [](const Request &) -> core::Result<Response> {
                 return Response::text(200, QByteArray(sizeOfLarge, 'x'));
             }},
            {.method = Method::Get,
             .path = "/events",
             .access = Access::open(),
             .handler = OpenStream([&seen](const Request &, EventStream &stream) -> core::Result<void> {
                 QObject::connect(&stream, &EventStream::closed, &stream, [&seen] { ++seen.closed; });
                 seen.streams.append(&stream);
                 stream.comment("connected");
                 return {};
             })},
            {.method = Method::Get,
             .path = "/ws",
             .access = Access::open(),
             .handler = OpenSocket([](const Request &) -> core::Result<SocketOpened> {
                 return SocketOpened([](WebSocket &socket) {
                     QObject::connect(&socket, &WebSocket::received, &socket, [&socket](const QString &text) {
                         socket.send(QString(u"echo "_s + text));
                     });
                     socket.send(u"hello"_s);
                 });
             })},
        }};
}

void endSide(Client &client)
{
    client.socket.flush();
    ::shutdown(int(client.socket.socketDescriptor()), SHUT_WR);
}

QByteArray handshake(const QByteArray &path,
                     const QByteArray &key = "dGhlIHNhbXBsZSBub25jZQ==", const QByteArray &version = "13")
{
    return request("GET " + path, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: " +
                                      version + "\r\nSec-WebSocket-Key: " + key + "\r\n");
}

} // namespace

class TestEdges : public QObject
{
    Q_OBJECT

    static inline const QByteArray jsonWithKey = "X-API-Key: sk_1\r\nContent-Type: application/json\r\n";

    std::unique_ptr<Seen> m_seen;
    std::unique_ptr<TestServer> m_host;

    void start(const GuardLimits &limits = {})
    {
        m_host.reset();
        m_seen = std::make_unique<Seen>();
        ServerOptions options;
        options.limits = limits;
        std::vector<Surface> surfaces;
        surfaces.push_back(rowsOf(*m_seen));
        m_host = std::make_unique<TestServer>(std::move(surfaces), options);
        QVERIFY2(m_host->server, qPrintable(m_host->error.text));
        m_host->keys.keys["sk_1"] = {.user = u"ada"_s};
    }

    Answer askedWith(const QByteArray &body) const
    {
        return Client(m_host->port).ask(request("POST /large", jsonWithKey, body));
    }

    static Answer finalAnswer(Client &client)
    {
        Answer answer = client.receive();
        while (answer.status == 100)
            answer = client.receive();
        return answer;
    }

private slots:
    void init() { start(); }
    void cleanup() { m_host.reset(); }

    void whoEndsHisSideStillGetsHisAnswer()
    {
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 8; ++i) {
            clients.push_back(std::make_unique<Client>(m_host->port));
            clients.back()->send(request("POST /late", {}, QByteArray::number(i)));
            endSide(*clients.back());
        }
        QTRY_COMPARE(m_seen->late.size(), 8u);
        // That the server asks whether somebody reads shows that it has heard of the end.
        for (const auto &client : clients)
            QVERIFY(client->sees("HTTP/1.1 100 Continue\r\n\r\n"));
        QCOMPARE(m_seen->gone, 0);
        for (const LateReply &reply : m_seen->late)
            reply.answer(Response::text(200, "here you are"));
        for (const auto &client : clients) {
            QCOMPARE(finalAnswer(*client).body, "here you are");
            QVERIFY(client->ends());
        }
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    void allThatWasAskedBeforeTheEndIsAnswered()
    {
        Client client(m_host->port);
        QByteArray all;
        for (int i = 0; i < 5; ++i)
            all += request("POST /late", {}, QByteArray::number(i));
        client.send(all);
        endSide(client);
        for (int i = 0; i < 5; ++i) {
            QTRY_COMPARE(m_seen->late.size(), size_t(i) + 1);
            m_seen->late.back().answer(Response::text(200, QByteArray::number(i)));
            QCOMPARE(finalAnswer(client).body, QByteArray::number(i));
        }
        QVERIFY(client.ends());
        QCOMPARE(m_seen->gone, 0);
    }

    void aLongAnswerComesWhole()
    {
        Client client(m_host->port);
        client.socket.setReadBufferSize(64 * 1024);
        client.send(request("GET /much", "Connection: close\r\n"));
        endSide(client);
        QVERIFY(client.ends(60'000));
        QCOMPARE(client.input.size() - client.input.indexOf("\r\n\r\n") - 4, sizeOfLarge);
    }

    // Whether by closing or by ending his side: who does not read has left.
    void whoLeavesIsNoticed()
    {
        auto client = std::make_unique<Client>(m_host->port);
        client->send(request("POST /late", {}, "x"));
        QTRY_COMPARE(m_seen->late.size(), 1u);
        client.reset();
        QTRY_COMPARE(m_seen->gone, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
        QVERIFY(!m_seen->late[0].isWanted());
    }

    void aStreamGoesOnForWhoReadsIt()
    {
        auto client = std::make_unique<Client>(m_host->port);
        client->send(request("GET /events"));
        QVERIFY(client->sees(": connected"));
        endSide(*client);
        QVERIFY(client->sees(": ping")); // so the end was heard
        m_seen->streams[0]->send({.id = "1", .event = "e", .data = "still there"});
        QVERIFY(client->sees("still there"));
        QCOMPARE(m_seen->closed, 0);
        client.reset();
        m_seen->streams[0]->send({.id = "2", .event = "e", .data = "nobody there"});
        QTRY_COMPARE(m_seen->closed, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    // Nobody is cut off for the comments that only keep a stream open.
    void whoHasMuchToReadNeedsNoSignOfLife()
    {
        Client slow(m_host->port);
        slow.socket.setReadBufferSize(16 * 1024);
        slow.socket.setSocketOption(QTcpSocket::ReceiveBufferSizeSocketOption, 64 * 1024);
        slow.send(request("GET /events"));
        QTRY_COMPARE(m_seen->streams.size(), 1);
        Client other(m_host->port);
        other.send(request("GET /events"));
        QTRY_COMPARE(m_seen->streams.size(), 2);
        m_seen->streams[0]->send({.id = "1", .event = "e", .data = QByteArray(sizeOfLarge / 2, 'x')});
        for (const QPointer<EventStream> &stream : std::as_const(m_seen->streams))
            stream->setHeartbeat(1ms, "still here");
        QVERIFY(QTest::qWaitFor([&] { return other.read().count(": still here") > 3; }));
        QCOMPARE(m_seen->closed, 0);
        slow.socket.setReadBufferSize(0);
        const auto lastOf = [&slow] { return slow.read().right(1024); };
        QVERIFY(QTest::qWaitFor([&] { return lastOf().contains("\n: still here"); }, 60'000));
        QVERIFY(slow.input.contains(QByteArray(sizeOfLarge / 2, 'x')));
    }

    void halfARequestIsNone()
    {
        Client client(m_host->port);
        client.send("POST /late HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nab");
        endSide(client);
        QVERIFY(client.ends());
        QCOMPARE(m_seen->late.size(), 0u);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    // A body that does not come is late however long it may be.
    void aBodyMustMove()
    {
        GuardLimits limits;
        limits.bodyTime = 200ms;
        start(limits);
        for (const QByteArray &length : {"Transfer-Encoding: chunked"_ba, "Content-Length: 8000000"_ba}) {
            Client client(m_host->port);
            client.send("POST /late HTTP/1.1\r\nHost: 127.0.0.1\r\n" + length + "\r\n\r\n1\r\na\r\n");
            QCOMPARE(client.receive().status, 408);
        }
    }

    void slowStrangersMakeRoom()
    {
        GuardLimits limits;
        limits.connections = 8;
        limits.connectionsPerAddress = 8;
        start(limits);
        std::vector<std::unique_ptr<Client>> slow;
        for (int i = 0; i < 40; ++i) {
            slow.push_back(std::make_unique<Client>(m_host->port));
            slow.back()->send(
                "POST /late HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            QCOMPARE(Client(m_host->port).ask(request("GET /ping")).status, 200);
        }
        QVERIFY(slow.front()->ends());
        QVERIFY(m_host->server->counts().connections <= 8);
        QVERIFY(m_host->server->counts().refused > 0);
    }

    // Somebody with a key could keep all others out with connections that do nothing.
    void whoIsOwedNothingMakesRoomWithoutAKeyFirst()
    {
        GuardLimits limits;
        limits.connections = 4;
        limits.connectionsPerAddress = 4;
        start(limits);
        std::vector<std::unique_ptr<Client>> known;
        const auto come = [&] {
            known.push_back(std::make_unique<Client>(m_host->port));
            const QByteArray json = "X-API-Key: sk_1\r\nContent-Type: application/json\r\n";
            return known.back()->ask(request("POST /small", json, "{}")).status;
        };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(come(), 200);
        Client stranger(m_host->port);
        QCOMPARE(stranger.ask(request("GET /ping")).status, 200);
        QCOMPARE(come(), 200);
        QVERIFY(stranger.ends());
        for (const auto &client : known)
            QCOMPARE(client->ask(request("GET /ping")).status, 200);
        QCOMPARE(Client(m_host->port).ask(request("GET /ping")).status, 200);
        QVERIFY(known.front()->ends());
    }

    void tooManyRequestsAreRefusedBeforeTheirBodies()
    {
        Client client(m_host->port);
        const QByteArray json = "Content-Type: application/json\r\n";
        for (int i = 0; i < 3; ++i)
            QCOMPARE(client.ask(request("POST /stranger", json, "{}")).status, 200);
        client.send("POST /stranger HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    "Content-Length: 10000\r\n\r\n");
        client.send(QByteArray(10000, '['));
        QCOMPARE(client.receive().status, 429);
    }

    void bodiesAreAsLargeAsTheirRowsNeed()
    {
        const auto asked = [this](const QByteArray &path, qsizetype size, bool isSent) {
            Client client(m_host->port);
            client.send("POST " + path +
                        " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: sk_1\r\n"
                        "Content-Type: application/json\r\nContent-Length: " +
                        QByteArray::number(size) + "\r\n\r\n");
            if (isSent)
                client.send("{" + QByteArray(size - 2, ' ') + "}");
            const Answer answer = client.receive();
            if (answer.status == 413 && !answer.body.contains(" At most "))
                qFatal("%s", answer.body.constData());
            return answer.status;
        };
        QCOMPARE(asked("/stranger", 16 * 1024, true), 200);
        QCOMPARE(asked("/stranger", 16 * 1024 + 1, false), 413);
        QCOMPARE(asked("/small", 256 * 1024, true), 200);
        QCOMPARE(asked("/small", 256 * 1024 + 1, false), 413);
        QCOMPARE(asked("/large", 8 * 1024 * 1024, true), 200);
        QCOMPARE(asked("/large", 8 * 1024 * 1024 + 1, false), 413);
    }

    // While a large body is read nobody else waits: here its turn does not come until we let it.
    void aLargeBodyIsReadElsewhere()
    {
        QThreadPool &pool = *QThreadPool::globalInstance();
        QSemaphore goOn;
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.start([&goOn] { goOn.acquire(); });
        const auto release = qScopeGuard([&] {
            goOn.release(1000);
            pool.waitForDone();
        });
        const QByteArray body = "{\"a\":\"" + QByteArray(100 * 1024, 'x') + "\"}";
        Client large(m_host->port);
        large.send(request("POST /large", jsonWithKey, body));
        auto leaving = std::make_unique<Client>(m_host->port);
        leaving->send(request("POST /large", jsonWithKey, body));
        Client broken(m_host->port);
        broken.send(request("POST /large", jsonWithKey, "{\"a\":" + QByteArray(100 * 1024, ' ')));
        Client other(m_host->port);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(other.ask(request("GET /ping")).body, "pong");
        QVERIFY(large.read().isEmpty());
        leaving.reset();
        goOn.release(1000);
        QCOMPARE(large.receive().status, 200);
        QCOMPARE(broken.receive().status, 400);
    }

    void withoutAKeyNobodyTakesAllConnections_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("answers that take long") << request("POST /late", {}, "x");
        QTest::newRow("streams") << request("GET /events");
        QTest::newRow("sockets") << handshake("/ws");
    }

    // What is owed to them keeps them, but who shows a key still finds room.
    void withoutAKeyNobodyTakesAllConnections()
    {
        QFETCH(QByteArray, asked);
        start({.connections = 16, .connectionsPerAddress = 16});
        std::vector<std::unique_ptr<Client>> strangers;
        int refused = 0;
        for (int i = 0; i < 20; ++i) {
            strangers.push_back(std::make_unique<Client>(m_host->port));
            strangers.back()->send(asked);
            const qsizetype before = qsizetype(m_seen->late.size()) + m_seen->streams.size();
            const auto isServed = [&] {
                return qsizetype(m_seen->late.size()) + m_seen->streams.size() > before ||
                       strangers.back()->read().startsWith("HTTP/1.1 101");
            };
            const auto isSettled = [&] { return isServed() || strangers.back()->read().contains(" 503 "); };
            QVERIFY(QTest::qWaitFor(isSettled));
            if (strangers.back()->input.contains(" 503 "))
                ++refused;
        }
        QCOMPARE(refused, 6);
        QCOMPARE(Client(m_host->port).ask(request("GET /ping")).status,
                 200); // what is answered at once holds nothing
        for (int i = 0; i < 2; ++i) {
            Client known(m_host->port);
            QCOMPARE(known.ask(request("POST /small", jsonWithKey, "{}")).status, 200);
            QCOMPARE(known.ask(request("GET /ping")).status, 200);
        }
    }

    // Whatever is answered to a HEAD, the next answer begins right behind its head.
    void aRefusedHeadHasNoBody()
    {
        Client client(m_host->port);
        client.send(request("HEAD /nowhere") + request("HEAD /small") + request("HEAD /late") +
                    request("GET /ping"));
        for (const int status : {404, 405, 405}) {
            const Answer answer = client.receive(true);
            QCOMPARE(answer.status, status);
            QVERIFY(answer.header("Content-Length").toInt() > 0);
        }
        QCOMPARE(client.receive().body, "pong");
    }

    // What is small to send may be great to keep.
    void aBodyOfVeryManyValuesIsRefused()
    {
        const auto asked = [this](const QByteArray &values) {
            return askedWith("{\"a\":[" + values + "1]}");
        };
        const Answer refused = asked(QByteArray("[],").repeated(150'000));
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.body.contains("250,000 values"), refused.body.constData());
        QCOMPARE(asked(QByteArray("1,").repeated(200'000)).status, 200);
        QCOMPARE(asked('"' + QByteArray(",[{\\\"").repeated(200'000) + "\",").status, 200);
    }

    // Also where the body is read elsewhere.
    void aNameThatStandsTwiceIsRefused()
    {
        const QByteArray much = "{\"b\":\"" + QByteArray(100'000, 'x') + '"';
        for (const QByteArray &body : {R"({"a":1,"a":1})"_ba, QByteArray(much + ",\"b\":1}")})
            QCOMPARE(askedWith(body).status, 400);
        QCOMPARE(askedWith(much + ",\"c\":{\"b\":1}}").status, 200);
    }

    void aFrameWithoutAMaskEndsTheSocket()
    {
        Client client(m_host->port);
        client.send(handshake("/ws"));
        QVERIFY(client.sees("hello"));
        client.send("\x81\x81"_ba + QByteArray(4, '\0') + "a"); // with a mask, of zeros
        QVERIFY(client.sees("echo a"));
        client.send("\x81\x01"_ba);
        QVERIFY(client.sees("\x88\x02\x03\xea"));
        QVERIFY(client.ends());
        QVERIFY(!client.input.contains("echo b"));
    }

    // The heads of frames in any pieces, with all three ways to write a length.
    void framesAreWatchedInAnyPieces()
    {
        Client client(m_host->port);
        client.send(handshake("/ws"));
        QVERIFY(client.sees("hello"));
        const QByteArray mask(4, '\0');
        const QByteArray first = "\x81\xfe\x01\x2c"_ba + mask + QByteArray(300, 'm');
        const QByteArray second =
            "\x81\xff"_ba + QByteArray("\0\0\0\0\0\1\x11\x70", 8) + mask + QByteArray(70'000, 'n');
        for (const char byte : first)
            client.send(QByteArray(1, byte));
        QVERIFY(client.sees(QByteArray("echo " + QByteArray(300, 'm'))));
        client.send(second);
        client.send("\x81\x81"_ba + mask + "z");
        QVERIFY(client.sees("echo z"));
    }

    void halfAHandshakeIsRefused()
    {
        const auto status = [this](const QByteArray &bytes) {
            return Client(m_host->port).ask(bytes).status;
        };
        for (const QByteArray &key : {"c2hvcnQ="_ba, "dGhlIHNhbXBsZSBub25jZTE3"_ba,
                                      "not base64 at all !!!!!!"_ba, "dGhlIHNhbXBsZSBub25jZQ"_ba, ""_ba})
            QCOMPARE(status(handshake("/ws", key)), 400);
        Client old(m_host->port);
        const Answer answer = old.ask(handshake("/ws", "dGhlIHNhbXBsZSBub25jZQ==", "8"));
        QCOMPARE(answer.status, 426);
        QCOMPARE(answer.header("Sec-WebSocket-Version"), "13");
    }

    void compressedBodiesAreRefusedByName()
    {
        Client client(m_host->port);
        const Answer answer =
            client.ask(request("POST /small", jsonWithKey + "Content-Encoding: gzip\r\n"_ba, "abc"));
        QCOMPARE(answer.status, 415);
        QVERIFY(answer.body.contains("gzip"));
        QCOMPARE(answer.header("Accept-Encoding"), "identity");
    }
};

SIGNALBOX_TEST(TestEdges)
#include "tst_edges.moc"
