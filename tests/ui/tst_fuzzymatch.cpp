// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "ui/shell/fuzzymatch.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestFuzzyMatch : public QObject
{
    Q_OBJECT

private slots:
    void findsLettersInOrder_data();
    void findsLettersInOrder();
    void ranksWhatAPersonMeans_data();
    void ranksWhatAPersonMeans();
};

void TestFuzzyMatch::findsLettersInOrder_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing typed") << u""_s << u"Tasks"_s << true;
    QTest::newRow("begin") << u"refu"_s << u"Refund order 8841"_s << true;
    QTest::newRow("in order") << u"rdr"_s << u"Refund order"_s << true;
    QTest::newRow("not in order") << u"xer"_s << u"Refund order"_s << false;
    QTest::newRow("a letter too many") << u"refundd"_s << u"Refund"_s << false;
    QTest::newRow("words in any order") << u"order refund"_s << u"Refund order 8841"_s << true;
    QTest::newRow("one word is missing") << u"order pizza"_s << u"Refund order 8841"_s << false;
    QTest::newRow("other letters") << u"ÜBER"_s << u"über alles"_s << true;
    QTest::newRow("empty text") << u"a"_s << u""_s << false;
    QTest::newRow("a very long query") << QString(5000, u'a') << QString(5000, u'a') << false;
}

void TestFuzzyMatch::findsLettersInOrder()
{
    QFETCH(QString, query);
    QFETCH(QString, text);
    QFETCH(bool, found);
    QCOMPARE(ui::fuzzyScore(query, text).has_value(), found);
}

void TestFuzzyMatch::ranksWhatAPersonMeans_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("begin of the text") << u"refu"_s << u"Refund order"_s << u"Order, refund"_s;
    QTest::newRow("begin of a word") << u"ord"_s << u"Refund order"_s << u"Refund record"_s;
    QTest::newRow("side by side") << u"task"_s << u"New task"_s << u"Translate a long desk"_s;
    QTest::newRow("initials") << u"nt"_s << u"New task"_s << u"Agent"_s;
    QTest::newRow("shorter") << u"tasks"_s << u"Tasks"_s << u"Tasks that failed in the last week"_s;
}

void TestFuzzyMatch::ranksWhatAPersonMeans()
{
    QFETCH(QString, query);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(ui::fuzzyScore(query, better));
    QVERIFY(ui::fuzzyScore(query, worse));
    QVERIFY(*ui::fuzzyScore(query, better) > *ui::fuzzyScore(query, worse));
}

SIGNALBOX_TEST(TestFuzzyMatch)
#include "tst_fuzzymatch.moc"
