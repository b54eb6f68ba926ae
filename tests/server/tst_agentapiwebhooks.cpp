// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QMessageAuthenticationCode>
#include <QTcpServer>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// Takes whole messages, and answers each with the next of `answers`; with nothing, and so never, once that is
// empty and `silent`; else with 204.
class Receiver
{
public:
    Receiver()
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }

    QString url() const { return u"http://127.0.0.1:%1/webhook"_s.arg(m_server.serverPort()); }
    QByteArray header(qsizetype index, const QByteArray &name) const
    {
        for (const QByteArray &line : requests[index].split('\n')) {
            if (line.toLower().startsWith(QByteArray(name + ':')))
                return line.sliced(name.size() + 1).trimmed();
        }
        return {};
    }
    QByteArray body(qsizetype index) const
    {
        return requests[index].sliced(requests[index].indexOf("\r\n\r\n") + 4);
    }
    QJsonObject json(qsizetype index) const { return QJsonDocument::fromJson(body(index)).object(); }

    QByteArrayList requests;
    QByteArrayList answers;
    bool silent = false;

private:
    void read(QTcpSocket *socket)
    {
        QByteArray bytes = socket->property("bytes").toByteArray() + socket->readAll();
        socket->setProperty("bytes", bytes);
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        const qsizetype at = bytes.toLower().indexOf("content-length:");
        if (end < 0 ||
            bytes.size() <
                end + 4 + bytes.sliced(at + 15, bytes.indexOf('\r', at) - at - 15).trimmed().toInt())
            return;
        requests.append(bytes);
        if (answers.isEmpty() && silent)
            return;
        socket->write(answers.isEmpty() ? "HTTP/1.1 204 No Content\r\n\r\n"_ba : answers.takeFirst());
        socket->disconnectFromHost();
    }

    QTcpServer m_server;
};

CoreOptions inward()
{
    return {.webhooksPrivate = true};
}

JsonAnswer added(TestSignalbox &box, const QString &url, const QStringList &events)
{
    JsonAnswer answer =
        box.request("POST", "/v1/webhooks",
                    QJsonObject{{u"url"_s, url}, {u"events"_s, QJsonArray::fromStringList(events)}});
    if (answer.status != 201)
        qFatal("%s", answer.body.constData());
    return answer;
}

// Opens a session and says that it is completed.
QString completeASession(TestSignalbox &box)
{
    const QString id =
        box.request("POST", "/v1/sessions", QJsonObject{{u"name"_s, u"My Session"_s}}).text(u"id"_s);
    box.request("PATCH", "/v1/sessions/" + id.toLatin1(), QJsonObject{{u"status"_s, u"completed"_s}});
    return id;
}

QByteArray fail(int status)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
}

} // namespace

