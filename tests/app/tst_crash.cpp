// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "tests/app/daemonprocess.h"
#include "tests/support/testsuite.h"

#include <unistd.h>

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

namespace {

// A web server whose pages count how often they were fetched: the effect of a step, seen from outside.
// In a thread of its own, because the test blocks.
class CountingServer
{
public:
    CountingServer()
    {
        m_thread = std::thread([this] {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost, 0);
            m_port = server.serverPort();
            while (!m_stop) {
                if (!server.hasPendingConnections() && !server.waitForNewConnection(50))
                    continue;
                std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
                QByteArray head;
                while (!head.contains("\r\n\r\n") && socket->waitForReadyRead(100))
                    head += socket->readAll();
                {
                    const std::lock_guard lock(m_mutex);
                    ++m_hits[QString::fromLatin1(head.split(' ').value(1))];
                }
                socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: "
                              "close\r\nContent-Length: 2\r\n\r\nok");
                socket->waitForBytesWritten(1000);
            }
        });
        while (m_port == 0)
            usleep(1000);
    }

    ~CountingServer()
    {
        m_stop = true;
        m_thread.join();
    }

    int port() const { return m_port; }
    int hits(const QString &path)
    {
        const std::lock_guard lock(m_mutex);
        return m_hits.value(path);
    }

private:
    std::atomic<int> m_port = 0;
    std::atomic<bool> m_stop = false;
    std::mutex m_mutex;
    QHash<QString, int> m_hits;
    std::thread m_thread;
};

bool isFinal(const QString &status)
{
    return status == "TASK_STATUS_COMPLETED"_L1 || status == "TASK_STATUS_FAILED"_L1 ||
           status == "TASK_STATUS_CANCELLED"_L1;
}

} // namespace

// The promise of a 2xx: killed at any moment and started again, the store has every task that was
// acknowledged, does nothing again that it had recorded as done, and finishes every run.
class TestCrash : public QObject
{
    Q_OBJECT

private:
    QString m_key;

    // True when it serves; the key is printed by the first start alone.
    bool start(DaemonProcess &daemon)
    {
        const bool serves = daemon.start({u"--tools-fetch-private=true"_s, u"--log-level=error"_s});
        if (!daemon.key().isEmpty())
            m_key = daemon.key();
        return serves;
    }

    QString statusOf(const DaemonProcess &daemon, const QString &task)
    {
        return daemon.get(u"/api/v1/tasks/"_s + task, m_key).json().value(u"status"_s).toString();
    }

    void approveAll(const DaemonProcess &daemon)
    {
        const auto pending = daemon.get(u"/api/v1/approvals?status=pending"_s, m_key);
        for (const QJsonValue &value : pending.json().value(u"approvals"_s).toArray()) {
            daemon.post(u"/api/v1/approvals/decision"_s,
                        {{u"workflow_id"_s, value[u"workflow_id"_s]},
                         {u"approval_id"_s, value[u"approval_id"_s]},
                         {u"approved"_s, true}},
                        m_key);
        }
    }

    // The next time of the only schedule is one that has passed; unless the one before still waits to be run.
    void makeDue(const QString &data, int round)
    {
        auto store = core::Database::open(data + u"/signalbox.db"_s);
        QVERIFY(store);
        const auto made = (*store)->run("UPDATE schedule SET next_run_at = ? WHERE next_run_at > 1000000"_L1,
                                        qint64{round});
        QVERIFY(made);
        m_due += made->changed();
    }

    qint64 number(const QString &data, QLatin1StringView sql)
    {
        auto store = core::Database::open(data + u"/signalbox.db"_s);
        auto rows = (*store)->run(sql);
        return rows && rows->next() ? rows->integer(0) : -1;
    }

