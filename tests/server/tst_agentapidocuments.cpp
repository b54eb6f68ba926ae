// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 megabyte = 1024 * 1024;

QByteArray head(qint64 length, const QByteArray &key)
{
    return "POST /v1/knowledge/documents HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key +
           "\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: " +
           QByteArray::number(length) + "\r\n\r\n";
}

QByteArray formStart(const QByteArray &name)
{
    return "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n";
}

const QByteArray formEnd = "\r\n--XX--\r\n";

JsonAnswer upload(TestSignalbox &box, const QByteArray &name, const QByteArray &content)
{
    return box.request("POST", "/v1/knowledge/documents", QByteArray(formStart(name) + content + formEnd),
                       "Content-Type: multipart/form-data; boundary=XX\r\n");
}

// Each paragraph is long enough to be a passage of its own.
QByteArray herons(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "Heron " + QByteArray::number(i) + QByteArray(" stands in the water and waits").repeated(8) +
                ".\n\n";
    return text;
}

qint64 count(TestSignalbox &box, QLatin1StringView sql)
{
    auto rows = box.core->database().run(sql);
    return rows && rows->next() ? rows->integer(0) : -1;
}

// A page with one line of text, as small as PDF can be.
QByteArray pdf(const QByteArray &text)
{
    const QByteArray stream = "BT /F1 24 Tf 72 720 Td (" + text + ") Tj ET";
    return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
           "1>>endobj\n"
           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 "
           "R>>>>>>endobj\n"
           "4 0 obj<</Length " +
           QByteArray::number(stream.size()) + ">>stream\n" + stream +
           "\nendstream endobj\n"
           "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}

// The memory of this process that is not files.
qint64 residentBytes()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray status = file.readAll();
    const qsizetype at = status.indexOf("RssAnon:") + 8;
    return status.sliced(at, status.indexOf("kB", at) - at).trimmed().toLongLong() * 1024;
}

} // namespace

