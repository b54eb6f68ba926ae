// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/alarm.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

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

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("seconds") << u"300s"_s << qint64(300'000);
        QTest::newRow("mixed") << u"1m30s"_s << qint64(90'000);
        QTest::newRow("ms") << u"500ms"_s << qint64(500);
        QTest::newRow("bare") << u"300"_s << qint64(-1);
        QTest::newRow("negative") << u"-5s"_s << qint64(-1);
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
