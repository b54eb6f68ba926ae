// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "server/http/fieldcheck.h"
#include "tests/support/testsuite.h"

#include <QJsonArray>
#include <QTest>

using namespace server;
using namespace Qt::Literals::StringLiterals;

namespace {

const std::vector<Field> &shape()
{
    static const std::vector<Field> fields = {
        {.name = u"query"_s, .presence = Presence::Required, .missing = u"Query is required"_s},
        {.name = u"mode"_s,
         .allowed = {u"simple"_s, u"standard"_s},
         .letters = Letters::AnyCase,
         .refusal = u"Invalid mode: %1"_s},
        {.name = u"count"_s, .type = FieldType::Integer, .minimum = 1, .maximum = 50},
        {.name = u"share"_s, .type = FieldType::Number, .minimum = 0},
        {.name = u"name"_s, .maximum = 5},
        {.name = u"deep"_s, .type = FieldType::Boolean},
        {.name = u"tags"_s, .type = FieldType::TextList, .maximum = 2},
        {.name = u"id"_s, .check = core::isIdentifier},
        {.name = u"config"_s,
         .type = FieldType::Object,
         .fields = {{.name = u"timeout"_s, .type = FieldType::Integer}}},
        {.name = u"rows"_s,
         .type = FieldType::List,
         .fields = {{.name = u"a"_s, .presence = Presence::Required}}},
    };
    return fields;
}

QJsonObject with(const QString &name, const QJsonValue &value)
{
    return {{u"query"_s, u"x"_s}, {name, value}};
}

} // namespace

