// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/multipart.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace server::agentapi;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto formType = "multipart/form-data; boundary=XX";
const QByteArray handbook = "# Refunds\n\nA refund is paid within fourteen days of the return.\n\n# "
                            "Shipping\n\nParcels leave on Mondays.\n";

QByteArray part(const QByteArray &disposition, const QByteArray &content, const QByteArray &more = {})
{
    return "--XX\r\nContent-Disposition: " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
}

QByteArray filePart(const QByteArray &content, const QByteArray &name = "handbook.md")
{
    return part("form-data; name=\"file\"; filename=\"" + name + "\"", content);
}

QByteArray metadataPart(const QByteArray &json)
{
    return part("form-data; name=\"metadata\"", json);
}

QByteArray form(const QByteArrayList &parts)
{
    return parts.join() + "--XX--\r\n";
}

JsonAnswer upload(TestSignalbox &box, const QByteArray &body, const QByteArray &type = formType)
{
    return box.request("POST", "/v1/knowledge/documents", body, "Content-Type: " + type + "\r\n");
}

} // namespace

class TestAgentApi : public QObject
{
    Q_OBJECT

private slots:
    void aDocumentIsAddedFoundShownAndRemoved()
    {
        TestSignalbox box;
        const JsonAnswer added =
            upload(box, form({filePart(handbook),
                              metadataPart("{\"title\":\"Handbook\",\"tags\":[\"support\",\"money\"]}")}));
        QCOMPARE(added.status, 201);
        QCOMPARE(added.text(u"title"_s), u"Handbook"_s);
        QCOMPARE(added.text(u"tags.1"_s), u"money"_s);
        QCOMPARE(added.text(u"content_type"_s), u"text/markdown"_s);
        QCOMPARE(added.text(u"status"_s), u"ready"_s);
        QCOMPARE(added.at(u"size"_s).toInt(), int(handbook.size()));
        const QByteArray id = added.text(u"id"_s).toLatin1();
        QCOMPARE(added.header("location"), QByteArray("/v1/knowledge/documents/" + id));

        const JsonAnswer found = box.get("/v1/knowledge/search?q=refund+paid&limit=5");
        QCOMPARE(found.status, 200);
        QCOMPARE(found.at(u"total"_s).toInt(), 1);
        QCOMPARE(found.text(u"results.0.document_id"_s), QString::fromLatin1(id));
        QCOMPARE(found.text(u"results.0.title"_s), u"Handbook"_s);
        QVERIFY(found.text(u"results.0.heading"_s).contains(u"Refunds"_s));
        QVERIFY(found.text(u"results.0.snippet"_s).contains(u"fourteen"_s));
        QVERIFY(found.at(u"results.0.score"_s).isDouble());

        QCOMPARE(box.get("/v1/knowledge/documents/" + id).text(u"title"_s), u"Handbook"_s);
        const JsonAnswer list = box.get("/v1/knowledge/documents?limit=1");
        QCOMPARE(list.text(u"documents.0.id"_s), QString::fromLatin1(id));
        QCOMPARE(list.at(u"total"_s).toInt(), 1);
        QCOMPARE(box.request("DELETE", "/v1/knowledge/documents/" + id).status, 204);
        const JsonAnswer gone = box.get("/v1/knowledge/documents/" + id);
        QCOMPARE(gone.status, 404);
        QCOMPARE(gone.text(u"error.code"_s), u"NOT_FOUND"_s);
        QCOMPARE(box.get("/v1/knowledge/search?q=refund").at(u"total"_s).toInt(-1), 0);
    }

