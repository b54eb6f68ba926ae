// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// A page at each path, and "/to?…" leads on to what stands behind its "?".
class LeadingServer : public QTcpServer
{
public:
    explicit LeadingServer(const QString &address = u"127.0.0.1"_s)
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const QByteArray path = socket->readAll().split(' ').value(1);
                asked.append(path);
                if (path.startsWith("/to?"))
                    socket->write("HTTP/1.1 307 On\r\nContent-Length: 0\r\nLocation: " + path.sliced(4) +
                                  "\r\n\r\n");
                else
                    socket->write(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nA page");
                socket->disconnectFromHost();
            });
        });
        if (!listen(QHostAddress(address)))
            qFatal("cannot listen");
    }

    QString url(const QString &path) const
    {
        return u"http://%1:%2%3"_s.arg(serverAddress().toString()).arg(serverPort()).arg(path);
    }

    QByteArrayList asked;
};

} // namespace

// Where an address that was allowed leads on to is judged by the same rules.
class TestRedirects : public QObject
{
    Q_OBJECT

private slots:
    void whatARuleForbidsIsNotReachedOverAnother_data()
    {
        QTest::addColumn<PolicyDecision>("decision");
        QTest::addColumn<bool>("followed");
        QTest::newRow("deny") << PolicyDecision::Deny << false;
        QTest::newRow("ask") << PolicyDecision::Ask << false;
        QTest::newRow("allow") << PolicyDecision::Allow << true;
    }
    void whatARuleForbidsIsNotReachedOverAnother()
    {
        QFETCH(PolicyDecision, decision);
        QFETCH(bool, followed);
        TestCore core({.fetchPrivate = true});
        core.start();
        LeadingServer server;
        QVERIFY_RESULT(
            core->policies().add({.position = 1,
                                  .name = u"Admin pages"_s,
                                  .tool = u"http_fetch"_s,
                                  .condition = u"url starts_with \"%1\""_s.arg(server.url(u"/admin"_s)),
                                  .decision = decision},
                                 localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        const QString told = fetched(core, server.url(u"/to?/x/../admin/keys"_s));
        QCOMPARE(server.asked.contains("/admin/keys"), followed);
        QCOMPARE(told.contains(u"redirects_to"_s), !followed);
    }

    void theSameHostMayLeadOn()
    {
        TestCore core({.fetchPrivate = true});
        core.start();
        LeadingServer server;
        QVERIFY(fetched(core, server.url(u"/to?/there"_s)).contains(u"A page"_s));
        QCOMPARE(server.asked.size(), 2);
    }

    void anotherHostIsToldOf()
    {
        TestCore core({.fetchPrivate = true});
        core.start();
        LeadingServer server;
        LeadingServer other(u"127.0.0.2"_s);
        const QString told = fetched(core, server.url(u"/to?"_s + other.url(u"/there"_s)));
        QVERIFY2(told.contains(other.url(u"/there"_s)), qPrintable(told));
        QVERIFY(other.asked.isEmpty());
        QCOMPARE(core->approvals().mostUrgent(2, localOperator())->size(), 0);
    }

private:
    // What the model is told of a page whose address the person wrote.
    QString fetched(TestCore &core, const QString &url)
    {
        core.model().callTool(u"http_fetch"_s, {{u"url"_s, url}});
        core.model().say(u"Read."_s);
        const Task task = core.submit(u"Read "_s + url);
        if (!QTest::qWaitFor([&] { return core.task(task.id).state == TaskState::Completed; }, 10'000))
            return core.track(task.id);
        return core.model().requests().last().messages.last().text;
    }
};

SIGNALBOX_TEST(TestRedirects)
#include "tst_redirects.moc"