class TestFieldCheck : public QObject
{
    Q_OBJECT

private slots:
    void refusals_data()
    {
        QTest::addColumn<QJsonObject>("object");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QJsonObject &object, const QString &field,
                            const QString &text) { QTest::newRow(name) << object << field << text; };
        const QJsonObject null{{u"query"_s, QJsonValue::Null}};
        const QJsonObject blank{{u"query"_s, u" \n"_s}};
        row("absent", {}, u"query"_s, u"Query is required"_s);
        row("null", null, u"query"_s, u"Query is required"_s);
        row("blank", blank, u"query"_s, u"Query is required"_s);
        row("wrong type", {{u"query"_s, 5}}, u"query"_s, u"query must be a text"_s);
        row("not allowed", with(u"mode"_s, u"odd"_s), u"mode"_s, u"Invalid mode: odd"_s);
        row("own words for a type", with(u"mode"_s, 7), u"mode"_s, u"Invalid mode: 7"_s);
        row("below", with(u"count"_s, 0), u"count"_s, u"count must be between 1 and 50"_s);
        row("above", with(u"count"_s, 51), u"count"_s, u"count must be between 1 and 50"_s);
        row("no whole number", with(u"count"_s, 1.5), u"count"_s, u"count must be a whole number"_s);
        row("text for a number", with(u"count"_s, u"5"_s), u"count"_s, u"count must be a whole number"_s);
        row("huge", with(u"count"_s, 1e300), u"count"_s, u"count must be a whole number"_s);
        row("one end", with(u"share"_s, -0.1), u"share"_s, u"share must be at least 0"_s);
        row("long", with(u"name"_s, u"abcdef"_s), u"name"_s, u"name must have at most 5 characters"_s);
        row("number for a flag", with(u"deep"_s, 1), u"deep"_s, u"deep must be true or false"_s);
        row("no list", with(u"tags"_s, u"a"_s), u"tags"_s, u"tags must be a list of texts"_s);
        row("wrong element", with(u"tags"_s, QJsonArray{1}), u"tags[0]"_s, u"tags[0] must be a text"_s);
        row("many", with(u"tags"_s, QJsonArray{u"a"_s, u"b"_s, u"c"_s}), u"tags"_s,
            u"tags must have at most 2 elements"_s);
        row("form", with(u"id"_s, u"a b"_s), u"id"_s, u"id has a form that is not allowed"_s);
        row("inner", with(u"config"_s, QJsonObject{{u"timeout"_s, u"x"_s}}), u"config.timeout"_s,
            u"config.timeout must be a whole number"_s);
        row("in a list", with(u"rows"_s, QJsonArray{QJsonObject{}}), u"rows[0].a"_s,
            u"rows[0].a is required"_s);
        row("no object in a list", with(u"rows"_s, QJsonArray{1}), u"rows[0]"_s,
            u"rows[0] must be an object"_s);
        row("unknown", with(u"what"_s, 1), u"what"_s, u"what is not a known field"_s);
    }

    void refusals()
    {
        QFETCH(QJsonObject, object);
        QFETCH(QString, field);
        QFETCH(QString, text);
        const auto checked = checkObject(shape(), object, Unknown::Refused);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, core::ErrorCode::InvalidArgument);
        QCOMPARE(checked.error().field, field);
        QCOMPARE(checked.error().text, text);
    }

    void whatFitsPasses()
    {
        const QJsonObject object{{u"query"_s, u"x"_s},
                                 {u"mode"_s, u" Simple "_s},
                                 {u"count"_s, 50},
                                 {u"share"_s, 0.5},
                                 {u"name"_s, QJsonValue::Null},
                                 {u"tags"_s, QJsonArray{u"a"_s}},
                                 {u"id"_s, u"a-1"_s},
                                 {u"rows"_s, QJsonArray{QJsonObject{{u"a"_s, u"b"_s}}}}};
        const auto checked = checkObject(shape(), object, Unknown::Refused);
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().text));
        QVERIFY(checkObject(shape(), with(u"what"_s, 1), Unknown::Ignored));
    }

    // Programs may send more than is known; a slip of a known field that did not come is refused.
    void slips_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("meant");
        QTest::newRow("a letter too many") << u"moode"_s << u"mode"_s;
        QTest::newRow("a letter missing") << u"coun"_s << u"count"_s;
        QTest::newRow("swapped") << u"edep"_s << u"deep"_s;
        QTest::newRow("other case") << u"Tags"_s << u"tags"_s;
        QTest::newRow("plural") << u"names"_s << u"name"_s;
        QTest::newRow("its beginning") << u"conf"_s << u"config"_s;
        QTest::newRow("another word") << u"colour"_s << QString();
        QTest::newRow("short ones are words of their own") << u"to"_s << QString();
        QTest::newRow("near one that came") << u"querry"_s << QString();
    }

    void slips()
    {
        QFETCH(QString, name);
        QFETCH(QString, meant);
        const auto checked = checkObject(shape(), with(name, 1), Unknown::Ignored);
        QCOMPARE(bool(checked), meant.isEmpty());
        if (!meant.isEmpty())
            QCOMPARE(checked.error().text, name + u" is not a known field. Did you mean "_s + meant + u'?');
        QVERIFY(checkObject(shape(), with(name, QJsonValue::Null), Unknown::Ignored));
    }

    void namesOfAQuery()
    {
        const std::vector<Field> known{{.name = u"limit"_s}, {.name = u"offset"_s}, {.name = u"status"_s}};
        QVERIFY(checkNames(known, {{u"limit"_s, u"1"_s}, {u"_"_s, u"1700000000"_s}, {u"_t"_s, u"x"_s}}));
        QVERIFY(checkNames({}, {}));
        const auto slip = checkNames(known, {{u"limit"_s, u"1"_s}, {u"statsu"_s, u"failed"_s}});
        QVERIFY(!slip);
        QCOMPARE(slip.error().field, u"statsu"_s);
        QCOMPARE(slip.error().text, u"There is no parameter statsu: did you mean status?"_s);
        QCOMPARE(checkNames(known, {{u"colour"_s, u"red"_s}}).error().text,
                 u"There is no parameter colour: there are limit, offset, status"_s);
        QCOMPARE(checkNames({}, {{u"colour"_s, u"red"_s}}).error().text,
                 u"There is no parameter colour: this address takes none"_s);
    }

    void textsOfAQuery()
    {
        const Field limit{.name = u"limit"_s,
                          .type = FieldType::Integer,
                          .minimum = 1,
                          .maximum = 100,
                          .refusal = u"Invalid limit parameter"_s};
        for (const QString &wrong : {u"0"_s, u"101"_s, u"x"_s, u"1.5"_s, u"99999999999999999999"_s}) {
            const auto checked = checkText(limit, &wrong);
            QVERIFY2(!checked, qPrintable(wrong));
            QCOMPARE(checked.error().text, u"Invalid limit parameter"_s);
        }
        const QString fits = u"100"_s;
        QVERIFY(checkText(limit, &fits));
        QVERIFY(checkText(limit, nullptr));
        QVERIFY(!checkText({.name = u"id"_s, .presence = Presence::Required}, nullptr));
    }
};

SIGNALBOX_TEST(TestFieldCheck)
#include "tst_fieldcheck.moc"
