// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/chatclient.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Scopes talker = Scope::SessionsRead | Scope::SessionsWrite;

QByteArray opened(TestSignalbox &box, const QJsonObject &body = {})
{
    const JsonAnswer answer = box.request("POST", "/api/chat/sessions", body);
    return answer.status == 201 ? "/api/chat/sessions/" + answer.text(u"id"_s).toLatin1() : QByteArray();
}

QStringList keysOf(const QJsonObject &object)
{
    return object.keys();
}

QStringList contentsOf(const JsonAnswer &answer)
{
    QStringList contents;
    const QJsonArray messages = answer.at(u"messages"_s).toArray();
    for (const QJsonValue &message : messages)
        contents.append(message[u"content"_s].toString());
    return contents;
}

QByteArray withKey(const QByteArray &key)
{
    return "Authorization: Bearer " + key + "\r\n";
}

} // namespace

class TestLiveChat : public QObject
{
    Q_OBJECT

private slots:
    void aSessionIsOpenedWithTheDefaultsOfTheContract()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.request("POST", "/api/chat/sessions", "{}");
        QCOMPARE(answer.status, 201);
        const QString id = answer.text(u"id"_s);
        QVERIFY(!id.isEmpty());
        QCOMPARE(answer.text(u"session_type"_s), u"individual"_s);
        QCOMPARE(answer.text(u"status"_s), u"active"_s);
        QCOMPARE(answer.text(u"title"_s), QString(u"Chat Session "_s + id.left(8)));
        QCOMPARE(answer.at(u"participants"_s).toArray(), QJsonArray());
        QVERIFY(answer.at(u"context"_s).isObject());
        QVERIFY(answer.at(u"settings"_s).isObject());
        QVERIFY(answer.at(u"ended_at"_s).isNull());
        QCOMPARE(answer.text(u"conversation_summary"_s), QString());
        const double now = double(toStored(box.core.clock.now())) / 1000;
        QCOMPARE(answer.at(u"created_at"_s).toDouble(), now);
        QCOMPARE(answer.at(u"last_activity"_s).toDouble(), now);
        const JsonAnswer shown = box.get("/api/chat/sessions/" + id.toLatin1());
        QCOMPARE(shown.status, 200);
        for (const QString &key : keysOf(answer.json()))
            QCOMPARE(shown.at(key), answer.at(key));
    }

    void whatIsGivenIsKept()
    {
        TestSignalbox box;
        const QJsonObject body{{u"session_id"_s, u"order-8841"_s},
                               {u"session_type"_s, u"support"_s},
                               {u"participants"_s, QJsonArray{u"ada"_s, u"bo"_s}},
                               {u"title"_s, u"Order 8841"_s},
                               {u"settings"_s, QJsonObject{{u"language"_s, u"en"_s}}}};
        const JsonAnswer answer = box.request("POST", "/api/chat/sessions", body);
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.text(u"id"_s), u"order-8841"_s);
        QCOMPARE(answer.at(u"participants"_s).toArray(), (QJsonArray{u"ada"_s, u"bo"_s}));
        QCOMPARE(answer.text(u"settings.language"_s), u"en"_s);
        const JsonAnswer again = box.request("POST", "/api/chat/sessions", body);
        QCOMPARE(again.status, 400);
        QCOMPARE(again.json(), (QJsonObject{{u"error"_s, u"Session order-8841 already exists."_s}}));
    }

    void refusalsHaveTheWordsOfTheContract_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path"); // behind the session
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QByteArray &method, const QByteArray &path,
                            const QByteArray &body, int status, const QString &error) {
            QTest::newRow(name) << method << path << body << status << error;
        };
        row("join without user", "POST", "/join", "{}", 400, u"user_id is required"_s);
        row("join blank", "POST", "/join", R"({"user_id":" "})", 400, u"user_id is required"_s);
        row("join a number", "POST", "/join", R"({"user_id":5})", 400, u"user_id must be a text"_s);
        row("leave without user", "POST", "/leave", "{}", 400, u"user_id is required"_s);
        row("leave a stranger", "POST", "/leave", R"({"user_id":"eve"})", 400,
            u"User/Agent eve not found in session room."_s);
        row("no content", "POST", "/messages", "{}", 400, u"Message content is required"_s);
        row("blank content", "POST", "/messages", R"({"content":"  "})", 400,
            u"Message content is required"_s);
        row("bad kind", "POST", "/messages", R"({"content":"x","message_type":"shout"})", 400,
            u"'shout' is not a valid MessageType"_s);
        row("metadata", "POST", "/messages", R"({"content":"x","metadata":[]})", 400,
            u"metadata must be an object"_s);
        row("replied_to", "POST", "/messages", R"({"content":"x","replied_to":"none"})", 400,
            u"replied_to is no message of this session"_s);
        row("limit", "GET", "/messages?limit=0", {}, 400, u"limit must be between 1 and 1000"_s);
        row("offset", "GET", "/messages?offset=-1", {}, 400, u"offset must be between 0 and 100000"_s);
        row("flagged", "POST", "/messages", R"({"content":"buy now"})", 400,
            u"Your message was flagged for review: buy now"_s);
        row("edit what is not there", "PATCH", "/messages/none", R"({"new_content":"x"})", 404,
            u"Could not edit message. Message not found or you are not the author."_s);
        row("delete what is not there", "DELETE", "/messages/none", {}, 404,
            u"Could not delete message. Message not found or you are not the author."_s);
        row("agent", "POST", "/ai", R"({"agent":"nobody"})", 400, u"There is no agent \"nobody\""_s);
        row("method", "PUT", "/join", "{}", 405, {});
    }

    void refusalsHaveTheWordsOfTheContract()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"session_id"_s, u"room"_s}});
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = box.request(method, session + path, body);
        QTEST(answer.status, "status");
        QFETCH(QString, error);
        if (!error.isEmpty())
            QCOMPARE(answer.json(), (QJsonObject{{u"error"_s, error}}));
        if (path != "/messages" || !body.contains("buy now"))
            QCOMPARE(box.rows(), before);
        QCOMPARE(box.get(session).at(u"message_count"_s).toInt(), 0);
    }

    void aBadKindOfSessionIsRefused()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.request("POST", "/api/chat/sessions", R"({"session_type":"party"})");
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error"_s), u"'party' is not a valid SessionType"_s);
    }

    void whatIsNotThereIs404Everywhere_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("join") << "POST"_ba
                              << "/join"_ba
                              << R"({"user_id":"ada"})"_ba;
        QTest::newRow("leave") << "POST"_ba
                               << "/leave"_ba
                               << R"({"user_id":"ada"})"_ba;
        QTest::newRow("read") << "GET"_ba
                              << "/messages"_ba << QByteArray();
        QTest::newRow("write") << "POST"_ba
                               << "/messages"_ba
                               << R"({"content":"x"})"_ba;
        QTest::newRow("end") << "POST"_ba
                             << "/end"_ba << QByteArray();
        QTest::newRow("ai") << "POST"_ba
                            << "/ai"_ba
                            << "{}"_ba;
        QTest::newRow("receipt") << "POST"_ba
                                 << "/messages/m/receipts"_ba
                                 << "{}"_ba;
    }

    // What belongs to another looks exactly like what is not there.
    void whatIsNotThereIs404Everywhere()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        TestSignalbox box;
        opened(box, {{u"session_id"_s, u"room"_s}});
        const QByteArray stranger = withKey(box.keyFor(talker | Scope::AgentsExecute, u"eve"_s));
        const JsonAnswer missing = box.request(method, "/api/chat/sessions/none" + path, body);
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.json(), (QJsonObject{{u"error"_s, u"Session none not found."_s}}));
        const JsonAnswer foreign = box.request(method, "/api/chat/sessions/room" + path, body, stranger);
        QCOMPARE(foreign.status, 404);
        QCOMPARE(foreign.json(), (QJsonObject{{u"error"_s, u"Session room not found."_s}}));
    }

    void aPlainLookAtNothing()
    {
        TestSignalbox box;
        const QByteArray session = opened(box);
        QCOMPARE(box.get("/api/chat/sessions/none").json(),
                 (QJsonObject{{u"error"_s, u"Session not found"_s}}));
        QCOMPARE(box.get("/api/chat/sessions/none").status, 404);
        QCOMPARE(box.request("GET", session, QByteArray(), withKey(box.keyFor(talker, u"eve"_s))).status,
                 404);
        QCOMPARE(box.get("/api/chat/other").status, 404);
        QCOMPARE(box.requestWithoutKey("GET", session).status, 401);
        QCOMPARE(box.request("POST", session + "/end", QByteArray(), withKey(box.keyFor(Scope::SessionsRead)))
                     .status,
                 403);
    }

    void peopleComeAndGo()
    {
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"session_id"_s, u"room"_s}});
        for (int i = 0; i < 2; ++i) {
            const JsonAnswer joined = box.request("POST", session + "/join", R"({"user_id":"ada"})");
            QCOMPARE(joined.status, 200);
            QCOMPARE(joined.json(), (QJsonObject{{u"session_id"_s, u"room"_s},
                                                 {u"user_id"_s, u"ada"_s},
                                                 {u"status"_s, u"joined"_s}}));
        }
        QCOMPARE(box.get(session).at(u"participants"_s).toArray(), QJsonArray{u"ada"_s});
        const QByteArray ada = withKey(box.keyFor(talker, u"ada"_s));
        QCOMPARE(box.request("GET", session, QByteArray(), ada).status, 200);
        QCOMPARE(
            box.request("GET", "/api/chat/sessions", QByteArray(), ada).at(u"sessions.0.id"_s).toString(),
            u"room"_s);
        QCOMPARE(box.get("/api/chat/user/ada/sessions").at(u"sessions.0.id"_s).toString(), u"room"_s);
        QCOMPARE(box.get("/api/chat/user/bo/sessions").json(), (QJsonObject{{u"sessions"_s, QJsonArray()}}));
        const JsonAnswer left = box.request("POST", session + "/leave", R"({"user_id":"ada"})");
        QCOMPARE(
            left.json(),
            (QJsonObject{{u"session_id"_s, u"room"_s}, {u"user_id"_s, u"ada"_s}, {u"status"_s, u"left"_s}}));
        QCOMPARE(box.request("GET", session, QByteArray(), ada).status, 404);
    }

    void messagesAreWrittenAndRead()
    {
        TestSignalbox box;
        const QByteArray session =
            opened(box, {{u"session_id"_s, u"room"_s}, {u"participants"_s, QJsonArray{u"ada"_s}}});
        const JsonAnswer first = box.request("POST", session + "/messages", R"({"content":"Hello"})");
        QCOMPARE(first.status, 201);
        QCOMPARE(first.text(u"user_id"_s), u"rest_api_user"_s);
        QCOMPARE(first.text(u"message_type"_s), u"user"_s);
        QCOMPARE(first.text(u"session_id"_s), u"room"_s);
        QCOMPARE(first.at(u"timestamp"_s).toDouble(), double(toStored(box.core.clock.now())) / 1000);
        QVERIFY(first.at(u"replied_to"_s).isNull() && first.at(u"edited_at"_s).isNull());
        QVERIFY(first.at(u"metadata"_s).isObject() && first.at(u"attachments"_s).isArray());
        const JsonAnswer second = box.request("POST", session + "/messages",
                                              {{u"content"_s, u"Hi"_s},
                                               {u"user_id"_s, u"ada"_s},
                                               {u"message_type"_s, u"notification"_s},
                                               {u"metadata"_s, QJsonObject{{u"a"_s, 1}}},
                                               {u"replied_to"_s, first.text(u"id"_s)},
                                               {u"attachments"_s, QJsonArray{u"photo.jpg"_s}}});
        QCOMPARE(second.status, 201);
        QCOMPARE(second.text(u"replied_to"_s), first.text(u"id"_s));
        QCOMPARE(second.at(u"attachments"_s).toArray(), QJsonArray{u"photo.jpg"_s});
        JsonAnswer list = box.get(session + "/messages");
        QCOMPARE(contentsOf(list), (QStringList{u"Hello"_s, u"Hi"_s}));
        QCOMPARE(list.at(u"messages.1"_s).toObject(), second.json());
        QCOMPARE(contentsOf(box.get(session + "/messages?limit=1&offset=1")), QStringList{u"Hi"_s});
        QCOMPARE(contentsOf(box.get(session + "/messages?before=" + second.text(u"id"_s).toLatin1())),
                 QStringList{u"Hello"_s});
        const QByteArray ada = withKey(box.keyFor(talker, u"ada"_s));
        QCOMPARE(box.request("POST", session + "/messages", R"({"content":"me"})", ada).text(u"user_id"_s),
                 u"ada"_s);
        QCOMPARE(box.request("POST", session + "/messages", R"({"content":"x","user_id":"bo"})", ada).status,
                 403);
        const QByteArray one = session + "/messages/" + second.text(u"id"_s).toLatin1();
        QCOMPARE(box.request("PATCH", one, R"({"new_content":"Hi!"})", ada).text(u"content"_s), u"Hi!"_s);
        QCOMPARE(box.request("POST", one + "/receipts", "{}", ada).text(u"status"_s), u"read"_s);
        list = box.get(session + "/messages");
        QCOMPARE(list.at(u"receipts.0.read_seq"_s), second.at(u"seq"_s));
        QCOMPARE(box.request("DELETE", one, QByteArray(), ada).status, 200);
        QCOMPARE(contentsOf(box.get(session + "/messages")), (QStringList{u"Hello"_s, u"me"_s}));
    }

    void sessionsEndAndAgentsAnswer()
    {
        TestSignalbox box;
        const QByteArray session = opened(box, {{u"session_id"_s, u"room"_s}});
        box.core.model().say(u"Good day."_s);
        QCOMPARE(box.request("POST", session + "/ai").json(),
                 (QJsonObject{{u"session_id"_s, u"room"_s}, {u"ai_enabled"_s, true}}));
        QCOMPARE(box.request("POST", session + "/messages", R"({"content":"Hello"})").status, 201);
        QTRY_COMPARE(contentsOf(box.get(session + "/messages")), (QStringList{u"Hello"_s, u"Good day."_s}));
        const QJsonObject answer = box.get(session + "/messages").at(u"messages.1"_s).toObject();
        QCOMPARE(answer.value(u"user_id"_s).toString(), u"ai_assistant"_s);
        QCOMPARE(answer.value(u"message_type"_s).toString(), u"assistant"_s);
        QCOMPARE(box.request("POST", session + "/ai", R"({"enable":false})").json(),
                 (QJsonObject{{u"session_id"_s, u"room"_s}, {u"ai_enabled"_s, false}}));
        const JsonAnswer metrics = box.get("/api/chat/metrics");
        QCOMPARE(metrics.at(u"total_messages"_s).toInt(), 2);
        QCOMPARE(metrics.at(u"active_sessions"_s).toInt(), 1);
        QCOMPARE(metrics.at(u"total_users"_s).toInt(-1), 0);
        QCOMPARE(metrics.at(u"ai_responses_generated"_s).toInt(), 1);
        QVERIFY(metrics.at(u"average_response_time"_s).isDouble());
        QCOMPARE(box.request("POST", session + "/end").json(),
                 (QJsonObject{{u"session_id"_s, u"room"_s}, {u"status"_s, u"ended"_s}}));
        QCOMPARE(box.get(session).text(u"status"_s), u"ended"_s);
        QVERIFY(box.get(session).at(u"ended_at"_s).isDouble());
        const JsonAnswer late = box.request("POST", session + "/messages", R"({"content":"x"})");
        QCOMPARE(late.status, 409);
        QCOMPARE(late.json(), (QJsonObject{{u"error"_s, u"Session room has ended."_s}}));
        QCOMPARE(box.get("/api/chat/metrics").at(u"active_sessions"_s).toInt(-1), 0);
    }

    // As the contract's clients come: without a key, with the names that they give.
    void programsOnThisComputerNeedNoKeyWhereTheyAreLetIn()
    {
        TestSignalbox box({.access = {.anonymousSurfaces = {u"livechat"_s}}});
        const auto ask = [&box](const QByteArray &method, const QByteArray &path,
                                const QByteArray &body = {}) {
            return box.requestWithoutKey(method, path, body);
        };
        QCOMPARE(ask("POST", "/api/chat/sessions", R"({"session_id":"room"})").status, 201);
        const QByteArray room = "/api/chat/sessions/room";
        QCOMPARE(ask("POST", room + "/join", R"({"user_id":"ada"})").status, 200);
        const JsonAnswer said = ask("POST", room + "/messages", R"({"content":"Hello","user_id":"ada"})");
        QCOMPARE(said.status, 201);
        QCOMPARE(said.text(u"user_id"_s), u"ada"_s);
        QCOMPARE(ask("POST", room + "/messages", R"({"content":"Hi"})").text(u"user_id"_s),
                 u"rest_api_user"_s);
        QCOMPARE(contentsOf(ask("GET", room + "/messages")), (QStringList{u"Hello"_s, u"Hi"_s}));
        QCOMPARE(ask("GET", "/api/chat/user/ada/sessions").text(u"sessions.0.id"_s), u"room"_s);
        QCOMPARE(ask("GET", "/api/chat/metrics").at(u"total_messages"_s).toInt(), 2);
        QCOMPARE(ask("POST", room + "/ai").text(u"session_id"_s), u"room"_s);
        ChatClient bo(box.port, {}, {{u"user_id"_s, u"bo"_s}, {u"session_id"_s, u"room"_s}});
        QTRY_VERIFY(bo.isInside());
        QCOMPARE(bo.heard(), (QStringList{u"Hello"_s, u"Hi"_s}));
        QCOMPARE(ask("POST", room + "/leave", R"({"user_id":"ada"})").status, 200);
        QCOMPARE(ask("POST", room + "/end").status, 200);
        QTRY_VERIFY(bo.isClosed());
        // What people with keys talk of stays theirs, and other contracts stay closed.
        QCOMPARE(box.request("POST", "/api/chat/sessions", R"({"session_id":"ours"})").status, 201);
        QCOMPARE(ask("GET", "/api/chat/sessions/ours").status, 404);
        QCOMPARE(ask("GET", "/api/v1/tasks").status, 401);
    }

    void listsArePagedByKey()
    {
        TestSignalbox box;
        for (int i = 0; i < 3; ++i)
            opened(box, {{u"session_id"_s, QString::number(i)}});
        const JsonAnswer first = box.get("/api/chat/sessions?limit=2");
        QCOMPARE(first.text(u"sessions.0.id"_s), u"2"_s);
        QCOMPARE(first.text(u"sessions.1.id"_s), u"1"_s);
        const JsonAnswer second = box.get("/api/chat/sessions?limit=2&before=1");
        QCOMPARE(second.at(u"sessions"_s).toArray().size(), 1);
        QCOMPARE(second.text(u"sessions.0.id"_s), u"0"_s);
        QCOMPARE(box.get("/api/chat/sessions?limit=501").status, 400);
        QCOMPARE(box.get("/api/chat/sessions?before=none").text(u"error"_s),
                 u"before is no session that is known"_s);
    }
};

SIGNALBOX_TEST(TestLiveChat)
#include "tst_livechat.moc"