    qint64 m_due = 0;

private slots:
    void nothingAcknowledgedIsLost()
    {
        constexpr int kills = 50;
        const bool isGiven = qEnvironmentVariableIsSet("SIGNALBOX_TEST_SEED");
        const quint32 seed = isGiven ? qEnvironmentVariable("SIGNALBOX_TEST_SEED").toUInt()
                                     : QRandomGenerator::system()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        CountingServer pages;
        QTemporaryDir folder;
        DaemonProcess daemon(folder.filePath(u"data"_s));
        QStringList acknowledged;
        QHash<QString, QString> pageOf;
        QHash<QString, int> recorded; // how often a page was fetched when its task was seen completed
        for (int round = 0; round < kills; ++round) {
            QVERIFY2(start(daemon), daemon.log().constData());
            for (const QString &task : std::as_const(acknowledged)) {
                if (!recorded.contains(task) && pageOf.contains(task) && isFinal(statusOf(daemon, task)))
                    recorded.insert(task, pages.hits(pageOf.value(task)));
            }
            const auto process = static_cast<pid_t>(daemon.process().processId());
            std::thread killer([process, wait = random.bounded(60'000)] {
                usleep(static_cast<useconds_t>(wait));
                ::kill(process, SIGKILL);
            });
            for (int i = 0; i < 12; ++i) {
                const QString page = u"/%1-%2"_s.arg(round).arg(i);
                const QString query = i % 3 == 2
                                          ? u"write 'x' to %1-%2.md"_s.arg(round).arg(i)
                                          : u"fetch http://127.0.0.1:%1%2"_s.arg(pages.port()).arg(page);
                const auto answer = daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, query}}, m_key);
                if (answer.status != 200)
                    break; // it is dead
                const QString task = answer.json().value(u"task_id"_s).toString();
                acknowledged.append(task);
                if (i % 3 != 2)
                    pageOf.insert(task, page);
                else
                    approveAll(daemon);
            }
            killer.join();
            QTRY_COMPARE(daemon.process().state(), QProcess::NotRunning);
        }
        qInfo() << acknowledged.size() << "tasks were acknowledged," << recorded.size()
                << "seen completed between kills";
        QVERIFY(acknowledged.size() > kills);
        QVERIFY2(start(daemon), daemon.log().constData());
        for (const QString &task : std::as_const(acknowledged))
            QVERIFY2(!statusOf(daemon, task).isEmpty(), qPrintable(u"lost: "_s + task));
        for (const QString &task : std::as_const(acknowledged)) {
            QTRY_VERIFY_WITH_TIMEOUT((approveAll(daemon), isFinal(statusOf(daemon, task))), 30'000);
            const QByteArray told = daemon.get(u"/api/v1/tasks/"_s + task, m_key).body;
            QVERIFY2(told.contains("TASK_STATUS_COMPLETED"), told.constData());
            if (recorded.contains(task))
                QCOMPARE(pages.hits(pageOf.value(task)), recorded.value(task));
            else if (pageOf.contains(task))
                QVERIFY(pages.hits(pageOf.value(task)) >= 1);
        }
        QCOMPARE(daemon.stop(), 0);
    }

    // Before each start a time falls due. Each becomes one task, or is skipped because the one before still
    // runs; none is lost and none comes twice, wherever the kill falls.
    void whatIsScheduledRunsOnce()
    {
        constexpr int kills = 20;
        QTemporaryDir folder;
        const QString data = folder.filePath(u"data"_s);
        DaemonProcess daemon(data);
        QVERIFY2(start(daemon), daemon.log().constData());
        const auto made = daemon.post(u"/api/v1/schedules"_s,
                                      {{u"name"_s, u"Once a year"_s},
                                       {u"cron_expression"_s, u"0 0 1 1 *"_s},
                                       {u"task_query"_s, u"what is 1+1"_s}},
                                      m_key);
        QCOMPARE(made.status, 201);
        QCOMPARE(daemon.stop(), 0);
        std::thread killer;
        connect(&daemon.process(), &QProcess::started, this, [&] {
            const auto process = static_cast<pid_t>(daemon.process().processId());
            killer = std::thread([process, wait = QRandomGenerator::global()->bounded(120'000u)] {
                usleep(wait);
                ::kill(process, SIGKILL);
            });
        });
        for (int round = 1; round <= kills; ++round) {
            makeDue(data, round);
            start(daemon);
            killer.join();
            QTRY_COMPARE(daemon.process().state(), QProcess::NotRunning);
        }
        daemon.process().disconnect(this);
        QVERIFY2(start(daemon), daemon.log().constData());
        QTRY_COMPARE_WITH_TIMEOUT(
            daemon.get(u"/api/v1/tasks?status=COMPLETED"_s, m_key).json().value(u"total_count"_s),
            daemon.get(u"/api/v1/tasks"_s, m_key).json().value(u"total_count"_s), 30'000);
        QCOMPARE(daemon.stop(), 0);
        QCOMPARE(
            number(data, "SELECT COUNT(*) FROM event WHERE type IN ('schedule.ran', 'schedule.skipped')"_L1),
            m_due);
        QCOMPARE(number(data, "SELECT COUNT(*) FROM task"_L1),
                 number(data, "SELECT COUNT(*) FROM schedule_run WHERE task_id <> ''"_L1));
        QVERIFY(number(data, "SELECT COUNT(*) FROM task"_L1) > 0);
    }
};

SIGNALBOX_TEST(TestCrash)
#include "tst_crash.moc"
