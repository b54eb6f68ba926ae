// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestRateCounter : public QObject
{
    Q_OBJECT

private slots:
    void aWindowIsFullAndEnds()
    {
        FakeClock clock(fromStored(1'800'000'000'000 + 15'000));
        RateCounter rates(clock);
        QCOMPARE(rates.look(u"a"_s, u"ada"_s, 2, 60s).left, 2);
        QCOMPARE(rates.take(u"a"_s, u"ada"_s, 2, 60s).left, 1);
        const RateAllowance last = rates.take(u"a"_s, u"ada"_s, 2, 60s);
        QVERIFY(last.allowed);
        QCOMPARE(last.left, 0);
        QCOMPARE(toStored(last.ends), 1'800'000'060'000);
        QVERIFY(!rates.take(u"a"_s, u"ada"_s, 2, 60s).allowed);
        QVERIFY(!rates.look(u"a"_s, u"ada"_s, 2, 60s).allowed);
        QVERIFY(rates.take(u"a"_s, u"eve"_s, 2, 60s).allowed);
        QVERIFY(rates.take(u"b"_s, u"ada"_s, 2, 60s).allowed);
        clock.advance(44s);
        QVERIFY(!rates.take(u"a"_s, u"ada"_s, 2, 60s).allowed);
        clock.advance(1s);
        QVERIFY(rates.take(u"a"_s, u"ada"_s, 2, 60s).allowed);
    }

    // What was refused is not counted, so limits that share a count do not use each other up.
    void oneCountMayHaveTwoLimits()
    {
        FakeClock clock;
        RateCounter rates(clock);
        for (int i = 0; i < 10; ++i)
            rates.take(u"sign in"_s, u"1.2.3.4"_s, 3, 60s);
        QCOMPARE(rates.take(u"sign in"_s, u"1.2.3.4"_s, 6, 60s).left, 2);
    }

    void whatChangedIsToldOnce()
    {
        FakeClock clock;
        RateCounter rates(clock);
        QSignalSpy changed(&rates, &RateCounter::changed);
        rates.take(u"a"_s, u"ada"_s, 9, 60s);
        rates.take(u"a"_s, u"ada"_s, 9, 60s);
        rates.take(u"a"_s, u"eve"_s, 9, 60s);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(rates.takeChanged().size(), 2);
        QVERIFY(rates.takeChanged().isEmpty());
        rates.take(u"a"_s, u"eve"_s, 9, 60s);
        QCOMPARE(changed.size(), 2);
        const QList<RateCount> counts = rates.takeChanged();
        QCOMPARE(counts.size(), 1);
        QCOMPARE(counts[0].who, u"eve"_s);
        QCOMPARE(counts[0].used, 2);
    }

    // An attacker with endless addresses gets one count for all of them.
    void callersBeyondCountingShareOneCount()
    {
        FakeClock clock;
        RateCounter rates(clock);
        for (int i = 0; i < 100'000; ++i)
            rates.take(u"a"_s, QString::number(i), 2, 60s);
        rates.take(u"a"_s, u"x"_s, 2, 60s);
        rates.take(u"a"_s, u"y"_s, 2, 60s);
        QVERIFY(!rates.take(u"a"_s, u"z"_s, 2, 60s).allowed);
        QVERIFY(rates.take(u"a"_s, u"1"_s, 2, 60s).allowed);
    }

    void countsAreStoredAfterTwoSecondsAndSurvive()
    {
        TestCore core;
        core->access().rates().take(u"a"_s, u"ada"_s, 3, 1h);
        core->access().rates().take(u"minute"_s, u"ada"_s, 3, 60s);
        QVERIFY(!core->journal().isOpen());
        QVERIFY(RateStore(core->database()).current(core.clock.now())->isEmpty());
        core.clock.advance(2s);
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(RateStore(core->database()).current(core.clock.now())->size(), 2);

        core.close();
        core.open();
        QCOMPARE(core->access().rates().look(u"a"_s, u"ada"_s, 3, 1h).left, 2);
        core.clock.advance(60s);
        core->access().rates().take(u"a"_s, u"ada"_s, 3, 1h);
        QVERIFY_RESULT(core->access().save());
        QVERIFY_RESULT(core->journal().commit());
        const auto stored = RateStore(core->database()).current({});
        QCOMPARE(stored->size(), 1); // that of the minute is gone
        QCOMPARE(stored->first().used, 2);
    }
};

SIGNALBOX_TEST(TestRateCounter)
#include "tst_ratecounter.moc"
