// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/cronexpression.h"
#include "tests/support/testsuite.h"

#include <QDateTime>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Timestamp at(const QString &text)
{
    return fromStored(QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch());
}

// The next times that are due, on the clock of the zone.
QStringList timesOf(const QString &cron, const QString &zoneName, const QString &after, int count)
{
    const auto parsed = CronExpression::parse(cron);
    const auto zone = zoneNamed(zoneName);
    QStringList times;
    Timestamp last = at(after);
    for (int i = 0; parsed && zone && i < count; ++i) {
        last = parsed->next(last, *zone);
        times.append(toText(last, *zone));
    }
    return times;
}

} // namespace

class TestCron : public QObject
{
    Q_OBJECT

private slots:
    void timesAreFound_data()
    {
        QTest::addColumn<QString>("cron");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QStringList>("times");
        const QString utc = u"UTC"_s;
        QTest::newRow("every hour") << u"0 * * * *"_s << utc << u"2026-01-01T10:30:00Z"_s
                                    << QStringList{u"2026-01-01T11:00:00Z"_s, u"2026-01-01T12:00:00Z"_s};
        QTest::newRow("strictly after")
            << u"0 9 * * *"_s << utc << u"2026-01-01T09:00:00Z"_s << QStringList{u"2026-01-02T09:00:00Z"_s};
        QTest::newRow("steps, ranges and lists")
            << u"15 8-10/2,22 * * *"_s << utc << u"2026-01-01T00:00:00Z"_s
            << QStringList{u"2026-01-01T08:15:00Z"_s, u"2026-01-01T10:15:00Z"_s, u"2026-01-01T22:15:00Z"_s,
                           u"2026-01-02T08:15:00Z"_s};
        QTest::newRow("a step from a number")
            << u"5 20/2 * * *"_s << utc << u"2026-01-01T00:00:00Z"_s
            << QStringList{u"2026-01-01T20:05:00Z"_s, u"2026-01-01T22:05:00Z"_s, u"2026-01-02T20:05:00Z"_s};
        QTest::newRow("weekdays by name")
            << u"0 9 * * mon-fri"_s << utc << u"2026-01-02T10:00:00Z"_s
            << QStringList{u"2026-01-05T09:00:00Z"_s, u"2026-01-06T09:00:00Z"_s};
        QTest::newRow("names go round to Sunday")
            << u"0 9 * * FRI-SUN"_s << utc << u"2026-01-01T00:00:00Z"_s
            << QStringList{u"2026-01-02T09:00:00Z"_s, u"2026-01-03T09:00:00Z"_s, u"2026-01-04T09:00:00Z"_s,
                           u"2026-01-09T09:00:00Z"_s};
        QTest::newRow("names go round over Sunday, by two")
            << u"0 9 * * fri-mon/2"_s << utc << u"2026-01-01T00:00:00Z"_s
            << QStringList{u"2026-01-02T09:00:00Z"_s, u"2026-01-04T09:00:00Z"_s, u"2026-01-09T09:00:00Z"_s};
        QTest::newRow("months go round") << u"0 0 1 NOV-JAN ?"_s << utc << u"2026-01-15T00:00:00Z"_s
                                         << QStringList{u"2026-11-01T00:00:00Z"_s, u"2026-12-01T00:00:00Z"_s,
                                                        u"2027-01-01T00:00:00Z"_s, u"2027-11-01T00:00:00Z"_s};
        QTest::newRow("seven is Sunday") << u"0 9 * * 7"_s << utc << u"2026-01-01T00:00:00Z"_s
                                         << QStringList{u"2026-01-04T09:00:00Z"_s, u"2026-01-11T09:00:00Z"_s};
        QTest::newRow("day or weekday")
            << u"0 0 13 * FRI"_s << utc << u"2026-01-08T00:00:00Z"_s
            << QStringList{u"2026-01-09T00:00:00Z"_s, u"2026-01-13T00:00:00Z"_s, u"2026-01-16T00:00:00Z"_s};
        QTest::newRow("a leap day") << u"0 0 29 FEB *"_s << utc << u"2026-01-01T00:00:00Z"_s
                                    << QStringList{u"2028-02-29T00:00:00Z"_s, u"2032-02-29T00:00:00Z"_s};
        QTest::newRow("the end of the month")
            << u"0 12 31 * *"_s << utc << u"2026-01-31T12:00:00Z"_s << QStringList{u"2026-03-31T12:00:00Z"_s};
        QTest::newRow("a word") << u"@weekly"_s << utc << u"2026-01-01T00:00:00Z"_s
                                << QStringList{u"2026-01-04T00:00:00Z"_s};
        QTest::newRow("a zone of half an hour")
            << u"30 9 * * *"_s << u"Asia/Kolkata"_s << u"2026-01-01T04:00:00Z"_s
            << QStringList{u"2026-01-02T09:30:00+05:30"_s};
        QTest::newRow("west of Greenwich")
            << u"0 9 * * *"_s << u"America/New_York"_s << u"2025-12-16T13:00:00Z"_s
            << QStringList{u"2025-12-16T09:00:00-05:00"_s};
        // 29 March 2026, 02:00 becomes 03:00.
        QTest::newRow("a time that is skipped runs once")
            << u"30 2 * * *"_s << u"Europe/Berlin"_s << u"2026-03-28T00:00:00Z"_s
            << QStringList{u"2026-03-28T02:30:00+01:00"_s, u"2026-03-29T03:30:00+02:00"_s,
                           u"2026-03-30T02:30:00+02:00"_s};
        QTest::newRow("every hour over the gap")
            << u"30 * * * *"_s << u"Europe/Berlin"_s << u"2026-03-29T00:00:00Z"_s
            << QStringList{u"2026-03-29T01:30:00+01:00"_s, u"2026-03-29T03:30:00+02:00"_s,
                           u"2026-03-29T04:30:00+02:00"_s};
        // 25 October 2026, 03:00 becomes 02:00 again.
        QTest::newRow("a time that comes twice runs once")
            << u"30 2 * * *"_s << u"Europe/Berlin"_s << u"2026-10-24T12:00:00Z"_s
            << QStringList{u"2026-10-25T02:30:00+02:00"_s, u"2026-10-26T02:30:00+01:00"_s};
        QTest::newRow("every hour over the overlap")
            << u"30 * * * *"_s << u"Europe/Berlin"_s << u"2026-10-24T23:00:00Z"_s
            << QStringList{u"2026-10-25T01:30:00+02:00"_s, u"2026-10-25T02:30:00+02:00"_s,
                           u"2026-10-25T02:30:00+01:00"_s, u"2026-10-25T03:30:00+01:00"_s};
        QTest::newRow("nine stays nine")
            << u"0 9 * * *"_s << u"America/New_York"_s << u"2026-03-07T15:00:00Z"_s
            << QStringList{u"2026-03-08T09:00:00-04:00"_s, u"2026-03-09T09:00:00-04:00"_s};
        QTest::newRow("a gap at midnight")
            << u"0 0 * * *"_s << u"Africa/Cairo"_s << u"2026-04-23T12:00:00Z"_s
            << QStringList{u"2026-04-24T01:00:00+03:00"_s, u"2026-04-25T00:00:00+03:00"_s};
    }

