// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <QJsonArray>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

namespace {

// The computer as it is, and what else bubblewrap is told.
QStringList placeWith(const QStringList &changes)
{
    return QStringList{u"/usr/bin/bwrap"_s, u"--die-with-parent"_s, u"--dev-bind"_s, u"/"_s, u"/"_s} +
           changes;
}

QByteArray uploaded(const DaemonProcess &daemon)
{
    const QByteArray body = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                            "Content-Type: text/plain\r\n\r\nThe heron fishes.\r\n--X--\r\n";
    const QUrl url(daemon.url());
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    socket.waitForConnected();
    socket.write(
        "POST /v1/knowledge/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: " +
        daemon.key().toLatin1() + "\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body);
    while (socket.waitForReadyRead()) {
    }
    return socket.readAll();
}

} // namespace

// The real programs where a computer has less than usual.
class TestPoorPlace : public QObject
{
    Q_OBJECT

private slots:
    // Without /proc nobody knows which mount a folder is on; its disk is known all the same.
    void theDiskIsKnownWhereTheMountsAreHidden()
    {
        SKIP_BECAUSE(testsupport::whyWithout(core::Need::Sandbox));
        QTemporaryDir folder;
        DaemonProcess daemon(folder.filePath(u"data"_s));
        daemon.runBy(placeWith({u"--tmpfs"_s, u"/proc"_s}));
        QVERIFY2(daemon.start(), daemon.log().constData());
        const auto ready = daemon.get(u"/ready"_s);
        QVERIFY2(ready.status == 200, ready.body.constData());
        const QByteArray answer = uploaded(daemon);
        QVERIFY2(answer.startsWith("HTTP/1.1 201"), answer.constData());
        QCOMPARE(daemon.get(u"/metrics"_s, daemon.key()).status, 200);
    }

    void theConsoleSaysThatThereIsNoDisplay_data()
    {
        QTest::addColumn<QStringList>("environment");
        QTest::newRow("none named") << QStringList();
        QTest::newRow("none there") << QStringList{u"DISPLAY=:987"_s};
        QTest::newRow("no plugin") << QStringList{u"QT_QPA_PLATFORM=nowhere"_s};
    }

    void theConsoleSaysThatThereIsNoDisplay()
    {
        QFETCH(QStringList, environment);
        QProcess console;
        console.setEnvironment(environment);
        console.start(testsupport::programFolder() + u"/signalbox"_s, QStringList());
        QVERIFY(console.waitForFinished());
        QCOMPARE(console.exitStatus(), QProcess::NormalExit);
        QCOMPARE(console.exitCode(), 1);
        const QByteArray told = console.readAllStandardError();
        QVERIFY2(told.contains("Signalbox found no display to show its window on."), told.constData());
        QVERIFY(told.contains("signalboxd"));
    }

    void theConsoleHelpsWithoutADisplay()
    {
        QProcess console;
        console.setEnvironment({});
        console.start(testsupport::programFolder() + u"/signalbox"_s, {u"--help"_s});
        QVERIFY(console.waitForFinished());
        QCOMPARE(console.exitCode(), 0);
        QVERIFY(console.readAllStandardOutput().startsWith("Usage: signalbox "));
    }
};

SIGNALBOX_TEST(TestPoorPlace)
#include "tst_poorplace.moc"
