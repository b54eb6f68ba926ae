// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "tests/app/daemonprocess.h"
#include "tests/support/testsuite.h"

#include <fcntl.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

namespace {

// Writes until there is no room, and leaves the descriptor as it was.
void fill(int descriptor)
{
    const int flags = ::fcntl(descriptor, F_GETFL);
    ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
    const QByteArray much(4096, 'x');
    while (::write(descriptor, much.constData(), size_t(much.size())) > 0) {
    }
    ::fcntl(descriptor, F_SETFL, flags);
}

} // namespace

class TestDaemon : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void itServesAndEnds()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        QCOMPARE(daemon.output().count('\n'), 1);
        QCOMPARE(daemon.line().value("data"_L1).toString(), data());
        static const QRegularExpression key(u"^sk_[0-9a-f]{64}$"_s);
        QVERIFY(key.match(daemon.key()).hasMatch());
        QCOMPARE(daemon.get(u"/health"_s).status, 200);
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s).status, 401);
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s, daemon.key()).status, 200);
        QCOMPARE(daemon.stop(SIGTERM), 0);
        QVERIFY2(isAllJson(daemon.log()), daemon.log().constData());
        QVERIFY(!daemon.log().contains(daemon.key().toLatin1()));
    }

    void theKeyIsToldOnlyTheFirstTime()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(), first.log().constData());
        const QString key = first.key();
        QCOMPARE(first.stop(SIGINT), 0);
        DaemonProcess second(data());
        QVERIFY2(second.start(), second.log().constData());
        QVERIFY(!second.line().contains("api_key"_L1));
        QCOMPARE(second.get(u"/api/v1/tasks"_s, key).status, 200);
    }

    // Whoever looks for what became of a request finds it by its id, and no key.
    void theLogTellsOfRequestsWhenItIsAsked()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start({u"--log-level"_s, u"debug"_s}), daemon.log().constData());
        const auto answer = daemon.get(u"/api/v1/tasks?api_key="_s + daemon.key());
        QVERIFY(!answer.headers["x-request-id"].isEmpty());
        QCOMPARE(daemon.stop(SIGTERM), 0);
        QVERIFY2(daemon.log().contains("GET /api/v1/tasks"), daemon.log().constData());
        QVERIFY2(daemon.log().contains(answer.headers["x-request-id"]), daemon.log().constData());
        QVERIFY(!daemon.log().contains(daemon.key().toLatin1()));
    }

    void aRefusedStartDoesNotTakeTheKeyWithIt_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("port") << QStringList{u"--listen"_s, u"203.0.113.1:8080"_s};
        QTest::newRow("chat") << QStringList{u"--livechat-listen"_s, u"203.0.113.1:8081"_s};
        QTest::newRow("provider") << QStringList{u"--provider-default"_s, u"openai"_s};
        QTest::newRow("surface") << QStringList{u"--access-anonymous"_s, u"nosuch"_s};
    }

    void aRefusedStartDoesNotTakeTheKeyWithIt()
    {
        QFETCH(QStringList, arguments);
        DaemonProcess refused(data());
        QCOMPARE(refused.run(arguments), 1);
        QVERIFY2(!refused.log().contains("access.anonymous is set"), refused.log().constData()); // it is not
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        QCOMPARE(daemon.get(u"/api/v1/tasks"_s, daemon.key()).status, 200);
    }

    void whoeverHasTheFolderGetsAnotherKey()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(), first.log().constData());
        DaemonProcess meanwhile(data());
        QCOMPARE(meanwhile.run({u"--new-key"_s}), 1);
        QVERIFY2(meanwhile.log().contains("in use by signalboxd"), meanwhile.log().constData());
        QCOMPARE(first.stop(SIGTERM), 0);
        DaemonProcess asked(data());
        QCOMPARE(asked.run({u"--new-key"_s}), 0);
        const QString key = QJsonDocument::fromJson(asked.output())[u"api_key"_s].toString();
        DaemonProcess second(data());
        QVERIFY2(second.start(), second.log().constData());
        QCOMPARE(second.get(u"/api/v1/tasks"_s, key).status, 200);
        QCOMPARE(second.get(u"/api/v1/tasks"_s, first.key()).status, 200);
    }

    void aSecondProcessIsRefused()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(), first.log().constData());
        DaemonProcess second(data());
        QCOMPARE(second.run({}), 1);
        QCOMPARE(second.output(), QByteArray());
        const QString who = u"in use by signalboxd (process %1)"_s.arg(first.process().processId());
        QVERIFY2(second.log().contains(who.toUtf8()), second.log().constData());
        QCOMPARE(first.get(u"/health"_s).status, 200);
    }

    void aKilledProcessLeavesNoLock()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(), first.log().constData());
        QCOMPARE(first.stop(SIGKILL), -1);
        DaemonProcess second(data());
        QVERIFY2(second.start(), second.log().constData());
    }

    // A program that started it and does not read what it says cannot stop it.
    void nobodyNeedsToReadTheLog()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe2(ends.data(), O_CLOEXEC), 0);
        fill(ends[1]);
        DaemonProcess daemon(data());
        daemon.process().setChildProcessModifier([end = ends[1]] { ::dup2(end, STDERR_FILENO); });
        QVERIFY(daemon.start({u"--log-level"_s, u"debug"_s}));
        QCOMPARE(daemon.get(u"/health"_s).status, 200);
        QCOMPARE(daemon.stop(SIGTERM), 0);
        ::close(ends[0]);
        ::close(ends[1]);
    }

    // What is printed must not go into the file that got the number of a closed one.
    void closedOutputsAreNotTakenForFiles()
    {
        DaemonProcess daemon(data());
        daemon.process().setChildProcessModifier([] {
            ::close(STDIN_FILENO);
            ::close(STDOUT_FILENO);
            ::close(STDERR_FILENO);
        });
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const quint16 port = probe.serverPort();
        probe.close();
        daemon.process().start(
            testsupport::programFolder() + u"/signalboxd"_s,
            {u"--data"_s, data(), u"--listen"_s, u"127.0.0.1:%1"_s.arg(port), u"--log-level"_s, u"debug"_s});
        const auto serves = [port] {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, port);
            return socket.waitForConnected(1000);
        };
        QTRY_VERIFY_WITH_TIMEOUT(serves(), 20'000);
        QCOMPARE(daemon.stop(SIGTERM), 0);
        for (const QString &name : {u"signalbox.db"_s, u"lock"_s, u"token.key"_s}) {
            QFile file(data() + u'/' + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY2(!bytes.contains("\"level\"") && !bytes.contains("api_key\":"), qPrintable(name));
        }
        DaemonProcess again(data());
        QVERIFY2(again.start(), again.log().constData());
    }

    // Also in a folder that everybody may enter.
    void whatIsStoredIsForItsOwnerAlone()
    {
        QVERIFY(QDir().mkpath(data()));
        QVERIFY(QFile::setPermissions(data(), QFile::Permissions(0x7755)));
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        const QFileInfoList files = QDir(data()).entryInfoList(QDir::Files);
        QVERIFY(files.size() >= 3);
        for (const QFileInfo &file : files)
            QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
    }

    // In a container that starts again the new process may have the number of the one that was killed.
    void aLockCountsOnlyWhileItIsHeld()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(), first.log().constData());
        const QString other = data() + u"-other"_s;
        QVERIFY(QDir().mkpath(other));
        QVERIFY(QFile::copy(data() + u"/lock"_s, other + u"/lock"_s));
        DaemonProcess second(other);
        QVERIFY2(second.start(), second.log().constData());
    }

    // A client that listens to a stream must not hold the process up.
    void anOpenStreamDoesNotDelayTheEnd()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        const auto task = daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, u"What is 6 * 7?"_s}}, daemon.key());
        QCOMPARE(task.status, 200);
        const QUrl url(daemon.url());
        QTcpSocket stream;
        stream.connectToHost(url.host(), quint16(url.port()));
        QVERIFY(stream.waitForConnected());
        stream.write(
            "GET /api/v1/stream/sse?workflow_id=" + task.json().value("task_id"_L1).toString().toLatin1() +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " + daemon.key().toLatin1() + "\r\n\r\n");
        QVERIFY(stream.waitForReadyRead());
        QVERIFY(stream.readAll().startsWith("HTTP/1.1 200"));
        QCOMPARE(daemon.stop(), 0);
    }

    // Nothing is under way that an answer could come from: who waits for a person is told at once.
    void whoWaitsForAPersonDoesNotDelayTheEnd()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(), daemon.log().constData());
        const QUrl url(daemon.url());
        const QByteArray body = R"({"messages":[{"role":"user","content":"Write hello into a.txt"}]})";
        std::array<QTcpSocket, 2> waiting;
        for (QTcpSocket &client : waiting) {
            client.connectToHost(url.host(), quint16(url.port()));
            QVERIFY(client.waitForConnected());
            client.write("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " +
                         daemon.key().toLatin1() + "\r\nContent-Type: application/json\r\nContent-Length: " +
                         QByteArray::number(body.size()) + "\r\n\r\n" + body);
            QVERIFY(client.waitForBytesWritten());
        }
        QTRY_COMPARE_WITH_TIMEOUT(daemon.get(u"/api/v1/approvals?status=pending"_s, daemon.key())
                                      .json()
                                      .value("total_count"_L1)
                                      .toInt(),
                                  2, 15'000);
        QElapsedTimer time;
        time.start();
        QCOMPARE(daemon.stop(), 0);
        qInfo("ended after %lld ms", time.elapsed());
        for (QTcpSocket &client : waiting) {
            QVERIFY(client.bytesAvailable() > 0 || client.waitForReadyRead());
            QVERIFY(client.readAll().startsWith("HTTP/1.1 503"));
        }
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("text");
        QTest::newRow("value")
            << QStringList{u"--rate-limit-per-minute"_s, u"lots"_s} << QStringList()
            << u"--rate-limit-per-minute (on the command line) cannot be \\\"lots\\\". It takes a whole number"_s;
        QTest::newRow("name") << QStringList{u"--listne"_s, u"x"_s} << QStringList()
                              << u"The nearest is --listen"_s;
        QTest::newRow("variable") << QStringList() << QStringList{u"SIGNALBOX_LOG_LEVEL=loud"_s}
                                  << u"SIGNALBOX_LOG_LEVEL (in the environment) cannot be \\\"loud\\\""_s;
        QTest::newRow("folder") << QStringList{u"--data"_s, u"/dev/null/signalbox"_s} << QStringList()
                                << u"The data folder /dev/null/signalbox cannot be made."_s;
        QTest::newRow("provider") << QStringList{u"--provider-default"_s, u"openai"_s} << QStringList()
                                  << u"provider.default is openai, which is not configured."_s;
        QTest::newRow("key") << QStringList() << QStringList{u"SIGNALBOX_OPENAI_API_KEY=two words"_s}
                             << u"SIGNALBOX_OPENAI_API_KEY does not hold a key"_s;
    }

    void refusals()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, environment);
        QFETCH(QString, text);
        DaemonProcess daemon(data());
        QCOMPARE(daemon.run(arguments, environment), 1);
        QCOMPARE(daemon.output(), QByteArray());
        const QByteArray log = daemon.log();
        QVERIFY2(log.contains(text.toUtf8()), log.constData());
        QVERIFY2(isAllJson(log), log.constData());
    }

    void aPortThatIsTakenIsRefused()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const QString address = u"127.0.0.1:%1"_s.arg(other.serverPort());
        DaemonProcess daemon(data());
        QCOMPARE(daemon.run({u"--listen"_s, address}), 1);
        QVERIFY2(daemon.log().contains(QByteArray::number(other.serverPort())), daemon.log().constData());
        QVERIFY(daemon.log().contains("Choose another"));
    }

    void aKeyFileThatOthersCanReadIsRefused()
    {
        const QString folder = m_folder->filePath(u"keys"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/openai.key"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("sk-0123456789");
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        DaemonProcess daemon(data());
        QCOMPARE(daemon.run({u"--provider-keys"_s, folder}), 1);
        QVERIFY2(daemon.log().contains("chmod 600"), daemon.log().constData());
        QVERIFY(!daemon.log().contains("sk-0123456789"));
    }

    void aStoreOfANewerVersionIsRefusedUntouched()
    {
        {
            DaemonProcess daemon(data());
            QVERIFY2(daemon.start(), daemon.log().constData());
            QCOMPARE(daemon.stop(), 0);
        }
        setStoreVersion(9'999);
        DaemonProcess daemon(data());
        QCOMPARE(daemon.run({}), 1);
        QVERIFY2(daemon.log().contains("written by a newer Signalbox"), daemon.log().constData());
        QVERIFY2(daemon.log().contains("signalbox.db"),
                 daemon.log().constData()); // an administrator looks for the file
        QVERIFY(isAllJson(daemon.log()));
    }

    void helpAndVersionGoToStdout()
    {
        DaemonProcess daemon(data());
        QCOMPARE(daemon.run({u"--help"_s}), 0);
        QVERIFY(daemon.output().contains("--listen HOST:PORT"));
        QCOMPARE(daemon.run({u"--version"_s}), 0);
        QVERIFY(daemon.output().startsWith("signalboxd "));
        QVERIFY(!QFile::exists(data()));
    }

private:
    QString data() const { return m_folder->filePath(u"data"_s); }

    static bool isAllJson(const QByteArray &log)
    {
        const QByteArrayList lines = log.split('\n');
        return std::all_of(lines.begin(), lines.end(), [](const QByteArray &line) {
            return line.isEmpty() || QJsonDocument::fromJson(line).object().contains("message"_L1);
        });
    }

    void setStoreVersion(int version) const
    {
        const auto store = core::Database::open(data() + u"/signalbox.db"_s);
        QVERIFY(store);
        QVERIFY((*store)->runScript(u"PRAGMA user_version = %1"_s.arg(version)));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

SIGNALBOX_TEST(TestDaemon)
#include "tst_daemon.moc"
