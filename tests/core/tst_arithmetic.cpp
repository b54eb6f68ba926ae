// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/arithmetic.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestArithmetic : public QObject
{
    Q_OBJECT

private slots:
    void computes_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *expression, const char *expected) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(expected);
        };
        row("1+1", "2");
        row("2 * (3 + 4)^2", "98");
        row("2+3*4-5", "9");
        row("10/4", "2.5");
        row("0.1 + 0.2", "0.3");
        row("1.1*3", "3.3");
        row("-2^2", "-4");
        row("2^-1", "0.5");
        row("2^3^2", "512");
        row("2**10", "1024");
        row("--3", "3");
        row("17 % 5", "2");
        row("17 % (2+3)", "2");
        row("-7 % 3", "-1");
        row("15% of 80", "12");
        row("15 % OF 80", "12");
        row("15%", "0.15");
        row("80 + 15%", "92");
        row("80 - 15%", "68");
        row("200 * 5%", "10");
        row("50% of 50% of 80", "20");
        row("10% + 5", "5.1");
        row("(15%)", "0.15");
        row("1,234.50 * 2", "2469");
        row("1,234,567 + 1", "1234568");
        row("max(1,234)", "234");
        row("max(1, 2, 3) + min(4, 5)", "7");
        row("sqrt(16)", "4");
        row("abs(-3.5)", "3.5");
        row("round(2.5)", "3");
        row("round(1.005, 2)", "1.01");
        row("round(1234, -2)", "1200");
        row("floor(-1.5)", "-2");
        row("ceil(1.2)", "2");
        row("ln(e)", "1");
        row("log(1000)", "3");
        row("log(8, 2)", "3");
        row("exp(0)", "1");
        row("sin(0) + cos(0) + tan(0)", "1");
        row("sin(pi/6)", "0.5");
        row("2*PI", "6.28318530717959");
        row("6 ÷ 3 × 2 − 1", "3");
        row("1e3", "1000");
        row("1.5e-3", "0.0015");
        row("0.000012", "0.000012");
        row("0 * -1", "0");
        row("12345678901234", "12345678901234");
        row("10^20", "about 1e+20");
        row("9007199254740991 + 0", "9007199254740991");
        row("9007199254740993 + 0", "about 9.00719925474099e+15");
        row("10^15 * 3", "3000000000000000");
        row(".5 + .5", "1");
        row(" 1\t+\n1 ", "2");
    }

    void computes()
    {
        QFETCH(QString, expression);
        QFETCH(QString, expected);
        const auto value = computeArithmetic(expression);
        QVERIFY2(value, value ? "" : qPrintable(value.error().text));
        QCOMPARE(numberForPeople(*value), expected);
    }

    void saysWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("part");
        const auto row = [](const char *expression, const char *part) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(part);
        };
        row("", "is empty");
        row("1 +", "Something is missing at character 4");
        row("1 + * 2", "“*” is not expected at character 5");
        row("(1 + 2", "closing parenthesis is missing at character 7");
        row("1 + 2)", "“)” is not expected at character 6");
        row("1/0", "divided by zero at character 2");
        row("5 % 0", "divided by zero");
        row("sqrt(-1)", "no such number at character 1");
        row("ln(0)", "too large");
        row("10^1000", "too large");
        row("9e307*100", "too large");
        row("foo(1)", "“foo” is not known at character 1");
        row("sqrt 4", "“(” is expected after “sqrt”");
        row("sqrt()", "“)” is not expected");
        row("sqrt(1, 2)", "does not take 2 values");
        row("1,5", "A comma is not expected");
        row("12,34", "A comma is not expected");
        row("1,2345", "A comma is not expected");
        row("1.2.3", "“.” is not expected");
        row("2 3", "“3” is not expected");
        row("2 of 3", "“o” is not expected");
        row("system(1)", "not known");
        row("1; 2", "“;” is not expected");
        row("1e999", "is not a number");
    }

    void saysWhatIsWrongAndWhere()
    {
        QFETCH(QString, expression);
        QFETCH(QString, part);
        const auto value = computeArithmetic(expression);
        QVERIFY(!value);
        QCOMPARE(value.error().field, u"expression"_s);
        QVERIFY2(value.error().text.contains(part), qPrintable(value.error().text));
    }

    void hasLimits()
    {
        QVERIFY(!computeArithmetic(QString(1'001, u'1')));
        QVERIFY(!computeArithmetic(QString(450, u'(') + u"1"_s + QString(450, u')')));
        QVERIFY(!computeArithmetic(QString(900, u'-') + u"1"_s));
        QVERIFY(!computeArithmetic(u"2^"_s.repeated(450) + u"1"_s));
        QVERIFY(!computeArithmetic(u"abs("_s.repeated(200) + u"1"_s + QString(200, u')')));
        QVERIFY(!computeArithmetic(u"max("_s + u"1,"_s.repeated(60) + u"1)"_s));
    }
};

SIGNALBOX_TEST(TestArithmetic)
#include "tst_arithmetic.moc"
