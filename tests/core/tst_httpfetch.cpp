// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpfetch.h"
#include "core/tool/jsonschema.h"
#include "tests/support/place.h"
#include "tests/support/testcertificate.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QHash>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTestEventLoop>

#include <optional>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Answers every request for a path with the bytes given for it, then closes. Without bytes it says nothing.
class WebServer : public QObject
{
    Q_OBJECT

public:
    explicit WebServer(const QString &address = u"127.0.0.1"_s)
        : WebServer(std::make_unique<QTcpServer>(), address)
    {
    }

    WebServer(std::unique_ptr<QTcpServer> server, const QString &address)
        : m_server(std::move(server))
    {
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &WebServer::take);
        if (!m_server->listen(QHostAddress(address)))
            qFatal("cannot listen on %s", qPrintable(address));
    }

    quint16 port() const { return m_server->serverPort(); }
    QString url(const QString &path, const QString &host = u"127.0.0.1"_s) const
    {
        return u"http://%1:%2%3"_s.arg(host).arg(port()).arg(path);
    }

    QHash<QByteArray, QByteArray> answers;
    QByteArrayList requests;
    bool endless = false;
    int closed = 0;

private:
    void take()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                ++closed;
                socket->deleteLater();
            });
            if (endless)
                connect(socket, &QTcpSocket::bytesWritten, socket, [socket] {
                    if (socket->bytesToWrite() < 100'000)
                        socket->write(QByteArray(50'000, 'x'));
                });
            answer(socket);
        }
    }

    void answer(QTcpSocket *socket)
    {
        const QByteArray request = socket->property("request").toByteArray() + socket->readAll();
        socket->setProperty("request", request);
        if (!request.contains("\r\n\r\n"))
            return;
        requests += request;
        socket->setProperty("request", QByteArray());
        const QByteArray bytes = answers.value(request.split(' ').value(1));
        if (bytes.isEmpty())
            return;
        socket->write(bytes);
        if (!endless)
            socket->disconnectFromHost();
    }

    std::unique_ptr<QTcpServer> m_server;
};

// Says what a name means, and counts how often it was asked.
class FakeResolver final : public Resolver
{
public:
    QHash<QString, QList<QHostAddress>> names;
    QStringList asked;

    void lookUp(const QString &host, QObject *context, Then then) override
    {
        asked += host;
        const QList<QHostAddress> found = names.value(host);
        QMetaObject::invokeMethod(
            context, [then = std::move(then), found] { then(found); }, Qt::QueuedConnection);
    }
};

QByteArray page(const QByteArray &body, const QByteArray &type = "text/html; charset=utf-8",
                const QByteArray &more = {})
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more + "\r\n" + body;
}

QByteArray redirectTo(const QString &location)
{
    return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location.toUtf8() + "\r\n\r\n";
}

const std::pair<QHostAddress, int> onlyOne{QHostAddress(u"127.0.0.1"_s), 32};

} // namespace

