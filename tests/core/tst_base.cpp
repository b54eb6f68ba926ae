// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/alarm.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestBase : public QObject
{
    Q_OBJECT

private slots:
    void idsAreOrderedInTimeAndUnique()
    {
        QString last;
        for (int i = 0; i < 20'000; ++i) {
            const QString id = newUuid();
            QVERIFY2(id > last, qPrintable(id));
            QVERIFY(isIdentifier(id));
            last = id;
        }
        QCOMPARE(last.size(), 36);
        QCOMPARE(last[14], u'7');
    }

    void timesAreWrittenAsRfc3339()
    {
        QCOMPARE(toText(fromStored(1'738'253'708'045)), u"2025-01-30T16:15:08.045Z"_s);
        QCOMPARE(toText(Timestamp{}), QString());
    }

    void durationsOfGo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected"); // milliseconds; -1 where it is refused
        const qint64 none = std::numeric_limits<qint64>::min();
        const QList<std::pair<QString, qint64>> rows{{u"1.5h"_s, 5'400'000},
                                                     {u".5s"_s, 500},
                                                     {u"1.s"_s, 1'000},
                                                     {u"2h45m0.5s"_s, 9'900'500},
                                                     {u"1500us"_s, 1},
                                                     {u"1500\u00b5s"_s, 1},
                                                     {u"1500\u03bcs"_s, 1},
                                                     {u"3000000ns"_s, 3},
                                                     {u"0"_s, 0},
                                                     {u"+5s"_s, 5'000},
                                                     {u"-1.5s"_s, -1'500},
                                                     {u"0.001s"_s, 1},
                                                     {u"1s1s"_s, 2'000},
                                                     {u"."_s, none},
                                                     {u"-"_s, none},
                                                     {u"s"_s, none},
                                                     {u".s"_s, none},
                                                     {u"1.5.5s"_s, none},
                                                     {u"1 h"_s, none},
                                                     {u"5d"_s, none},
                                                     {u"9223372037s"_s, none},
                                                     {u"3e5s"_s, none},
                                                     {u"1H"_s, none},
                                                     {u"1.5"_s, none},
                                                     {u"2562047h47m"_s, 9'223'372'020'000},
                                                     {u"9999999h"_s, none},
                                                     {u"99999999999999999999s"_s, none}};
        for (const auto &[text, expected] : rows)
            QTest::newRow(qPrintable(text)) << text << expected;
    }

    void durationsOfGo()
    {
        QFETCH(QString, text);
        QFETCH(qint64, expected);
        const auto read = parseDuration(text);
        QCOMPARE(read ? qint64{read->count()} : std::numeric_limits<qint64>::min(), expected);
    }

    void numbersAreKeptOrRefused_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<bool>("isKept");
        for (const char *kept :
             {"9007199254740993", "-9223372036854775808", "9223372036854775807", "0", "-0", "-0.0", "0.1",
              "0.10000000000000001", "0.1000000000000000055511151231257827", "1e20", "100000000000000000000",
              "1.7976931348623157e308", "5e-324", "0.000000000000000000", "3.141592653589793",
              "12345678901234.5", "0.69999999999999995559", "1E2", "0e400"})
            QTest::newRow(kept) << QByteArray(kept) << true;
        for (const char *lost :
             {"9223372036854775808", "18446744073709551615", "-9223372036854775809", "1e400", "-1e309",
              "1e-400", "9007199254740993.0", "0.1234567890123456789", "3.14159265358979323846",
              "123456789012345678.5", "3e-324", "100000000000000000001"})
            QTest::newRow(lost) << QByteArray(lost) << false;
    }

    void numbersAreKeptOrRefused()
    {
        QFETCH(QByteArray, number);
        QFETCH(bool, isKept);
        const auto read = parseObject("{\"text\\\"1e400\":[\"1e400\",{\"n\":" + number + "}]}");
        QCOMPARE(bool(read), isKept);
        if (!isKept)
            QVERIFY(read.error().text.contains(u"cannot be kept exactly"));
        if (bool isWhole = false; isKept && number.toLongLong(&isWhole) != 0 && isWhole)
            QVERIFY(toBytes(*read).contains(number));
    }

    void stepsInAnAddressAreNoIdentifiers()
    {
        for (const QString &name : {u"."_s, u".."_s, u""_s, u"a b"_s, u"ä"_s})
            QVERIFY(!isIdentifier(name));
        for (const QString &name : {u"..."_s, u".a"_s, u"a..b"_s, u"a:b_c-d.e"_s})
            QVERIFY(isIdentifier(name));
    }

    // A wall clock that jumped, as after a computer slept, with no signal that tells of it.
    void anAlarmFollowsAClockThatJumped()
    {
        class JumpingClock final : public Clock
        {
        public:
            Timestamp now() const override { return time; }
            Timestamp time = fromStored(1'767'225'600'000);
        } clock;
        Alarm alarm(clock);
        const auto timer = alarm.findChild<QTimer *>();
        alarm.set(clock.time + 20min);
        QVERIFY(timer && timer->isActive());
        QVERIFY(timer->intervalAsDuration() <= 30s);
        QSignalSpy rang(&alarm, &Alarm::rang);
        clock.time += 25min;
        QVERIFY(QMetaObject::invokeMethod(timer, "timeout"));
        QCOMPARE(rang.size(), 1);
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("seconds") << u"300s"_s << qint64(300'000);
        QTest::newRow("mixed") << u"1m30s"_s << qint64(90'000);
        QTest::newRow("ms") << u"500ms"_s << qint64(500);
        QTest::newRow("bare") << u"300"_s << qint64(-1);
        QTest::newRow("word") << u"soon"_s << qint64(-1);
        QTest::newRow("empty") << QString() << qint64(-1);
    }

    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, expected);
        const auto read = parseDuration(text);
        QCOMPARE(read ? read->count() : -1, expected);
    }

    void textIsShortenedAtAWord()
    {
        QCOMPARE(shortened(u"Summarise our refund policy", 20), u"Summarise our…"_s);
        QCOMPARE(shortened(u"short", 20), u"short"_s);
    }

    // Readers differ in which of the two counts.
    void aNameThatStandsTwiceIsRefused()
    {
        for (const QByteArray &twice :
             {R"({"a":1,"a":1})"_ba, R"({"a":{"b":[{"c":1,"d":2,"c":3}]}})"_ba, "{\"a\":1,\"\\u0061\":2}"_ba,
              R"({"":1,"":1})"_ba, R"({"a":{"b":1,"b":{}}})"_ba})
            QVERIFY2(!parseRequest(twice), twice.constData());
        for (const QByteArray &once :
             {R"({"a":1,"A":1})"_ba, R"({"a":{"a":[{"a":1},{"a":1}]}})"_ba,
              "{\"a:\":\":\",\"b\\\"\":\"\\\":\\\\\"}"_ba, "{\"a\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}"_ba})
            QVERIFY2(parseRequest(once), once.constData());
    }

    void theSizeOfAnObjectIsThatOfItsText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("{}");
        QTest::newRow("values") << QByteArray(R"({"a":null,"b":true,"c":false,"d":-1.5e300,"e":12})");
        QTest::newRow("nested") << QByteArray(R"({"":[[],{},[1,"",{"z":[]}]]})");
        QTest::newRow("escaped") << QByteArray(R"({"\u0001\n":"\"\\\u0000\u001f"})");
        QTest::newRow("other scripts") << QByteArray(R"({"ä":"日本 😀","\ud83d":"\udc00"})");
        QTest::newRow("long") << "{\"a\":\"" + QByteArray(100'000, 'x') + "\"}";
    }
    void theSizeOfAnObjectIsThatOfItsText()
    {
        QFETCH(QByteArray, text);
        const auto object = parseObject(text);
        QVERIFY_RESULT(object);
        const qsizetype size = toBytes(*object).size();
        QVERIFY(!isLargerThan(*object, size));
        QVERIFY(isLargerThan(*object, size - 1));
        QVERIFY(isLargerThan(*object, 1));
    }

    void brokenJsonSaysWhere()
    {
        const auto broken = parseObject("{\"a\": }");
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!parseObject("[1]"));
        QVERIFY(!parseObject(QByteArray("{\"a\":").repeated(100) + "1" + QByteArray("}").repeated(100)));
        QVERIFY(parseObject("{\"a\":{\"b\":[1]}}"));
    }

    void anAlarmRingsWhenItsClockGetsThere()
    {
        FakeClock clock;
        Alarm alarm(clock);
        QSignalSpy rang(&alarm, &Alarm::rang);
        alarm.set(clock.now() + 10s);
        clock.advance(9s);
        QCOMPARE(rang.count(), 0);
        clock.advance(1s);
        QCOMPARE(rang.count(), 1);
        clock.advance(1h);
        QCOMPARE(rang.count(), 1);
    }
};

SIGNALBOX_TEST(TestBase)
#include "tst_base.moc"
