// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/testserver.h"
#include "tests/support/testsuite.h"

#include <sys/socket.h>

#include <QSignalSpy>
#include <QTimer>
#include <QWebSocket>

using namespace server;
using namespace tests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// What the handlers of this test leave behind.
struct Traces
{
    std::vector<LateReply> late;
    QList<QPointer<EventStream>> streams;
    QList<QPointer<WebSocket>> sockets;
    int handled = 0;
    int gone = 0;
    int closed = 0;
    HandGate *gate = nullptr;
};

core::Result<void> openStream(Traces &traces, const Request &request, EventStream &stream)
{
    if (request.query(u"missing"))
        return core::failure(core::ErrorCode::NotFound, u"Task not found"_s);
    if (request.query(u"write"))
        traces.gate->open = true;
    QObject::connect(&stream, &EventStream::closed, &stream, [&traces] { ++traces.closed; });
    stream.addHeader("X-Workflow-ID", "task-1");
    stream.comment("connected");
    traces.streams.append(&stream);
    return {};
}

core::Result<SocketOpened> openSocket(Traces &traces, const Request &request)
{
    if (request.query(u"missing"))
        return core::failure(core::ErrorCode::NotFound, u"Task not found"_s);
    return SocketOpened([&traces](WebSocket &socket) {
        traces.sockets.append(&socket);
        QObject::connect(&socket, &WebSocket::closed, &socket, [&traces] { ++traces.closed; });
        QObject::connect(&socket, &WebSocket::received, &socket,
                         [&socket](const QString &text) { socket.send(QString(u"echo "_s + text)); });
        socket.send(u"hello"_s);
    });
}

Surface rows(Traces &traces)
{
    return Surface{
        .prefixes = {"/"},
        .endpoints =
            {
                {.method = Method::Get,
                 .path = "/ping",
                 .access = Access::open(),
                 .handler = [&traces](const Request &) -> core::Result<Response> {
                     ++traces.handled;
                     return Response::text(200, "pong");
                 }},
                {.method = Method::Post,
                 .path = "/write",
                 .access = Access::open(),
                 .body = rawBody(),
                 .handler = [&traces](const Request &request) -> core::Result<Response> {
                     ++traces.handled;
                     traces.gate->open = true;
                     return Response::text(201, request.body);
                 }},
                {.method = Method::Get,
                 .path = "/late",
                 .access = Access::open(),
                 .handler =
                     [&traces](const Request &, LateReply reply) {
                         reply.whenGone([&traces] { ++traces.gone; });
                         traces.late.push_back(std::move(reply));
                     }},
                {.method = Method::Get,
                 .path = "/dropped",
                 .access = Access::open(),
                 .handler = [](const Request &, const LateReply &) {}},
                {.method = Method::Post,
                 .path = "/either",
                 .access = Access::open(),
                 .body = rawBody(),
                 .handler = [&traces](const Request &,
                                      LateReply reply) { traces.late.push_back(std::move(reply)); }},
                {.method = Method::Get,
                 .path = "/events",
                 .access = Access::open(),
                 .handler = [&traces](const Request &request,
                                      EventStream &stream) { return openStream(traces, request, stream); }},
                {.method = Method::Get,
                 .path = "/ws",
                 .handler = [&traces](const Request &request) { return openSocket(traces, request); },
                 .query = {{.name = u"missing"_s}},
                 .credentials = Credentials::InHeadersOrQuery},
            },
    };
}

QByteArray upgrade(const QByteArray &path, const QByteArray &lines = {})
{
    const QByteArray handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    return request("GET " + path, handshake + lines);
}

// A frame from a client: masked with zeros, for messages below 126 bytes.
QByteArray frame(const QByteArray &text)
{
    return QByteArray("\x81") + char(0x80 | text.size()) + QByteArray(4, '\0') + text;
}

