// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/testserver.h"
#include "tests/support/testsuite.h"

#include <QRandomGenerator>

using namespace server;
using namespace tests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int batches = 150;
constexpr int clientsOfABatch = 40;

Surface rows(std::vector<LateReply> &late)
{
    const auto size = [](const Request &request) -> core::Result<Response> {
        return Response::text(200, QByteArray::number(request.body.size()));
    };
    return Surface{
        .prefixes = {"/"},
        .endpoints =
            {
                {.method = Method::Get, .path = "/a", .access = Access::open(), .handler = size},
                {.method = Method::Get,
                 .path = "/a/{id}",
                 .access = Access::open(),
                 .handler = size,
                 .query = {{.name = u"limit"_s, .type = FieldType::Integer}}},
                {.method = Method::Post,
                 .path = "/a",
                 .access = Access::open(),
                 .body = jsonBody({{.name = u"query"_s, .presence = Presence::Required}}),
                 .handler = size},
                {.method = Method::Post,
                 .path = "/raw",
                 .access = Access::open(),
                 .body = rawBody(),
                 .handler = size},
                {.method = Method::Get,
                 .path = "/late",
                 .access = Access::open(),
                 .handler = [&late](const Request &, LateReply reply) { late.push_back(std::move(reply)); }},
                {.method = Method::Get,
                 .path = "/events",
                 .access = Access::open(),
                 .handler = [](const Request &, EventStream &stream) -> core::Result<void> {
                     stream.send({.data = "x"});
                     return {};
                 }},
                {.method = Method::Get,
                 .path = "/ws",
                 .access = Access::open(),
                 .handler = [](const Request &) -> core::Result<SocketOpened> {
                     return SocketOpened([](WebSocket &socket) {
                         QObject::connect(&socket, &WebSocket::received, &socket,
                                          [&socket](const QString &text) { socket.send(text); });
                     });
                 }},
            },
    };
}

const QByteArrayList &corpus()
{
    static const QByteArrayList texts = {
        request("GET /a/one?limit=5&x=%C3%A9", "X-API-Key: sk_1\r\nAccept: */*\r\n"),
        request("POST /a", "Content-Type: application/json\r\n",
                "{\"query\": \"x\", \"list\": [1, 2.5e3, null]}"),
        request("POST /raw", "Transfer-Encoding: chunked\r\n") +
            "5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n",
        request("GET /a") + request("POST /raw", {}, "body") + request("GET /late") + request("HEAD /a"),
        request("POST /raw", "Expect: 100-continue\r\n", "0123456789"),
        request("GET /events", "Accept: text/event-stream\r\nLast-Event-ID: 5\r\n"),
        request("GET /ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") +
            QByteArray("\x81\x83\x01\x02\x03\x04\x60\x60\x60", 9),
        request("OPTIONS /a", "Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n"),
    };
    return texts;
}

// Changes a text as an attacker's tool would: bytes, pieces and the words that decide how a request is read.
QByteArray mutated(QByteArray text, QRandomGenerator &random)
{
    static const QByteArrayList words = {"\r\n",
                                         "\n",
                                         "\r",
                                         "\r\n\r\n",
                                         ":",
                                         " ",
                                         "\t",
                                         QByteArray(1, '\0'),
                                         "%00",
                                         "..",
                                         "//",
                                         "Content-Length: 5\r\n",
                                         "Content-Length: -1\r\n",
                                         "Transfer-Encoding: chunked\r\n",
                                         "Connection: close\r\n",
                                         "Host: x\r\n",
                                         "Upgrade: websocket\r\n",
                                         "Expect: 100-continue\r\n",
                                         "0\r\n\r\n",
                                         "FFFFFFFF\r\n",
                                         "HTTP/1.0",
                                         "GET ",
                                         "\xff\xfe",
                                         QByteArray(5000, 'a')};
    for (int changes = random.bounded(6); changes > 0 && !text.isEmpty(); --changes) {
        const auto at = qsizetype(random.bounded(int(text.size())));
        switch (random.bounded(5)) {
        case 0:
            text[at] = char(random.bounded(256));
            break;
        case 1:
            text.remove(at, 1 + random.bounded(12));
            break;
        case 2:
            text.insert(at, words[random.bounded(int(words.size()))]);
            break;
        case 3:
            text.insert(at, text.mid(random.bounded(int(text.size())), random.bounded(60)));
            break;
        default:
            text.truncate(at);
        }
    }
    return text;
}

} // namespace

class TestGuardFuzz : public QObject
{
    Q_OBJECT

private slots:
    // Nothing of it may crash, stall or leak a connection; a sanitizer build sees more than this one.
    void nothingThatIsSentHurts()
    {
        ServerOptions options;
        options.limits.headTime = 30ms;
        options.limits.bodyTime = 30ms;
        options.limits.slowestBody = 1 << 30;
        options.limits.idleTime = 30ms;
        options.limits.handlerTime = 30ms;
        options.limits.lingerTime = 30ms;
        options.limits.tick = 5ms;
        std::vector<LateReply> late;
        TestServer host({rows(late)}, options);
        QRandomGenerator random(20'260'101);
        for (int batch = 0; batch < batches; ++batch) {
            std::vector<std::unique_ptr<QTcpSocket>> clients;
            for (int i = 0; i < clientsOfABatch; ++i) {
                clients.push_back(std::make_unique<QTcpSocket>());
                clients.back()->connectToHost(QHostAddress::LocalHost, host.port);
                const QByteArray bytes = mutated(corpus()[random.bounded(int(corpus().size()))], random);
                const auto cut = qsizetype(random.bounded(int(bytes.size()) + 1));
                clients.back()->write(bytes.first(cut));
                QCoreApplication::processEvents();
                clients.back()->write(bytes.sliced(cut));
            }
            QCoreApplication::processEvents();
            for (size_t i = 0; i < clients.size(); i += 2)
                clients[i]->abort();
            for (const LateReply &reply : late)
                reply.answer(Response::text(200, "late"));
            clients.clear();
            late.clear();
        }
        QTRY_COMPARE(host.server->counts().connections, 0);
        QTRY_COMPARE(host.server->counts().streams, 0);
        QVERIFY(host.server->counts().requests > batches * clientsOfABatch / 4);
        QCOMPARE(Client(host.port).ask(request("GET /a")).body, "0");
    }
};

SIGNALBOX_TEST(TestGuardFuzz)
#include "tst_guardfuzz.moc"
