// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setting/settingservice.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestSettingService : public QObject
{
    Q_OBJECT

private slots:
    void aChoiceHoldsOnceItIsCommitted()
    {
        TestStore test;
        SettingStore store(test.database());
        SettingService service(test.journal(), store);
        QVERIFY_RESULT(service.open());
        QCOMPARE(service.value(u"appearance.theme"_s), u"system"_s);
        QSignalSpy committed(&test.journal(), &Journal::committed);
        QVERIFY_RESULT(service.set(u"appearance.theme"_s, u"light"_s, localOperator()));
        QCOMPARE(service.value(u"appearance.theme"_s), u"system"_s);
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.value(u"appearance.theme"_s), u"light"_s);
        QCOMPARE(committed[0][0].value<QList<Event>>().constFirst().type, EventType::SettingChanged);
        SettingService again(test.journal(), store);
        QVERIFY_RESULT(again.open());
        QCOMPARE(again.value(u"appearance.theme"_s), u"light"_s);
    }

    void whatIsNoSettingIsRefused()
    {
        TestStore test;
        SettingStore store(test.database());
        SettingService service(test.journal(), store);
        const auto value = service.set(u"appearance.theme"_s, u"pink"_s, localOperator());
        QCOMPARE(value.error().field, u"appearance.theme"_s);
        QVERIFY(value.error().text.contains(u"system, dark, light"_s));
        QCOMPARE(service.set(u"nothing"_s, u"on"_s, localOperator()).error().code,
                 ErrorCode::InvalidArgument);
        QCOMPARE(service.set(u"appearance.theme"_s, u"dark"_s, {.user = u"ann"_s}).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(service.value(u"nothing"_s), QString());
    }

    void aWordOfANewerVersionIsTheDefault()
    {
        TestStore test;
        SettingStore store(test.database());
        QVERIFY_RESULT(test.journal().record([&](Transaction &transaction) {
            return store.put(transaction, u"appearance.theme"_s, u"sepia"_s, u"me"_s);
        }));
        SettingService service(test.journal(), store);
        QVERIFY_RESULT(service.open());
        QCOMPARE(service.value(u"appearance.theme"_s), u"system"_s);
    }
};

SIGNALBOX_TEST(TestSettingService)
#include "tst_settingservice.moc"
