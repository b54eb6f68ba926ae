// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/price.h"
#include "core/provider/retrypolicy.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestProviderParts : public QObject
{
    Q_OBJECT

private slots:
    void pricesFollowTheModel_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<double>("cost"); // of a million tokens each way
        QTest::newRow("plain") << u"gpt-4o"_s << 12.5;
        QTest::newRow("dated") << u"gpt-4o-2024-08-06"_s << 12.5;
        QTest::newRow("another model") << u"gpt-4o-mini"_s << 0.75;
        QTest::newRow("dated mini") << u"gpt-4o-mini-2024-07-18"_s << 0.75;
        QTest::newRow("newer than its prefix") << u"claude-opus-4-5-20251101"_s << 30.0;
        QTest::newRow("older") << u"claude-opus-4-20250514"_s << 90.0;
        QTest::newRow("latest") << u"claude-3-5-haiku-latest"_s << 4.8;
        QTest::newRow("unknown variant") << u"gpt-4o-audio-preview"_s << 0.0;
        QTest::newRow("a version nobody knows") << u"gpt-5-2"_s << 0.0;
        QTest::newRow("local") << u"llama3.2:3b"_s << 0.0;
        QTest::newRow("none") << QString() << 0.0;
    }

    void pricesFollowTheModel()
    {
        QFETCH(QString, model);
        QFETCH(double, cost);
        QCOMPARE(costOf(model, {.inputTokens = 1'000'000, .outputTokens = 1'000'000}), cost);
        QCOMPARE(costOf(model, {}), 0.0);
    }

    void retriesBackOffAndEnd()
    {
        const RetryPolicy policy{.maxAttempts = 4, .base = 1s, .cap = 3s};
        const Error later{.code = ErrorCode::Unavailable, .text = u"down"_s, .retry = Retry::Later};
        QCOMPARE(nextTry(policy, later, 1, 0.0), 1s);
        QCOMPARE(nextTry(policy, later, 2, 0.0), 2s);
        QCOMPARE(nextTry(policy, later, 3, 0.0), 3s);
        QVERIFY(!nextTry(policy, later, 4, 0.0));
        QCOMPARE(nextTry(policy, later, 2, 1.0), 1s);
        QCOMPARE(nextTry(policy, later, 2, 0.5), 1500ms);
        QCOMPARE(nextTry(policy, later, 2, 99.0), 1s);
        QVERIFY(!nextTry(policy, failure(ErrorCode::Unavailable, u"down"_s), 1, 0.0));
    }

    void whatTheServerAskedForIsTheLeastUpToTheCap()
    {
        Error busy{
            .code = ErrorCode::RateLimited, .text = u"busy"_s, .retry = Retry::Later, .retryAfter = 20s};
        QCOMPARE(nextTry({}, busy, 1, 1.0), 20s);
        busy.retryAfter = 10ms;
        QCOMPARE(nextTry({}, busy, 1, 0.0), 1s);
        busy.retryAfter = 24h;
        QCOMPARE(nextTry({}, busy, 1, 0.0), 60s);
        QVERIFY(nextTry({.maxAttempts = 1000}, busy, 999, 0.0));
    }
};

SIGNALBOX_TEST(TestProviderParts)
#include "tst_providerparts.moc"
