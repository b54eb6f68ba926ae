// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requesthead.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace server;

namespace {

int statusFor(const QByteArray &bytes, const GuardLimits &limits = {})
{
    const auto parsed = parseHead(bytes, limits);
    const Refusal *refusal = std::get_if<Refusal>(&parsed);
    return refusal != nullptr ? refusal->status : 200;
}

RequestHead read(const QByteArray &bytes)
{
    auto parsed = parseHead(bytes, {});
    return std::holds_alternative<RequestHead>(parsed) ? std::get<RequestHead>(parsed) : RequestHead();
}

QByteArray withLines(const QByteArray &lines)
{
    return "POST /echo HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
}

QByteArray target(const QByteArray &text)
{
    return "GET " + text + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

} // namespace

class TestRequestHead : public QObject
{
    Q_OBJECT

private slots:
    void probes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto probe = [](const char *name, const QByteArray &bytes, int status) {
            QTest::newRow(name) << bytes << status;
        };
        probe("plain", target("/ping"), 200);
        probe("query", target("/ping?a=%00&b=../"), 200);
        probe("http 1.0", "GET /ping HTTP/1.0\r\n\r\n", 200);
        probe("options of all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 200);

        // The request line.
        probe("no version", "GET /ping\r\nHost: x\r\n\r\n", 400);
        probe("bad version word", "GET /ping HTTPx1y1\r\nHost: x\r\n\r\n", 400);
        probe("newer version", "GET /ping HTTP/2.0\r\nHost: x\r\n\r\n", 505);
        probe("odd version", "GET /ping HTTP/9.9\r\nHost: x\r\n\r\n", 505);
        probe("unknown method", "BREW /ping HTTP/1.1\r\nHost: x\r\n\r\n", 501);
        probe("trace", "TRACE /ping HTTP/1.1\r\nHost: x\r\n\r\n", 501);
        probe("connect", "CONNECT a:80 HTTP/1.1\r\nHost: x\r\n\r\n", 501);
        probe("small letters", "get /ping HTTP/1.1\r\nHost: x\r\n\r\n", 501);
        probe("method with a colon", "GE:T /ping HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        probe("two blanks", "GET  /ping HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        probe("tab for a blank", "GET\t/ping\tHTTP/1.1\r\nHost: x\r\n\r\n", 400);
        probe("blank in front", " GET /ping HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        probe("blank in the target", "GET /pi ng HTTP/1.1\r\nHost: x\r\n\r\n", 400);

        // The target.
        probe("absolute", target("http://x/ping"), 200);
        probe("absolute in large letters", target("HTTPS://X/ping?a=b"), 200);
        probe("absolute without a path", target("http://x"), 200);
        probe("absolute elsewhere", target("http://evil/ping"), 400);
        probe("absolute, another port", target("http://x:80/ping"), 400);
        probe("absolute with a user", target("http://u@x/ping"), 400);
        probe("absolute with dots", target("http://x/../ping"), 400);
        probe("absolute with two slashes", target("http://x//ping"), 400);
        probe("absolute without a host", target("http:///ping"), 400);
        probe("absolute, and no Host", "GET http://x/ping HTTP/1.1\r\n\r\n", 400);
        probe("absolute in 1.0", "GET http://x/ping HTTP/1.0\r\n\r\n", 200);
        probe("file", target("file:///etc/passwd"), 400);
        probe("two slashes", target("//evil/ping"), 400);
        probe("slashes inside", target("/a//b"), 400);
        probe("dots", target("/a/../b"), 400);
        probe("dots at the end", target("/a/.."), 400);
        probe("one dot", target("/./a"), 400);
        probe("encoded backslash", target("/a%5cb"), 400);
        probe("encoded dot", target("/%2e%2e/b"), 400);
        probe("encoded nul", target("/a%00"), 400);
        probe("encoded line feed", target("/ping%0a"), 400);
        probe("half an escape", target("/a%2"), 400);
        probe("no escape", target("/a%zz"), 400);
        probe("half an escape in the query", target("/a?b=%"), 400);
        probe("fragment", target("/ping#x"), 400);
        probe("backslash", target("/a\\b"), 400);
        probe("quote", target("/a\"b"), 400);
        probe("raw bytes above ASCII", target("/\xc3\xa9"), 400);
        probe("star for GET", target("*"), 400);
        probe("long", target("/" + QByteArray(9000, 'a')), 414);
        probe("dots in a name", target("/v1.2/a..b"), 200);
        probe("encoded blank", target("/a%20b"), 200);
        probe("encoded umlaut", target("/%C3%A9"), 200);

        // Lines.
        probe("no host", "GET /ping HTTP/1.1\r\nX: y\r\n\r\n", 400);
        probe("two hosts", withLines("Host: y\r\n"), 400);
        probe("empty host", "GET /ping HTTP/1.1\r\nHost:\r\n\r\n", 400);
        probe("host with a path", "GET /ping HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
        probe("host with a user", "GET /ping HTTP/1.1\r\nHost: a@b\r\n\r\n", 400);
        probe("bare line feed", "GET /ping HTTP/1.1\nHost: x\r\n\r\n", 400);
        probe("bare carriage return", withLines("A: b\rc\r\n"), 400);
        probe("nul", withLines(QByteArray("A: b\0c\r\n", 8)), 400);
        probe("delete", withLines("A: b\x7f\r\n"), 400);
        probe("folded", withLines("A: b\r\n c\r\n"), 400);
        probe("blank before the colon", withLines("Content-Length : 5\r\n"), 400);
        probe("no colon", withLines("A\r\n"), 400);
        probe("no name", withLines(": a\r\n"), 400);
        probe("brace in a name", withLines("A{b: c\r\n"), 400);
        probe("too many", withLines(QByteArray("A: b\r\n").repeated(64)), 431);
        probe("as many as may be", withLines(QByteArray("A: b\r\n").repeated(63)), 200);
        probe("two keys", withLines("X-API-Key: a\r\nx-api-key: b\r\n"), 400);
        for (const char *name :
             {"Origin", "Sec-Fetch-Site", "Content-Type", "Idempotency-Key", "Sec-WebSocket-Key",
              "Content-Encoding", "Last-Event-ID", "X-User-Id", "Upgrade"}) {
            const QByteArray line = QByteArray(name) + ": a\r\n";
            QTest::newRow(name) << withLines(line + line.toUpper()) << 400;
        }
        probe("a list in two lines", withLines("Connection: keep-alive\r\nConnection: TE\r\nTE: a\r\n"), 200);
        probe("tab in a value", withLines("A: b\tc\r\n"), 200);
        probe("bytes above ASCII in a value", withLines("A: \xc3\xa9\r\n"), 200);

        // The length.
        probe("length and chunks", withLines("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
        probe("two lengths", withLines("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
        probe("the same length twice", withLines("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
        probe("length with a plus", withLines("Content-Length: +5\r\n"), 400);
        probe("length below nothing", withLines("Content-Length: -5\r\n"), 400);
        probe("length as hex", withLines("Content-Length: 0x5\r\n"), 400);
        probe("list of lengths", withLines("Content-Length: 5, 5\r\n"), 400);
        probe("endless length", withLines("Content-Length: 18446744073709551615\r\n"), 400);
        probe("no length", withLines("Content-Length:\r\n"), 400);
        probe("word for a length", withLines("Content-Length: abc\r\n"), 400);
        probe("almost chunked", withLines("Transfer-Encoding: xchunkedy\r\n"), 501);
        probe("gzip and chunked", withLines("Transfer-Encoding: gzip, chunked\r\n"), 501);
        probe("chunked twice", withLines("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
              400);
        probe("chunked in 1.0", "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        probe("expectation", withLines("Expect: tea\r\n"), 417);
    }

    void probes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QCOMPARE(statusFor(bytes), status);
    }

    void allOfItIsRead()
    {
        const RequestHead head =
            read("POST /a/b?c=d HTTP/1.1\r\nhost: Box:80\r\nCONTENT-length: 12\r\nX-Y:  z \r\n"
                 "Expect: 100-continue\r\nConnection: Keep-Alive, Close\r\n\r\n");
        QCOMPARE(head.method, Method::Post);
        QCOMPARE(head.path, QByteArrayView("/a/b"));
        QCOMPARE(head.query, QByteArrayView("c=d"));
        QCOMPARE(head.host, QByteArrayView("Box:80"));
        QCOMPARE(head.contentLength, 12);
        QCOMPARE(head.header("x-y"), QByteArrayView("z"));
        QVERIFY(head.header("absent").isEmpty());
        QVERIFY(head.expectsContinue);
        QVERIFY(head.lastOfConnection);
        QVERIFY(read("GET / HTTP/1.1\r\nHost: x\r\nConnection: TE\r\nConnection: close\r\n\r\n")
                    .lastOfConnection);
        QCOMPARE(read(target("http://x:80?")).path, QByteArrayView());
        QCOMPARE(read("GET http://Box:80/a?b HTTP/1.1\r\nHost: box:80\r\n\r\n").host,
                 QByteArrayView("Box:80"));
        QCOMPARE(read("GET http://x/a/b?c HTTP/1.1\r\nHost: x\r\n\r\n").path, QByteArrayView("/a/b"));
        const RequestHead two = read("GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: c\r\na: 2, 3\r\n\r\n");
        QCOMPARE(two.list("A"), "1, 2, 3");
        QVERIFY(two.has("b") && !two.has("c"));
        QVERIFY(!head.chunked);
        QVERIFY(!head.oldVersion);
    }

    void aCopyOutlivesTheBytes()
    {
        RequestHead kept;
        {
            QByteArray bytes = target("/kept");
            kept = read(bytes);
            bytes.fill('!');
        }
        QCOMPARE(kept.path, QByteArrayView("/kept"));
        const RequestHead copy = kept;
        kept = RequestHead();
        QCOMPARE(copy.path, QByteArrayView("/kept"));
    }

    void onlyAWholeHandshakeUpgrades()
    {
        const QByteArray line = "GET /ws HTTP/1.1\r\nHost: x\r\n";
        QVERIFY(
            read(line + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n").upgradesToWebSocket);
        QVERIFY(read(line + "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    .upgradesToWebSocket);
        QVERIFY(!read(line + "Upgrade: websocket\r\n\r\n").upgradesToWebSocket);
        QVERIFY(!read(line + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n").upgradesToWebSocket);
        QVERIFY(!read(line + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\n")
                     .upgradesToWebSocket);
    }
};

SIGNALBOX_TEST(TestRequestHead)
#include "tst_requesthead.moc"