class TestHttpFetch : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_resolver = {};
        m_options = {.addresses = {.networks = {onlyOne}, .ports = {}}, .timeLimit = 10s};
        m_allows = [](const QJsonObject &) { return true; };
    }

    void theToolCanBeUsed()
    {
        const HttpFetch tool(m_resolver, m_options);
        QVERIFY(checkSchema(tool.spec().parameters).isEmpty());
        QVERIFY(check(tool.spec().parameters,
                      QJsonObject{{u"url"_s, u"https://x.org"_s}, {u"method"_s, u"HEAD"_s}})
                    .isEmpty());
        QVERIFY(!check(tool.spec().parameters,
                       QJsonObject{{u"url"_s, u"https://x.org"_s}, {u"method"_s, u"POST"_s}})
                     .isEmpty());
        QCOMPARE(tool.title({{u"url"_s, u"https://x.org/a"_s}}), u"Fetch https://x.org/a"_s);
    }

    void aPageIsFetchedAsText()
    {
        WebServer server;
        server.answers["/a?b=c"] =
            page("<title>Policy</title><h1>Refunds</h1><p>30 days &amp; free</p><script>x</script>");
        const auto result = fetch(server.url(u"/a?b=c#d"_s));
        QVERIFY_RESULT(result);
        QCOMPARE((*result)[u"status"].toInt(), 200);
        QCOMPARE((*result)[u"title"].toString(), u"Policy"_s);
        QCOMPARE((*result)[u"text"].toString(), u"Refunds\n\n30 days & free"_s);
        QCOMPARE((*result)[u"url"].toString(), server.url(u"/a?b=c#d"_s));
        QCOMPARE((*result)[u"content_type"].toString(), u"text/html"_s);
        QVERIFY((*result)[u"summary"].toString().contains(u"status 200"));
        const QByteArray request = server.requests.value(0);
        QVERIFY(request.startsWith("GET /a?b=c HTTP/1.1\r\n"));
        const QByteArray host = "\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) + "\r\n";
        QVERIFY(request.contains(host));
        QVERIFY(request.contains("\r\nAccept-Encoding: identity\r\n"));
    }

    void otherTextsAndStatuses()
    {
        WebServer server;
        server.answers["/json"] = page("{\"a\": 1}", "application/problem+json");
        server.answers["/plain"] = page("gr\xfc\xdf", "text/plain; charset=\"ISO-8859-1\"");
        server.answers["/nothing"] =
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ngone";
        server.answers["/empty"] = "HTTP/1.1 204 No Content\r\n\r\n";
        QCOMPARE((*fetch(server.url(u"/json"_s)))[u"text"].toString(), u"{\"a\": 1}"_s);
        QCOMPARE((*fetch(server.url(u"/plain"_s)))[u"text"].toString(), u"grüß"_s);
        const auto missing = fetch(server.url(u"/nothing"_s));
        QVERIFY_RESULT(missing);
        QCOMPARE((*missing)[u"status"].toInt(), 404);
        QCOMPARE((*missing)[u"text"].toString(), u"gone"_s);
        QCOMPARE((*fetch(server.url(u"/empty"_s)))[u"status"].toInt(), 204);
    }

    void headAsksForTheStatusAlone()
    {
        WebServer server;
        server.answers["/"] =
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 99999999\r\n\r\n";
        const auto result = fetch(server.url({}), u"HEAD"_s);
        QVERIFY_RESULT(result);
        QVERIFY(server.requests.value(0).startsWith("HEAD / HTTP/1.1\r\n"));
        QCOMPARE((*result)[u"content_type"].toString(), u"image/png"_s);
        QCOMPARE((*result)[u"text"].toString(), QString());
    }

    void whatIsNoTextIsRefused()
    {
        WebServer server;
        server.answers["/image"] = page("\x89PNG", "image/png");
        server.answers["/liar"] = page(QByteArray("a\0b", 3), "text/plain");
        // What a bomb looks like: small, packed, and said to be text.
        server.answers["/bomb"] = page(QByteArray(1'000, '\x1f'), "text/html", "Content-Encoding: gzip\r\n");
        for (const QString &path : {u"/image"_s, u"/liar"_s, u"/bomb"_s}) {
            const auto result = fetch(server.url(path));
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Unsupported);
        }
        QVERIFY(fetch(server.url(u"/bomb"_s)).error().text.contains(u"packed"));
    }

    void aLargeOrEndlessBodyIsCutOff()
    {
        WebServer server;
        server.answers["/"] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nx";
        server.endless = true;
        m_options.mostBytes = 300'000;
        const auto result = fetch(server.url(u"/"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::TooLarge);
        QTRY_COMPARE(server.closed, 1);
    }

    void aSilentServerIsLeft()
    {
        WebServer server;
        m_options.timeLimit = 50ms;
        const auto result = fetch(server.url(u"/"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Timeout);
        QCOMPARE(result.error().retry, Retry::Later);
        QTRY_COMPARE(server.closed, 1);
    }

    void aRunThatIsDestroyedLeavesTheServer()
    {
        WebServer server;
        HttpFetch tool(m_resolver, m_options);
        auto run = tool.start({{u"url"_s, server.url(u"/"_s)}}, {});
        QTRY_COMPARE(server.requests.size(), 1);
        run.reset();
        QTRY_COMPARE(server.closed, 1);
    }

    void aCutOrStrangeAnswerIsAnError()
    {
        WebServer server;
        server.answers["/cut"] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
        server.answers["/strange"] = "220 mail\r\n\r\n";
        QCOMPARE(fetch(server.url(u"/cut"_s)).error().code, ErrorCode::Unavailable);
        QCOMPARE(fetch(server.url(u"/strange"_s)).error().code, ErrorCode::Unavailable);
    }

    void nobodyListens()
    {
        quint16 port = 0;
        {
            WebServer server;
            port = server.port();
        }
        const auto result = fetch(u"http://127.0.0.1:%1/"_s.arg(port));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QCOMPARE(result.error().retry, Retry::Later);
    }

    void forbiddenAddressesAreNotConnectedTo()
    {
        WebServer server;
        server.answers["/"] = page("secret");
        m_options.addresses.networks.clear();
        SystemResolver system;
        for (const QString &host :
             {u"127.0.0.1"_s, u"localhost"_s, u"2130706433"_s, u"0x7f.1"_s, u"[::ffff:127.0.0.1]"_s}) {
            const auto result = fetch(server.url(u"/"_s, host), {}, &system);
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Forbidden);
        }
        QVERIFY(server.requests.isEmpty());
    }

    void aNameThatMeansAForbiddenAddressIsRefused()
    {
        WebServer server;
        server.answers["/"] = page("secret");
        m_options.addresses.networks.clear();
        m_resolver.names[u"innocent.example"_s] = {QHostAddress(u"127.0.0.1"_s), QHostAddress(u"::1"_s),
                                                   QHostAddress(u"10.0.0.1"_s)};
        const auto result = fetch(server.url(u"/"_s, u"innocent.example"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Forbidden);
        QVERIFY(!result.error().text.contains(u"127."));
        QVERIFY(server.requests.isEmpty());
    }

    void theSystemsNameOfThisMachineIsResolvedAndRefused()
    {
        SKIP_BECAUSE(testsupport::whyWithoutLocalhost());
        // "localhost" is not refused by name when a network is allowed; what it means is.
        WebServer server;
        server.answers["/"] = page("secret");
        m_options.addresses.networks = {{QHostAddress(u"10.0.0.0"_s), 8}};
        SystemResolver system;
        QCOMPARE(fetch(server.url(u"/"_s, u"localhost"_s), {}, &system).error().code, ErrorCode::Forbidden);
        QVERIFY(server.requests.isEmpty());
    }

    void theConnectionGoesToWhatWasChecked()
    {
        WebServer server;
        server.answers["/"] = page("hello", "text/plain");
        m_resolver.names[u"shop.example"_s] = {QHostAddress(u"127.0.0.2"_s), QHostAddress(u"127.0.0.1"_s)};
        const auto result = fetch(server.url(u"/"_s, u"shop.example"_s));
        QVERIFY_RESULT(result);
        QCOMPARE((*result)[u"text"].toString(), u"hello"_s);
        QCOMPARE(m_resolver.asked, QStringList{u"shop.example"_s});
        QVERIFY(server.requests.value(0).contains("\r\nHost: shop.example:"));
    }

    void anUnknownNameSaysSo()
    {
        const auto result = fetch(u"http://nowhere.example/"_s);
        QVERIFY(!result);
        QVERIFY(result.error().text.contains(u"nowhere.example"));
    }

    void redirectsAreFollowed()
    {
        WebServer server;
        server.answers["/a/b"] = redirectTo(u"../c?d"_s);
        server.answers["/c?d"] = redirectTo(server.url(u"/e"_s));
        server.answers["/e"] = page("there", "text/plain");
        const auto result = fetch(server.url(u"/a/b"_s));
        QVERIFY_RESULT(result);
        QCOMPARE((*result)[u"text"].toString(), u"there"_s);
        QCOMPARE((*result)[u"url"].toString(), server.url(u"/e"_s));
    }

    // What was allowed is one address. Where it leads on to is judged as it is.
    void redirectsThatNobodyAllowedAreTold()
    {
        WebServer server;
        server.answers["/a"] = redirectTo(u"/./b?q=1#x"_s);
        server.answers["/b?q=1"] = redirectTo(u"/c"_s);
        server.answers["/c"] = page("secret", "text/plain");
        QStringList asked;
        m_allows = [&asked](const QJsonObject &arguments) {
            asked.append(arguments.value("url"_L1).toString());
            return !asked.last().endsWith(u"/c");
        };
        const auto result = fetch(server.url(u"/a"_s));
        QVERIFY_RESULT(result);
        QCOMPARE(asked, (QStringList{server.url(u"/b?q=1"_s), server.url(u"/c"_s)}));
        QCOMPARE(server.requests.size(), 2);
        QCOMPARE((*result)[u"status"].toInt(), 302);
        QCOMPARE((*result)[u"redirects_to"].toString(), server.url(u"/c"_s));
        QVERIFY((*result)[u"text"].toString().contains(server.url(u"/c"_s)));
        m_allows = {}; // nobody can say
        QCOMPARE((*fetch(server.url(u"/a"_s)))[u"redirects_to"].toString(), server.url(u"/b?q=1"_s));
        QCOMPARE(server.requests.size(), 3);
    }

    // Nobody learns which names there are in the network of this computer.
    void namesOfPrivatePlacesSoundLikeUnknownOnes()
    {
        m_resolver.names[u"vm.example"_s] = {QHostAddress(u"10.0.0.7"_s)};
        const auto known = fetch(u"http://vm.example/"_s);
        const auto unknown = fetch(u"http://nn.example/"_s);
        QVERIFY(!known && !unknown);
        QCOMPARE(known.error().code, unknown.error().code);
        QCOMPARE(QString(known.error().text).replace(u"vm"_s, u"nn"_s), unknown.error().text);
    }

    void redirectsEnd()
    {
        WebServer server;
        server.answers["/"] = redirectTo(u"/"_s);
        const auto result = fetch(server.url(u"/"_s));
        QVERIFY(!result);
        QVERIFY(result.error().text.contains(u"5 times"));
        QCOMPARE(server.requests.size(), 6);
    }

    void redirectsToForbiddenPlacesAreNotFollowed()
    {
        WebServer secret(u"127.0.0.2"_s);
        secret.answers["/"] = page("secret");
        WebServer server;
        m_resolver.names[u"rebound.example"_s] = {QHostAddress(u"127.0.0.2"_s)};
        server.answers["/address"] = redirectTo(secret.url(u"/"_s, u"127.0.0.2"_s));
        server.answers["/name"] = redirectTo(secret.url(u"/"_s, u"rebound.example"_s));
        server.answers["/number"] = redirectTo(secret.url(u"/"_s, u"2130706434"_s));
        server.answers["/file"] = redirectTo(u"file:///etc/passwd"_s);
        server.answers["/user"] = redirectTo(u"http://user:pass@127.0.0.1/"_s);
        server.answers["/relative"] = redirectTo(u"//127.0.0.2:%1/"_s.arg(secret.port()));
        for (const QString &path :
             {u"/address"_s, u"/name"_s, u"/number"_s, u"/file"_s, u"/user"_s, u"/relative"_s}) {
            const auto result = fetch(server.url(path));
            QVERIFY(!result);
            QVERIFY(result.error().code == ErrorCode::Forbidden ||
                    result.error().code == ErrorCode::InvalidArgument);
        }
        QVERIFY(secret.requests.isEmpty());
    }

    void longTextsAreCutAndSayso()
    {
        WebServer server;
        server.answers["/"] = page(QByteArray(300'000, 'x'), "text/plain");
        const auto result = fetch(server.url(u"/"_s));
        QVERIFY_RESULT(result);
        QCOMPARE((*result)[u"text"].toString().size(), 200'000);
        QCOMPARE((*result)[u"truncated"].toBool(), true);
    }

    void certificatesAreThoseOfTheName()
    {
        auto listener = std::make_unique<QSslServer>();
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(testCertificate()));
        configuration.setPrivateKey(QSslKey(testCertificateKey(), QSsl::Ec));
        listener->setSslConfiguration(configuration);
        WebServer server(std::move(listener), u"127.0.0.1"_s);
        server.answers["/"] = page("safe", "text/plain");
        m_resolver.names[u"shop.example"_s] = {QHostAddress(u"127.0.0.1"_s)};
        m_resolver.names[u"other.example"_s] = {QHostAddress(u"127.0.0.1"_s)};
        const auto secureUrl = [&server](const QString &host) {
            return u"https://%1:%2/"_s.arg(host).arg(server.port());
        };

        const auto untrusted = fetch(secureUrl(u"shop.example"_s));
        QVERIFY(!untrusted);
        QVERIFY2(untrusted.error().text.contains(u"certificate"), qPrintable(untrusted.error().text));
        m_options.authorities = {QSslCertificate(testCertificate())};
        const auto otherName = fetch(secureUrl(u"other.example"_s));
        QVERIFY(!otherName);
        QVERIFY(otherName.error().text.contains(u"certificate"));
        QVERIFY(server.requests.isEmpty());

        const auto trusted = fetch(secureUrl(u"shop.example"_s));
        QVERIFY_RESULT(trusted);
        QCOMPARE((*trusted)[u"text"].toString(), u"safe"_s);

        server.answers["/"] = redirectTo(u"http://shop.example/"_s);
        QCOMPARE(fetch(secureUrl(u"shop.example"_s)).error().code, ErrorCode::Forbidden);
    }

private:
    Result<QJsonObject> fetch(const QString &url, const QString &method = {}, Resolver *resolver = nullptr)
    {
        HttpFetch tool(resolver ? *resolver : m_resolver, m_options);
        QJsonObject arguments{{u"url"_s, url}};
        if (!method.isEmpty())
            arguments[u"method"_s] = method;
        const auto run = tool.start(arguments, {.allows = m_allows});
        std::optional<Result<QJsonObject>> told;
        QTestEventLoop loop;
        connect(run.get(), &ToolRun::finished, this, [&](const Result<QJsonObject> &result) {
            told = result;
            loop.exitLoop();
        });
        loop.enterLoopMSecs(15'000);
        if (!told)
            return failure(ErrorCode::Internal, u"the fetch told nothing"_s);
        return *told;
    }

    FakeResolver m_resolver;
    FetchOptions m_options;
    std::function<bool(const QJsonObject &)> m_allows;
};

SIGNALBOX_TEST(TestHttpFetch)
#include "tst_httpfetch.moc"