    void onlyWhoAddedADocumentRemovesIt()
    {
        TestSignalbox box;
        const QByteArray id = upload(box, form({filePart(handbook)})).text(u"id"_s).toLatin1();
        QCOMPARE(box.request("PATCH", "/v1/knowledge/documents/" + id, {{u"shared"_s, true}}).status, 200);
        const QByteArray ada = box.keyFor(Scope::KnowledgeRead | Scope::KnowledgeWrite);
        const JsonAnswer refused = box.request("DELETE", "/v1/knowledge/documents/" + id, QByteArray(),
                                               "X-API-Key: " + ada + "\r\n");
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.text(u"error.code"_s), u"FORBIDDEN"_s);
    }

    void whatIsNoDocumentIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("field");
        const QByteArray type = formType;
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &kind, int status,
                            const QString &field) { QTest::newRow(name) << body << kind << status << field; };
        row("JSON", "{}", "application/json", 400, u"Content-Type"_s);
        row("no boundary", form({filePart(handbook)}), "multipart/form-data", 400, u"Content-Type"_s);
        row("other boundary", form({filePart(handbook)}), "multipart/form-data; boundary=YY", 400, u"body"_s);
        row("nothing", {}, type, 400, u"body"_s);
        row("no file", form({metadataPart("{}")}), type, 400, u"file"_s);
        row("unknown part", form({filePart(handbook), part("form-data; name=\"more\"", "x")}), type, 400,
            u"more"_s);
        row("two files", form({filePart(handbook), filePart(handbook)}), type, 400, u"file"_s);
        row("empty file", form({filePart({})}), type, 400, u"file"_s);
        row("no text", form({filePart("\xff\xfe\x00")}), type, 400, u"file"_s);
        row("a picture", form({filePart("x", "cat.png")}), type, 415, u"file"_s);
        row("metadata no JSON", form({filePart(handbook), metadataPart("title")}), type, 400, u"metadata"_s);
        row("metadata a list", form({filePart(handbook), metadataPart("[]")}), type, 400, u"metadata"_s);
        row("title a number", form({filePart(handbook), metadataPart("{\"title\":7}")}), type, 400,
            u"metadata.title"_s);
        row("tags a text", form({filePart(handbook), metadataPart("{\"tags\":\"a\"}")}), type, 400,
            u"metadata.tags"_s);
        row("a tag a number", form({filePart(handbook), metadataPart("{\"tags\":[1]}")}), type, 400,
            u"metadata.tags[0]"_s);
        row("a blank tag", form({filePart(handbook), metadataPart("{\"tags\":[\" \"]}")}), type, 400,
            u"metadata.tags"_s);
    }

    void whatIsNoDocumentIsRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        QFETCH(QString, field);
        TestSignalbox box;
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = upload(box, body, type);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.text(u"error.code"_s), u"INVALID_REQUEST"_s);
        QCOMPARE(answer.text(u"error.details.field"_s), field);
        QVERIFY(!answer.text(u"error.details.issue"_s).isEmpty());
        QCOMPARE(box.rows(), before);
    }

    void searchesAndListsCheckTheirQuery_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("field");
        QTest::newRow("no q") << "/v1/knowledge/search"_ba << u"q"_s;
        QTest::newRow("blank q") << "/v1/knowledge/search?q=+"_ba << u"q"_s;
        QTest::newRow("long q") << QByteArray("/v1/knowledge/search?q=" + QByteArray(1001, 'x')) << u"q"_s;
        QTest::newRow("0") << "/v1/knowledge/search?q=x&limit=0"_ba << u"limit"_s;
        QTest::newRow("101") << "/v1/knowledge/search?q=x&limit=101"_ba << u"limit"_s;
        QTest::newRow("a word") << "/v1/knowledge/documents?limit=many"_ba << u"limit"_s;
    }

    void searchesAndListsCheckTheirQuery()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, field);
        TestSignalbox box;
        const JsonAnswer answer = box.get(path);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.details.field"_s), field);
        QVERIFY(answer.text(u"error.message"_s).contains(field));
    }

    void aFormIsTakenApart()
    {
        const QByteArray body = part("form-data; name=\"file\"; filename=\"C:\\\\temp\\\\..\\\\notes.txt\"",
                                     "a\r\n--X\r\nb", "Content-Type: text/plain\r\n") +
                                part("FORM-DATA; Name=metadata", {}) + "--XX--";
        const auto parts = readForm("Multipart/Form-Data; charset=utf-8; boundary=\"XX\"", body);
        QVERIFY(parts);
        QCOMPARE(parts->size(), 2);
        QCOMPARE(parts->at(0).name, u"file"_s);
        QCOMPARE(parts->at(0).fileName, u"notes.txt"_s);
        QCOMPARE(parts->at(0).contentType, u"text/plain"_s);
        QCOMPARE(parts->at(0).content, "a\r\n--X\r\nb"_ba);
        QCOMPARE(parts->at(1).name, u"metadata"_s);
        QVERIFY(parts->at(1).content.isEmpty());
    }

    void namesLoseTheirFolders()
    {
        for (const QByteArray &name : {"../../etc/passwd"_ba, "/etc/passwd"_ba, "..\\\\..\\\\passwd"_ba}) {
            const auto parts = readForm(formType, form({filePart("x", name)}));
            QVERIFY(parts);
            QCOMPARE(parts->first().fileName, u"passwd"_s);
        }
        QCOMPARE(readForm(formType, form({filePart("x", "a/..")}))->first().fileName, QString());
    }

    void aFormThatIsBrokenIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray good = filePart("x");
        QTest::newRow("preamble") << QByteArray("hello\r\n" + form({good}));
        QTest::newRow("epilogue") << QByteArray(form({good}) + "more");
        QTest::newRow("no end") << good;
        QTest::newRow("cut") << form({good}).chopped(4);
        QTest::newRow("end alone") << "--XX"_ba;
        QTest::newRow("no name") << form({part("form-data", "x")});
        QTest::newRow("empty name") << form({part("form-data; name=\"\"", "x")});
        QTest::newRow("two names") << form({part("form-data; name=\"a\"; name=\"b\"", "x")});
        QTest::newRow("two dispositions")
            << form({part("form-data; name=\"a\"", "x", "Content-Disposition: form-data; name=\"b\"\r\n")});
        QTest::newRow("attachment") << form({part("attachment; name=\"a\"", "x")});
        QTest::newRow("open quote") << form({part("form-data; name=\"a", "x")});
        QTest::newRow("line in a name") << form({part("form-data; name=\"a\nb\"", "x")});
        QTest::newRow("zero in a file name") << form({filePart("x", QByteArray("a\0b", 3))});
        QTest::newRow("no UTF-8") << form({filePart("x", "a\xff")});
        QTest::newRow("base64") << form(
            {part("form-data; name=\"a\"", "x", "Content-Transfer-Encoding: base64\r\n")});
        QTest::newRow("no header") << "--XX\r\n\r\nx\r\n--XX--\r\n"_ba;
        QTest::newRow("long header") << form(
            {part("form-data; name=\"a\"", "x", "X: " + QByteArray(9000, 'x') + "\r\n")});
        QByteArrayList many;
        for (int i = 0; i < 17; ++i)
            many.append(part("form-data; name=\"p" + QByteArray::number(i) + "\"", "x"));
        QTest::newRow("17 parts") << form(many);
    }

    void aFormThatIsBrokenIsRefused()
    {
        QFETCH(QByteArray, body);
        const auto parts = readForm(formType, body);
        QVERIFY(!parts);
        QCOMPARE(parts.error().code, ErrorCode::InvalidArgument);
    }

    void aBoundaryMustBeOne()
    {
        for (const QByteArray &boundary :
             {QByteArray(), QByteArray(71, 'x'), "a\"b"_ba, "a;b=c"_ba, "a\\b"_ba})
            QVERIFY(!readForm(QByteArray("multipart/form-data; boundary=" + boundary),
                              QByteArray("--" + boundary + "--")));
        const QByteArray longest(70, 'x');
        QVERIFY(readForm(QByteArray("multipart/form-data; boundary=" + longest),
                         QByteArray("--" + longest + "--")));
    }
};

SIGNALBOX_TEST(TestAgentApi)
#include "tst_agentapi.moc"
