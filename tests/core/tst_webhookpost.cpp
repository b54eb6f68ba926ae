// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/webhook/webhookmessage.h"
#include "core/webhook/webhookpost.h"
#include "tests/support/testsuite.h"

#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <optional>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Says what a test wants a name to mean.
class Names final : public Resolver
{
public:
    QHash<QString, QList<QHostAddress>> names;

    void lookUp(const QString &host, QObject *context, Then then) override
    {
        QMetaObject::invokeMethod(
            context, [found = names.value(host), then] { then(found); }, Qt::QueuedConnection);
    }
};

AddressRules anywhere()
{
    return {.networks = {{QHostAddress(QHostAddress::AnyIPv4), 0}}, .ports = {}};
}

Result<WebhookAnswer> post(Names &names, const AddressRules &rules, const QString &url,
                           milliseconds limit = 5s)
{
    WebhookPost one(names, rules, {.url = QUrl(url), .body = "{}"}, limit);
    std::optional<Result<WebhookAnswer>> told;
    QObject::connect(&one, &WebhookPost::finished, &one,
                     [&told](const Result<WebhookAnswer> &answer) { told = answer; });
    if (!QTest::qWaitFor([&told] { return told.has_value(); }, 20'000))
        return failure(ErrorCode::Internal, u"nothing was told"_s);
    return *told;
}

} // namespace

class TestWebhookPost : public QObject
{
    Q_OBJECT

private slots:
    void namesThatPointInwardAreRefused()
    {
        Names names;
        names.names = {{u"inward.example.org"_s, {QHostAddress(u"127.0.0.1"_s), QHostAddress(u"10.0.0.1"_s)}},
                       {u"six.example.org"_s, {QHostAddress(u"::1"_s)}}};
        for (const QString &url : {u"http://inward.example.org/"_s, u"http://six.example.org/"_s}) {
            const auto told = post(names, {.ports = {}}, url);
            QVERIFY(!told);
            QCOMPARE(told.error().code, ErrorCode::Forbidden);
        }
    }

    // Nobody learns which names there are in the network of this computer.
    void namesThatPointInwardSoundLikeUnknownOnes()
    {
        Names names;
        names.names = {{u"known.example.org"_s, {QHostAddress(u"10.0.0.1"_s)}}};
        const Error known = post(names, {.ports = {}}, u"http://known.example.org/"_s).error();
        const Error unknown = post(names, {.ports = {}}, u"http://other.example.org/"_s).error();
        QVERIFY(unknown.text.contains(u"not known"_s));
        QCOMPARE(QString(known.text).replace(u"known.example"_s, u"other.example"_s), unknown.text);
        QCOMPARE(known.code, unknown.code);
    }

    void aReceiverThatSaysNothingIsGivenUp()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Names names;
        const auto told = post(names, anywhere(), u"http://127.0.0.1:%1/"_s.arg(server.serverPort()), 300ms);
        QVERIFY(!told);
        QCOMPARE(told.error().code, ErrorCode::Timeout);
    }

    void anEndlessAnswerIsCut()
    {
        QTcpServer server;
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 200 OK\r\n\r\n");
                socket->write(QByteArray(1 << 20, 'x'));
            });
        });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Names names;
        const auto told = post(names, anywhere(), u"http://127.0.0.1:%1/"_s.arg(server.serverPort()));
        QVERIFY(!told);
        QCOMPARE(told.error().code, ErrorCode::TooLarge);
    }

    // The example of the Standard Webhooks' own documents.
    void signaturesAreThoseOfTheStandard()
    {
        const auto headers =
            signedHeaders(u"msg_p5jXN8AQM9LWM0D4loKWxJek"_s, fromStored(1'614'265'330'000),
                          "{\"test\": 2432232314}", u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"_s);
        QCOMPARE(headers[0].second, "msg_p5jXN8AQM9LWM0D4loKWxJek"_ba);
        QCOMPARE(headers[1].second, "1614265330"_ba);
        QCOMPARE(headers[2].second, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="_ba);
    }

    void secretsDiffer() { QVERIFY(newWebhookSecret() != newWebhookSecret()); }
};

SIGNALBOX_TEST(TestWebhookPost)
#include "tst_webhookpost.moc"