// Leaves without a goodbye.
void reset(Client &client)
{
    const linger now{1, 0};
    ::setsockopt(int(client.socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    client.socket.abort();
}

} // namespace

class TestReplies : public QObject
{
    Q_OBJECT

    std::unique_ptr<Traces> m_traces;
    std::unique_ptr<TestServer> m_host;

    void start(const ServerOptions &options)
    {
        m_host.reset();
        m_traces = std::make_unique<Traces>();
        m_host = std::make_unique<TestServer>(std::vector{rows(*m_traces)}, options);
        m_host->keys.keys["sk_1"] = {.user = u"ada"_s};
        m_traces->gate = &m_host->gate;
        QVERIFY(m_host->port != 0);
    }

private slots:
    void init() { start({}); }
    void cleanup() { m_host.reset(); }

    void repliesWaitForTheCommitTogether()
    {
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 64; ++i) {
            clients.push_back(std::make_unique<Client>(m_host->port));
            clients.back()->send(request("POST /write", {}, QByteArray::number(i)));
        }
        QTRY_VERIFY(m_host->gate.open);
        Client reader(m_host->port);
        reader.send(request("GET /ping")); // what it reads may not be on disk yet either
        QTRY_COMPARE(m_traces->handled, 65);
        QVERIFY(clients[0]->read().isEmpty());
        QVERIFY(reader.read().isEmpty());
        QCOMPARE(m_host->gate.registrations, 1);
        m_host->gate.commit();
        for (int i = 0; i < 64; ++i) {
            const Answer answer = clients[size_t(i)]->receive();
            QCOMPARE(answer.status, 201);
            QCOMPARE(answer.body, QByteArray::number(i));
        }
        QCOMPARE(reader.receive().body, "pong");
        reader.send(request("GET /ping"));
        QCOMPARE(reader.receive().status, 200);
    }

    void aFailedCommitIsAnError()
    {
        Client client(m_host->port);
        client.send(request("POST /write", {}, "x"));
        QTRY_VERIFY(m_host->gate.open);
        m_host->gate.commit(core::failure(core::ErrorCode::Unavailable, u"The disk is full."_s));
        const Answer answer = client.receive();
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.body, "{\"error\":\"The disk is full.\"}");
        QCOMPARE(client.ask(request("GET /ping")).status, 200);
    }

    void whoLeavesBeforeTheCommitIsForgotten()
    {
        auto leaving = std::make_unique<Client>(m_host->port);
        Client staying(m_host->port);
        leaving->send(request("POST /write", {}, "x"));
        QTRY_VERIFY(m_host->gate.open);
        staying.send(request("POST /write", {}, "y"));
        reset(*leaving);
        QTRY_COMPARE(m_host->server->counts().connections, 1);
        m_host->gate.commit();
        QCOMPARE(staying.receive().body, "y");
    }

    void lateRepliesArriveOnce()
    {
        Client client(m_host->port);
        client.send(request("GET /late"));
        QTRY_COMPARE(m_traces->late.size(), 1u);
        const LateReply copy = m_traces->late[0];
        QVERIFY(copy.isWanted());
        m_traces->late[0].answer(Response::text(200, "one"));
        QVERIFY(!copy.isWanted());
        copy.answer(Response::text(200, "two"));
        QCOMPARE(client.receive().body, "one");
        QCOMPARE(client.ask(request("GET /ping")).body, "pong");
        QCOMPARE(m_traces->gone, 0);
    }

    void aDroppedReplyIsStillAnAnswer()
    {
        Client client(m_host->port);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"dropped"_s));
        QCOMPARE(client.ask(request("GET /dropped")).status, 500);
    }

    void clientsMayLeaveBeforeTheAnswer()
    {
        for (int round = 0; round < 30; ++round) {
            std::vector<std::unique_ptr<Client>> clients;
            for (int i = 0; i < 40; ++i) {
                clients.push_back(std::make_unique<Client>(m_host->port));
                clients.back()->send(request(i % 2 == 0 ? "GET /late" : "GET /events"));
            }
            QTRY_COMPARE(m_traces->late.size(), 20u);
            QTRY_COMPARE(m_traces->streams.size(), 20);
            for (const auto &client : clients)
                reset(*client);
            if (round % 2 == 0)
                QTRY_COMPARE(m_host->server->counts().connections, 0);
            for (const LateReply &reply : m_traces->late)
                reply.answer(Response::text(200, "nobody hears this"));
            for (const QPointer<EventStream> &stream : m_traces->streams) {
                if (stream)
                    stream->send({.data = "nobody reads this"});
            }
            QTRY_COMPARE(m_host->server->counts().connections, 0);
            QTRY_COMPARE(m_host->server->counts().streams, 0);
            m_traces->late.clear();
            m_traces->streams.clear();
        }
        QCOMPARE(m_traces->closed, 600);
        QVERIFY(m_traces->gone >= 300);
        QCOMPARE(Client(m_host->port).ask(request("GET /ping")).body, "pong");
    }

    void eventsAreStreamed()
    {
        Client client(m_host->port);
        client.send(request("GET /events"));
        QVERIFY(client.sees(": connected\n\n"));
        QVERIFY(client.input.contains("Content-Type: text/event-stream\r\n"));
        QVERIFY(client.input.contains("X-Workflow-ID: task-1\r\n"));
        QVERIFY(client.input.contains("Cache-Control: no-cache\r\n") && !client.input.contains("no-store"));
        QCOMPARE(m_traces->streams.size(), 1);
        m_traces->streams[0]->send({.id = "5-0", .event = "done", .data = "one\ntwo"});
        QVERIFY(client.sees("id: 5-0\nevent: done\ndata: one\ndata: two\n\n"));
        QCOMPARE(m_host->server->counts().streams, 1);
        m_traces->streams[0]->close();
        QVERIFY(client.sees("\r\n0\r\n\r\n"));
        QCOMPARE(m_traces->closed, 1);
        client.input.clear();
        QCOMPARE(client.ask(request("GET /ping")).body, "pong"); // the connection lasts
        QTRY_COMPARE(m_host->server->counts().streams, 0);
    }

    void aStreamMayBeRefused()
    {
        Client client(m_host->port);
        const Answer answer = client.ask(request("GET /events?missing=1"));
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.body, "{\"error\":\"Task not found\"}");
        QCOMPARE(client.ask(request("HEAD /events")).status, 200);
        QCOMPARE(client.ask(request("GET /ping")).status, 200);
    }

    void aStreamOpensAfterTheCommit()
    {
        Client client(m_host->port);
        client.send(request("GET /events?write=1"));
        QTRY_COMPARE(m_traces->streams.size(), 1);
        m_traces->streams[0]->send({.data = "early"});
        QVERIFY(client.read().isEmpty());
        m_host->gate.commit();
        QVERIFY(client.sees("data: early\n\n"));
        Client failing(m_host->port);
        failing.send(request("GET /events?write=1"));
        QTRY_COMPARE(m_traces->streams.size(), 2);
        m_host->gate.commit(core::failure(core::ErrorCode::Unavailable, u"The disk is full."_s));
        QCOMPARE(failing.receive().status, 503);
        QCOMPARE(m_traces->closed, 1);
    }

    void aQuietStreamBeats()
    {
        Client client(m_host->port);
        client.send(request("GET /events"));
        QTRY_COMPARE(m_traces->streams.size(), 1);
        m_traces->streams[0]->setHeartbeat(40ms, "still here");
        QVERIFY(client.sees(": still here\n\n"));
    }

    void aStreamThatIsNotReadIsCut()
    {
        ServerOptions options;
        options.limits.streamQueue = 64 * 1024;
        start(options);
        Client client(m_host->port);
        client.socket.setReadBufferSize(1024);
        client.send(request("GET /events"));
        QTRY_COMPARE(m_traces->streams.size(), 1);
        for (int i = 0; i < 2000 && m_traces->streams[0]; ++i) {
            m_traces->streams[0]->send({.data = QByteArray(16 * 1024, 'x')});
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(m_traces->closed, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    void aLateReplyMayBecomeAStream()
    {
        Client client(m_host->port);
        client.send(request("POST /either", {}, "x"));
        QTRY_COMPARE(m_traces->late.size(), 1u);
        EventStream *stream = m_traces->late[0].openStream();
        QVERIFY(stream);
        stream->send({.data = "a"});
        stream->send({.data = "b"});
        stream->close();
        QVERIFY(client.sees("\r\n0\r\n\r\n"));
        QVERIFY(client.input.contains("data: a\n\n") && client.input.contains("data: b\n\n"));
        QVERIFY(!m_traces->late[0].openStream());
    }

    void webSocketsOpenOnlyWhereTheyMay()
    {
        QCOMPARE(Client(m_host->port).ask(upgrade("/ping")).body, "pong"); // an upgrade may be left out
        QCOMPARE(Client(m_host->port).ask(upgrade("/nowhere")).status, 404);
        QCOMPARE(Client(m_host->port).ask(upgrade("/ws")).status, 401);
        QCOMPARE(Client(m_host->port).ask(upgrade("/ws?token=sk_1&missing=1")).status, 404);
        QCOMPARE(Client(m_host->port).ask(request("GET /ws", "X-API-Key: sk_1\r\n")).status, 426);
        QVERIFY(m_traces->sockets.isEmpty());
        Client client(m_host->port);
        client.send(upgrade("/ws?token=sk_1"));
        QVERIFY(client.sees("hello"));
        QVERIFY(client.input.startsWith("HTTP/1.1 101 "));
        client.send(frame("you"));
        QVERIFY(client.sees("echo you"));
        QCOMPARE(m_host->server->counts().streams, 1);
        m_traces->sockets[0]->close(1000);
        QVERIFY(client.sees(QByteArray("\x88\x02\x03\xe8", 4)));
        reset(client);
        QTRY_COMPARE(m_traces->closed, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    void framesMayComeWithTheHandshake()
    {
        Client client(m_host->port);
        client.send(upgrade("/ws", "X-API-Key: sk_1\r\n") + frame("early"));
        QVERIFY(client.sees("echo early"));
        reset(client);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    void aForeignOriginMayOpenNoSocket()
    {
        ServerOptions options;
        options.allowedOrigins = {u"https://good.example"_s};
        start(options);
        QCOMPARE(
            Client(m_host->port).ask(upgrade("/ws?token=sk_1", "Origin: https://evil.example\r\n")).status,
            403);
        Client good(m_host->port);
        good.send(upgrade("/ws?token=sk_1", "Origin: https://good.example\r\n"));
        QVERIFY(good.sees("hello"));
    }

    void aRealClientTalksAndLargeMessagesAreRefused()
    {
        ServerOptions options;
        options.limits.largestMessage = 100'000;
        start(options);
        QWebSocket client;
        QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
        client.open(QUrl(u"ws://127.0.0.1:%1/ws?token=sk_1"_s.arg(m_host->port)));
        QTRY_COMPARE(texts.count(), 1);
        client.sendTextMessage(QString(90'000, u'x'));
        QTRY_COMPARE(texts.count(), 2);
        QCOMPARE(texts[1][0].toString().size(), 90'005);
        client.sendTextMessage(QString(200'000, u'x'));
        QTRY_COMPARE(m_traces->closed, 1);
        QCOMPARE(texts.count(), 2);
    }

    void aSilentSocketIsPingedAndCut()
    {
        Client client(m_host->port);
        client.send(upgrade("/ws?token=sk_1"));
        QTRY_COMPARE(m_traces->sockets.size(), 1);
        m_traces->sockets[0]->setPing(40ms, 200ms);
        QVERIFY(client.sees(QByteArray("\x89\x04ping", 6)));
        QTRY_COMPARE(m_traces->closed, 1);
        QTRY_COMPARE(m_host->server->counts().connections, 0);
    }

    void drainingLetsWhatIsUnderWayFinish()
    {
        Client idle(m_host->port);
        Client busy(m_host->port);
        Client stream(m_host->port);
        Client socket(m_host->port);
        QCOMPARE(idle.ask(request("GET /ping")).status, 200);
        busy.send(request("GET /late"));
        stream.send(request("GET /events"));
        socket.send(upgrade("/ws?token=sk_1"));
        QVERIFY(stream.sees("connected") && socket.sees("hello"));
        QTRY_COMPARE(m_traces->late.size(), 1u);
        QSignalSpy drained(m_host->server.get(), &Server::drained);
        m_host->server->drain();
        QVERIFY(idle.ends());
        QVERIFY(stream.ends());
        QVERIFY(stream.input.endsWith("0\r\n\r\n"));
        QVERIFY(socket.sees(QByteArray("\x88", 1)));
        reset(socket);
        QVERIFY(drained.isEmpty());
        QVERIFY(!Client(m_host->port).isConnected);
        m_traces->late[0].answer(Response::text(200, "finished"));
        const Answer last = busy.receive();
        QCOMPARE(last.body, "finished");
        QVERIFY(busy.ends());
        QTRY_COMPARE(drained.count(), 1);
        QVERIFY(m_host->server->isDrained());
    }

    void theServerMayGoFirst()
    {
        Client late(m_host->port);
        Client stream(m_host->port);
        Client socket(m_host->port);
        late.send(request("GET /late"));
        stream.send(request("GET /events"));
        socket.send(upgrade("/ws?token=sk_1"));
        QVERIFY(stream.sees("connected") && socket.sees("hello"));
        QTRY_COMPARE(m_traces->late.size(), 1u);
        m_host->server.reset();
        m_traces->late[0].answer(Response::text(200, "x"));
        QVERIFY(!m_traces->streams[0]);
        QVERIFY(!m_traces->sockets[0]);
        QCOMPARE(m_traces->closed, 2);
        QVERIFY(stream.ends() && socket.ends() && late.ends());
    }
};

SIGNALBOX_TEST(TestReplies)
#include "tst_replies.moc"