// Webhooks from the socket to a receiver, and what receivers and addresses must not be able to do.
class TestAgentApiWebhooks : public QObject
{
    Q_OBJECT

private slots:
    void aWebhookIsAddedListedShownAndDeleted()
    {
        TestSignalbox box;
        const JsonAnswer made = box.request(
            "POST", "/v1/webhooks",
            "{\"url\": \"https://your-app.com/webhook\", \"events\": [\"session.completed\", \"agent.failed\"]}"_ba);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.text(u"url"_s), u"https://your-app.com/webhook"_s);
        QCOMPARE(made.text(u"events.1"_s), u"agent.failed"_s);
        QVERIFY(made.text(u"secret"_s).startsWith(u"whsec_"_s));
        const QByteArray address = made.header("location");
        QCOMPARE(address, QByteArray("/v1/webhooks/" + made.text(u"id"_s).toLatin1()));
        QCOMPARE(box.get(address).text(u"url"_s), u"https://your-app.com/webhook"_s);
        QVERIFY(box.get(address).at(u"secret"_s).isUndefined());
        QCOMPARE(box.get("/v1/webhooks").text(u"webhooks.0.id"_s), made.text(u"id"_s));
        QCOMPARE(box.get("/v1/webhooks").at(u"total"_s).toInt(), 1);
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scope::SessionsRead | Scope::SessionsWrite) + "\r\n";
        for (const auto &path : {address, QByteArray(address + "/deliveries")})
            QCOMPARE(box.request("GET", path, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("POST", address + "/test", QByteArray(), ada).status, 404);
        QCOMPARE(box.request("DELETE", address, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("DELETE", address).status, 204);
        QCOMPARE(box.get(address).status, 404);
    }

    void anAddressThatIsNoneOrPointsInwardIsRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("status");
        const auto row = [](const QString &url, int status) {
            QTest::newRow(qPrintable(url)) << url << status;
        };
        row(u"http://127.0.0.1/x"_s, 403);
        row(u"http://127.0.0.1:8080/x"_s, 403);
        row(u"https://localhost/x"_s, 403);
        row(u"http://10.1.2.3/"_s, 403);
        row(u"http://192.168.1.1/"_s, 403);
        row(u"http://169.254.169.254/latest/meta-data/"_s, 403);
        row(u"http://[::1]/"_s, 403);
        row(u"http://[::ffff:127.0.0.1]/"_s, 403);
        row(u"http://2130706433/"_s, 403);
        row(u"http://0x7f.1/"_s, 403);
        row(u"http://printer.local/"_s, 403);
        row(u"ftp://example.org/"_s, 400);
        row(u"file:///etc/passwd"_s, 400);
        row(u"https://user:secret@example.org/"_s, 400);
        row(u"example.org"_s, 400);
        row(u"https://"_s, 400);
    }

    void anAddressThatIsNoneOrPointsInwardIsRefused()
    {
        QFETCH(QString, url);
        QFETCH(int, status);
        TestSignalbox box;
        const JsonAnswer answer =
            box.request("POST", "/v1/webhooks",
                        QJsonObject{{u"url"_s, url}, {u"events"_s, QJsonArray{u"agent.failed"_s}}});
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.text(u"error.details.field"_s), u"url"_s);
        QCOMPARE(box.get("/v1/webhooks").at(u"total"_s).toInt(-1), 0);
    }

    void eventsMustBeKnown()
    {
        TestSignalbox box;
        for (const QJsonArray &events : {QJsonArray{}, QJsonArray{u"agent.exploded"_s}, QJsonArray{7},
                                         QJsonArray{u"agent.failed"_s, u"agent.failed"_s}}) {
            const JsonAnswer answer =
                box.request("POST", "/v1/webhooks",
                            QJsonObject{{u"url"_s, u"https://example.org/"_s}, {u"events"_s, events}});
            QCOMPARE(answer.status, 400);
            QVERIFY(answer.text(u"error.details.field"_s).startsWith(u"events"_s));
        }
    }

    void whatHappensIsToldAndSigned()
    {
        Receiver receiver;
        TestSignalbox box(inward());
        const JsonAnswer webhook = added(box, receiver.url(), {u"session.completed"_s});
        const QString session = completeASession(box);
        QTRY_COMPARE(receiver.requests.size(), 1);
        QVERIFY(receiver.requests[0].startsWith("POST /webhook HTTP/1.1\r\n"));
        QCOMPARE(receiver.header(0, "content-type"), "application/json"_ba);
        const QJsonObject told = receiver.json(0);
        QCOMPARE(told.value(u"type"_s).toString(), u"session.completed"_s);
        QCOMPARE(told.value(u"timestamp"_s).toString(), toText(box.core.clock.now()));
        QCOMPARE(told.value(u"data"_s)[u"session_id"_s].toString(), session);
        QCOMPARE(told.value(u"data"_s)[u"status"_s].toString(), u"completed"_s);
        const QByteArray key = QByteArray::fromBase64(webhook.text(u"secret"_s).sliced(6).toLatin1());
        const QByteArray content = receiver.header(0, "webhook-id") + '.' +
                                   receiver.header(0, "webhook-timestamp") + '.' + receiver.body(0);
        QCOMPARE(receiver.header(0, "webhook-signature"),
                 QByteArray(
                     "v1," +
                     QMessageAuthenticationCode::hash(content, key, QCryptographicHash::Sha256).toBase64()));
        QCOMPARE(receiver.header(0, "webhook-timestamp"),
                 QByteArray::number(toStored(box.core.clock.now()) / 1000));

        const QByteArray deliveries = webhook.header("location") + "/deliveries";
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"delivered"_s);
        const JsonAnswer log = box.get(deliveries);
        QCOMPARE(log.at(u"deliveries"_s).toArray().size(), 1);
        QCOMPARE(log.text(u"deliveries.0.id"_s).toLatin1(), receiver.header(0, "webhook-id"));
        QCOMPARE(log.at(u"deliveries.0.response_status"_s).toInt(), 204);
        QCOMPARE(log.at(u"deliveries.0.payload"_s).toObject(), told);
    }

    void whoseDocumentAnAdministratorDeletesIsTold()
    {
        Receiver receiver;
        TestSignalbox box(inward());
        const QByteArray ada = "X-API-Key: " + box.keyFor(scopesOf(AccessRole::Operator)) + "\r\n";
        const QJsonObject webhook{{u"url"_s, receiver.url()},
                                  {u"events"_s, QJsonArray{u"document.deleted"_s}}};
        QCOMPARE(box.request("POST", "/v1/webhooks", webhook, ada).status, 201);
        const JsonAnswer document = box.request(
            "POST", "/v1/knowledge/documents",
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nHello\r\n--X--"_ba,
            ada + "Content-Type: multipart/form-data; boundary=X\r\n");
        QCOMPARE(document.status, 201);
        QCOMPARE(box.request("DELETE", document.header("location")).status, 204);
        QTRY_COMPARE(receiver.requests.size(), 1);
        QCOMPARE(receiver.json(0).value(u"data"_s)[u"document_id"_s].toString(), document.text(u"id"_s));
    }

    void anAgentThatFailsIsTold()
    {
        SKIP_BECAUSE(testsupport::whyWithoutCode());
        Receiver receiver;
        TestSignalbox box(inward());
        added(box, receiver.url(), {u"agent.failed"_s});
        const QByteArray agent =
            box.request("POST", "/v1/agents",
                        QJsonObject{{u"name"_s, u"x"_s}, {u"code"_s, u"def f(d): return 1/0"_s}})
                .text(u"id"_s)
                .toLatin1();
        box.request("POST", "/v1/agents/" + agent + "/execute", QJsonObject());
        QTRY_COMPARE(receiver.requests.size(), 1);
        QCOMPARE(receiver.json(0).value(u"data"_s)[u"agent_id"_s].toString().toLatin1(), agent);
        QVERIFY(receiver.json(0).value(u"data"_s)[u"error"_s].toString().contains(u"ZeroDivisionError"_s));
    }

    void othersEventsAreNotTold()
    {
        Receiver receiver;
        TestSignalbox box(inward());
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scope::SessionsRead | Scope::SessionsWrite) + "\r\n";
        QCOMPARE(box.request("POST", "/v1/webhooks",
                             QJsonObject{{u"url"_s, receiver.url()}, {u"events"_s, QJsonArray{u"*"_s}}}, ada)
                     .status,
                 201);
        completeASession(box);
        QCOMPARE(box.request("POST", "/v1/sessions", QJsonObject{{u"name"_s, u"hers"_s}}, ada).status, 201);
        QTRY_COMPARE(receiver.requests.size(), 1);
        QCOMPARE(receiver.json(0).value(u"data"_s)[u"name"_s].toString(), u"hers"_s);
    }

    void whatIsNotTakenIsSentAgain()
    {
        Receiver receiver;
        receiver.answers = {fail(500), fail(302), "nonsense\r\n\r\n"_ba};
        TestSignalbox box(inward());
        const QByteArray deliveries =
            added(box, receiver.url(), {u"session.completed"_s}).header("location") + "/deliveries";
        completeASession(box);
        const QList<milliseconds> pauses{5s, 30s, 2min};
        for (int i = 0; i < pauses.size(); ++i) {
            QTRY_COMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), i + 1);
            QCOMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"pending"_s);
            QVERIFY(!box.get(deliveries).text(u"deliveries.0.error"_s).isEmpty());
            QCOMPARE(receiver.requests.size(), i + 1);
            box.core.clock.advance(pauses[i]);
        }
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"delivered"_s);
        QCOMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), 4);
        for (int i = 1; i < 4; ++i)
            QCOMPARE(receiver.header(i, "webhook-id"), receiver.header(0, "webhook-id"));
    }

    void whoIsGoneIsNotAskedAgain()
    {
        Receiver receiver;
        receiver.answers = {fail(410)};
        TestSignalbox box(inward());
        const QByteArray deliveries =
            added(box, receiver.url(), {u"session.completed"_s}).header("location") + "/deliveries";
        completeASession(box);
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"failed"_s);
        QCOMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), 1);
        QVERIFY(box.get(deliveries).text(u"deliveries.0.error"_s).contains(u"410"_s));
        box.core.clock.advance(48h);
        QCOMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), 1);
        QCOMPARE(receiver.requests.size(), 1);
    }

    // Nor is he told of anything else, what waits for him included, until he takes a test.
    void whoIsGoneIsToldNothingMore()
    {
        Receiver receiver;
        receiver.answers = {fail(503), fail(410)};
        TestSignalbox box(inward());
        const QByteArray webhook = added(box, receiver.url(), {u"session.completed"_s}).header("location");
        const QByteArray deliveries = webhook + "/deliveries";
        completeASession(box);
        QTRY_COMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), 1); // and waits
        completeASession(box);
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"failed"_s);
        QCOMPARE(box.get(deliveries).text(u"deliveries.1.status"_s), u"failed"_s);
        QVERIFY(box.get(deliveries).text(u"deliveries.1.error"_s).contains(u"410"_s));
        completeASession(box);
        box.core.clock.advance(48h);
        QCOMPARE(box.get(deliveries).at(u"deliveries"_s).toArray().size(), 2);
        QCOMPARE(receiver.requests.size(), 2);

        QCOMPARE(box.request("POST", webhook + "/test").status, 202);
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"delivered"_s);
        completeASession(box);
        QTRY_COMPARE(box.get(deliveries).at(u"deliveries"_s).toArray().size(), 4);
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"delivered"_s);
    }

    void whoWantsToBeLeftAloneIs()
    {
        Receiver receiver;
        receiver.answers = {
            "HTTP/1.1 429 No\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"_ba,
            "HTTP/1.1 503 No\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2026 "
            "07:38:00 GMT\r\nContent-Length: 0\r\n\r\n"_ba};
        TestSignalbox box(inward());
        const QByteArray deliveries =
            added(box, receiver.url(), {u"session.completed"_s}).header("location") + "/deliveries";
        completeASession(box);
        const QList<milliseconds> wanted{1h, 10min};
        for (int i = 0; i < wanted.size(); ++i) {
            QTRY_COMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), i + 1);
            box.core.clock.advance(wanted[i] - 1s);
            QCOMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), i + 1);
            box.core.clock.advance(1s);
        }
        QTRY_COMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"delivered"_s);
    }

    void aSecretIsBase64OrAText_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<int>("status");
        QTest::newRow("base64") << u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"_s << 201;
        QTest::newRow("base64 with padding") << u"whsec_c2l4dGVlbiBieXRlcyEh"_s << 201;
        QTest::newRow("a text") << u"sixteen letters!"_s << 201;
        QTest::newRow("no base64") << u"whsec_this is not base64!"_s << 400;
        QTest::newRow("padding is missing") << u"whsec_c2l4dGVlbiBieXRlcyE"_s << 400;
        QTest::newRow("of addresses") << u"whsec_-_-_-_-_-_-_-_-_"_s << 400;
        QTest::newRow("bits behind the end") << u"whsec_c2l4dGVlbiBieXRlcyF="_s << 400;
        QTest::newRow("nothing") << u"whsec_"_s << 400;
    }

    void aSecretIsBase64OrAText()
    {
        QFETCH(QString, secret);
        QFETCH(int, status);
        TestSignalbox box(inward());
        const JsonAnswer answer = box.request("POST", "/v1/webhooks",
                                              QJsonObject{{u"url"_s, u"http://127.0.0.1:9/x"_s},
                                                          {u"events"_s, QJsonArray{u"*"_s}},
                                                          {u"secret"_s, secret}});
        QCOMPARE(answer.status, status);
        if (status == 400)
            QCOMPARE(answer.text(u"error.details.field"_s), u"secret"_s);
    }

    void afterEightTriesItHasFailed()
    {
        Receiver receiver;
        for (int i = 0; i < 8; ++i)
            receiver.answers.append(fail(503));
        TestSignalbox box(inward());
        const QByteArray deliveries =
            added(box, receiver.url(), {u"session.completed"_s}).header("location") + "/deliveries";
        completeASession(box);
        for (int i = 1; i <= 8; ++i) {
            QTRY_COMPARE(box.get(deliveries).at(u"deliveries.0.attempts"_s).toInt(), i);
            box.core.clock.advance(8h);
        }
        QCOMPARE(box.get(deliveries).text(u"deliveries.0.status"_s), u"failed"_s);
        QCOMPARE(box.get(deliveries).at(u"deliveries.0.response_status"_s).toInt(), 503);
        // A person can send it once more.
        const QByteArray id = box.get(deliveries).text(u"deliveries.0.id"_s).toLatin1();
        const JsonAnswer replayed = box.request("POST", deliveries + '/' + id + "/replay");
        QCOMPARE(replayed.status, 202);
        QCOMPARE(replayed.text(u"replay_of"_s).toLatin1(), id);
        QTRY_COMPARE(box.get(replayed.header("location")).text(u"status"_s), u"delivered"_s);
        QCOMPARE(receiver.body(8), receiver.body(0));
        QVERIFY(receiver.header(8, "webhook-id") != receiver.header(0, "webhook-id"));
    }

    void aWebhookIsTested()
    {
        Receiver receiver;
        TestSignalbox box(inward());
        const QByteArray address = added(box, receiver.url(), {u"agent.failed"_s}).header("location");
        const JsonAnswer sent = box.request("POST", address + "/test");
        QCOMPARE(sent.status, 202);
        QTRY_COMPARE(box.get(sent.header("location")).text(u"status"_s), u"delivered"_s);
        QCOMPARE(receiver.json(0).value(u"type"_s).toString(), u"webhook.test"_s);
    }

    void aReceiverThatSaysNothingHoldsUpNobody()
    {
        Receiver silent;
        silent.silent = true;
        Receiver other;
        TestSignalbox box(inward());
        added(box, silent.url(), {u"*"_s});
        added(box, other.url(), {u"session.completed"_s});
        for (int i = 0; i < 9; ++i)
            completeASession(box);
        QTRY_COMPARE(other.requests.size(), 9);
        QCOMPARE(silent.requests.size(), 2);
        QCOMPARE(box.get("/health").status, 200);
    }

    // However many webhooks somebody has, and however little they answer.
    void anOwnerLeavesPlacesForOthers()
    {
        Receiver silent;
        silent.silent = true;
        Receiver other;
        TestSignalbox box(inward());
        for (int i = 0; i < 12; ++i)
            added(box, silent.url(), {u"session.completed"_s});
        completeASession(box);
        completeASession(box);
        QTRY_COMPARE(silent.requests.size(), 8);
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scope::SessionsRead | Scope::SessionsWrite) + "\r\n";
        QCOMPARE(box.request("POST", "/v1/webhooks",
                             QJsonObject{{u"url"_s, other.url()}, {u"events"_s, QJsonArray{u"*"_s}}}, ada)
                     .status,
                 201);
        QCOMPARE(box.request("POST", "/v1/sessions", QJsonObject{{u"name"_s, u"hers"_s}}, ada).status, 201);
        QTRY_COMPARE(other.requests.size(), 1);
        QCOMPARE(silent.requests.size(), 8);
    }

    void whatWasNotSentIsSentAfterARestart()
    {
        Receiver receiver;
        receiver.silent = true;
        TestCore core(inward());
        core.start();
        QVERIFY(core->webhooks().create({.url = receiver.url(), .events = {u"task.completed"_s}},
                                        localOperator()));
        QVERIFY(core->journal().commit());
        core.model().say(u"hi"_s);
        core.submit(u"hello"_s);
        QTRY_COMPARE(receiver.requests.size(), 1);
        core.close(); // before the answer
        receiver.silent = false;
        core.open();
        core.start();
        QTRY_COMPARE(receiver.requests.size(), 2);
        QCOMPARE(receiver.header(1, "webhook-id"), receiver.header(0, "webhook-id"));
        QCOMPARE(receiver.body(1), receiver.body(0));
    }
};

SIGNALBOX_TEST(TestAgentApiWebhooks)
#include "tst_agentapiwebhooks.moc"
