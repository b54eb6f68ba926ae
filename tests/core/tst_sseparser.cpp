// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/sseparser.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<QList<ServerEvent>> readAll(const QByteArray &bytes, qsizetype piece, SseParser::Limits limits = {})
{
    SseParser parser(limits);
    QList<ServerEvent> events;
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        events += TRY(parser.feed(bytes.sliced(at, std::min(piece, bytes.size() - at))));
    events += TRY(parser.end());
    return events;
}

} // namespace

class TestSseParser : public QObject
{
    Q_OBJECT

private slots:
    void events_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QList<ServerEvent>>("expected");
        const QList<ServerEvent> two{{"a", "1"}, {"", "2\n3"}};
        QTest::newRow("line feeds") << "event: a\ndata: 1\n\ndata: 2\ndata:3\n\n"_ba << two;
        QTest::newRow("both") << "event: a\r\ndata: 1\r\n\r\ndata: 2\r\ndata:3\r\n\r\n"_ba << two;
        QTest::newRow("carriage returns") << "event: a\rdata: 1\r\rdata: 2\rdata:3\r\r"_ba << two;
        QTest::newRow("mixed") << "event: a\ndata: 1\r\n\rdata: 2\rdata:3\n\r\n"_ba << two;
        QTest::newRow("no blank line at the end") << "event: a\ndata: 1\n\ndata: 2\ndata:3\n"_ba << two;
        QTest::newRow("comments and unknown fields")
            << ": ping\n\nid: 7\nretry: 1\nnonsense\nevent: a\ndata: 1\n\n:\ndata: 2\ndata:3\n\n"_ba << two;
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF"
                                            "data: 1\n\n"_ba
                                         << QList<ServerEvent>{{"", "1"}};
        QTest::newRow("a type without data is no event")
            << "event: a\n\ndata: 1\n\n"_ba << QList<ServerEvent>{{"", "1"}};
        QTest::newRow("empty data") << "data\n\ndata:\n\n"_ba << QList<ServerEvent>{{"", ""}, {"", ""}};
        QTest::newRow("only one space goes") << "data:  x \n\n"_ba << QList<ServerEvent>{{"", " x "}};
        QTest::newRow("utf-8") << "data: gr\xC3\xBC\xF0\x9F\x9A\x82\n\n"_ba
                               << QList<ServerEvent>{{"", "gr\xC3\xBC\xF0\x9F\x9A\x82"}};
        QTest::newRow("nothing") << QByteArray() << QList<ServerEvent>{};
    }

    void events()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QList<ServerEvent>, expected);
        for (qsizetype piece = 1; piece <= bytes.size() + 1; ++piece) {
            const auto read = readAll(bytes, piece);
            QVERIFY2(read, qPrintable(QString::number(piece)));
            QCOMPARE(*read, expected);
        }
    }

    void theLastLineNeedsNoEnd()
    {
        const auto read = readAll("data: 1\n\nevent: b\ndata: 2\ndata: 3", 5);
        QVERIFY(read);
        QCOMPARE(*read, QList<ServerEvent>({{.data = "1"}, {.type = "b", .data = "2\n3"}}));
    }

    void limitsHold()
    {
        const SseParser::Limits limits{.line = 20, .event = 40};
        QVERIFY(readAll("data: 12345678901234\n\n", 3, limits));
        const auto line = readAll("data: 123456789012345\n\n", 3, limits);
        QVERIFY(!line);
        QCOMPARE(line.error().code, ErrorCode::TooLarge);
        const auto endless = readAll(QByteArray(1000, 'x'), 7, limits);
        QVERIFY(!endless);
        const auto event = readAll(QByteArray("data: 1234567890\n").repeated(4), 3, limits);
        QVERIFY(!event);
        QCOMPARE(event.error().code, ErrorCode::TooLarge);
    }
};

SIGNALBOX_TEST(TestSseParser)
#include "tst_sseparser.moc"
