// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

// The real program on a disk of its own, which fills up.
class TestDiskDaemon : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { SKIP_BECAUSE(testsupport::whyWithout(core::Need::Sandbox)); }

    void aFullDiskIsToldBeforeAndWhileItIsFull()
    {
        QTemporaryDir folder;
        DaemonProcess daemon(folder.path());
        daemon.runBy({u"bwrap"_s, u"--die-with-parent"_s, u"--dev-bind"_s, u"/"_s, u"/"_s, u"--size"_s,
                      QString::number(24 * 1024 * 1024), u"--tmpfs"_s, folder.path()});
        QVERIFY2(daemon.start(), daemon.log().constData());
        const QString key = daemon.key();
        QCOMPARE(daemon.get(u"/ready"_s).status, 200);
        const auto task = daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, u"What is 6 times 7?"_s}}, key);
        QCOMPARE(task.status, 200);

        bool wasTold = false; // not ready, while there was room for more
        int taken = 0;
        DaemonProcess::Answer refused;
        for (; taken < 10'000; ++taken) {
            wasTold = wasTold || daemon.get(u"/ready"_s).status == 503;
            refused = daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, QString(9'000, u'x')}}, key);
            if (refused.status != 200)
                break;
        }
        QVERIFY2(taken > 3, refused.body.constData());
        QVERIFY(wasTold);
        QCOMPARE(refused.status, 503);
        QVERIFY2(refused.body.contains("disk"), refused.body.constData());
        const auto ready = daemon.get(u"/ready"_s);
        QCOMPARE(ready.status, 503);
        QCOMPARE(ready.json()["checks"_L1]["disk"_L1].toString(), u"failed"_s);
        // What waits is tried once a second: neither the processor nor the log is kept busy by it.
        const qsizetype logBefore = daemon.log().size();
        const double spentBefore = daemon.processorSeconds();
        QElapsedTimer time;
        time.start();
        QTRY_VERIFY_WITH_TIMEOUT(time.elapsed() >= 4000, 5000);
        const double spent = daemon.processorSeconds() - spentBefore;
        QVERIFY2(spent < 0.8, qPrintable(QString::number(spent)));
        const QByteArray log = daemon.log().sliced(logBefore);
        QVERIFY2(log.count('\n') < 60, log.constData());
        // What was acknowledged is there and can be read.
        const QString id = task.json()["task_id"_L1].toString();
        QCOMPARE(daemon.get(u"/api/v1/tasks/"_s + id, key).status, 200);
        QCOMPARE(daemon.get(u"/v1/knowledge/documents?limit=1"_s, key).status, 200);
    }
};

SIGNALBOX_TEST(TestDiskDaemon)
#include "tst_diskdaemon.moc"
