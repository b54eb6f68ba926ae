// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/gzip.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray packed = "Accept-Encoding: deflate, gzip;q=0.8\r\n";

// Every address that a page loads or leads to.
QStringList addressesIn(const QByteArray &html)
{
    QStringList found;
    auto each = QRegularExpression(u"(?:src|href|fetch)[=(][\"']([^\"']+)[\"']"_s)
                    .globalMatch(QString::fromUtf8(html));
    while (each.hasNext())
        found.append(each.next().captured(1));
    return found;
}

} // namespace

class TestPages : public QObject
{
    Q_OBJECT

private slots:
    void pagesNeedNoKeyAndLoadNothingFromElsewhere_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("first") << "/"_ba;
        QTest::newRow("docs") << "/docs"_ba;
        QTest::newRow("redoc") << "/redoc"_ba;
    }

    void pagesNeedNoKeyAndLoadNothingFromElsewhere()
    {
        QFETCH(QByteArray, path);
        TestSignalbox box;
        const JsonAnswer page = box.requestWithoutKey("GET", path);
        QCOMPARE(page.status, 200);
        QCOMPARE(page.header("content-type"), "text/html; charset=utf-8"_ba);
        const QByteArray policy = page.header("content-security-policy");
        QVERIFY(policy.startsWith("default-src 'none'; script-src 'self';"));
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QCOMPARE(page.count("content-security-policy"), 1);
        const QStringList addresses = addressesIn(page.body);
        QVERIFY(addresses.size() > 3);
        for (const QString &address : addresses) {
            QVERIFY2(address.startsWith(u'/'), qPrintable(address));
            QCOMPARE(box.requestWithoutKey("GET", address.toLatin1()).status, 200);
        }
        QVERIFY(!page.body.contains(box.key));
        QVERIFY(!page.body.contains("%VERSION%"));
        QVERIFY(!QRegularExpression(u"<script>|\\son[a-z]+=|style="_s)
                     .match(QString::fromUtf8(page.body))
                     .hasMatch());
    }

    void largeFilesAreSentPackedToWhoTakesThat()
    {
        TestSignalbox box;
        for (const QByteArray &path :
             {"/assets/swagger-ui-bundle.js"_ba, "/assets/redoc.standalone.js"_ba,
              "/assets/swagger-ui.css"_ba, "/assets/licenses.txt"_ba, "/openapi.json"_ba}) {
            const JsonAnswer plain = box.requestWithoutKey("GET", path);
            QCOMPARE(plain.status, 200);
            QVERIFY(plain.header("content-encoding").isEmpty());
            const JsonAnswer small = box.request("GET", path, QByteArray(), packed);
            QCOMPARE(small.status, 200);
            QCOMPARE(small.header("content-encoding"), "gzip"_ba);
            QCOMPARE(small.header("vary"), "Accept-Encoding"_ba);
            QCOMPARE(small.header("content-type"), plain.header("content-type"));
            QVERIFY(small.body.size() * 2 < plain.body.size());
            QCOMPARE(server::gunzip(small.body), plain.body);
            QVERIFY(plain.header("etag") != small.header("etag"));
        }
        const JsonAnswer refused =
            box.request("GET", "/assets/swagger-ui.css", QByteArray(), "Accept-Encoding: gzip;q=0\r\n");
        QVERIFY(refused.header("content-encoding").isEmpty());
    }

    void whatTheClientHasIsNotSentAgain()
    {
        TestSignalbox box;
        for (const QByteArray &path : {"/docs"_ba, "/assets/pages.css"_ba, "/openapi.json"_ba}) {
            const QByteArray tag = box.requestWithoutKey("GET", path).header("etag");
            QVERIFY(!tag.isEmpty());
            const JsonAnswer same =
                box.request("GET", path, QByteArray(), "If-None-Match: \"x\", " + tag + "\r\n");
            QCOMPARE(same.status, 304);
            QVERIFY(same.body.isEmpty());
            QCOMPARE(same.header("etag"), tag);
            QCOMPARE(box.request("GET", path, QByteArray(), "If-None-Match: \"x\"\r\n").status, 200);
        }
    }

    void otherFilesAreNotThere()
    {
        TestSignalbox box;
        for (const QByteArray &name : {"none.js"_ba, "index.html"_ba, "swagger-ui.css.gz"_ba})
            QCOMPARE(box.requestWithoutKey("GET", "/assets/" + name).status, 404);
    }

    void whatIsPackedIsUnpacked()
    {
        const QByteArray text = QByteArray("signal ").repeated(100'000);
        QVERIFY(server::gzip(text).size() < 5'000);
        QCOMPARE(server::gunzip(server::gzip(text)), text);
        QCOMPARE(server::gunzip("no gzip"), QByteArray());
    }
};

SIGNALBOX_TEST(TestPages)
#include "tst_pages.moc"
