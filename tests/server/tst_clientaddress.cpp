// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/clientaddress.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace server;
using namespace Qt::Literals::StringLiterals;

namespace {

Request requestFrom(const QString &peer, const QByteArray &lines)
{
    auto parsed = parseHead("GET /open HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n", {});
    Request request;
    request.head = std::get<RequestHead>(std::move(parsed));
    request.peer = QHostAddress(peer);
    return request;
}

} // namespace

class TestClientAddress : public QObject
{
    Q_OBJECT

private slots:
    void onlyATrustedProxySaysWhoAsks()
    {
        const auto from = [](const QString &peer, const QByteArray &forwarded) {
            return requestFrom(peer,
                               forwarded.isEmpty() ? QByteArray() : "X-Forwarded-For: " + forwarded + "\r\n");
        };
        const ClientAddress direct({});
        const ClientAddress behind({u"10.0.0.1"_s});
        QCOMPARE(direct.network(from(u"10.0.0.1"_s, "192.0.2.9")), u"10.0.0.1"_s);
        QCOMPARE(behind.network(from(u"10.0.0.1"_s, "198.51.100.7, 192.0.2.9")), u"192.0.2.9"_s);
        QCOMPARE(behind.network(from(u"::ffff:10.0.0.1"_s, "192.0.2.9")), u"192.0.2.9"_s);
        QCOMPARE(behind.network(from(u"10.0.0.1"_s, "no address")), u"10.0.0.1"_s);
        QCOMPARE(behind.network(from(u"10.0.0.2"_s, "192.0.2.9")), u"10.0.0.2"_s);
        QCOMPARE(direct.network(from(u"2001:db8:1:2:3:4:5:6"_s, {})), u"2001:db8:1:2::"_s);
        QVERIFY(ClientAddress::isLocalProgram(from(u"::ffff:127.0.0.1"_s, {})));
        QVERIFY(!ClientAddress::isLocalProgram(from(u"127.0.0.1"_s, "192.0.2.9")));
        QVERIFY(!ClientAddress::isLocalProgram(from(u"192.0.2.9"_s, {})));
    }

    void whateverAProxyWritesMakesItAProxy_data()
    {
        QTest::addColumn<QByteArray>("lines");
        for (const char *lines : {"X-Forwarded-For:\r\n",
                                  "X-Forwarded-For:\r\nX-Forwarded-For: 203.0.113.9\r\n",
                                  "x-forwarded-host: a\r\n",
                                  "X-Forwarded-Proto: https\r\n",
                                  "X-Forwarded: for=a\r\n",
                                  "Forwarded: for=192.0.2.1\r\n",
                                  "Via: 1.1 a\r\n",
                                  "X-REAL-IP: 192.0.2.1\r\n",
                                  "CF-Connecting-IP: 192.0.2.1\r\n",
                                  "Forwarded-For: 192.0.2.1\r\n",
                                  "X-Envoy-External-Address: 192.0.2.1\r\n",
                                  "Fly-Client-IP: 192.0.2.1\r\n",
                                  "Fly-Region: ams\r\n",
                                  "Fastly-Client-IP: 192.0.2.1\r\n",
                                  "Client-IP: 192.0.2.1\r\n",
                                  "WL-Proxy-Client-IP: a\r\n",
                                  "X-Azure-ClientIP: a\r\n",
                                  "X-NF-Client-Connection-IP: a\r\n",
                                  "DO-Connecting-IP: a\r\n",
                                  "X-Amz-Cf-Id: a\r\n",
                                  "X-Amzn-Trace-Id: Root=1\r\n",
                                  "CF-Ray: a\r\n",
                                  "CDN-Loop: cloudflare\r\n",
                                  "X-Vercel-Id: a\r\n",
                                  "Akamai-Origin-Hop: 1\r\n",
                                  "Tailscale-User-Login: a@b.c\r\n",
                                  "X-Remote-Addr: a\r\n",
                                  "X-Originating-IP: a\r\n",
                                  "X-Cluster-Client-IP: a\r\n",
                                  "X-Goog-IAP-JWT-Assertion: a\r\n",
                                  "X-ARR-SSL: a\r\n"})
            QTest::newRow(lines) << QByteArray(lines);
    }

