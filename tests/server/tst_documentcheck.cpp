// SPDX-License-Identifier: GPL-3.0-or-later
// The check that every answer in the tests of the server goes through must itself find what is wrong.
#include "tests/support/documentcheck.h"
#include "tests/support/testsuite.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using testsupport::DocumentCheck;

namespace {

QJsonObject document()
{
    return QJsonDocument::fromJson(R"({
        "paths": {
            "/things/{id}": {"get": {"responses": {
                "200": {
                    "headers": {"ETag": {"required": true}, "Link": {"required": false}},
                    "content": {"application/json": {"schema": {
                        "type": "object",
                        "required": ["id"],
                        "properties": {
                            "id": {"type": "string"},
                            "state": {"type": "string", "enum": ["on", "off"]},
                            "ended": {"type": ["string", "null"]},
                            "parts": {"type": "array", "items": {
                                "type": "object", "properties": {"n": {"type": "integer"}}}},
                            "labels": {"type": "object"}}}}}},
                "204": {"description": "Nothing"},
                "404": {"$ref": "#/components/responses/missing"},
                "default": {"$ref": "#/components/responses/missing"}}}},
            "/things/all": {"get": {"responses": {
                "200": {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}}}},
        "components": {"responses": {"missing": {"content": {"application/json": {"schema": {
            "type": "object", "properties": {"error": {"type": "string"}}}}}}}}})")
        .object();
}

} // namespace

class TestDocumentCheck : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatDiffers_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("fault");
        const QByteArray json = "application/json";
        const auto row = [&](const char *name, const QByteArray &body, const QString &fault) {
            QTest::newRow(name) << 200 << json << body << fault;
        };
        row("all as it is told", R"({"id":"a","state":"on","ended":null,"parts":[{"n":1}],"labels":{"x":1}})",
            {});
        row("fields may be absent", R"({"id":"a"})", {});
        row("a required one may not", R"({"state":"on"})", u"/id: "_s);
        row("null where there is none", R"({"id":null})", u"/id: "_s);
        row("another type", R"({"id":"a","ended":7})", u"/ended: "_s);
        row("another word", R"({"id":"a","state":"half"})", u"/state: "_s);
        row("an item of another type", R"({"id":"a","parts":[{"n":1},{"n":"2"}]})", u"/parts/1/n: "_s);
        row("an unknown name", R"({"id":"a","name":"x"})", u"/name: is not in the document"_s);
        row("an unknown name in an item", R"({"id":"a","parts":[{"m":1}]})",
            u"/parts/0/m: is not in the document"_s);
        row("a list", "[]", u": "_s);
        QTest::newRow("another status") << 409 << json << "{}"_ba << u"the status"_s;
        QTest::newRow("a refusal of its own") << 404 << json << R"({"error":"x"})"_ba << QString();
        QTest::newRow("a refusal of every operation") << 405 << json << R"({"error":"x"})"_ba << QString();
        QTest::newRow("a refusal in another shape")
            << 404 << json << R"({"detail":"x"})"_ba << u"/detail: "_s;
        QTest::newRow("another media type") << 200 << "text/plain"_ba
                                            << "{}"_ba << u"text/plain"_s;
        QTest::newRow("nothing") << 204 << ""_ba
                                 << ""_ba << QString();
        QTest::newRow("nothing for something") << 404 << ""_ba
                                               << ""_ba << u"has no body"_s;
        QTest::newRow("something for nothing") << 204 << json << "{}"_ba << u"media type"_s;
    }

    void findsWhatDiffers()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(QString, fault);
        const DocumentCheck check(document());
        const QStringList faults = check.faultsOf(
            {.method = "GET", .path = "/things/7?x=1", .status = status, .mediaType = type, .body = body});
        QCOMPARE(faults.size(), fault.isEmpty() ? 0 : 1);
        if (fault.isEmpty())
            return;
        QVERIFY2(faults.first().startsWith(u"get /things/{id} %1"_s.arg(status)), qPrintable(faults.first()));
        QVERIFY2(faults.first().contains(fault), qPrintable(faults.first()));
    }

    void headersThatArePromisedAreThere()
    {
        const DocumentCheck check(document());
        const auto with = [&](const QByteArray &header) {
            return check.faultsOf({.method = "GET",
                                   .path = "/things/7",
                                   .status = 200,
                                   .mediaType = "application/json",
                                   .body = R"({"id":"a"})",
                                   .hasHeader = [&](const QByteArray &name) { return name == header; }});
        };
        QCOMPARE(with("ETag"), QStringList());
        QCOMPARE(with("Link"), QStringList{u"get /things/{id} 200: has no header ETag"_s});
    }

    void literalPartsCountBeforeOthers()
    {
        const DocumentCheck check(document());
        QCOMPARE(check.operationOf("GET", "/things/all"), u"get /things/all"_s);
        QCOMPARE(check.operationOf("HEAD", "/things/any"), u"get /things/{id}"_s);
        QCOMPARE(check.operationOf("GET", "/things/{id}"), u"get /things/{id}"_s);
        QCOMPARE(check.operationOf("POST", "/things/all"), QString());
        QCOMPARE(check.operationOf("GET", "/things/"), QString());
    }
};

SIGNALBOX_TEST(TestDocumentCheck)
#include "tst_documentcheck.moc"
