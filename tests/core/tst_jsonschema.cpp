// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/jsonschema.h"
#include "tests/support/testsuite.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// Anything that JSON can be, in single quotes for reading.
QJsonValue json(QString text)
{
    const QByteArray bytes = u"[%1]"_s.arg(text.replace(u'\'', u'"')).toUtf8();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (problem.error != QJsonParseError::NoError)
        qFatal("%s", bytes.constData());
    return document.array().first();
}

QString linesOf(const QList<SchemaProblem> &problems)
{
    QStringList lines;
    for (const SchemaProblem &problem : problems)
        lines += problem.line();
    return lines.join(u" | "_s);
}

} // namespace

class TestJsonSchema : public QObject
{
    Q_OBJECT

private slots:
    void values_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char *schema, const char *value, const char *problems) {
            QTest::addRow("%s %s", schema, value)
                << QString::fromUtf8(schema) << QString::fromUtf8(value) << QString::fromUtf8(problems);
        };
        row("{'type':'string'}", "'x'", "");
        row("{'type':'string'}", "5", "must be a text");
        row("{'type':'integer'}", "5.0", "");
        row("{'type':'integer'}", "5.5", "must be a whole number");
        row("{'type':['string','null']}", "null", "");
        row("{'type':['string','null']}", "[]", "must be a text or null");
        row("{'type':'boolean'}", "'true'", "must be true or false");
        row("{'type':'object','required':['path','a']}", "{'a':1}", "path: is required");
        row("{'properties':{'path':{'type':'string'}}}", "{'path':[1]}", "path: must be a text");
        row("{'properties':{'o':{'properties':{'n':{'type':'number'}}}}}", "{'o':{'n':'1'}}",
            "o.n: must be a number");
        row("{'properties':{'a':{}},'additionalProperties':false}", "{'a':1,'b':2}", "b: is not known here");
        row("{'additionalProperties':{'type':'number'}}", "{'b':'2'}", "b: must be a number");
        row("{'properties':{'a':false}}", "{'a':1}", "a: is not allowed");
        row("{'enum':['EUR','USD']}", "'GBP'", "must be one of \"EUR\", \"USD\"");
        row("{'enum':['EUR',1,null]}", "null", "");
        row("{'const':'x'}", "'y'", "must be \"x\"");
        row("{'minimum':1,'maximum':3}", "0.5", "must be at least 1");
        row("{'minimum':1,'maximum':3}", "3", "");
        row("{'maximum':3}", "3.01", "must be at most 3");
        row("{'exclusiveMinimum':0}", "0", "must be more than 0");
        row("{'exclusiveMaximum':1}", "1", "must be less than 1");
        row("{'minLength':1}", "''", "must not be empty");
        row("{'minLength':3}", "'ab'", "must have at least 3 characters");
        row("{'maxLength':2}", "'😀😀'", "");
        row("{'maxLength':2}", "'😀😀😀'", "must have at most 2 characters");
        row("{'pattern':'^[a-z]+$'}", "'abc'", "");
        row("{'pattern':'^[a-z]+$'}", "'abc\\n'", "must fit the pattern ^[a-z]+$");
        row("{'pattern':'b'}", "'abc'", "");
        row("{'items':{'type':'number'},'maxItems':3}", "[1,'2']", "[1]: must be a number");
        row("{'properties':{'to':{'items':{'required':['n']}}}}", "{'to':[{'n':1},{}]}",
            "to[1].n: is required");
        row("{'minItems':1}", "[]", "must have at least 1 entries");
        row("{'maxItems':1}", "[1,2]", "must have at most 1 entries");
        row("{'anyOf':[{'type':'string'},{'type':'number','minimum':5}]}", "7", "");
        row("{'anyOf':[{'type':'string'},{'type':'number','minimum':5}]}", "3",
            "must be a text, or must be at least 5");
        row("{'format':'uri'}", "'https://example.org/a'", "");
        row("{'format':'uri'}", "'example'", "must be a full address such as https://example.org/");
        row("{'format':'date-time'}", "'2026-01-30T16:15:08Z'", "");
        row("{'format':'date-time'}", "'yesterday'", "must be a date and time such as 2026-01-30T16:15:08Z");
        row("{'format':'colour','x-y':1}", "'red'", "");
        row("{'maxLength':1,'minimum':9}", "true", "");
    }

    void values()
    {
        QFETCH(QString, schema);
        QFETCH(QString, value);
        QFETCH(QString, problems);
        QCOMPARE(linesOf(checkSchema(json(schema))), QString());
        QCOMPARE(linesOf(check(json(schema), json(value))), problems);
    }

    void schemas_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("path");
        const auto row = [](const char *schema, const char *path) {
            QTest::newRow(schema) << QString::fromUtf8(schema) << QString::fromUtf8(path);
        };
        row("{'type':'text'}", "type");
        row("{'type':[]}", "type");
        row("{'properties':[]}", "properties");
        row("{'properties':{'a':{'type':5}}}", "properties.a.type");
        row("{'properties':{'a':5}}", "properties.a");
        row("{'required':'a'}", "required");
        row("{'required':[1]}", "required");
        row("{'items':{'minimum':'1'}}", "items.minimum");
        row("{'maxLength':-1}", "maxLength");
        row("{'maxLength':1.5}", "maxLength");
        row("{'pattern':'('}", "pattern");
        row("{'pattern':'(*LIMIT_MATCH=9)x'}", "pattern");
        row("{'pattern':'\\\\Q(*X)'}", "pattern");
        row("{'enum':[]}", "enum");
        row("{'anyOf':[]}", "anyOf");
        row("{'anyOf':[{'type':'x'}]}", "anyOf[0].type");
    }

    void schemas()
    {
        QFETCH(QString, schema);
        QFETCH(QString, path);
        const auto problems = checkSchema(json(schema));
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().path, path);
    }

    void deepSchemasAreRefused()
    {
        QJsonValue deep = QJsonObject{{u"type"_s, u"string"_s}};
        QJsonValue choices = deep;
        for (int i = 0; i < 40; ++i)
            deep = QJsonObject{{u"items"_s, deep}};
        for (int i = 0; i < 4; ++i)
            choices = QJsonObject{{u"anyOf"_s, QJsonArray{choices, choices}}};
        QVERIFY(!checkSchema(deep).isEmpty());
        QVERIFY(!checkSchema(choices).isEmpty());
    }

    void aPatternThatTakesTooLongDoesNotFit()
    {
        const QJsonObject schema{{u"pattern"_s, u"^(a+)+$"_s}};
        const QString text = QString(60, u'a') + u'!';
        QCOMPARE(check(schema, text).size(), 1);
        QVERIFY(check(schema, u"aaa"_s).isEmpty());
    }

    void problemsAreCountedAndBounded()
    {
        QJsonObject many;
        for (int i = 0; i < 100; ++i)
            many.insert(u"x%1"_s.arg(i), 1);
        QCOMPARE(check(QJsonObject{{u"additionalProperties"_s, false}}, many).size(), 20);
    }

    void oneLineNamesTheFields()
    {
        const QJsonValue schema = json(u"{'required':['path','content']}"_s);
        const auto result = toResult(check(schema, QJsonObject{}));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(result.error().field, u"path"_s);
        QCOMPARE(result.error().text, u"path: is required; content: is required"_s);
        QVERIFY(toResult(QList<SchemaProblem>()));
    }
};

SIGNALBOX_TEST(TestJsonSchema)
#include "tst_jsonschema.moc"