    void whateverAProxyWritesMakesItAProxy()
    {
        QFETCH(QByteArray, lines);
        QVERIFY(!ClientAddress::isLocalProgram(requestFrom(u"127.0.0.1"_s, lines)));
    }

    // Each line was appended by somebody nearer; the ends of all of them are the nearest.
    void allLinesOfAHeaderAreOneList()
    {
        const ClientAddress behind({u"10.0.0.0/8"_s, u"fd00::/8"_s});
        const auto seen = [&](const QByteArray &lines) {
            return behind.network(requestFrom(u"10.0.0.1"_s, lines));
        };
        QCOMPARE(seen("X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-For: 192.0.2.9\r\n"), u"192.0.2.9"_s);
        QCOMPARE(seen("X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-For: 10.9.9.9\r\n"), u"192.0.2.9"_s);
        QCOMPARE(seen("X-Forwarded-For: 192.0.2.9, fd12::1\r\n"), u"192.0.2.9"_s);
        QCOMPARE(seen("X-Forwarded-For: 198.51.100.7, nonsense, 10.2.2.2\r\n"), u"10.2.2.2"_s);
        QCOMPARE(seen("X-Forwarded-For: 192.0.2.9:5000\r\n"), u"192.0.2.9"_s);
        QCOMPARE(seen("X-Forwarded-For: [2001:db8:1:2:3::9]:5000\r\n"), u"2001:db8:1:2::"_s);
        QCOMPARE(seen("X-Forwarded-For: 10.0.0.7\r\n"), u"10.0.0.7"_s);
        QCOMPARE(seen({}), u"10.0.0.1"_s);
    }

    void networksAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("within");
        QTest::addColumn<QStringList>("outside");
        const auto row = [](const QString &text, const QStringList &within, const QStringList &outside) {
            QTest::newRow(qPrintable(text)) << text << within << outside;
        };
        row(u"127.0.0.0/8"_s, {u"127.0.0.1"_s, u"127.255.0.1"_s}, {u"128.0.0.1"_s, u"::1"_s});
        row(u"10.1.2.3"_s, {u"10.1.2.3"_s}, {u"10.1.2.4"_s});
        row(u"10.1.2.3/9"_s, {u"10.127.0.1"_s}, {u"10.128.0.1"_s});
        row(u"0.0.0.0/0"_s, {u"8.8.8.8"_s}, {u"::1"_s});
        row(u"fd00::/7"_s, {u"fc00::1"_s, u"fdff::1"_s}, {u"fe00::1"_s, u"10.0.0.1"_s});
        row(u"::1"_s, {u"::1"_s}, {u"::2"_s});
        row(u"::ffff:10.0.0.0/104"_s, {u"10.9.9.9"_s}, {u"11.0.0.1"_s});
        for (const char *wrong : {"", "10", "10.1", "10/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
                                  "10.0.0.0/8/8", "10.0.0.256", "::1/129", "fe80::1%eth0", "localhost", "a",
                                  "*", "/8", "10.0.0.0/+8", "::ffff:10.0.0.0/95"})
            row(QString::fromLatin1(wrong), {}, {});
    }

    void networksAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, within);
        QFETCH(QStringList, outside);
        const auto range = AddressRange::parse(text);
        QCOMPARE(range.has_value(), !within.isEmpty());
        for (const QString &address : std::as_const(within))
            QVERIFY2(range->contains(QHostAddress(address)), qPrintable(address));
        for (const QString &address : std::as_const(outside))
            QVERIFY2(!range->contains(QHostAddress(address)), qPrintable(address));
    }
};

SIGNALBOX_TEST(TestClientAddress)
#include "tst_clientaddress.moc"