// Documents of every kind and size that is taken, over a real connection.
class TestAgentApiDocuments : public QObject
{
    Q_OBJECT

private slots:
    void formatsBecomeText_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("type");
        QTest::newRow("text") << "a.txt"_ba
                              << "The heron fishes.\n"_ba << u"text/plain"_s;
        QTest::newRow("Markdown") << "a.md"_ba
                                  << "# Birds\n\nThe heron fishes.\n"_ba << u"text/markdown"_s;
        QTest::newRow("HTML")
            << "a.html"_ba
            << "<html><head><title>Birds</title></head><body><p>The <b>heron</b> fishes.</p>"
               "<script>alert(1)</script></body></html>"_ba
            << u"text/html"_s;
        QTest::newRow("PDF") << "a.pdf"_ba << pdf("The heron fishes.") << u"application/pdf"_s;
    }

    void formatsBecomeText()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, type);
        SKIP_BECAUSE(name == "a.pdf" ? testsupport::whyWithoutPdf() : QString());
        TestSignalbox box;
        const JsonAnswer added = upload(box, name, content);
        QVERIFY2(added.status == 201, added.body.constData());
        QCOMPARE(added.text(u"status"_s), u"ready"_s);
        QCOMPARE(added.text(u"content_type"_s), type);
        QCOMPARE(added.at(u"size"_s).toInt(), int(content.size()));
        const JsonAnswer found = box.get("/v1/knowledge/search?q=heron");
        QCOMPARE(found.at(u"total"_s).toInt(), 1);
        QVERIFY2(found.text(u"results.0.snippet"_s).contains(u"heron fishes"_s), found.body.constData());
        QVERIFY(!found.body.contains("alert"));
    }

    void aPdfThatIsNoneIsRefused()
    {
        SKIP_BECAUSE(testsupport::whyWithoutPdf());
        TestSignalbox box;
        const JsonAnswer answer = upload(box, "a.pdf", "%PDF-1.4 nonsense");
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.details.field"_s), u"file"_s);
        QCOMPARE(box.get("/v1/knowledge/documents").at(u"total"_s).toInt(-1), 0);
    }

    void aLargeDocumentIsReadInPieces()
    {
        TestSignalbox box;
        QByteArray content;
        for (int i = 0; content.size() < 6 * megabyte; ++i)
            content += "Paragraph " + QByteArray::number(i) + " tells of nothing that matters.\r\n\r\n";
        content += "The last one tells of a kingfisher.\r\n";
        const JsonAnswer added = upload(box, "large.txt", content);
        QVERIFY2(added.status == 201, added.body.constData());
        QCOMPARE(added.text(u"status"_s), u"processing"_s);
        // Others are answered meanwhile.
        QCOMPARE(box.get("/health").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(box.get(added.header("location")).text(u"status"_s), u"ready"_s, 60'000);
        QCOMPARE(box.get("/v1/knowledge/search?q=kingfisher").text(u"results.0.document_id"_s),
                 added.text(u"id"_s));
        QCOMPARE(box.get("/v1/knowledge/search?q=%2212345%22").text(u"results.0.document_id"_s),
                 added.text(u"id"_s));
    }

    void aLargeUploadIsNotHeldInMemory()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProcesses());
        QTemporaryDir spool;
        TestSignalbox box({}, {.spoolFolder = spool.path()});
        const qint64 size = 90 * megabyte;
        const QByteArray start = formStart("large.bin");
        const qint64 before = residentBytes();
        tests::Client client(box.port);
        client.send(head(start.size() + size + formEnd.size(), box.key) + start);
        const QByteArray piece(megabyte, 'x');
        for (qint64 sent = 0; sent < size; sent += piece.size()) {
            client.send(piece);
            QTRY_VERIFY_WITH_TIMEOUT(client.socket.bytesToWrite() < megabyte, 20'000);
        }
        QCOMPARE(QDir(spool.path()).entryList({u"upload-*"_s}, QDir::Files).size(), 1);
        QVERIFY2(residentBytes() - before < 30 * megabyte,
                 QByteArray::number(residentBytes() - before).constData());
        client.send(formEnd);
        const auto answer = client.receive(false, 30'000);
        QCOMPARE(answer.status, 415); // nobody knows what .bin is
        QTRY_COMPARE(QDir(spool.path()).entryList(QDir::Files).size(), 0);
    }

    void whatIsLargerIsRefusedBeforeItIsRead()
    {
        QTemporaryDir spool;
        TestSignalbox box({}, {.spoolFolder = spool.path()});
        tests::Client client(box.port);
        client.send(head(101 * megabyte, box.key));
        const auto answer = client.receive();
        QCOMPARE(answer.status, 413);
        QVERIFY(answer.body.contains("INVALID_REQUEST"));
        QCOMPARE(QDir(spool.path()).entryList(QDir::Files).size(), 0);
    }

    void anUploadThatBreaksOffLeavesNothing()
    {
        QTemporaryDir spool;
        TestSignalbox box({}, {.spoolFolder = spool.path()});
        {
            tests::Client client(box.port);
            client.send(head(megabyte, box.key) + formStart("a.txt") + QByteArray(1000, 'x'));
            QTRY_COMPARE(QDir(spool.path()).entryList(QDir::Files).size(), 1);
        }
        QTRY_COMPARE(QDir(spool.path()).entryList(QDir::Files).size(), 0);
    }

    // Gone at once for everybody, and its passages a few at a time.
    void aLargeDocumentIsDeletedInPieces()
    {
        TestSignalbox box;
        const JsonAnswer kept = upload(box, "kept.txt", "The heron stays.\n");
        const JsonAnswer added = upload(box, "large.txt", herons(12'000));
        QVERIFY2(added.status == 201, added.body.constData());
        const qint64 passages = count(box, "SELECT COUNT(*) FROM passage"_L1);
        QVERIFY(passages > 1000);
        QCOMPARE(box.request("DELETE", added.header("location")).status, 204);
        QVERIFY(count(box, "SELECT COUNT(*) FROM passage"_L1) > 1);
        QCOMPARE(box.get(added.header("location")).status, 404);
        QCOMPARE(box.request("DELETE", added.header("location")).status, 404);
        QCOMPARE(box.get("/v1/knowledge/documents").at(u"total"_s).toInt(), 1);
        QCOMPARE(box.get("/v1/knowledge/documents").at(u"documents"_s).toArray().size(), 1);
        QCOMPARE(box.get("/v1/knowledge/search?q=heron").at(u"total"_s).toInt(), 1);
        QTRY_COMPARE(count(box, "SELECT COUNT(*) FROM passage"_L1), 1);
        QTRY_COMPARE(count(box, "SELECT COUNT(*) FROM document"_L1), 1);
        QCOMPARE(count(box, "SELECT COUNT(*) FROM passage_text"_L1), 1);
        QCOMPARE(count(box, "SELECT COUNT(*) FROM document_intake"_L1), 0);
        QCOMPARE(box.get("/v1/knowledge/search?q=heron").text(u"results.0.document_id"_s),
                 kept.text(u"id"_s));
    }

    void aRemovalThatACrashInterruptedGoesOn()
    {
        TestCore core;
        const auto added =
            core->knowledge().add({.content = herons(2000), .fileName = u"a.txt"_s}, localOperator());
        QVERIFY(added && core->journal().commit());
        QVERIFY(core->knowledge().remove(added->id, localOperator()) && core->journal().commit());
        core.close();
        core.open();
        QCOMPARE(*core->knowledge().count(localOperator()), 0);
        const auto left = [&core] {
            auto rows = core->database().run("SELECT COUNT(*) FROM passage"_L1);
            return rows && rows->next() ? rows->integer(0) : -1;
        };
        QVERIFY(left() > 300);
        QTRY_COMPARE(left(), 0);
    }

    // Clients make up a new boundary each time; the form is the same.
    void anUploadThatComesAgainIsCarriedOutOnce()
    {
        TestSignalbox box;
        const auto send = [&box](const QByteArray &boundary, const QByteArray &content,
                                 const QByteArray &key) {
            QByteArray form = formStart("a.txt") + content + formEnd;
            form.replace("--XX", QByteArray("--" + boundary));
            return box.request("POST", "/v1/knowledge/documents", form,
                               "Idempotency-Key: " + key +
                                   "\r\nContent-Type: multipart/form-data; boundary=\"" + boundary +
                                   "\"\r\n");
        };
        const JsonAnswer first = send("first-boundary", "The heron fishes.", "one");
        QCOMPARE(first.status, 201);
        const JsonAnswer again = send("another-boundary", "The heron fishes.", "one");
        QCOMPARE(again.status, 201);
        QCOMPARE(again.body, first.body);
        QCOMPARE(again.header("x-idempotency-cached"), "true"_ba);
        QCOMPARE(again.header("location"), first.header("location"));
        // Another file, and another key.
        QVERIFY(send("first-boundary", "The heron sleeps.", "one").text(u"id"_s) != first.text(u"id"_s));
        QVERIFY(send("first-boundary", "The heron fishes.", "two").text(u"id"_s) != first.text(u"id"_s));
        QCOMPARE(box.get("/v1/knowledge/documents").at(u"total"_s).toInt(), 3);
    }

    void aFolderThatCannotBeWrittenIsTold()
    {
        TestSignalbox box({}, {.spoolFolder = u"/dev/null/nowhere"_s});
        const JsonAnswer answer = upload(box, "a.txt", "hello");
        QCOMPARE(answer.status, 507);
        QVERIFY(answer.text(u"error.message"_s).contains(u"no room"_s));
    }

    void whatACrashInterruptedHasFailed()
    {
        TestCore core;
        const auto begun = core->knowledge().begin(
            {.owner = u"operator"_s, .title = u"x"_s, .contentType = u"text/plain"_s}, u"x"_s);
        QVERIFY(begun && core->journal().commit());
        QCOMPARE(core->knowledge().get(begun->id, localOperator())->state, DocumentState::Processing);
        core.close();
        core.open();
        QCOMPARE(core->knowledge().get(begun->id, localOperator())->state, DocumentState::Failed);
        QVERIFY(core->knowledge().get(begun->id, localOperator())->error.contains(u"Upload it again"_s));
    }
};

SIGNALBOX_TEST(TestAgentApiDocuments)
#include "tst_agentapidocuments.moc"
