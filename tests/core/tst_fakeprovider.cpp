// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeprovider.h"
#include "tests/support/heard.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using testsupport::FakeProvider;
using testsupport::Heard;

class TestFakeProvider : public QObject
{
    Q_OBJECT

private slots:
    void turnsComeInOrderAndFromTheEventLoop()
    {
        FakeProvider provider;
        provider.say(u"Two words"_s);
        provider.callTool(u"calculator"_s, {{u"expression"_s, u"1+1"_s}});
        const auto first = provider.start({.model = u"m"_s});
        Heard heard(*first);
        QVERIFY(heard.partials.isEmpty() && heard.outcomes.isEmpty());
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(heard.partials, QStringList({u"Two "_s, u"words"_s}));
        QCOMPARE(heard.outcomes.first()->text, u"Two words"_s);
        QCOMPARE(heard.outcomes.first()->model, u"m"_s);

        const auto second = provider.start({});
        Heard call(*second);
        QTRY_COMPARE(call.outcomes.size(), 1);
        QCOMPARE(call.outcomes.first()->toolCalls.first().name, u"calculator"_s);
        QCOMPARE(provider.requests().size(), 2);
        QCOMPARE(provider.running(), 0);
    }

    void aCallThatHangsIsReleasedOrCancelled()
    {
        FakeProvider provider;
        provider.hang({u"half"_s});
        provider.hang();
        const auto released = provider.start({});
        auto cancelled = provider.start({});
        Heard heard(*released);
        Heard silent(*cancelled);
        QTRY_COMPARE(heard.partials.size(), 1);
        QCOMPARE(provider.running(), 2);
        cancelled.reset();
        QCOMPARE(provider.cancelled(), 1);
        provider.release(ModelAnswer{.text = u"whole"_s});
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(provider.running(), 0);
        QVERIFY(silent.outcomes.isEmpty());
    }

    void aScriptThatIsUsedUpFails()
    {
        FakeProvider provider;
        const auto call = provider.start({});
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(!heard.outcomes.first());
    }
};

SIGNALBOX_TEST(TestFakeProvider)
#include "tst_fakeprovider.moc"
