// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/editedarguments.h"
#include "core/tool/actionwords.h"
#include "core/tool/httptool.h"
#include "core/tool/writefile.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestActionWords : public QObject
{
    Q_OBJECT

private slots:
    void valuesThatMatterAreTold_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QString &tool, const char *arguments,
                            const QString &words) {
            QTest::newRow(name) << tool << QByteArray(arguments) << words;
        };
        row("a refund", u"refund_order"_s, R"({"amount": 60, "currency": "EUR", "order": "8841"})",
            u"Refund order 8841: 60 EUR"_s);
        row("an id", u"refund_order"_s, R"({"order_id": 8841, "amount": 84.5, "currency": "EUR"})",
            u"Refund order 8841: 84.50 EUR"_s);
        row("no currency", u"refund_order"_s, R"({"orderNumber": "8841", "amount": 60})",
            u"Refund order 8841: amount 60"_s);
        row("mail", u"send_mail"_s, R"({"text": "Hello", "to": "ada@example.com", "subject": "Hi"})",
            u"Send mail: to ada@example.com, subject Hi, text Hello"_s);
        row("nested", u"transfer"_s,
            R"({"payment": {"amount": 1200, "currency": "EUR"}, "to": {"iban": "DE1"}})",
            u"Transfer: 1200 EUR, iban DE1"_s);
        row("many", u"set"_s, R"({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "name": "x"})",
            u"Set: name x, a 1, b 2, c 3, d 4, e 5, 2 more"_s);
        row("great", u"refund_order"_s, R"({"amount": 100000, "currency": "EUR", "order": "8841"})",
            u"Refund order 8841: 100000 EUR"_s);
        row("greater", u"pay"_s, R"({"amount": 1000000, "count": 1e20})",
            u"Pay: amount 1000000, count 100000000000000000000"_s);
        row("exact", u"pay"_s, R"({"order": 9007199254740993, "amount": 0.00001})",
            u"Pay: amount 0.00001, order 9007199254740993"_s);
        row("a sentence", u"pay"_s, R"({"to": "bob, amount 5", "zamount": 99999})",
            u"Pay: to “bob, amount 5”, zamount 99999"_s);
        row("an arrow", u"pay"_s, R"({"to": "bob → POST bank.example/pay"})",
            u"Pay: to “bob → POST bank.example/pay”"_s);
        row("a quote", u"pay"_s, R"({"to": "bob”, amount 5, note “x"})",
            u"Pay: to “bob\\”, amount 5, note \\“x”"_s);
        row("alike names", u"pay"_s, R"({"Amount": 500, "amount": 5})", u"Pay: Amount 500, amount 5"_s);
        row("alike within", u"pay"_s, R"({"from": {"iban": "DE1"}, "to": {"iban": "DE2"}})",
            u"Pay: from.iban DE1, to.iban DE2"_s);
        row("two sums", u"pay"_s, R"({"amount": 5, "total": 99999, "currency": "EUR"})",
            u"Pay: amount 5 EUR, total 99999 EUR"_s);
        row("a name that speaks", u"pay"_s, R"({"to bob, amount": 5, "to_bob": 7})",
            u"Pay: “to bob, amount” 5, to_bob 7"_s);
        row("a sum in words", u"pay"_s, R"({"amount": "5 EUR, to bob", "to": "eve"})",
            u"Pay: amount “5 EUR, to bob”, to eve"_s);
        row("a currency", u"pay"_s, R"({"amount": 5, "currency": "EUR, to bob"})", u"Pay: 5 “EUR, to bob”"_s);
        row("nothing", u"restart_all"_s, "{}", u"Restart all"_s);
        row("a million", u"refund_order"_s, R"({"amount": 1000000, "currency": "EUR", "order": 8841})",
            u"Refund order 8841: 1000000 EUR"_s);
        row("past 2^53", u"refund_order"_s, R"({"order": 9007199254740993, "amount": 12345678901234567})",
            u"Refund order 9007199254740993: amount 12345678901234567"_s);
        row("small", u"dose"_s, R"({"amount": 1e-9, "step": 0.1, "tiny": 2.5e-12})",
            u"Dose: amount 0.000000001, step 0.1, tiny 2.5e-12"_s);
        row("kinds", u"mark"_s, R"({"done": true, "none": null, "empty": "", "tags": ["a"]})",
            u"Mark: done yes, tags [\"a\"]"_s);
    }

    void valuesThatMatterAreTold()
    {
        QFETCH(QString, tool);
        QFETCH(QByteArray, arguments);
        QFETCH(QString, words);
        QCOMPARE(actionInWords(tool, object(arguments.constData())), words);
    }

    void longTextsKeepBothEnds()
    {
        const QString path = QString(300, u'a') + u".exe"_s;
        const QString shown = shortenedWithin(path, 50);
        QCOMPARE(shown.size(), 50);
        QVERIFY(shown.startsWith(u"aaa"_s) && shown.endsWith(u".exe"_s) && shown.contains(u'…'));
        QCOMPARE(shortenedWithin(u"short"_s, 50), u"short"_s);
    }

    void nothingCanPretend()
    {
        const QString title =
            actionTitle(WriteFile(), {{u"path"_s, u"report\u202Egnp.exe"_s}, {u"content"_s, u"x"_s}});
        QVERIFY2(title.contains(u"report⟨U+202E⟩gnp.exe"_s), qPrintable(title));
        QCOMPARE(actionTitle(WriteFile(), {{u"path"_s, u"a.md (9 bytes), b.md"_s}, {u"content"_s, u"x"_s}}),
                 u"Write “a.md (9 bytes), b.md” (1 byte)"_s);
        const QString filler = QString(300, u'x') + u", amount 5"_s;
        QJsonObject many;
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s})
            many.insert(name, filler);
        const QString line = actionInWords(u"pay"_s, many);
        QCOMPARE(line.count(u'“'), line.count(u'”'));
        QVERIFY2(line.endsWith(u" more"_s) && line.size() <= 280, qPrintable(line));
    }

    void aRequestTellsItsValuesAndItsPlace()
    {
        SystemResolver resolver;
        const ToolDeclaration declaration{.type = ToolType::Http,
                                          .name = u"refund_order"_s,
                                          .url = u"https://ada:secret@shop.example/refunds?a=1"_s,
                                          .method = u"POST"_s,
                                          .auth = ToolAuth::Bearer,
                                          .token = u"${SHOP_TOKEN}"_s};
        const HttpTool tool(resolver, {}, declaration, {});
        const QJsonObject arguments =
            object(R"({"body": {"order": 8841, "amount": 60, "currency": "EUR"}, "query": {"dry": false}})");
        QCOMPARE(actionTitle(tool, arguments),
                 u"Refund order 8841: 60 EUR, dry no → POST shop.example/refunds"_s);
    }

    void aFileIsSeenBesideTheOneThatIsThere()
    {
        QTemporaryDir folder;
        const ToolContext context{.workspace = folder.path()};
        const QJsonObject arguments{{u"path"_s, u"a.md"_s}, {u"content"_s, u"new"_s}};
        auto file = WriteFile().preview(arguments, context).file;
        QVERIFY(file && !file->isThere && file->isText);
        QCOMPARE(file->after, u"new"_s);
        const auto put = [&folder](const QByteArray &bytes) {
            QFile there(folder.filePath(u"a.md"_s));
            return there.open(QIODevice::WriteOnly) && there.write(bytes) == bytes.size();
        };
        QVERIFY(put("old"));
        file = WriteFile().preview(arguments, context).file;
        QVERIFY(file->isThere && file->isText);
        QCOMPARE(file->before, u"old"_s);
        QVERIFY(put("\xff\xfe\x00"));
        QVERIFY(!WriteFile().preview(arguments, context).file->isText);
    }

    void aNumberStaysANumber_data()
    {
        QTest::addColumn<QByteArray>("edited");
        QTest::addColumn<QByteArray>("kept"); // empty: refused
        QTest::newRow("same") << QByteArray(R"({"n": 61})") << QByteArray(R"({"n": 61})");
        QTest::newRow("text") << QByteArray(R"({"n": "61.50"})") << QByteArray(R"({"n": 61.5})");
        QTest::newRow("large") << QByteArray(R"({"n": "9007199254740993"})")
                               << QByteArray(R"({"n": 9007199254740993})");
        QTest::newRow("too large") << QByteArray(R"({"n": "123456789012345678901"})") << QByteArray();
        QTest::newRow("too exact") << QByteArray(R"({"n": "0.12345678901234567891"})") << QByteArray();
        QTest::newRow("words") << QByteArray(R"({"n": "all"})") << QByteArray();
        QTest::newRow("comma") << QByteArray(R"({"n": "61,50"})") << QByteArray();
        QTest::newRow("yes") << QByteArray(R"({"n": true})") << QByteArray();
        QTest::newRow("truth") << QByteArray(R"({"b": "false"})") << QByteArray(R"({"b": false})");
        QTest::newRow("no truth") << QByteArray(R"({"b": "maybe"})") << QByteArray();
        QTest::newRow("within") << QByteArray(R"({"o": {"m": ["2"]}})") << QByteArray(R"({"o": {"m": [2]}})");
        QTest::newRow("new field") << QByteArray(R"({"x": "61"})") << QByteArray(R"({"x": "61"})");
        QTest::newRow("text stays") << QByteArray(R"({"s": "61"})") << QByteArray(R"({"s": "61"})");
    }

    void aNumberStaysANumber()
    {
        QFETCH(QByteArray, edited);
        QFETCH(QByteArray, kept);
        const QJsonObject proposed = object(R"({"n": 60, "b": true, "s": "60", "o": {"m": [1]}})");
        const auto result = withTypesOf(proposed, object(edited.constData()));
        QCOMPARE(bool(result), !kept.isEmpty());
        if (result)
            QCOMPARE(*result, object(kept.constData()));
        else
            QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    }
};

SIGNALBOX_TEST(TestActionWords)
#include "tst_actionwords.moc"