    void timesAreFound()
    {
        QFETCH(QString, cron);
        QFETCH(QString, zone);
        QFETCH(QString, after);
        QFETCH(QStringList, times);
        QCOMPARE(timesOf(cron, zone, after, int(times.size())), times);
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QString>("cron");
        QTest::addColumn<QString>("text");
        const QString wrong = u"invalid cron expression: "_s;
        QTest::newRow("nothing") << u""_s
                                 << wrong + u"expected 5 fields (minute hour day month weekday), found 0"_s;
        QTest::newRow("six fields") << u"0 0 0 * * *"_s
                                    << wrong +
                                           u"expected 5 fields (minute hour day month weekday), found 6"_s;
        QTest::newRow("words") << u"every monday at nine o'clock"_s
                               << wrong + u"minute: \"every\" is not between 0 and 59"_s;
        QTest::newRow("minute") << u"60 * * * *"_s << wrong + u"minute: \"60\" is not between 0 and 59"_s;
        QTest::newRow("hour") << u"0 24 * * *"_s << wrong + u"hour: \"24\" is not between 0 and 23"_s;
        QTest::newRow("day") << u"0 0 0 * *"_s
                             << wrong + u"day of the month: \"0\" is not between 1 and 31"_s;
        QTest::newRow("month") << u"0 0 1 13 *"_s << wrong + u"month: \"13\" is not between 1 and 12"_s;
        QTest::newRow("weekday") << u"0 0 * * 8"_s
                                 << wrong + u"day of the week: \"8\" is not between 0 and 7"_s;
        QTest::newRow("minus") << u"-1 * * * *"_s << wrong + u"minute: \"\" is not between 0 and 59"_s;
        QTest::newRow("step of none") << u"*/0 * * * *"_s << wrong + u"minute: \"/0\" is no step"_s;
        QTest::newRow("reversed") << u"0 22-2 * * *"_s << wrong + u"hour: \"22-2\" ends before it begins"_s;
        QTest::newRow("open list") << u"0 1, * * *"_s << wrong + u"hour: \"\" is not between 0 and 23"_s;
        QTest::newRow("no such day") << u"0 0 30 2 *"_s << wrong + u"there is no such day"_s;
        QTest::newRow("unknown word")
            << u"@sometimes"_s << wrong + u"expected 5 fields (minute hour day month weekday), found 1"_s;
        QTest::newRow("long") << QString(101, u'1') << wrong + u"it is longer than 100 characters"_s;
        QTest::newRow("other digits")
            << u"\u0661 * * * *"_s << wrong + u"minute: \"\u0661\" is not between 0 and 59"_s;
    }

