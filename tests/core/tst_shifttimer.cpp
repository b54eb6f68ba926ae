// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/shifttimer.h"
#include "tests/support/testsuite.h"

#include <QTest>
#include <QTimer>

#include <algorithm>
#include <ctime>

using namespace core;
using namespace std::chrono_literals;

namespace {

void work(std::chrono::microseconds time)
{
    const std::clock_t end = std::clock() + time.count() * CLOCKS_PER_SEC / 1'000'000;
    while (std::clock() < end) {
    }
}

} // namespace

class TestShiftTimer : public QObject
{
    Q_OBJECT

private slots:
    void comesOnceForManyStarts();
    void comesAgainWhenStartedInAShift();
    void leavesOthersThreeQuartersOfTheTime();
};

void TestShiftTimer::comesOnceForManyStarts()
{
    ShiftTimer timer;
    int shifts = 0;
    connect(&timer, &ShiftTimer::due, this, [&] { ++shifts; });
    timer.start();
    timer.start();
    QCOMPARE(shifts, 0); // not within the call
    QTRY_COMPARE(shifts, 1);
    QCoreApplication::processEvents();
    QCOMPARE(shifts, 1);
}

void TestShiftTimer::comesAgainWhenStartedInAShift()
{
    ShiftTimer timer;
    int shifts = 0;
    connect(&timer, &ShiftTimer::due, this, [&] {
        if (++shifts < 50)
            timer.start();
    });
    timer.start();
    QTRY_COMPARE(shifts, 50);
}

// Others work 1 ms in each turn and a shift 3 ms: nine turns are theirs between two shifts.
void TestShiftTimer::leavesOthersThreeQuartersOfTheTime()
{
    ShiftTimer timer;
    QTimer others;
    int turns = 0;
    QList<int> between;
    connect(&others, &QTimer::timeout, this, [&] {
        ++turns;
        work(1ms);
    });
    connect(&timer, &ShiftTimer::due, this, [&] {
        between.append(std::exchange(turns, 0));
        work(3ms);
        timer.start();
    });
    others.start(0);
    timer.start();
    QTRY_VERIFY(between.size() >= 21);
    between.removeFirst();
    std::sort(between.begin(), between.end());
    QVERIFY2(between.at(between.size() / 2) >= 6,
             qPrintable(QString::number(between.at(between.size() / 2))));
}

SIGNALBOX_TEST(TestShiftTimer)
#include "tst_shifttimer.moc"
