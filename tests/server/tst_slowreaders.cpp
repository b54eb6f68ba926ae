// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/sockettalk.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Clients of every live endpoint who do not read for a while, with more outstanding than any connection
// holds: they get all of it in order, and nobody is cut off for it.

namespace {

constexpr qsizetype outstanding = 12 * 1024 * 1024;

const QByteArray handshakeLines = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

// Reads nothing before it is told to.
class SleepyClient : public tests::Client
{
public:
    SleepyClient(TestSignalbox &box, const QByteArray &line, const QByteArray &lines = {},
                 const QByteArray &body = {})
        : Client(box.port)
    {
        socket.setReadBufferSize(16 * 1024);
        socket.setSocketOption(QTcpSocket::ReceiveBufferSizeSocketOption, 64 * 1024);
        const QByteArray json = body.isEmpty() ? QByteArray() : "Content-Type: application/json\r\n"_ba;
        send(tests::request(line, "X-API-Key: " + box.key + "\r\n" + json + lines, body));
    }

    // Waits for the beginning, as it comes, without taking more than is there.
    bool begins(const QByteArray &text)
    {
        return QTest::qWaitFor([&] { return socket.peek(16 * 1024).contains(text); });
    }

    void wake()
    {
        socket.setReadBufferSize(0);
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this] { read(); });
        read();
    }

    // As much has come that searching through all of it would take long.
    bool seesLast(const QByteArray &text)
    {
        return QTest::qWaitFor([&] { return read().right(64 * 1024).contains(text); }, 60'000);
    }
};

QByteArrayList dataOf(const QByteArray &input)
{
    QByteArrayList data;
    for (const QByteArray &line : input.split('\n')) {
        if (line.startsWith("data: "))
            data.append(line.sliced(6).trimmed());
    }
    return data;
}

QList<QJsonObject> objectsOf(const QByteArrayList &texts)
{
    QList<QJsonObject> objects;
    for (const QByteArray &text : texts)
        objects.append(QJsonDocument::fromJson(text).object());
    return objects;
}

QString typeOf(const QJsonObject &object)
{
    return object.value(u"type"_s).toString();
}

// An answer in so many pieces, each another one.
struct Pieces
{
    explicit Pieces(int count)
    {
        const qsizetype size = outstanding / count;
        for (int i = 0; i < count; ++i) {
            const QString number = QString::number(i);
            pieces.append(number + QString(size - number.size() - 1, u'x') + u' ');
        }
    }
    QString whole() const { return pieces.join(QString()); }
    testsupport::FakeProvider::Turn turn() const
    {
        return {.partials = pieces, .outcome = ModelAnswer{.text = whole()}};
    }
    QStringList pieces;
};

