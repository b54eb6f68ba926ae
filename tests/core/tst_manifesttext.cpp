// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"
#include "core/fleet/difference.h"
#include "core/fleet/manifestwriter.h"
#include "tests/core/manifests.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace manifests;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestManifestText : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldComesThrough()
    {
        const ManifestReading reading = readManifestText(everyField, rules());
        QVERIFY2(reading.isOk(), qPrintable(texts(reading.problems)));
        const Manifest &manifest = reading.manifest;
        QCOMPARE(manifest.namespaceName, u"shop"_s);
        QCOMPARE(manifest.labels.value(u"tier"_s), u"gold"_s);
        QCOMPARE(manifest.policy.maxConcurrentAgents, 7);
        QCOMPARE(manifest.policy.idleTimeout, milliseconds(90s));
        QVERIFY(!manifest.policy.scaleToZero);
        QCOMPARE(manifest.policy.cpuLimit, u"2"_s);
        const AgentSpec &agent = manifest.agents.at(1);
        QCOMPARE(agent.systemPrompt, u"Be brief.\nSay where it comes from.\n"_s);
        QCOMPARE(*agent.temperature, 0.2);
        QCOMPARE(*agent.topP, 0.9);
        QCOMPARE(agent.maxTokens, 100000);
        QCOMPARE(agent.tools.size(), 3);
        QCOMPARE(agent.tools[0].auth, ToolAuth::ApiKey);
        QCOMPARE(agent.tools[0].method, u"POST"_s);
        QCOMPARE(agent.tools[1].transport, McpTransport::Http);
        QCOMPARE(agent.tools[1].timeout, milliseconds(1h));
        QCOMPARE(agent.tools[2].url, u"wss://prices.example.com/live"_s);
        QCOMPARE(agent.scaling.maxInstances, 6);
        QCOMPARE(agent.resources.timeout, milliseconds(2min));
        QCOMPARE(agent.environment.value(u"MODE"_s), u"on"_s);
        QCOMPARE(reading.warnings.size(), 2); // the tools of mcp and of a websocket, which nobody calls
    }

    void defaultsAreThoseOfTheReference()
    {
        const ManifestReading reading = readManifest(withAgent("{}"), rules());
        QVERIFY(reading.isOk());
        const Manifest expected{
            .name = u"support"_s,
            .agents = {
                AgentSpec{.name = u"assistant"_s, .provider = u"builtin"_s, .model = u"extractive-1"_s}}};
        QCOMPARE(reading.manifest, expected);
        QCOMPARE(expected.policy.idleTimeout, milliseconds(300s));
        QCOMPARE(expected.agents[0].scaling.scaleUpThreshold, 5);
    }

    void theDocumentsExampleIsAccepted()
    {
        const ManifestReading reading = readManifestText(R"({
            "apiVersion": "goagents.dev/v1", "kind": "AgentCluster",
            "metadata": {"name": "my-cluster", "namespace": "default"},
            "spec": {"resource_policy": {"max_concurrent_agents": 5, "idle_timeout": "300s", "scale_to_zero": true},
                     "agents": [{"name": "assistant", "provider": "anthropic", "model": "claude-sonnet-4",
                                 "system_prompt": "You are a helpful assistant.", "tools": []}]}})",
                                                         rules());
        QVERIFY2(reading.isOk(), qPrintable(texts(reading.problems)));
        QVERIFY(reading.warnings.isEmpty());
        QCOMPARE(reading.manifest.policy.maxConcurrentAgents, 5);
    }

    void writingIsGoldenAndReadsBackEqual()
    {
        const Manifest manifest = readManifestText(everyField, rules()).manifest;
        const QByteArray written = toYaml(manifest);
        QVERIFY2(written == everyFieldWritten, written.constData());
        QCOMPARE(readManifestText(toYaml(manifest), rules()).manifest, manifest);
        QCOMPARE(readManifest(toJson(manifest), rules()).manifest, manifest);
        QCOMPARE(storedManifest(toJson(manifest)), manifest);
        QCOMPARE(storedAgent(toJson(manifest.agents[1])), manifest.agents[1]);
    }

    void anyTextSurvivesYaml_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : {u"true"_s,
                                    u"null"_s,
                                    u"~"_s,
                                    u"12"_s,
                                    u"0x1f"_s,
                                    u"1e3"_s,
                                    u"- a"_s,
                                    u"a: b"_s,
                                    u"a #b"_s,
                                    u"{x}"_s,
                                    u" lead"_s,
                                    u"trail "_s,
                                    u"line\n"_s,
                                    u"two\nlines"_s,
                                    u"two\n\nlines\n\n"_s,
                                    u" lead\nline\n"_s,
                                    u"quote \" and ' and \\"_s,
                                    u"tab\tbed"_s,
                                    u"Größe ✓ 🚂"_s,
                                    u"\n"_s,
                                    u"---"_s,
                                    u"a \nb\n"_s,
                                    u"*x"_s,
                                    u"&x"_s,
                                    u"!x"_s,
                                    u"%x"_s,
                                    u"@x"_s,
                                    u"a\r\nb\r\n"_s})
            QTest::newRow(qPrintable(text)) << text;
    }

    void anyTextSurvivesYaml()
    {
        QFETCH(QString, text);
        Manifest manifest = readManifest(withAgent("{}"), rules()).manifest;
        manifest.agents[0].systemPrompt = text;
        manifest.annotations.insert(text, text);
        manifest.agents[0].tools.append(
            {.type = ToolType::Mcp, .name = u"t"_s, .timeout = 30s, .server = u"s"_s, .args = {text, text}});
        const ManifestReading reading = readManifestText(toYaml(manifest), rules());
        QVERIFY2(reading.isOk(), qPrintable(texts(reading.problems) + QString::fromUtf8(toYaml(manifest))));
        QCOMPARE(reading.manifest, manifest);
    }

    void problemsNameTheirLine()
    {
        const ManifestReading reading = readManifestText(R"(kind: AgentCluster
metadata:
  name: support
  colour: red
spec:
  agents:
    - name: assistant
      provider: mistral
      model: m
    - provider: builtin
      model: gpt-9
      temperature: 3
)",
                                                         rules());
        QCOMPARE(reading.problems.size(), 3);
        QCOMPARE(reading.problems[0], (Finding{u"spec.agents[0].provider"_s,
                                               u"agent assistant: unsupported provider mistral"_s, 8}));
        QCOMPARE(reading.problems[1],
                 (Finding{u"spec.agents[1].name"_s, u"agent 1: name is required"_s, 10}));
        QCOMPARE(reading.problems[2].line, 12);
        QCOMPARE(reading.warnings,
                 (QList<Finding>{
                     {u"spec.agents[1].model"_s,
                      u"agent 1: provider builtin has no model gpt-9; its rules, extractive-1, answer"_s, 11},
                     {u"metadata.colour"_s, u"metadata.colour is not a known field and is ignored"_s, 4}}));
        const auto result = toResult(reading);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(result.error().field, u"spec.agents[0].provider"_s);
    }

    void whatMustBeQuotedIsAdvisedAsItWasWritten_data()
    {
        QTest::addColumn<QByteArray>("written");
        for (const char *written : {"20241130", "1.10", "007", "1e3", "True", "-0", "9007199254740993"})
            QTest::newRow(written) << QByteArray(written);
    }

    void whatMustBeQuotedIsAdvisedAsItWasWritten()
    {
        QFETCH(QByteArray, written);
        const ManifestReading reading = readManifestText(
            "metadata:\n  name: m\n  labels:\n    build: " + written +
                "\nspec:\n  agents:\n    - {name: a, provider: builtin, model: extractive-1}\n",
            rules());
        QCOMPARE(reading.problems.size(), 1);
        QCOMPARE(reading.problems[0].line, 4);
        QCOMPARE(reading.problems[0].text, QString(u"metadata.labels.build must be a text; write \"" +
                                                   QString::fromLatin1(written) + u'"'));
    }

    void brokenTextsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("contains");
        QTest::addColumn<int>("line");
        QTest::newRow("empty") << QByteArray() << u"empty"_s << 0;
        QTest::newRow("spaces") << QByteArray("  \n") << u"empty"_s << 0;
        QTest::newRow("a list") << QByteArray("- a\n") << u"mapping"_s << 1;
        QTest::newRow("a word") << QByteArray("hello") << u"mapping"_s << 1;
        QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 2\n") << u"more than one document"_s << 3;
        QTest::newRow("indentation") << QByteArray("a:\n  b: 1\n c: 2\n") << u"line 3"_s << 3;
        QTest::newRow("twice") << QByteArray("kind: A\nkind: B\n") << u"\"kind\" is given twice"_s << 2;
        QTest::newRow("key") << QByteArray("? [a]\n: b\n") << u"key is not a text"_s << 1;
        QTest::newRow("not UTF-8") << QByteArray("a: \xff\xfe\n") << u"UTF-8"_s << 0;
        QTest::newRow("large") << QByteArray(300 * 1024, 'a') << u"larger than 256 KiB"_s << 0;
        QTest::newRow("deep flow") << QByteArray("a: ") + QByteArray(100'000, '[') << u"cannot be read"_s
                                   << -1;
        QTest::newRow("deep") << QByteArray("a: ") + QByteArray(60, '[') + QByteArray(60, ']')
                              << u"deeper than 32"_s << 1;
        QTest::newRow("alias to itself") << QByteArray("a: &a [*a]\n") << QString() << -1;
        QTest::newRow("bomb") << QByteArray(
                                     "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                                     "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                                     "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                                     "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e]\n")
                              << u"too many values"_s << -1;
        QTest::newRow("a great number")
            << QByteArray("a: 1\nb: 18446744073709551615\n") << u"put it in quotes"_s << 2;
        QTest::newRow("a great number in JSON")
            << QByteArray("{\n\"a\": 18446744073709551615}") << u"put it in quotes"_s << 2;
        QTest::newRow("json") << QByteArray("{\n\"a\": 1,\n}") << u"not JSON"_s << 3;
        QTest::newRow("deep json") << QByteArray("{\"a\":") + QByteArray(900, '[') + QByteArray(900, ']') +
                                          "}"
                                   << u"deeper"_s << -1;
    }

    void brokenTextsAreRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, contains);
        QFETCH(int, line);
        const ManifestReading reading = readManifestText(text, rules());
        QVERIFY(!reading.isOk());
        QVERIFY2(reading.problems[0].text.contains(contains), qPrintable(reading.problems[0].text));
        if (line >= 0)
            QCOMPARE(reading.problems[0].line, line);
    }

    void anchorsAreFollowedWithinLimits()
    {
        const ManifestReading reading = readManifestText(R"(metadata: {name: support}
spec:
  agents:
    - {name: a, provider: builtin, model: m, tools: &tools [calculator, read_file]}
    - {name: b, provider: builtin, model: m, tools: *tools}
)",
                                                         rules());
        QVERIFY2(reading.isOk(), qPrintable(texts(reading.problems)));
        QCOMPARE(reading.manifest.agents[0].tools, reading.manifest.agents[1].tools);
    }

    void theDifferenceIsByAgent()
    {
        const Manifest before = readManifestText(everyField, rules()).manifest;
        QVERIFY(differenceOf(before, before).isEmpty());
        Manifest after = before;
        after.agents[1].model = u"claude-opus-4"_s;
        after.agents[1].temperature.reset();
        after.agents[0].name = u"librarian"_s;
        after.policy.scaleToZero = true;
        const ManifestDifference difference = differenceOf(before, after);
        QCOMPARE(difference.added, QStringList{u"librarian"_s});
        QCOMPARE(difference.removed, QStringList{u"reader"_s});
        QCOMPARE(difference.changed.size(), 1);
        QCOMPARE(difference.changed[0].fields, (QStringList{u"model"_s, u"temperature"_s}));
        QCOMPARE(difference.clusterFields, QStringList{u"resource_policy"_s});
        QCOMPARE(difference.summary(),
                 u"1 agent added, 1 agent removed, 1 agent changed, resource_policy changed"_s);
        std::swap(after.agents[0], after.agents[1]);
        QVERIFY(!differenceOf(before, after).isEmpty());
    }

    void theSampleIsValid()
    {
        const ManifestReading reading = readManifestText(resource(u"samples/sample-cluster.yaml"), rules());
        QVERIFY2(reading.isOk(), qPrintable(texts(reading.problems)));
        QVERIFY(reading.warnings.isEmpty());
        QCOMPARE(reading.manifest.agents.size(), 2);
    }
};

SIGNALBOX_TEST(TestManifestText)
#include "tst_manifesttext.moc"
