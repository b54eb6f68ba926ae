// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/base/yaml.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestYaml : public QObject
{
    Q_OBJECT

private slots:
    void values_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("map") << QByteArray("a: 1\nb:\n  c: [x, 2.5, true]\n")
                             << QByteArray(R"({"a":1,"b":{"c":["x",2.5,true]}})");
        QTest::newRow("quoted") << QByteArray("a: \"1\"\nb: 'true'\nc: '~'")
                                << QByteArray(R"({"a":"1","b":"true","c":"~"})");
        QTest::newRow("null") << QByteArray("a: ~\nb:\nc: null")
                              << QByteArray(R"({"a":null,"b":null,"c":null})");
        QTest::newRow("text")
            << QByteArray("a: nan\nb: 1.2.3\nc: 30s\nd: yes\nf: '.'\ng: 10.0.0.1:80")
            << QByteArray(R"({"a":"nan","b":"1.2.3","c":"30s","d":"yes","f":".","g":"10.0.0.1:80"})");
        QTest::newRow("numbers") << QByteArray("a: -3\nb: 1e3\nc: 9007199254740993")
                                 << QByteArray(R"({"a":-3,"b":1000,"c":9007199254740993})");
        QTest::newRow("alias") << QByteArray("a: &x {b: 1}\nc: *x")
                               << QByteArray(R"({"a":{"b":1},"c":{"b":1}})");
        QTest::newRow("merged") << QByteArray("d: &d {b: 1, c: 2}\na:\n  c: 3\n  <<: *d\n")
                                << QByteArray(R"({"a":{"b":1,"c":3},"d":{"b":1,"c":2}})");
        QTest::newRow("merged, the first of a list counts")
            << QByteArray("- &d {b: 1}\n- &e {b: 2, c: {x: y}}\n- {<<: [*d, *e]}\n- {\"<<\": 1}\n")
            << QByteArray(R"([{"b":1},{"b":2,"c":{"x":"y"}},{"b":1,"c":{"x":"y"}},{"<<":1}])");
        QTest::newRow("merged of merged")
            << QByteArray("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n")
            << QByteArray(R"({"a":{"x":1},"b":{"x":1,"y":2},"c":{"x":1,"y":2}})");
        QTest::newRow("empty documents around it")
            << QByteArray("---\n# nothing\n---\na: 1\n---\n...\n---\n") << QByteArray(R"({"a":1})");
        QTest::newRow("great numbers in quotes")
            << QByteArray("a: \"18446744073709551615\"\nb: 1e20\nc: v1e400\n")
            << QByteArray(R"({"a":"18446744073709551615","b":1e+20,"c":"v1e400"})");
        QTest::newRow("json") << QByteArray(R"({"a": [1, {"b": "c"}]})")
                              << QByteArray(R"({"a":[1,{"b":"c"}]})");
    }

    void values()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, json);
        const auto read = parseYaml(yaml);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(toCompactText(*read).toUtf8(), json);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("broken") << QByteArray("a: [1, 2\nb: 3") << u"line 2"_s;
        QTest::newRow("twice") << QByteArray("a: 1\nb: 2\na: 3")
                               << u"at line 3, column 1: the key \"a\" is given twice"_s;
        QTest::newRow("key") << QByteArray("? [1, 2]\n: 3") << u"a key is not a text"_s;
        QTest::newRow("documents") << QByteArray("a: 1\n---\nb: 2") << u"more than one document"_s;
        QTest::newRow("merging a text") << QByteArray("a:\n  <<: b\n") << u"takes a mapping"_s;
        QTest::newRow("merging a list of texts") << QByteArray("a: {<<: [b]}\n") << u"takes a mapping"_s;
        QTest::newRow("merging twice")
            << QByteArray("d: &d {b: 1}\na:\n  <<: *d\n  <<: *d\n") << u"given twice"_s;
        QTest::newRow("a great number")
            << QByteArray("a:\n  id: 18446744073709551615\n")
            << u"line 2, column 7: the number 18446744073709551615 cannot be kept"_s;
        QTest::newRow("too great") << QByteArray("a: 1e400") << u"put it in quotes"_s;
        QTest::newRow("too exact") << QByteArray("a: 0.1234567890123456789") << u"put it in quotes"_s;
        QTest::newRow("deep") << QByteArray("[").repeated(70) + QByteArray("]").repeated(70)
                              << u"nested too deeply"_s;
        QTest::newRow("bottomless") << QByteArray("[").repeated(100'000) << u"cannot be read"_s;
        QTest::newRow("unknown alias") << QByteArray("a: *nobody") << u"line 1"_s;
        QByteArray bomb("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; ++i) {
            const QByteArray alias = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                    QByteArray(alias + ", ").repeated(9) + alias + "]\n";
        }
        QTest::newRow("bomb of aliases") << bomb << u"too many values"_s;
        const auto repeated = [](const QByteArray &value, int count) -> QByteArray {
            return "a: &a " + value + "\nb:\n" + QByteArray("- *a\n").repeated(count);
        };
        QTest::newRow("a long text by aliases")
            << repeated(QByteArray(100'000, 'x'), 200) << u"too much text"_s;
        QTest::newRow("a long key by aliases")
            << repeated(QByteArray("{" + QByteArray(1000, 'k') + ": 1}"), 10'000) << u"too much text"_s;
    }

    void refusals()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, says);
        const auto read = parseYaml(yaml);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(read.error().text.contains(says), qPrintable(read.error().text));
    }

    // Every value has its path, which is as long as all the keys above it.
    void linesAreNoBombEither()
    {
        const QByteArray keys = "{" + QByteArray(1000, 'k') + ": ";
        const QByteArray yaml =
            "a: " + keys.repeated(50) + '[' + QByteArray("1,").repeated(10'000) + "1]" + QByteArray(50, '}');
        YamlLines lines;
        const auto read = parseYaml(yaml, &lines);
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains("too much text"_L1), qPrintable(read.error().text));
        QVERIFY(parseYaml(yaml));
    }

    void linesAreKnown()
    {
        YamlLines lines;
        QVERIFY(parseYaml("a: 1\nb:\n  - c: 2\n\n  - d: 3\n", &lines));
        QCOMPARE(lines.value(u"a"_s), 1);
        QCOMPARE(lines.value(u"b"_s), 2);
        QCOMPARE(lines.value(u"b[1]"_s), 5);
        QCOMPARE(lines.value(u"b[1].d"_s), 5);
        QVERIFY(!parseYaml("a: 1\nb: 2\na: 3\n", &lines));
        QCOMPARE(lines, (YamlLines{{QString(), 3}}));
    }

    void writingKeepsTypesAndOrder()
    {
        const QByteArray json =
            R"({"b":[1,{"c":null}],"i":1152921504606846977,"n":9007199254740993,"q":"12","t":"two\nlines\n","x":{}})";
        const auto object = parseObject(json);
        QVERIFY(object);
        const QByteArray yaml = writeYaml(*object, {u"t"_s, u"q"_s});
        QCOMPARE(yaml, QByteArray("t: |\n  two\n  lines\nq: \"12\"\nb:\n  - 1\n  - c: ~\n"
                                  "i: 1152921504606846977\nn: 9007199254740993\nx: {}\n"));
        const auto back = parseYaml(yaml);
        QVERIFY(back);
        QCOMPARE(toBytes(back->toObject()), json);
    }

    void nothingIsNull()
    {
        const auto read = parseYaml("");
        QVERIFY(read);
        QVERIFY(read->isNull());
    }
};

SIGNALBOX_TEST(TestYaml)
#include "tst_yaml.moc"
