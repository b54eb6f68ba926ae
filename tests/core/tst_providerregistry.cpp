// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerregistry.h"
#include "tests/support/fakeprovider.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using testsupport::FakeProvider;

class TestProviderRegistry : public QObject
{
    Q_OBJECT

private slots:
    void providersAreFoundByName()
    {
        ProviderRegistry registry;
        registry.add(std::make_unique<FakeProvider>(u"builtin"_s));
        registry.add(std::make_unique<FakeProvider>(u"another"_s));
        QCOMPARE(registry.names(), QStringList({u"another"_s, u"builtin"_s}));
        QCOMPARE((*registry.find(u"another"_s))->name(), u"another"_s);
        QCOMPARE((*registry.find({}))->name(), u"builtin"_s);
        QVERIFY(registry.setDefault(u"another"_s));
        QCOMPARE((*registry.find({}))->name(), u"another"_s);
        QVERIFY(!registry.setDefault(u"absent"_s));
        QCOMPARE(registry.defaultName(), u"another"_s);
    }

    void nothingStandsInForAMissingProvider()
    {
        ProviderRegistry registry;
        registry.add(std::make_unique<FakeProvider>(u"builtin"_s));
        const auto missing = registry.find(u"anthropic"_s);
        QVERIFY(!missing);
        QCOMPARE(missing.error().field, u"provider"_s);
        QCOMPARE(missing.error().retry, Retry::Never);
        QVERIFY(missing.error().text.contains(u"\"anthropic\""));
        QVERIFY(missing.error().text.contains(u"SIGNALBOX_ANTHROPIC_API_KEY"));
        QVERIFY(missing.error().text.contains(u"builtin"));
        QVERIFY(!registry.find(u"<script>"_s).error().text.contains(u"script"));

        QVERIFY(registry.remove(u"builtin"_s));
        QVERIFY(!registry.remove(u"builtin"_s));
        QVERIFY(!registry.find({}));
    }
};

QTEST_GUILESS_MAIN(TestProviderRegistry)
#include "tst_providerregistry.moc"
