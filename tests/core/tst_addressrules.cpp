// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/addressrules.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestAddressRules : public QObject
{
    Q_OBJECT

private slots:
    void addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("reachable");
        for (const char *closed : {"0.0.0.0",
                                   "0.1.2.3",
                                   "10.0.0.1",
                                   "10.255.255.255",
                                   "100.64.0.1",
                                   "100.127.255.255",
                                   "127.0.0.1",
                                   "127.255.255.254",
                                   "169.254.169.254",
                                   "172.16.0.1",
                                   "172.31.255.255",
                                   "192.0.0.8",
                                   "192.0.2.1",
                                   "192.88.99.1",
                                   "192.168.1.1",
                                   "198.18.0.1",
                                   "198.19.255.255",
                                   "198.51.100.7",
                                   "203.0.113.7",
                                   "224.0.0.1",
                                   "239.255.255.255",
                                   "240.0.0.1",
                                   "255.255.255.255",
                                   "::",
                                   "::1",
                                   "::ffff:127.0.0.1",
                                   "::ffff:8.8.8.8",
                                   "::ffff:10.0.0.1",
                                   "::127.0.0.1",
                                   "64:ff9b::7f00:1",
                                   "64:ff9b::808:808",
                                   "64:ff9b:1::1",
                                   "100::1",
                                   "2001::1",
                                   "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                                   "2001:2::1",
                                   "2001:10::1",
                                   "2001:20::1",
                                   "2001:db8::1",
                                   "2002:7f00:1::",
                                   "2002:808:808::1",
                                   "3fff::1",
                                   "fc00::1",
                                   "fd12:3456::1",
                                   "fe80::1",
                                   "fe80::1%1",
                                   "fec0::1",
                                   "ff02::1",
                                   "ff0e::1",
                                   "4000::1"})
            QTest::newRow(closed) << QString::fromLatin1(closed) << false;
        for (const char *open :
             {"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
              "126.255.255.255", "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.1",
              "192.167.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
              "2a00:1450:4001:81b::200e", "2001:4860:4860::8888", "2003::1"})
            QTest::newRow(open) << QString::fromLatin1(open) << true;
    }

    void addresses()
    {
        QFETCH(QString, address);
        QFETCH(bool, reachable);
        const QHostAddress read(address);
        QVERIFY(!read.isNull());
        QCOMPARE(mayReach(read, {}), reachable);
    }

    void nothingIsNoAddress() { QVERIFY(!mayReach(QHostAddress(), {})); }

    void allowedNetworksAreReached()
    {
        const AddressRules rules{
            .networks = {{QHostAddress(u"10.1.0.0"_s), 16}, {QHostAddress(u"fd00::"_s), 8}}};
        QVERIFY(mayReach(QHostAddress(u"10.1.2.3"_s), rules));
        QVERIFY(!mayReach(QHostAddress(u"10.2.2.3"_s), rules));
        QVERIFY(mayReach(QHostAddress(u"fd12::1"_s), rules));
        QVERIFY(!mayReach(QHostAddress(u"fe80::1"_s), rules));
        QVERIFY(!mayReach(QHostAddress(u"::ffff:10.1.2.3"_s), rules));
        QVERIFY(mayReach(QHostAddress(u"8.8.8.8"_s), rules));
    }

    void urlsThatAreRefused_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url : {"",
                                "example.org",
                                "//example.org/",
                                "/etc/passwd",
                                "file:///etc/passwd",
                                "ftp://example.org/",
                                "gopher://x/",
                                "javascript:alert(1)",
                                "data:text/plain,x",
                                "ws://example.org/",
                                "http://",
                                "http:///x",
                                "https://?x",
                                "http://user@example.org/",
                                "http://user:pass@example.org/",
                                "http://@example.org/",
                                "http://8.8.8.8@127.0.0.1/",
                                "http://example.org:22/",
                                "http://example.org:8080/",
                                "http://example.org:0/",
                                "http://example.org:65536/",
                                "http://localhost/",
                                "http://LOCALHOST/",
                                "http://localhost./",
                                "http://a.localhost/",
                                "http://printer.local/",
                                "http://metadata.google.internal/",
                                "http://localhost.localdomain/",
                                "http://router.lan/",
                                "http://nas.home.arpa/",
                                "http://127.0.0.1/",
                                "http://127.0.0.1./",
                                "http://127.1/",
                                "http://127.0.1/",
                                "http://2130706433/",
                                "http://0x7f000001/",
                                "http://0x7f.0.0.1/",
                                "http://0x7F.1/",
                                "http://0177.0.0.1/",
                                "http://017700000001/",
                                "http://127.0.0.01/",
                                "http://0/",
                                "http://10.0.0.1/",
                                "http://169.254.169.254/latest/meta-data/",
                                "http://1.2.3.4.5/",
                                "http://256.1.1.1/",
                                "http://08.8.8.8/",
                                "http://[::1]/",
                                "http://[::]/",
                                "http://[::ffff:127.0.0.1]/",
                                "http://[::ffff:7f00:1]/",
                                "http://[0:0:0:0:0:ffff:8.8.8.8]/",
                                "http://[64:ff9b::7f00:1]/",
                                "http://[2002:7f00:1::]/",
                                "http://[fe80::1]/",
                                "http://[fe80::1%25lo]/",
                                "http://[fd00::1]/",
                                "http://①②⑦.⓪.⓪.①/",
                                "http://127。0。0。1/",
                                "http://１２７.0.0.1/",
                                "http://loc%61lhost/",
                                "http://exa mple.org/",
                                "http://example.org/\r\nX: y",
                                "http://%00/"})
            QTest::newRow(url) << QString::fromUtf8(url);
        QTest::newRow("long") << QString(u"http://example.org/"_s + QString(5'000, u'a'));
    }

    void urlsThatAreRefused()
    {
        QFETCH(QString, url);
        const auto checked = checkedUrl(url, {});
        QVERIFY(!checked);
        QCOMPARE(checked.error().field, u"url"_s);
        QVERIFY(!checked.error().text.isEmpty());
    }

    void urlsThatAreTaken_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url :
             {"http://example.org", "https://example.org/a/b?c=d#e", "HTTPS://EXAMPLE.ORG/",
              "https://example.org:443/", "http://example.org:80/", "http://8.8.8.8/",
              "https://[2606:4700::1111]/", "https://bücher.example/", "https://example.org/ü?q=ä",
              "https://xn--bcher-kva.example/", " https://example.org/ ", "https://example.org/user@host",
              "https://localhost.example.org/", "https://1.example/"})
            QTest::newRow(url) << QString::fromUtf8(url);
    }

    void urlsThatAreTaken()
    {
        QFETCH(QString, url);
        QVERIFY_RESULT(checkedUrl(url, {}));
    }

    void oneAddressHasOneForm_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("normal"); // empty: it has none
        const auto row = [](const char *written, const char *normal) {
            QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(normal);
        };
        for (const char *same :
             {"http://example.org/x", "HTTP://example.org/x", " http://example.org/x", "http://EXAMPLE.org/x",
              "http://example.org./x", "http://example.org:80/x", "http://example.org:080/x",
              "http://example.org/a/../x", "http://example.org/./x", "http://example.org/../x",
              "http://example.org/%78", "http://example.org/a/%2e%2E/x", "http://example.org/x#part",
              "http://ｅxample.org/x"})
            row(same, "http://example.org/x");
        row("http://127.1/", "http://127.0.0.1/");
        row("http://0x7f.1:018998", "http://127.0.0.1:18998/");
        row("https://h.example", "https://h.example/");
        row("https://h.example/a//b/", "https://h.example/a//b/");
        row("https://h.example/%c3%bc?q=%2f", "https://h.example/%C3%BC?q=%2F");
        row("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC");
        for (const char *none :
             {"example.org", "http:\\\\example.org\\x", "http://example.org\\x", "http://a@example.org/",
              "http://example.org../", "http://[::ffff:127.0.0.1]/", "ftp://example.org/", ""})
            row(none, "");
    }

    void oneAddressHasOneForm()
    {
        QFETCH(QString, written);
        QFETCH(QString, normal);
        const auto url = normalUrl(written);
        QCOMPARE(url ? url->toString(QUrl::FullyEncoded) : QString(), normal);
        if (!url)
            return;
        const auto again = normalUrl(url->toString(QUrl::FullyEncoded));
        QVERIFY_RESULT(again);
        QCOMPARE(*again, *url);
    }

    void aWholeAddressIsWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isWritten");
        const QString page = u"https://h.example/abcdef"_s;
        const auto row = [&](const char *name, const QString &text, const QString &address, bool isWritten) {
            QTest::newRow(name) << text << address << isWritten;
        };
        row("as it is", u"Read "_s + page, page, true);
        row("in a sentence", u"Read ("_s + page + u"), please."_s, page, true);
        row("at its end", u"Read "_s + page + u"."_s, page, true);
        row("in quotes", u"Read “"_s + page + u"”!"_s, page, true);
        row("in a link", u"Read [it]("_s + page + u")"_s, page, true);
        row("with brackets", u"See https://h.example/Foo_(bar)."_s, u"https://h.example/Foo_(bar)"_s, true);
        row("otherwise", u"Read HTTPS://H.example/./abcdef#part"_s, page, true);
        row("without scheme", u"Read h.example/abcdef, please"_s, page, true);
        row("a prefix", u"Read "_s + page, u"https://h.example/abc"_s, false);
        row("one letter", u"Read "_s + page, u"https://h.example/a"_s, false);
        row("the host", u"Read "_s + page, u"https://h.example/"_s, false);
        row("more", u"Read "_s + page, page + u"?leak=1"_s, false);
        row("unsafe", u"Read "_s + page, u"http://h.example/abcdef"_s, false);
        row("within another", u"Read https://other.example/?u="_s + page, page, false);
        row("a part of a host", u"Read https://h.example.org/abcdef"_s, page, false);
        row("nothing", QString(), page, false);
    }

    void aWholeAddressIsWritten()
    {
        QFETCH(QString, text);
        QFETCH(QString, address);
        const auto url = normalUrl(address);
        QVERIFY_RESULT(url);
        QTEST(isWrittenIn(text, *url), "isWritten");
    }

    void portsCanBeOpened()
    {
        QVERIFY_RESULT(checkedUrl(u"http://example.org:8080/"_s, {.ports = {8080}}));
        QVERIFY_RESULT(checkedUrl(u"http://example.org:8080/"_s, {.ports = {}}));
        QVERIFY(!checkedUrl(u"http://example.org/"_s, {.ports = {8080}}));
    }
};

SIGNALBOX_TEST(TestAddressRules)
#include "tst_addressrules.moc"
