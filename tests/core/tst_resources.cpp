// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestResources : public QObject
{
    Q_OBJECT

private slots:
    void samplesAreCompiledIn()
    {
        QVERIFY(core::resource(u"samples/refund-policy.md").startsWith("# Refund policy"));
        QVERIFY(core::resource(u"samples/sample-cluster.yaml").contains("kind: AgentCluster"));
        QVERIFY(core::resource(u"samples/nothing.md").isEmpty());
    }

    void theyMayBeInitialisedTwice()
    {
        core::initResources();
        core::initResources();
        QVERIFY(QFile::exists(u":/signalbox/samples/shipping.md"_s));
    }
};

SIGNALBOX_TEST(TestResources)
#include "tst_resources.moc"
