// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

namespace {

qint64 parentOf(qint64 process)
{
    QFile file(u"/proc/%1/stat"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray stat = file.readAll();
    return stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ').value(1).toLongLong();
}

QList<qint64> descendantsOf(qint64 process)
{
    QList<qint64> all;
    for (const QString &name : QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs)) {
        const qint64 one = name.toLongLong();
        for (qint64 above = parentOf(one); above > 1; above = parentOf(above)) {
            if (above == process)
                all.append(one);
        }
    }
    return all;
}

int livingOf(const QList<qint64> &processes)
{
    return int(std::count_if(processes.begin(), processes.end(),
                             [](qint64 one) { return QFile::exists(u"/proc/%1"_s.arg(one)); }));
}

} // namespace

// Code that runs in the sandbox of the real program, which is killed while it does.
class TestSandboxDaemon : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { SKIP_BECAUSE(testsupport::whyWithoutCode()); }

    void killingTheProgramLeavesNoOrphansAndRunsTheCodeAgain()
    {
        QTemporaryDir folder;
        DaemonProcess daemon(folder.path());
        QVERIFY(daemon.start());
        const QString key = daemon.key();
        const auto agent =
            daemon.post(u"/v1/agents"_s,
                        {{u"name"_s, u"Sleeper"_s},
                         {u"code"_s, u"import time\ndef f(d):\n time.sleep(3)\n return 'slept'"_s}},
                        key);
        QCOMPARE(agent.status, 201);
        const QString address = u"/v1/agents/"_s + agent.json()[u"id"_s].toString();
        // The client gives up, the execution does not.
        const auto begun = daemon.post(address + u"/execute"_s, {}, key, "respond-async"_ba);
        QCOMPARE(begun.status, 202);
        const qint64 process = daemon.process().processId();
        QTRY_VERIFY(descendantsOf(process).size() >= 2);
        const QList<qint64> children = descendantsOf(process);
        QCOMPARE(daemon.stop(SIGKILL), -1);
        QTRY_COMPARE(livingOf(children), 0);

        QVERIFY(daemon.start());
        const QString execution = address + u"/executions/"_s + begun.json()[u"id"_s].toString();
        QTRY_COMPARE_WITH_TIMEOUT(daemon.get(execution, key).json()[u"status"_s].toString(), u"completed"_s,
                                  30'000);
        QCOMPARE(daemon.get(execution, key).json()[u"output"_s].toString(), u"slept"_s);
    }
};

SIGNALBOX_TEST(TestSandboxDaemon)
#include "tst_sandboxdaemon.moc"
