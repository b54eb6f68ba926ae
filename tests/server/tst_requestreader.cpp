// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requestreader.h"
#include "tests/support/testsuite.h"

#include <QRandomGenerator>
#include <QTest>

using namespace server;

namespace {

struct Seen
{
    QByteArrayList paths;
    QByteArrayList bodies;
    int refused = 0;

    bool operator==(const Seen &) const = default;
};

// Feeds the bytes in pieces that `next` gives the sizes of, and never more than the reader wants.
Seen feed(const QByteArray &bytes, const std::function<qint64()> &next, GuardLimits limits = {},
          qint64 body = 1000)
{
    Seen seen;
    RequestReader reader(limits);
    qint64 position = 0;
    for (;;) {
        switch (reader.advance()) {
        case RequestReader::Need::MoreBytes: {
            const qint64 size = std::min({next(), reader.wanted(), bytes.size() - position});
            if (size <= 0)
                return seen;
            reader.append(bytes.mid(position, size));
            position += size;
            break;
        }
        case RequestReader::Need::Admission:
            seen.paths.append(reader.takeHead().path.toByteArray());
            reader.admit(body);
            break;
        case RequestReader::Need::Delivery:
            seen.bodies.append(reader.takeBody());
            reader.next();
            break;
        case RequestReader::Need::Refusal:
            seen.refused = reader.refusal().status;
            return seen;
        }
    }
}

qint64 everything()
{
    return 1 << 20;
}

const QByteArray get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const QByteArray sized = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
const QByteArray chunkedHead = "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

} // namespace

class TestRequestReader : public QObject
{
    Q_OBJECT

private slots:
    void requestsFollowEachOtherInAnyPieces()
    {
        const QByteArray all =
            get + sized + chunkedHead + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX: GET /t\r\n\r\n" + get;
        const Seen expected{.paths = {"/a", "/b", "/c", "/a"}, .bodies = {"", "hello", "abc0123456789", ""}};
        QVERIFY(feed(all, everything) == expected);
        QVERIFY(feed(all, [] { return 1; }) == expected);
        QVERIFY(feed(all, [] { return 7; }) == expected);
        QRandomGenerator random(42);
        for (int i = 0; i < 200; ++i)
            QVERIFY(feed(all, [&random] { return random.bounded(1, 40); }) == expected);
    }

    void brokenChunks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("below nothing") << QByteArray("-1\r\n\r\n") << 400;
        QTest::newRow("no number") << QByteArray("xyz\r\n\r\n") << 400;
        QTest::newRow("empty") << QByteArray("\r\n") << 400;
        QTest::newRow("plus") << QByteArray("+3\r\nabc\r\n") << 400;
        QTest::newRow("blank") << QByteArray(" 3\r\nabc\r\n") << 400;
        QTest::newRow("bare line feed") << QByteArray("3\nabc\r\n") << 400;
        QTest::newRow("longer than said") << QByteArray("3\r\nabcd\r\n0\r\n\r\n") << 400;
        QTest::newRow("no end of a chunk") << QByteArray("3\r\nabcX") << 400;
        QTest::newRow("endless size") << QByteArray("123456789\r\n") << 400;
        QTest::newRow("too large") << QByteArray("400\r\n") << 413;
        QTest::newRow("too large together")
            << QByteArray("3e7\r\n" + QByteArray(999, 'x') + "\r\n2\r\n") << 413;
        QTest::newRow("long extension") << QByteArray("3;" + QByteArray(400, 'x')) << 400;
        QTest::newRow("control in an extension") << QByteArray("3;\x01\r\n") << 400;
        QTest::newRow("long trailers") << QByteArray("0\r\n" + QByteArray("A: b\r\n").repeated(2000)) << 431;
        QTest::newRow("control in a trailer") << QByteArray("0\r\nA: \x01\r\n\r\n") << 400;
    }

    void brokenChunks()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QCOMPARE(feed(chunkedHead + bytes, everything).refused, status);
        QCOMPARE(feed(chunkedHead + bytes, [] { return 1; }).refused, status);
    }

    void headsThatDoNotEndAreRefused()
    {
        QCOMPARE(feed(QByteArray(20'000, 'a'), everything).refused, 414);
        QCOMPARE(feed("GET / HTTP/1.1\r\nA: " + QByteArray(20'000, 'a'), everything).refused, 431);
        QCOMPARE(feed("GET / HTTP/1.1\nHost: x\n\n", everything).refused, 400);
        QCOMPARE(feed("GET / HTTP/1.1\nHost: x", [] { return 1; }).refused, 400);
        const QByteArray large = "GET / HTTP/1.1\r\nHost: x\r\nA: " + QByteArray(17'000, 'a') + "\r\n\r\n";
        QCOMPARE(feed(large, everything).refused, 431);
    }

    void aBodyBeyondTheLimitIsRefusedBeforeItIsRead()
    {
        const Seen seen =
            feed("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n", everything);
        QCOMPARE(seen.refused, 413);
        QVERIFY(seen.bodies.isEmpty());
    }

    void aBodyGoesToItsFile()
    {
        const QByteArray text(200'000, 'x');
        const QByteArray length = QByteArray::number(text.size());
        const QByteArray size = QByteArray::number(text.size(), 16);
        for (const QByteArray &bytes :
             {QByteArray("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + text),
              QByteArray(chunkedHead + size + "\r\n" + text + "\r\n0\r\n\r\n")}) {
            const GuardLimits limits;
            RequestReader reader(limits);
            qsizetype position = 0;
            while (reader.advance() != RequestReader::Need::Delivery) {
                if (reader.advance() == RequestReader::Need::Admission) {
                    reader.admit(text.size(), SpooledBody::create({}));
                    continue;
                }
                QVERIFY(reader.advance() == RequestReader::Need::MoreBytes);
                const QByteArray piece = bytes.mid(position, std::min<qint64>(reader.wanted(), 4096));
                QVERIFY(!piece.isEmpty());
                reader.append(piece);
                position += piece.size();
            }
            QVERIFY(reader.takeBody().isEmpty());
            const auto body = reader.takeFile();
            QCOMPARE(body->size(), text.size());
            QFile file(body->path());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll() == text);
        }
    }

    void aFewEmptyLinesMayStandBetween()
    {
        const Seen seen = feed(sized + "\r\n" + get, everything);
        QCOMPARE(seen.paths.size(), 2);
        QCOMPARE(seen.refused, 0);
    }
};

SIGNALBOX_TEST(TestRequestReader)
#include "tst_requestreader.moc"