void deploy(TestSignalbox &box)
{
    const QJsonObject agent{
        {u"name"_s, u"assistant"_s}, {u"provider"_s, u"fake"_s}, {u"model"_s, u"fake-1"_s}};
    const QJsonObject manifest{{u"metadata"_s, QJsonObject{{u"name"_s, u"desk"_s}}},
                               {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
    QCOMPARE(box.request("POST", "/api/v1/clusters", manifest).status, 201);
    QTRY_COMPARE(box.core->fleet().cluster(u"desk"_s, localOperator())->state, ClusterState::Running);
}

bool hasEnded(TestSignalbox &box)
{
    return QTest::qWaitFor(
        [&] {
            const auto tasks = box.core->tasks().list({}, localOperator());
            return tasks && !tasks->isEmpty() && isFinal(tasks->first().state);
        },
        60'000);
}

// The lines of one turn with an agent.
void checkTurn(const QList<QJsonObject> &lines, const QString &whole)
{
    QVERIFY(lines.size() > 2);
    QCOMPARE(typeOf(lines.first()), u"start"_s);
    QString told;
    for (const QJsonObject &line : lines) {
        if (typeOf(line) == u"token"_s)
            told += line.value(u"content"_s).toString();
    }
    QVERIFY2(told == whole, qPrintable(u"%1 of %2"_s.arg(told.size()).arg(whole.size())));
    QCOMPARE(typeOf(lines.last()), u"end"_s);
    QVERIFY(lines.last().value(u"response"_s).toString() == whole);
}

} // namespace

class TestSlowReaders : public QObject
{
    Q_OBJECT

    static void addAmounts()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("few large pieces, which are kept") << 60;
        QTest::newRow("many small pieces, which are gone when the task has ended") << 3000;
    }

private slots:
    void theStreamOfAnAgent_data() { addAmounts(); }
    void theStreamOfAnAgent()
    {
        QFETCH(int, count);
        TestSignalbox box;
        deploy(box);
        const Pieces words(count);
        box.core.model().add(words.turn());
        SleepyClient client(box, "POST /api/v1/agents/assistant/stream", {}, R"({"message":"Tell me all"})");
        QVERIFY(hasEnded(box));
        client.wake();
        QVERIFY(client.seesLast("\"type\":\"end\""));
        QVERIFY(client.seesLast("\r\n0\r\n\r\n"));
        checkTurn(objectsOf(dataOf(client.input)), words.whole());
    }

    void theSocketOfAnAgent_data() { addAmounts(); }
    void theSocketOfAnAgent()
    {
        QFETCH(int, count);
        TestSignalbox box;
        deploy(box);
        const Pieces words(count);
        box.core.model().add(words.turn());
        SleepyClient client(box, "GET /api/v1/agents/assistant/ws", handshakeLines);
        QVERIFY(client.begins("101"));
        client.send(frameOfText(R"({"type":"message","content":"Tell me all"})"));
        QVERIFY(hasEnded(box));
        for (int i = 0; i < 3; ++i) // he speaks on, and is heard when he has read
            client.send(frameOfText(R"({"type":"ping"})"));
        client.wake();
        QVERIFY(client.seesLast("\"pong\""));
        const auto pongs = [&] { return client.read().right(64 * 1024).count("\"pong\"") == 3; };
        QVERIFY(QTest::qWaitFor(pongs));
        QList<QJsonObject> lines = objectsOf(talkOf(client.input).texts);
        QVERIFY(lines.size() > 3);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(typeOf(lines.takeLast()), u"pong"_s);
        checkTurn(lines, words.whole());
    }

    void whoSpeaksOnWithoutReadingIsCutOff()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().add(Pieces(60).turn());
        SleepyClient client(box, "GET /api/v1/agents/assistant/ws", handshakeLines);
        QVERIFY(client.begins("101"));
        client.send(frameOfText(R"({"type":"message","content":"Tell me all"})"));
        QVERIFY(hasEnded(box));
        for (int i = 0; i < 30; ++i)
            client.send(frameOfText(R"({"type":"ping"})"));
        client.wake();
        QVERIFY(client.ends(60'000));
        QCOMPARE(talkOf(client.input).closeCode, 1008);
    }

    void aCompletion_data() { addAmounts(); }
    void aCompletion()
    {
        QFETCH(int, count);
        TestSignalbox box;
        const Pieces words(count);
        box.core.model().add(words.turn());
        SleepyClient client(
            box, "POST /v1/chat/completions", {},
            R"({"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"All"}]})");
        QVERIFY(hasEnded(box));
        client.wake();
        QVERIFY(client.seesLast("data: [DONE]\n\n"));
        QVERIFY(client.seesLast("\r\n0\r\n\r\n"));
        QString told;
        QString reason;
        for (const QJsonObject &message : objectsOf(dataOf(client.input))) {
            const QJsonValue choice = message.value(u"choices"_s)[0];
            told += choice[u"delta"_s][u"content"_s].toString();
            reason += choice[u"finish_reason"_s].toString();
        }
        QVERIFY2(told == words.whole(), qPrintable(u"%1 of %2"_s.arg(told.size()).arg(words.whole().size())));
        QCOMPARE(reason, u"stop"_s);
        QVERIFY(client.input.contains("total_tokens"));
    }

    void aRoom()
    {
        TestSignalbox box;
        QCOMPARE(box.request("POST", "/api/chat/sessions", R"({"session_id":"room"})").status, 201);
        SleepyClient client(box, "GET /api/chat/ws", handshakeLines);
        QVERIFY(client.begins("101"));
        client.send(frameOfText(R"({"session_id":"room","user_id":"ada"})"));
        QVERIFY(client.begins("chat_history"));
        const RoomId room{u"room"_s};
        QStringList said;
        for (int i = 0; i < 600; ++i) {
            said.append(QString::number(i) + QString(19'900, u'x'));
            QVERIFY_RESULT(
                box.core->rooms().post(room, {.user = u"bo"_s, .content = said.last()}, localOperator()));
            if (i % 50 == 0)
                QVERIFY_RESULT(box.core->journal().commit());
        }
        QVERIFY_RESULT(box.core->journal().commit());
        QCOMPARE(box.request("POST", "/api/chat/sessions/room/end").status / 100, 2);
        client.wake();
        QVERIFY(client.seesLast("\"session_ended\""));
        QVERIFY(client.ends());
        const Talk talk = talkOf(client.input);
        QStringList heard;
        qint64 seq = 0;
        for (const QJsonObject &frame : objectsOf(talk.texts)) {
            const qint64 next = frame.value(u"seq"_s).toInteger(seq + 1);
            QVERIFY(next > seq);
            seq = next;
            if (typeOf(frame) == u"chat_message"_s)
                heard.append(frame.value(u"message"_s)[u"content"_s].toString());
        }
        QCOMPARE(heard.size(), said.size());
        QVERIFY(heard == said);
        QCOMPARE(talk.closeCode, 1000);
    }

    void theProgressOfAWorkflow()
    {
        TestSignalbox box;
        const QString text(outstanding, u'x');
        box.core.model().hang();
        const QByteArray id =
            box.request("POST", "/execute-workflow",
                        R"({"requirements":"Create a calculator","workflow_type":"individual",)"
                        R"("step_type":"implementation"})")
                .text(u"session_id"_s)
                .toLatin1();
        QTRY_COMPARE(box.core.model().running(), 1);
        SleepyClient client(box, "GET /ws/" + id, handshakeLines);
        QVERIFY(client.begins("101"));
        QTRY_COMPARE(box.server->counts().streams, 1);
        box.core.model().release(ModelAnswer{.text = text});
        QVERIFY(hasEnded(box));
        client.send(frameOfText("ping"));
        const auto answered = [&] { return box.get("/health").status; };
        QCOMPARE(answered(), 200); // so the ping was read
        client.wake();
        const auto all = [&] { return client.read().size() > outstanding; };
        QVERIFY(QTest::qWaitFor(all, 60'000));
        QTRY_COMPARE(box.server->counts().streams, 0); // closed once all was told
        const QList<QJsonObject> messages = objectsOf(talkOf(client.input).texts);
        QStringList types;
        for (const QJsonObject &message : messages)
            types.append(typeOf(message));
        types.removeAll(u"progress"_s);
        QCOMPARE(types, (QStringList{u"phase_complete"_s, u"final_result"_s}));
        QVERIFY(messages.constLast().value(u"results"_s)[u"output"_s].toString() == text);
    }
};

SIGNALBOX_TEST(TestSlowReaders)
#include "tst_slowreaders.moc"