    void whatIsWrongIsNamed()
    {
        QFETCH(QString, cron);
        QFETCH(QString, text);
        const auto parsed = CronExpression::parse(cron);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().text, text);
        QCOMPARE(parsed.error().field, u"cron_expression"_s);
    }

    void zonesHaveTheirOtherNames_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"UTC", "Etc/UTC", "Etc/GMT+5", "Europe/Belfast", "Europe/Berlin",
                                 "America/Argentina/Buenos_Aires"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void zonesHaveTheirOtherNames()
    {
        QFETCH(QString, name);
        QVERIFY(zoneNamed(name));
    }

    void zonesThatDoNotExistAreRefused()
    {
        for (const QString &name : {u"Mars/Olympus"_s, u""_s, u"../../etc/passwd"_s, u"Europe"_s,
                                    u"leapseconds"_s, u"europe berlin"_s, QString(60, u'A')}) {
            const auto zone = zoneNamed(name);
            QVERIFY2(!zone, qPrintable(name));
            QCOMPARE(zone.error().text, QString(u"invalid timezone: "_s + name.left(50)));
        }
    }

    void theShortestIntervalIsKnown()
    {
        const auto shortest = [](const QString &cron) {
            return CronExpression::parse(cron)->shortestInterval().count();
        };
        QCOMPARE(shortest(u"* * * * *"_s), 1);
        QCOMPARE(shortest(u"*/30 * * * *"_s), 30);
        QCOMPARE(shortest(u"0 * * * *"_s), 60);
        QCOMPARE(shortest(u"0 9,12 * * *"_s), 180);
        QCOMPARE(shortest(u"0 0,23 * * *"_s), 60);
        QCOMPARE(shortest(u"5 4 * * *"_s), 24 * 60);
    }
};

SIGNALBOX_TEST(TestCron)
#include "tst_cron.moc"
