// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpreplyparser.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestHttpReplyParser : public QObject
{
    Q_OBJECT

private slots:
    void replies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &bytes, int status, const QByteArray &body) {
            QTest::newRow(name) << bytes << status << body;
        };
        row("counted", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello");
        row("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "");
        row("more than counted", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, "he");
        row("until the end", "HTTP/1.0 404 Not Found\r\n\r\nnot here", 404, "not here");
        row("chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX: "
            "y\r\n\r\n",
            200, "abc0123456789");
        row("chunked wins",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            200, "a");
        row("same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 200,
            "a");
        row("no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
        row("announced",
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200,
            "a");
        row("no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na", 200, "a");
    }

    void replies()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        // In one piece, and byte by byte.
        for (const qsizetype size : {bytes.size(), qsizetype(1)}) {
            HttpReplyParser parser(HttpReplyParser::Body::Expected, 1'000);
            for (qsizetype at = 0; at < bytes.size(); at += size)
                QVERIFY_RESULT(parser.feed(bytes.sliced(at, size)));
            QVERIFY_RESULT(parser.end());
            QVERIFY(parser.isDone());
            QCOMPARE(parser.reply().status, status);
            QCOMPARE(parser.reply().body, body);
        }
    }

    void brokenReplies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const QByteArray &bytes,
                            ErrorCode code = ErrorCode::Unavailable) {
            QTest::newRow(name) << bytes << int(code);
        };
        row("another protocol", "220 mail.example ESMTP\r\n\r\n");
        row("SSH", "SSH-2.0-OpenSSH\r\n\r\n");
        row("HTTP/2", "HTTP/2 200\r\n\r\n");
        row("no status", "HTTP/1.1 OK\r\n\r\n");
        row("long status", "HTTP/1.1 2000 OK\r\n\r\n");
        row("switches", "HTTP/1.1 101 Switching\r\n\r\n");
        row("header without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n");
        row("header with a space", "HTTP/1.1 200 OK\r\nA b: x\r\n\r\n");
        row("folded header", "HTTP/1.1 200 OK\r\nA: x\r\n y: z\r\n\r\n");
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na");
        row("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
        row("huge length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n");
        row("too large", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", ErrorCode::TooLarge);
        row("too large without a length", "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(1'001, 'x'),
            ErrorCode::TooLarge);
        row("large chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n",
            ErrorCode::TooLarge);
        row("many chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                QByteArray("1\r\na\r\n").repeated(1'001),
            ErrorCode::TooLarge);
        row("negative chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n");
        row("chunk of another size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
        row("long chunk line",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + QByteArray(2'000, 'x'));
        row("other transfer encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
        row("endless head", "HTTP/1.1 200 OK\r\n" + QByteArray("A: b\r\n").repeated(20'000));
        row("many headers", "HTTP/1.1 200 OK\r\n" + QByteArray("A: b\r\n").repeated(300) + "\r\n");
        row("cut head", "HTTP/1.1 200 OK\r\nConte");
        row("cut body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
        row("cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
        row("cut before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        row("nothing", "");
    }

    void brokenReplies()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        HttpReplyParser parser(HttpReplyParser::Body::Expected, 1'000);
        auto result = parser.feed(bytes);
        if (result)
            result = parser.end();
        QVERIFY(!result);
        QCOMPARE(int(result.error().code), code);
    }

    void theAnswerToHeadHasNoBody()
    {
        HttpReplyParser parser(HttpReplyParser::Body::None, 1'000);
        QVERIFY_RESULT(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\nX-A:  b \r\n\r\n"));
        QVERIFY(parser.isDone());
        QCOMPARE(parser.reply().header("x-a"), QByteArray("b"));
        QVERIFY(parser.reply().header("x-b").isEmpty());
    }
};

SIGNALBOX_TEST(TestHttpReplyParser)
#include "tst_httpreplyparser.moc"
