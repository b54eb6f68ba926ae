// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/event.h"
#include "core/store/database.h"
#include "tests/app/daemonprocess.h"
#include "tests/support/testsuite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <array>
#include <barrier>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

namespace {

constexpr int approvalsToDecide = 250;
constexpr int deciders = 4;

// A connection of one thread, with the plainest means.
class Connection
{
public:
    explicit Connection(quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_isOpen = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~Connection() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(Connection)

    // The status of the answer, and its body; 0 when there was none.
    std::pair<int, QByteArray> post(const QByteArray &path, const QByteArray &key, const QByteArray &body)
    {
        const QByteArray request =
            "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " + key +
            "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
            "\r\n\r\n" + body;
        if (!m_isOpen ||
            ::send(m_socket, request.constData(), size_t(request.size()), MSG_NOSIGNAL) != request.size())
            return {};
        QByteArray answer;
        for (;;) {
            const qsizetype end = answer.indexOf("\r\n\r\n");
            const qsizetype length = answer.toLower().indexOf("\r\ncontent-length:");
            if (end >= 0 && length >= 0) {
                const qsizetype from = length + 17;
                const qsizetype size =
                    answer.sliced(from, answer.indexOf('\r', from) - from).trimmed().toLongLong();
                if (answer.size() >= end + 4 + size)
                    return {answer.sliced(9, 3).toInt(), answer.sliced(end + 4, size)};
            }
            char bytes[16'384];
            const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, 0);
            if (count <= 0)
                return {};
            answer.append(bytes, count);
        }
    }

private:
    int m_socket;
    bool m_isOpen = false;
};

struct Outcome
{
    int status = 0;
    QByteArray body = {};
};

} // namespace

// Several people decide the same approval at the same moment, over connections of their own: one wins, the
// others are told who did, and it is done once.
class TestRaces : public QObject
{
    Q_OBJECT

private slots:
    void exactlyOneDecisionWins()
    {
        QTemporaryDir folder;
        DaemonProcess daemon(folder.filePath(u"data"_s));
        QVERIFY2(daemon.start({u"--rate-limit-per-minute=0"_s, u"--log-level=error"_s}),
                 daemon.log().constData());
        for (int i = 0; i < approvalsToDecide; ++i) {
            const QString query = u"write 'x' to %1.md"_s.arg(i);
            QCOMPARE(daemon.post(u"/api/v1/tasks"_s, {{u"query"_s, query}}, daemon.key()).status, 200);
        }
        QJsonArray waiting;
        const auto allWait = [&] {
            waiting = daemon.get(u"/api/v1/approvals?status=pending&limit=500"_s, daemon.key())
                          .json()
                          .value("approvals"_L1)
                          .toArray();
            return waiting.size() == approvalsToDecide;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allWait(), 30'000);

        std::vector<std::array<Outcome, deciders>> outcomes(approvalsToDecide);
        race(daemon, waiting, outcomes);
        for (int i = 0; i < approvalsToDecide; ++i) {
            int winners = 0;
            for (const Outcome &outcome : outcomes[size_t(i)]) {
                winners += outcome.status == 200;
                if (outcome.status == 200)
                    continue;
                QCOMPARE(outcome.status, 409);
                QVERIFY2(outcome.body.contains("already approved") ||
                             outcome.body.contains("already rejected"),
                         outcome.body.constData());
            }
            QCOMPARE(winners, 1);
        }
        QCOMPARE(daemon.stop(), 0);
        auto store = core::Database::open(folder.filePath(u"data/signalbox.db"_s));
        QVERIFY(store);
        auto decided = (*store)->run("SELECT COUNT(*), COUNT(DISTINCT subject) FROM event WHERE type = ?"_L1,
                                     core::toWord(core::EventType::ApprovalDecided));
        QVERIFY(decided && decided->next());
        QCOMPARE(decided->integer(0), approvalsToDecide);
        QCOMPARE(decided->integer(1), approvalsToDecide);
        auto written =
            (*store)->run("SELECT COUNT(*) FROM approval WHERE state NOT IN ('approved', 'rejected')"_L1);
        QVERIFY(written && written->next());
        QCOMPARE(written->integer(0), 0);
    }

private:
    static void race(const DaemonProcess &daemon, const QJsonArray &waiting,
                     std::vector<std::array<Outcome, deciders>> &outcomes)
    {
        const auto port = static_cast<quint16>(QUrl(daemon.url()).port());
        const QByteArray key = daemon.key().toLatin1();
        std::barrier together(deciders);
        std::vector<std::thread> threads;
        for (int decider = 0; decider < deciders; ++decider) {
            threads.emplace_back([&, decider] {
                Connection connection(port);
                for (qsizetype i = 0; i < waiting.size(); ++i) {
                    const QJsonObject decision{{u"workflow_id"_s, waiting[i][u"workflow_id"_s]},
                                               {u"approval_id"_s, waiting[i][u"approval_id"_s]},
                                               {u"approved"_s, decider % 2 == 0}};
                    const QByteArray body = QJsonDocument(decision).toJson(QJsonDocument::Compact);
                    together.arrive_and_wait();
                    const auto [status, text] = connection.post("/api/v1/approvals/decision", key, body);
                    outcomes[size_t(i)][size_t(decider)] = {.status = status, .body = text};
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
    }
};

SIGNALBOX_TEST(TestRaces)
#include "tst_races.moc"
