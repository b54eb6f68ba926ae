// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/chatclient.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestLiveChatSocket : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<TestSignalbox>();
        QCOMPARE(m_box->request("POST", "/api/chat/sessions", R"({"session_id":"room"})").status, 201);
    }
    void cleanup()
    {
        m_clients.clear();
        m_box.reset();
    }

    void theHistoryComesFirst()
    {
        post(u"one"_s);
        post(u"two"_s);
        ChatClient &ada = enter(u"ada"_s);
        QCOMPARE(ada.frames.size(), 1);
        const QJsonObject message = ada.frames.first().value(u"messages"_s)[1].toObject();
        QCOMPARE(message.value(u"content"_s).toString(), u"two"_s);
        for (const QString &key : {u"id"_s, u"session_id"_s, u"user_id"_s, u"message_type"_s, u"timestamp"_s,
                                   u"metadata"_s, u"replied_to"_s, u"edited_at"_s, u"attachments"_s})
            QVERIFY2(message.contains(key), qPrintable(key));
        const JsonAnswer shown = m_box->get("/api/chat/sessions/room");
        QCOMPARE(shown.at(u"participants"_s).toArray(), QJsonArray{u"ada"_s});
        QCOMPARE(shown.at(u"online"_s).toArray(), QJsonArray{u"ada"_s});
        QCOMPARE(m_box->get("/api/chat/metrics").at(u"total_users"_s).toInt(), 1);
    }

    // The contract's buffer holds 1,000; what would be too much for one frame is left to REST.
    void theHistoryIsLongAndBounded()
    {
        for (int i = 0; i < 150; ++i)
            post(QString::number(i));
        const QStringList heard = enter(u"ada"_s).heard();
        QCOMPARE(heard.size(), 150);
        QCOMPARE(heard.first(), u"0"_s);
        for (int i = 0; i < 60; ++i)
            post(QString(20'000, u'x'));
        post(u"the newest"_s);
        const QStringList bounded = enter(u"bo"_s).heard();
        QVERIFY(bounded.size() > 40 && bounded.size() < 60);
        QCOMPARE(bounded.last(), u"the newest"_s);
    }

    void whoComesWithoutANameGetsOne()
    {
        ChatClient &guest = connectWith({{u"session_id"_s, u"room"_s}});
        QTRY_VERIFY(guest.isInside());
        const QJsonArray participants = m_box->get("/api/chat/sessions/room").at(u"participants"_s).toArray();
        QCOMPARE(participants.size(), 1);
        QCOMPARE(participants[0].toString().size(), 36);
        QCOMPARE(guest.frames.first().value(u"user_id"_s), participants[0]);
        ChatClient &bo = enter(u"bo"_s);
        guest.socket.close();
        QTRY_COMPARE(bo.last(u"user_left"_s).value(u"user_id"_s), participants[0]);
        QTRY_COMPARE(m_box->get("/api/chat/sessions/room").at(u"participants"_s).toArray(),
                     QJsonArray{u"bo"_s});
        QCOMPARE(bo.count(u"user_left"_s), 1);
    }

    void wrongBeginningsCloseWithoutAMessage_data()
    {
        QTest::addColumn<QString>("hello");
        QTest::newRow("no json") << u"hello"_s;
        QTest::newRow("a list") << u"[1]"_s;
        QTest::newRow("no session") << u"{\"user_id\":\"ada\"}"_s;
        QTest::newRow("unknown session") << u"{\"user_id\":\"ada\",\"session_id\":\"none\"}"_s;
        QTest::newRow("wrong name") << u"{\"user_id\":\" a\",\"session_id\":\"room\"}"_s;
    }

    void wrongBeginningsCloseWithoutAMessage()
    {
        QFETCH(QString, hello);
        QWebSocket socket;
        QStringList frames;
        connect(&socket, &QWebSocket::textMessageReceived, this,
                [&frames](const QString &text) { frames.append(text); });
        connect(&socket, &QWebSocket::connected, this, [&] { socket.sendTextMessage(hello); });
        bool closed = false;
        connect(&socket, &QWebSocket::disconnected, this, [&closed] { closed = true; });
        socket.open(QUrl(u"ws://127.0.0.1:%1/api/chat/ws?api_key=%2"_s.arg(m_box->port)
                             .arg(QString::fromLatin1(m_box->key))));
        QTRY_VERIFY(closed);
        QVERIFY(frames.isEmpty());
        QCOMPARE(int(socket.closeCode()), 1008);
        QCOMPARE(m_box->get("/api/chat/sessions/room").at(u"participants"_s).toArray().size(), 0);
    }

    void strangersStayOutside()
    {
        const QByteArray eve = m_box->keyFor(Scope::SessionsRead | Scope::SessionsWrite, u"eve"_s);
        ChatClient &client = connectWith({{u"user_id"_s, u"eve"_s}, {u"session_id"_s, u"room"_s}}, eve);
        QTRY_VERIFY(client.isClosed());
        QVERIFY(client.frames.isEmpty());
        tests::Client nobody(m_box->port);
        const QByteArray lines = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        QCOMPARE(nobody.ask(tests::request("GET /api/chat/ws?api_key=sk_unknown", lines)).status, 401);
    }

    void peopleTalk()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        QTRY_COMPARE(ada.last(u"user_joined"_s).value(u"user_id"_s).toString(), u"bo"_s);
        QVERIFY(ada.last(u"user_joined"_s).value(u"timestamp"_s).isDouble());
        QCOMPARE(bo.count(u"user_joined"_s), 0);
        ada.send({{u"type"_s, u"chat_message"_s},
                  {u"content"_s, u"Hello bo"_s},
                  {u"metadata"_s, QJsonObject{{u"n"_s, 1}}}});
        QTRY_COMPARE(bo.heard(), QStringList{u"Hello bo"_s});
        QTRY_COMPARE(ada.heard(), QStringList{u"Hello bo"_s});
        const QJsonObject message = bo.last(u"chat_message"_s).value(u"message"_s).toObject();
        QCOMPARE(message.value(u"user_id"_s).toString(), u"ada"_s);
        QCOMPARE(message.value(u"message_type"_s).toString(), u"user"_s);
        QCOMPARE(message.value(u"metadata"_s).toObject().value(u"n"_s).toInt(), 1);
        post(u"from REST"_s);
        QTRY_COMPARE(bo.heard().size(), 2);
        bo.socket.close();
        QTRY_COMPARE(ada.last(u"user_left"_s).value(u"user_id"_s).toString(), u"bo"_s);
        enter(u"bo"_s);
        QTRY_COMPARE(ada.count(u"user_joined"_s), 2);
    }

    void messagesAreEditedDeletedAndRead()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        ada.say(u"Helo"_s);
        QTRY_COMPARE(bo.count(u"chat_message"_s), 1);
        const QString id = bo.last(u"chat_message"_s).value(u"message"_s)[u"id"_s].toString();
        bo.send({{u"type"_s, u"edit_message"_s}, {u"message_id"_s, id}, {u"new_content"_s, u"x"_s}});
        QTRY_COMPARE(bo.told(), u"Could not edit message. Message not found or you are not the author."_s);
        bo.send({{u"type"_s, u"delete_message"_s}, {u"message_id"_s, id}});
        QTRY_COMPARE(bo.told(), u"Could not delete message. Message not found or you are not the author."_s);
        bo.send({{u"type"_s, u"read_receipt"_s}, {u"message_id"_s, id}});
        QTRY_COMPARE(ada.last(u"read_receipt"_s).value(u"user_id"_s).toString(), u"bo"_s);
        QCOMPARE(ada.last(u"read_receipt"_s).value(u"message_id"_s).toString(), id);
        QVERIFY(ada.last(u"read_receipt"_s).value(u"timestamp"_s).isDouble());
        ada.send({{u"type"_s, u"edit_message"_s}, {u"message_id"_s, id}, {u"new_content"_s, u"Hello"_s}});
        QTRY_COMPARE(bo.last(u"message_edited"_s).value(u"new_content"_s).toString(), u"Hello"_s);
        QCOMPARE(bo.last(u"message_edited"_s).value(u"editor_id"_s).toString(), u"ada"_s);
        QVERIFY(bo.last(u"message_edited"_s).value(u"edited_at"_s).isDouble());
        ada.send({{u"type"_s, u"delete_message"_s}, {u"message_id"_s, id}});
        QTRY_COMPARE(bo.last(u"message_deleted"_s).value(u"deleter_id"_s).toString(), u"ada"_s);
        QCOMPARE(bo.last(u"message_deleted"_s).value(u"message_id"_s).toString(), id);
        QCOMPARE(ada.told(), QString());
    }

    void typingIsSeenAndForgotten()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        ada.send({{u"type"_s, u"typing_indicator"_s}, {u"is_typing"_s, true}});
        QTRY_COMPARE(bo.last(u"typing_status"_s).value(u"typing_users"_s).toArray(), QJsonArray{u"ada"_s});
        QCOMPARE(bo.last(u"typing_status"_s).value(u"session_id"_s).toString(), u"room"_s);
        m_box->core.clock.advance(5s);
        QTRY_COMPARE(bo.last(u"typing_status"_s).value(u"typing_users"_s).toArray(), QJsonArray());
        ada.send({{u"type"_s, u"typing_indicator"_s}, {u"is_typing"_s, true}});
        QTRY_COMPARE(bo.count(u"typing_status"_s), 3);
        ada.send({{u"type"_s, u"typing_indicator"_s}, {u"is_typing"_s, false}});
        QTRY_COMPARE(bo.last(u"typing_status"_s).value(u"typing_users"_s).toArray(), QJsonArray());
    }

    void whatCannotBeUsedIsAnswered_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("told");
        QTest::newRow("no json") << u"{"_s << u"Invalid message format. Please send valid JSON."_s;
        QTest::newRow("a list") << u"[]"_s << u"Invalid message format. Please send valid JSON."_s;
        QTest::newRow("unknown") << u"{\"type\":\"dance\"}"_s << u"Unknown message type: dance"_s;
        QTest::newRow("no type") << u"{\"x\":1}"_s << u"Unknown message type: None"_s;
        QTest::newRow("no content")
            << u"{\"type\":\"chat_message\"}"_s
            << u"An error occurred while processing your message: Message content cannot be empty."_s;
        QTest::newRow("too long")
            << QString(u"{\"type\":\"chat_message\",\"content\":\""_s + QString(20'001, u'x') + u"\"}"_s)
            << u"An error occurred while processing your message: Message content is longer than 20,000 characters"_s;
        QTest::newRow("flagged") << u"{\"type\":\"chat_message\",\"content\":\"free money\"}"_s
                                 << u"Your message was flagged for review: free money"_s;
        QTest::newRow("receipt") << u"{\"type\":\"read_receipt\",\"message_id\":\"none\"}"_s
                                 << u"Message not found"_s;
        QTest::newRow("deep") << QString(QString(200, u'[') + QString(200, u']'))
                              << u"Invalid message format. Please send valid JSON."_s;
    }

    // The client is told, the others hear nothing, nothing is stored, and it goes on.
    void whatCannotBeUsedIsAnswered()
    {
        QFETCH(QString, text);
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        ada.sendText(text);
        QTRY_VERIFY(!ada.told().isEmpty());
        QTEST(ada.told(), "told");
        const QJsonObject message = ada.last(u"chat_message"_s).value(u"message"_s).toObject();
        QCOMPARE(message.value(u"message_type"_s).toString(), u"system"_s);
        ada.say(u"Still here"_s);
        QTRY_COMPARE(bo.heard(), QStringList{u"Still here"_s});
        QCOMPARE(m_box->get("/api/chat/sessions/room").at(u"message_count"_s).toInt(), 1);
    }

    void framesThatAreFarTooLargeEndTheConnection()
    {
        ChatClient &ada = enter(u"ada"_s);
        ada.sendText(QString(300 * 1024, u'x'));
        QTRY_VERIFY(ada.isClosed());
        QCOMPARE(int(ada.socket.closeCode()), 1009);
        QVERIFY(enter(u"ada"_s).isInside());
    }

    void aFloodIsLimitedAndThenCutOff()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        for (int i = 0; i < 60; ++i)
            ada.say(QString::number(i));
        QTRY_COMPARE(bo.heard().size(), 39); // 40 frames at once; the first was the greeting
        QTRY_COMPARE(ada.heard().filter(u"You are sending too much"_s).size(), 1);
        m_box->core.clock.advance(1s);
        ada.say(u"later"_s);
        QTRY_COMPARE(bo.heard().last(), u"later"_s);
        for (int i = 0; i < 300; ++i)
            ada.say(u"x"_s);
        QTRY_VERIFY(ada.isClosed());
        QCOMPARE(int(ada.socket.closeCode()), 1008);
        QTRY_COMPARE(bo.last(u"user_left"_s).value(u"user_id"_s).toString(), u"ada"_s);
    }

    void aSecondConnectionReplacesTheFirst()
    {
        ChatClient &first = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        ChatClient &second = enter(u"ada"_s);
        QTRY_VERIFY(first.isClosed());
        QCOMPARE(int(first.socket.closeCode()), 4000);
        bo.say(u"Hi"_s);
        QTRY_COMPARE(second.heard(), QStringList{u"Hi"_s});
        QCOMPARE(bo.count(u"user_left"_s), 0);
        QCOMPARE(m_box->get("/api/chat/metrics").at(u"total_users"_s).toInt(), 2);
    }

    void afterACutNothingIsMissingAndNothingTwice()
    {
        ChatClient &bo = enter(u"bo"_s);
        bo.say(u"one"_s);
        bo.say(u"two"_s);
        QTRY_COMPARE(bo.count(u"chat_message"_s), 2);
        const QString one = bo.of(u"chat_message"_s).at(0).value(u"message"_s)[u"id"_s].toString();
        const QString two = bo.of(u"chat_message"_s).at(1).value(u"message"_s)[u"id"_s].toString();
        ChatClient &ada = enter(u"ada"_s);
        const qint64 seq = ada.lastSeq();
        ada.socket.abort();
        bo.send({{u"type"_s, u"edit_message"_s}, {u"message_id"_s, one}, {u"new_content"_s, u"ONE"_s}});
        bo.send({{u"type"_s, u"delete_message"_s}, {u"message_id"_s, two}});
        bo.say(u"three"_s);
        QTRY_COMPARE(bo.count(u"chat_message"_s), 3);
        ChatClient &again =
            connectWith({{u"user_id"_s, u"ada"_s}, {u"session_id"_s, u"room"_s}, {u"last_seq"_s, seq}});
        QTRY_COMPARE(again.count(u"message_deleted"_s), 1);
        QCOMPARE(again.heard(), QStringList{u"three"_s});
        QCOMPARE(again.last(u"message_edited"_s).value(u"new_content"_s).toString(), u"ONE"_s);
        QCOMPARE(again.frames.first().value(u"resumed"_s).toBool(), true);
        bo.say(u"four"_s);
        QTRY_COMPARE(again.heard(), (QStringList{u"three"_s, u"four"_s}));
    }

    void theEndIsTold()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        QCOMPARE(m_box->request("POST", "/api/chat/sessions/room/leave", R"({"user_id":"bo"})").status, 200);
        QTRY_VERIFY(bo.isClosed());
        QTRY_COMPARE(ada.count(u"user_left"_s), 1);
        QCOMPARE(m_box->request("POST", "/api/chat/sessions/room/end").status, 200);
        QTRY_VERIFY(ada.isClosed());
        QCOMPARE(int(ada.socket.closeCode()), 1000);
        QCOMPARE(ada.frames.last().value(u"type"_s).toString(), u"session_ended"_s);
        QCOMPARE(ada.frames.last().value(u"session_id"_s).toString(), u"room"_s);
        ChatClient &late = enter(u"ada"_s);
        QTRY_VERIFY(late.isClosed());
        QCOMPARE(late.frames.last().value(u"type"_s).toString(), u"session_ended"_s);
        QCOMPARE(m_box->get("/api/chat/metrics").at(u"total_users"_s).toInt(-1), 0);
    }

    void idleSessionsExpireBeforeEverybody()
    {
        ChatClient &ada = enter(u"ada"_s);
        m_box->core.clock.advance(1h);
        QTRY_COMPARE(ada.count(u"session_ended"_s), 1);
        QTRY_VERIFY(ada.isClosed());
    }

    void aRevokedKeyKeepsNothingOpen()
    {
        const QByteArray secret = m_box->keyFor(Scope::SessionsRead | Scope::SessionsWrite, u"ada"_s);
        QCOMPARE(m_box->request("POST", "/api/chat/sessions/room/join", R"({"user_id":"ada"})").status, 200);
        ChatClient &ada = connectWith({{u"session_id"_s, u"room"_s}}, secret);
        QTRY_VERIFY(ada.isInside());
        const auto known = m_box->core->keys().authenticate(secret);
        QVERIFY(known && m_box->core->keys().revoke(known->key, localOperator()));
        QTRY_VERIFY(ada.isClosed());
        QCOMPARE(int(ada.socket.closeCode()), 1008);
    }

    void theAgentAnswersEverybody()
    {
        ChatClient &ada = enter(u"ada"_s);
        ChatClient &bo = enter(u"bo"_s);
        m_box->core.model().say(u"Good day."_s);
        QCOMPARE(m_box->request("POST", "/api/chat/sessions/room/ai").status, 200);
        ada.say(u"Hello"_s);
        QTRY_COMPARE(bo.heard(), (QStringList{u"Hello"_s, u"Good day."_s}));
        const QJsonObject answer = bo.last(u"chat_message"_s).value(u"message"_s).toObject();
        QCOMPARE(answer.value(u"user_id"_s).toString(), u"ai_assistant"_s);
        QCOMPARE(answer.value(u"message_type"_s).toString(), u"assistant"_s);
    }

private:
    ChatClient &connectWith(const QJsonObject &hello, const QByteArray &key = {})
    {
        m_clients.push_back(
            std::make_unique<ChatClient>(m_box->port, key.isEmpty() ? m_box->key : key, hello));
        return *m_clients.back();
    }
    ChatClient &enter(const QString &user)
    {
        ChatClient &client = connectWith({{u"user_id"_s, user}, {u"session_id"_s, u"room"_s}});
        if (!QTest::qWaitFor([&client] { return client.isInside(); }))
            qFatal("%s could not enter", qPrintable(user));
        return client;
    }
    void post(const QString &content)
    {
        QCOMPARE(m_box->request("POST", "/api/chat/sessions/room/messages", {{u"content"_s, content}}).status,
                 201);
    }

    std::unique_ptr<TestSignalbox> m_box;
    std::vector<std::unique_ptr<ChatClient>> m_clients;
};

SIGNALBOX_TEST(TestLiveChatSocket)
#include "tst_livechatsocket.moc"
