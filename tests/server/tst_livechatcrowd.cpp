// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/chatclient.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QElapsedTimer>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Many in one room.
class TestLiveChatCrowd : public QObject
{
    Q_OBJECT

private slots:
    // Everybody says one thing, and everybody hears all of them in the one order that the store has.
    void twoHundredHearTwoHundred()
    {
        constexpr int people = 200;
        TestSignalbox box;
        QCOMPARE(box.request("POST", "/api/chat/sessions", R"({"session_id":"room"})").status, 201);
        std::vector<std::unique_ptr<ChatClient>> crowd;
        for (int i = 0; i < people; ++i) {
            crowd.push_back(std::make_unique<ChatClient>(
                box.port, box.key,
                QJsonObject{{u"user_id"_s, u"user-%1"_s.arg(i)}, {u"session_id"_s, u"room"_s}}));
        }
        const auto all = [&crowd](auto &&is) {
            return std::ranges::all_of(crowd, [&is](const auto &one) { return is(*one); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(all([](const ChatClient &one) { return one.isInside(); }), 30'000);
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < people; ++i)
            crowd[size_t(i)]->say(u"message %1"_s.arg(i));
        QTRY_VERIFY_WITH_TIMEOUT(
            all([](const ChatClient &one) { return one.count(u"chat_message"_s) >= people; }), 60'000);
        qInfo("%d frames in %lld ms", people * people, static_cast<long long>(time.elapsed()));

        QStringList stored;
        const JsonAnswer list = box.get("/api/chat/sessions/room/messages?limit=1000");
        const QJsonArray messages = list.at(u"messages"_s).toArray();
        for (const QJsonValue &message : messages)
            stored.append(message[u"content"_s].toString());
        QCOMPARE(stored.size(), people);
        for (const auto &one : crowd)
            QCOMPARE(one->heard(), stored);
        QCOMPARE(box.get("/api/chat/metrics").at(u"total_users"_s).toInt(), people);
    }

    // One that reads nothing does not hold up the others, and is cut off before it costs much memory.
    void whoDoesNotReadIsCutOff()
    {
        server::ServerOptions options;
        options.limits.streamQueue = 64 * 1024;
        TestSignalbox box({}, options);
        QCOMPARE(box.request("POST", "/api/chat/sessions", R"({"session_id":"room"})").status, 201);
        ChatClient reader(box.port, box.key, {{u"user_id"_s, u"reader"_s}, {u"session_id"_s, u"room"_s}});
        QTRY_VERIFY(reader.isInside());

        tests::Client sleeper(box.port);
        sleeper.socket.setReadBufferSize(1024);
        sleeper.send("GET /api/chat/ws?api_key=" + box.key +
                     " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        // A text frame, masked with zeros.
        const QByteArray hello = R"({"user_id":"sleeper","session_id":"room"})";
        QTRY_VERIFY(sleeper.socket.bytesAvailable() > 100);
        sleeper.send(QByteArray("\x81") + char(0x80 | hello.size()) + QByteArray(4, '\0') + hello);
        QTRY_COMPARE(reader.last(u"user_joined"_s).value(u"user_id"_s).toString(), u"sleeper"_s);

        int sent = 0;
        const QByteArray body = QByteArray(R"({"content":")") + QByteArray(18'000, 'x') + "\"}";
        QTRY_VERIFY_WITH_TIMEOUT((box.request("POST", "/api/chat/sessions/room/messages", body), ++sent,
                                  reader.last(u"user_left"_s).value(u"user_id"_s).toString() == u"sleeper"_s),
                                 60'000);
        QTRY_COMPARE(reader.count(u"chat_message"_s), sent);
    }
};

SIGNALBOX_TEST(TestLiveChatCrowd)
#include "tst_livechatcrowd.moc"
