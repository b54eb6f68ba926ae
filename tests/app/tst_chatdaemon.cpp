// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"
#include "tests/server/chatclient.h"
#include "tests/support/testsuite.h"

#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;
using tests::DaemonProcess;

// The live chat on a port of its own, in the real program.
class TestChatDaemon : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void thePortIsThereWhenItIsAskedFor()
    {
        DaemonProcess plain(data());
        QVERIFY2(plain.start(), plain.log().constData());
        QVERIFY(!plain.line().contains("livechat_url"_L1));
        QCOMPARE(plain.stop(), 0);

        DaemonProcess daemon(data());
        QVERIFY2(daemon.start({}, {u"SIGNALBOX_LIVECHAT_LISTEN=127.0.0.1:0"_s}), daemon.log().constData());
        QVERIFY(daemon.line().value("livechat_url"_L1).toString().startsWith(u"ws://127.0.0.1:"_s));
    }

    void aWrongPortIsRefused()
    {
        DaemonProcess daemon(data());
        QVERIFY(daemon.run({u"--livechat-listen"_s, u"nowhere"_s}) > 0);
        QVERIFY2(daemon.log().contains("livechat.listen") || daemon.log().contains("--livechat-listen"),
                 daemon.log().constData());
    }

    // What was acknowledged is there after the process was killed, and who comes back misses nothing.
    void nothingIsLostWhenTheProcessIsKilled()
    {
        DaemonProcess first(data());
        QVERIFY2(first.start(arguments()), first.log().constData());
        const QString key = first.key();
        QCOMPARE(first.post(u"/api/chat/sessions"_s, {{u"session_id"_s, u"room"_s}}, key).status, 201);
        ChatClient ada(chatUrl(first), key.toLatin1(), hello(u"ada"_s));
        ChatClient bo(chatUrl(first), key.toLatin1(), hello(u"bo"_s));
        QTRY_VERIFY(ada.isInside() && bo.isInside());
        for (int i = 0; i < 30; ++i)
            ada.say(QString::number(i));
        QTRY_COMPARE(bo.heard().size(), 30);
        bo.socket.abort();
        const qint64 seq = bo.lastSeq();
        ada.say(u"while bo was away"_s);
        QTRY_COMPARE(ada.heard().size(), 31);
        QCOMPARE(first.stop(SIGKILL), -1);

        DaemonProcess second(data());
        QVERIFY2(second.start(arguments()), second.log().constData());
        const QJsonArray messages =
            second.get(u"/api/chat/sessions/room/messages"_s, key).json().value("messages"_L1).toArray();
        QCOMPARE(messages.size(), 31);
        for (int i = 0; i < 30; ++i)
            QCOMPARE(messages[i][u"content"_s].toString(), QString::number(i));
        QJsonObject back = hello(u"bo"_s);
        back.insert(u"last_seq"_s, seq);
        ChatClient again(chatUrl(second), key.toLatin1(), back);
        QTRY_VERIFY(again.isInside());
        QCOMPARE(again.heard(), QStringList{u"while bo was away"_s});
        QCOMPARE(second.stop(SIGTERM), 0);
        QTRY_VERIFY(again.isClosed());
    }

    void thePortAsksForAKeyToo()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(arguments()), daemon.log().constData());
        QCOMPARE(daemon.post(u"/api/chat/sessions"_s, {{u"session_id"_s, u"room"_s}}, daemon.key()).status,
                 201);
        ChatClient stranger(chatUrl(daemon), "sk_unknown", hello(u"eve"_s));
        ChatClient ada(chatUrl(daemon), daemon.key().toLatin1(), hello(u"ada"_s));
        QTRY_VERIFY(ada.isInside());
        QVERIFY(stranger.frames.isEmpty());
        QUrl page = chatUrl(daemon); // a browser, which sends no headers, and the page that the contract has
        page.setPath(u"/"_s);
        page.setQuery(u"api_key="_s + daemon.key());
        ChatClient bo(page, {}, hello(u"bo"_s));
        QTRY_VERIFY(bo.isInside());
    }

    void programsOnThisComputerNeedNoKeyWhereTheyAreLetIn()
    {
        DaemonProcess daemon(data());
        QVERIFY2(daemon.start(QStringList{u"--access-anonymous"_s, u"livechat"_s} + arguments()),
                 daemon.log().constData());
        QCOMPARE(daemon.post(u"/api/chat/sessions"_s, {{u"session_id"_s, u"room"_s}}, {}).status, 201);
        ChatClient ada(chatUrl(daemon), {}, hello(u"ada"_s));
        ChatClient bo(chatUrl(daemon), {}, hello(u"bo"_s));
        QTRY_VERIFY(ada.isInside() && bo.isInside());
        ada.say(u"Hello"_s);
        QTRY_COMPARE(bo.heard(), QStringList{u"Hello"_s});
        // The figures are those of both ports.
        const QByteArray figures = daemon.get(u"/metrics"_s, daemon.key()).body;
        QVERIFY2(figures.contains("\nsignalbox_http_streams 2\n"), figures.constData());
    }

private:
    QString data() const { return m_folder->filePath(u"data"_s); }
    static QStringList arguments() { return {u"--livechat-listen"_s, u"127.0.0.1:0"_s}; }
    static QUrl chatUrl(const DaemonProcess &daemon)
    {
        return QUrl(daemon.line().value("livechat_url"_L1).toString());
    }
    static QJsonObject hello(const QString &user)
    {
        return {{u"user_id"_s, user}, {u"session_id"_s, u"room"_s}};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

SIGNALBOX_TEST(TestChatDaemon)
#include "tst_chatdaemon.moc"
