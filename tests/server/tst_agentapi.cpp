// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/multipart.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QRandomGenerator>

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

    void aFormMayBeWrittenAsTheStandardsAllow_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        const QByteArray good = filePart("a\r\n--X\r\nb");
        const QByteArray type = formType;
        const auto row = [](const char *name, const QByteArray &given, const QByteArray &body) {
            QTest::newRow(name) << given << body;
        };
        row("a line before it", type, "\r\n" + form({good}));
        row("a preamble", type, "This is a form.\r\nRead on.\r\n\r\n" + form({good}));
        row("a preamble that speaks of the boundary", type, "It is --XX, and -- ends it\r\n" + form({good}));
        row("an epilogue", type, form({good}) + "This is\r\n--XX\r\nover.");
        row("lines behind it", type, form({good}) + "\r\n\r\n");
        row("no line behind it", type, form({good}).chopped(2));
        row("blanks behind boundaries", type,
            QByteArray(form({good})).replace("--XX\r", "--XX \t\r").replace("--XX--", "--XX-- "));
        row("a semicolon at the end", type + ';', form({good}));
        row("empty parameters", "multipart/form-data;; ;boundary=XX; ;", form({good}));
        row("blanks around a sign", "multipart/form-data ; boundary = \"XX\" ", form({good}));
        row("a boundary with blanks and signs", "multipart/form-data; boundary=\"X Y'()+_,-./:=?Z\"",
            QByteArray(form({good})).replace("--XX", "--X Y'()+_,-./:=?Z"));
        for (const QByteArray &encoding : {"7bit"_ba, "8bit"_ba, "BINARY"_ba})
            row(encoding.constData(), type,
                QByteArray(form({good}))
                    .replace("\r\n\r\n",
                             QByteArray("\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n")));
        row("folded headers", type, QByteArray(form({good})).replace("; filename", ";\r\n\tfilename"));
        row("headers that nobody knows", type,
            QByteArray(form({good})).replace("\r\n\r\n", "\r\nContent-Length: 9\r\nX-Y:\r\n\r\n"));
        row("a semicolon behind the name", type,
            QByteArray(form({good})).replace("handbook.md\"", "handbook.md\" ; "));
    }

    void aFormMayBeWrittenAsTheStandardsAllow()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const auto parts = readForm(type, body);
        QVERIFY2(parts, parts ? "" : qPrintable(parts.error().text));
        QCOMPARE(parts->size(), 1);
        QCOMPARE(parts->first().fileName, u"handbook.md"_s);
        QCOMPARE(parts->first().content, "a\r\n--X\r\nb"_ba);
        QCOMPARE(body.sliced(parts->first().begin, 3), "a\r\n"_ba);
    }

    void namesMayBeExtended_data()
    {
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<QString>("expected");
        QTest::newRow("UTF-8") << "filename*=UTF-8''Pr%C3%BCfung.md"_ba << u"Prüfung.md"_s;
        QTest::newRow("before the plain one")
            << "filename=\"x.txt\"; filename*=utf-8'de'%e2%82%ac.md"_ba << u"€.md"_s;
        QTest::newRow("Latin-1") << "filename*=ISO-8859-1'en'%A3%20rates.md"_ba << u"£ rates.md"_s;
        QTest::newRow("folders") << "filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"_ba << u"passwd"_s;
        QTest::newRow("in pieces") << "filename*0=\"a long \"; filename*1=\"name.md\""_ba
                                   << u"a long name.md"_s;
        QTest::newRow("in extended pieces")
            << "filename*0*=UTF-8''Pr%C3; filename*1*=%BC; filename*2=\"fung 5%.md\""_ba
            << u"Prüfung 5%.md"_s;
    }

    void namesMayBeExtended()
    {
        QFETCH(QByteArray, parameters);
        QFETCH(QString, expected);
        const auto parts = readForm(formType, form({part("form-data; name=\"file\"; " + parameters, "x")}));
        QVERIFY2(parts, parts ? "" : qPrintable(parts.error().text));
        QCOMPARE(parts->first().fileName, expected);
    }

    void aDocumentIsWhatItIsWhateverItIsCalled_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        const auto row = [](const char *title, const QByteArray &file, const QByteArray &name,
                            const QByteArray &type,
                            int status) { QTest::newRow(title) << file << name << type << status; };
        row("RTF", "{\\rtf1\\ansi Hello}", "a.txt", "text/plain", 415);
        row("PostScript", "%!PS-Adobe-3.0\nshowpage\n", "a.md", "text/markdown", 415);
        row("an archive", "PK\x03\x04 and more", "a.txt", "text/plain", 415);
        const QByteArray table = "name,price\nsignal,12\n";
        row("CSV", table, "a.csv", "text/csv", 201);
        row("CSV without a type", table, "A.CSV", "", 201);
        row("CSV of a spreadsheet", table, "a.csv", "application/vnd.ms-excel", 201);
        row("a spreadsheet", "\xD0\xCF\x11\xE0 and more", "a.xls", "application/vnd.ms-excel", 415);
        row("JSON", R"({"name": "signal"})", "a.json", "application/json", 201);
        row("lines of JSON", "{}\n{\"name\": 1}\n", "a.jsonl", "application/octet-stream", 201);
        row("a kind of JSON", R"({"name": "signal"})", "a", "application/ld+json", 201);
        row("YAML", "name: signal\n", "a.yaml", "application/yaml", 201);
        row("YAML by its name", "name: signal\n", "a.yml", "application/octet-stream", 201);
        row("a log", "12:00 a train passed\n", "box.log", "", 201);
        row("text of an unknown type", "signal", "a.xyz", "chemical/x-xyz", 415);
        row("a text that speaks of PDF", "A file begins with %PDF-1.4 then.", "a.txt", "text/plain", 201);
        row("a broken PDF called text", "%PDF-1.4\n1 0 obj\nendobj\n", "a.txt", "text/plain", 400);
        row("a broken PDF behind a line, called a page", "\r\n%PDF-1.7\n1 0 obj\n", "a.html", "text/html",
            400);
        row("a broken PDF behind junk", "junk\n%PDF-1.7\n1 0 obj\n", "a.md", "", 400);
        row("Latin-1 that says so", "Geb\xfchr\n", "a.txt", "text/plain; charset=ISO-8859-1", 201);
        row("Latin-1 that says nothing", "Geb\xfchr\n", "a.txt", "text/plain", 400);
        row("an unknown charset", "Gebuehr\n", "a.txt", "text/plain; charset=klingon", 400);
        row("UTF-16", QByteArray("\xff\xfeG\0e\0b\0\xfc\0h\0r\0", 14), "a.md", "", 201);
    }

    void aDocumentIsWhatItIsWhateverItIsCalled()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        TestSignalbox box;
        const QByteArray kind = type.isEmpty() ? QByteArray() : QByteArray("Content-Type: " + type + "\r\n");
        const JsonAnswer answer =
            upload(box, form({part("form-data; name=\"file\"; filename=\"" + name + "\"", file, kind)}));
        if (file.contains("%PDF-1.") && status == 400)
            QVERIFY(answer.status >= 400); // another where PDF cannot be read at all
        else
            QCOMPARE(answer.status, status);
        QCOMPARE(box.get("/v1/knowledge/search?q=obj").at(u"total"_s).toInt(-1), 0);
        if (file.contains('\xfc'))
            QCOMPARE(box.get("/v1/knowledge/search?q=Geb%C3%BChr").at(u"total"_s).toInt(-1),
                     status == 201 ? 1 : 0);
    }

    void pagesAreReadInTheirCharset_data()
    {
        QTest::addColumn<QByteArray>("page");
        QTest::addColumn<QByteArray>("type");
        const QByteArray body = "<p>Die Geb\xfchr betr\xe4gt 5 \x80.</p>";
        QTest::newRow("meta") << "<html><head><meta charset=\"iso-8859-1\"></head>" + body << "text/html"_ba;
        QTest::newRow("old meta")
            << "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>" + body
            << "text/html"_ba;
        QTest::newRow("XML") << "<?xml version='1.0' encoding='latin1'?><html>" + body
                             << "application/xhtml+xml"_ba;
        QTest::newRow("the type counts over the page")
            << "<meta charset=utf-8>" + body << "text/html; charset=\"cp1252\""_ba;
        QTest::newRow("a comment does not count")
            << "<!-- <meta charset=utf-8> --><meta charset=Latin1>" + body << "text/html"_ba;
        QTest::newRow("UTF-8") << "<p>Die Geb\xc3\xbchr betr&auml;gt</p>"_ba
                               << "text/html"_ba;
        QTest::newRow("a mark counts over all")
            << "\xef\xbb\xbf<meta charset=latin1><p>Die Geb\xc3\xbchr</p>"_ba
            << "text/html; charset=latin1"_ba;
    }

    void pagesAreReadInTheirCharset()
    {
        QFETCH(QByteArray, page);
        QFETCH(QByteArray, type);
        TestSignalbox box;
        const JsonAnswer answer = upload(box, form({part("form-data; name=\"file\"; filename=\"d.html\"",
                                                         page, "Content-Type: " + type + "\r\n")}));
        QVERIFY2(answer.status == 201, answer.body.constData());
        QCOMPARE(box.get("/v1/knowledge/search?q=Geb%C3%BChr").at(u"total"_s).toInt(-1), 1);
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
        QTest::newRow("more behind the end") << QByteArray(form({good}).chopped(2) + "more");
        QTest::newRow("more on the line of a boundary") << QByteArray("--XX more" + form({good}).sliced(4));
        QTest::newRow("a boundary that only begins so") << QByteArray("--XXX" + form({good}).sliced(4));
        QTest::newRow("an extended name without its charset")
            << form({part("form-data; name=\"file\"; filename*=a.md", "x")});
        QTest::newRow("an extended name that is cut")
            << form({part("form-data; name=\"file\"; filename*=UTF-8''a%2", "x")});
        QTest::newRow("an extended name of an unknown charset")
            << form({part("form-data; name=\"file\"; filename*=nonsense''a", "x")});
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

    // The mark of a byte order makes another name, and not the same once more.
    void aNameIsTakenAsItIs()
    {
        const auto parts = readForm(formType, form({part("form-data; name=\"\xef\xbb\xbf"
                                                         "file\"",
                                                         "x"),
                                                    filePart("y")}));
        QVERIFY(parts);
        QCOMPARE(parts->size(), 2);
    }

    void anEncodingIsRefusedByName()
    {
        const auto parts = readForm(
            formType, form({part("form-data; name=\"a\"", "eA==", "Content-Transfer-Encoding: BASE64\r\n")}));
        QVERIFY(!parts);
        QVERIFY2(parts.error().text.contains(u"Content-Transfer-Encoding “BASE64”"_s) &&
                     parts.error().text.contains(u"as they are"_s),
                 qPrintable(parts.error().text));
    }

    // Whatever comes, it is a form within its bytes, or it is refused with a word.
    void anyBytesAreAFormOrRefused()
    {
        QRandomGenerator random(20'261'130);
        const QByteArray good =
            "preamble\r\n" + form({filePart("x\r\ny", "a.md"), part("form-data; name=\"b\"", QByteArray()),
                                   part("form-data; name*=UTF-8''c; name=c", "--XX")});
        const QByteArrayList pieces{"\r\n",   "--XX",         "--XX--", "\"",   ";", "\\",
                                    "%0d%0a", "filename*0*=", "\0",     "\xc3", ":", " "};
        for (int i = 0; i < 20'000; ++i) {
            QByteArray body = good;
            for (int change = random.bounded(4); change >= 0 && !body.isEmpty(); --change) {
                const qsizetype at = random.bounded(body.size());
                switch (random.bounded(4)) {
                case 0:
                    body[at] = char(random.bounded(256));
                    break;
                case 1:
                    body.remove(at, random.bounded(20));
                    break;
                case 2:
                    body.insert(at, pieces[random.bounded(int(pieces.size()))]);
                    break;
                default:
                    body.truncate(at);
                }
            }
            const auto parts = readForm(formType, body);
            if (!parts) {
                QVERIFY(!parts.error().text.isEmpty());
                continue;
            }
            for (const auto &read : *parts) {
                QVERIFY(!read.name.isEmpty() && !read.name.contains(u'\n') && !read.fileName.contains(u'/'));
                QVERIFY(read.begin + read.content.size() <= body.size());
                QCOMPARE(body.sliced(read.begin, read.content.size()), read.content);
            }
        }
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
