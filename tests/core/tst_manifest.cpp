// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"
#include "core/base/yaml.h"
#include "core/fleet/difference.h"
#include "core/fleet/manifestreader.h"
#include "core/fleet/manifestwriter.h"

#include <QJsonDocument>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

ManifestRules rules()
{
    return {.providers = {u"builtin"_s, u"openai"_s, u"anthropic"_s},
            .tools = {u"calculator"_s, u"knowledge_search"_s, u"read_file"_s, u"write_file"_s,
                      u"list_files"_s, u"http_fetch"_s, u"remember"_s}};
}

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

// A manifest with one agent whose fields are `agent`, and whatever else `spec` and `metadata` say.
QJsonObject withAgent(const char *agent)
{
    QJsonObject fields = json(R"({"name":"assistant","provider":"builtin","model":"extractive-1"})");
    const QJsonObject more = json(agent);
    for (auto field = more.begin(); field != more.end(); ++field)
        fields.insert(field.key(), field.value());
    return QJsonObject{{u"metadata"_s, json(R"({"name":"support"})")},
                       {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{fields}}}}};
}

QJsonObject withPolicy(const char *policy)
{
    QJsonObject manifest = withAgent("{}");
    QJsonObject spec = manifest.value(u"spec"_s).toObject();
    spec.insert(u"resource_policy"_s, json(policy));
    manifest.insert(u"spec"_s, spec);
    return manifest;
}

QString texts(const QList<Finding> &findings)
{
    QStringList all;
    for (const Finding &finding : findings)
        all.append(finding.text);
    return all.join(u" | "_s);
}

const char *everyField = R"(apiVersion: goagents.dev/v1
kind: AgentCluster
metadata:
  name: support
  namespace: shop
  labels:
    tier: gold
  annotations:
    note: "yes: quoted # text"
spec:
  resource_policy:
    memory_limit: 1Gi
    cpu_limit: "2"
    max_concurrent_agents: 7
    idle_timeout: 1m30s
    scale_to_zero: false
  agents:
    - name: reader
      provider: builtin
      model: extractive-1
      tools: [knowledge_search, {name: calculator}]
    - name: assistant
      provider: anthropic
      model: claude-sonnet-4
      system_prompt: |
        Be brief.
        Say where it comes from.
      temperature: 0.2
      max_tokens: 100000
      top_p: 0.9
      tools:
        - type: http
          name: customers
          url: https://api.example.com/customers
          method: post
          headers: {X-Shop: "12"}
          timeout: 20s
          retry_attempts: 5
          retry_delay: 1500ms
          auth: {type: api_key, token: t, api_key: k, secret: s}
        - type: mcp
          name: files
          server: local
          transport: http
          command: [files, serve]
          args: ["--read-only"]
          env: {HOME: /srv}
          timeout: 1h
        - type: websocket
          name: prices
          endpoint: wss://prices.example.com/live
          headers: {A: b}
          reconnect: true
          reconnect_interval: 6s
          ping_interval: 31s
          max_message_size: 2048
      scaling:
        min_instances: 1
        max_instances: 6
        target_utilization: 0.5
        scale_up_threshold: 4
        scale_down_threshold: 1
        cooldown_period: 30s
      resources:
        memory_limit: 256Mi
        cpu_limit: 250m
        timeout: 2m
      depends_on: [reader]
      environment:
        MODE: "on"
)";

// What writing `everyField` gives: canonical order, canonical durations, defaults left out.
const char *everyFieldWritten = R"(apiVersion: goagents.dev/v1
kind: AgentCluster
metadata:
  name: support
  namespace: shop
  labels:
    tier: gold
  annotations:
    note: "yes: quoted # text"
spec:
  resource_policy:
    max_concurrent_agents: 7
    idle_timeout: 90s
    scale_to_zero: false
    memory_limit: 1Gi
    cpu_limit: "2"
  agents:
    - name: reader
      provider: builtin
      model: extractive-1
      tools: [knowledge_search, calculator]
    - name: assistant
      provider: anthropic
      model: claude-sonnet-4
      system_prompt: |
        Be brief.
        Say where it comes from.
      temperature: 0.2
      max_tokens: 100000
      top_p: 0.9
      tools:
        - type: http
          name: customers
          url: https://api.example.com/customers
          method: POST
          headers:
            X-Shop: "12"
          auth:
            type: api_key
            token: t
            api_key: k
            secret: s
          timeout: 20s
          retry_attempts: 5
          retry_delay: 1500ms
        - type: mcp
          name: files
          server: local
          transport: http
          command: [files, serve]
          args: [--read-only]
          env:
            HOME: /srv
          timeout: 1h
        - type: websocket
          name: prices
          url: wss://prices.example.com/live
          headers:
            A: b
          reconnect: true
          reconnect_interval: 6s
          ping_interval: 31s
          max_message_size: 2048
      scaling:
        min_instances: 1
        max_instances: 6
        target_utilization: 0.5
        scale_up_threshold: 4
        scale_down_threshold: 1
        cooldown_period: 30s
      resources:
        memory_limit: 256Mi
        cpu_limit: 250m
        timeout: 120s
      depends_on: [reader]
      environment:
        MODE: on
)";

} // namespace

class TestManifest : public QObject
{
    Q_OBJECT

private slots:
    void theFirstProblemHasTheReferencesText_data()
    {
        addColumns();
        row("empty", json(R"({"spec":{}})"), "cluster name is required", "metadata.name");
        row("no name", json(R"({"metadata":{},"spec":{"agents":[{}]}})"), "cluster name is required",
            "metadata.name");
        row("null name", json(R"({"metadata":{"name":null}})"), "cluster name is required", "metadata.name");
        row("no agents", json(R"({"metadata":{"name":"a"}})"), "at least one agent is required",
            "spec.agents");
        row("empty agents", json(R"({"metadata":{"name":"a"},"spec":{"agents":[]}})"),
            "at least one agent is required", "spec.agents");
        row("agent without a name",
            json(
                R"({"metadata":{"name":"a"},"spec":{"agents":[{"name":"x","provider":"builtin","model":"m"},{}]}})"),
            "agent 1: name is required", "spec.agents[1].name");
        row("the same name twice",
            json(R"({"metadata":{"name":"a"},"spec":{"agents":[{"name":"x","provider":"builtin","model":"m"},
                 {"name":"x","provider":"builtin","model":"m"}]}})"),
            "duplicate agent name: x", "spec.agents[1].name");
        row("no provider", withAgent(R"({"provider":""})"), "agent assistant: provider is required",
            "spec.agents[0].provider");
        row("no model", withAgent(R"({"model":null})"), "agent assistant: model is required",
            "spec.agents[0].model");
        row("provider", withAgent(R"({"provider":"gemini"})"), "agent assistant: unsupported provider gemini",
            "spec.agents[0].provider");
        row("dependency", withAgent(R"({"depends_on":["ghost"]})"),
            "agent assistant: dependency ghost not found", "spec.agents[0].depends_on[0]");
        row("itself", withAgent(R"({"depends_on":["assistant"]})"),
            "agent assistant: dependency assistant not found", "spec.agents[0].depends_on[0]");
        row("declared later", json(R"({"metadata":{"name":"a"},"spec":{"agents":[
                 {"name":"x","provider":"builtin","model":"m","depends_on":["y"]},
                 {"name":"y","provider":"builtin","model":"m"}]}})"),
            "agent x: dependency y not found", "spec.agents[0].depends_on[0]");
        row("reference before ours",
            json(R"({"metadata":{"name":"a"},"spec":{"agents":[{"temperature":5}]}})"),
            "agent 0: name is required", "spec.agents[0].name");
    }

    void theFirstProblemHasTheReferencesText() { checkProblem(); }

    void fieldsOfAgents_data()
    {
        addColumns();
        agentRow(R"({"temperature":1.1})", "temperature must be between 0 and 1", "temperature");
        agentRow(R"({"temperature":"hot"})", "temperature must be between 0 and 1", "temperature");
        agentRow(R"({"top_p":-1})", "top_p must be between 0 and 1", "top_p");
        agentRow(R"({"max_tokens":1.5})", "max_tokens must be a whole number from 0 to 10000000",
                 "max_tokens");
        agentRow(R"({"model":7})", "model must be a text; write \"7\"", "model");
        agentRow(R"({"system_prompt":true})", "system_prompt must be a text; write \"true\"",
                 "system_prompt");
        agentRow(R"({"scaling":[]})", "scaling must be an object", "scaling");
        agentRow(R"({"scaling":{"min_instances":-1}})",
                 "scaling.min_instances must be a whole number from 0 to 1000", "scaling.min_instances");
        agentRow(R"({"scaling":{"min_instances":3,"max_instances":2}})",
                 "scaling.max_instances must not be below min_instances", "scaling.max_instances");
        agentRow(R"({"scaling":{"target_utilization":80}})",
                 "scaling.target_utilization must be between 0 and 1", "scaling.target_utilization");
        agentRow(R"({"scaling":{"cooldown_period":60}})",
                 "scaling.cooldown_period must be a duration such as \"300s\" or \"1m30s\"",
                 "scaling.cooldown_period");
        agentRow(R"({"scaling":{"cooldown_period":"10ms"}})",
                 "scaling.cooldown_period must be between 1s and 720h", "scaling.cooldown_period");
        agentRow(R"({"resources":{"memory_limit":"much"}})",
                 "resources.memory_limit must be an amount of memory such as \"512Mi\" or \"2Gi\"",
                 "resources.memory_limit");
        agentRow(R"({"resources":{"cpu_limit":"0m"}})",
                 "resources.cpu_limit must be an amount of processor time such as \"500m\" or \"2\"",
                 "resources.cpu_limit");
        agentRow(R"({"environment":{"PORT":8080}})", "environment.PORT must be a text; write \"8080\"",
                 "environment.PORT");
        agentRow(R"({"depends_on":"reader"})", "depends_on must be a list", "depends_on");
    }

    void fieldsOfAgents() { checkFinding(); }

    void fieldsOfTools_data()
    {
        addColumns();
        agentRow(R"({"tools":["rocket"]})", "unknown tool rocket", "tools[0]");
        agentRow(R"({"tools":["calculator","calculator"]})", "duplicate tool name: calculator", "tools[1]");
        agentRow(R"({"tools":[5]})", "tools: each entry must be a name or an object", "tools[0]");
        agentRow(R"({"tools":[{"type":"http","url":"https://a.example"}]})", "tool 0: name is required",
                 "tools[0].name");
        agentRow(R"({"tools":[{"type":"http","name":"t"}]})", "tool t: url is required", "tools[0].url");
        agentRow(R"({"tools":[{"type":"http","name":"t","url":"ftp://a.example"}]})",
                 "tool t: url must be an address that begins with http:// or https://", "tools[0].url");
        agentRow(R"({"tools":[{"type":"http","name":"t","url":"https://a.example","auth":{}}]})",
                 "tool t: auth.type is required", "tools[0].auth.type");
        agentRow(R"({"tools":[{"type":"mcp","name":"t"}]})", "tool t: server is required", "tools[0].server");
        agentRow(R"({"tools":[{"type":"mcp","name":"t","server":"s","transport":"pigeon"}]})",
                 "tool t: transport must be one of stdio, websocket, http", "tools[0].transport");
        agentRow(R"({"tools":[{"type":"websocket","name":"t"}]})", "tool t: url is required", "tools[0].url");
        agentRow(R"({"tools":[{"type":"smoke","name":"t"}]})",
                 "tool t: type must be one of builtin, http, mcp, websocket", "tools[0].type");
    }

    void fieldsOfTools() { checkFinding(); }

    void fieldsOfClusters_data()
    {
        addColumns();
        row("kind", QJsonObject{{u"kind"_s, u"Pod"_s}}, "kind must be AgentCluster", "kind");
        row("version", QJsonObject{{u"apiVersion"_s, u"v2"_s}}, "apiVersion must be goagents.dev/v1",
            "apiVersion");
        row("name type", json(R"({"metadata":{"name":5}})"), "metadata.name must be a text; write \"5\"",
            "metadata.name");
        row("name", json(R"({"metadata":{"name":"a/b"}})"),
            "cluster name may have letters, digits, '-', '_' and '.' only", "metadata.name");
        row("policy", withPolicy(R"({"max_concurrent_agents":0})"),
            "spec.resource_policy.max_concurrent_agents must be a whole number from 1 to 1000",
            "spec.resource_policy.max_concurrent_agents");
        row("idle", withPolicy(R"({"idle_timeout":"soon"})"),
            "spec.resource_policy.idle_timeout must be a duration such as \"300s\" or \"1m30s\"",
            "spec.resource_policy.idle_timeout");
        row("zero", withPolicy(R"({"scale_to_zero":"no"})"),
            "spec.resource_policy.scale_to_zero must be true or false", "spec.resource_policy.scale_to_zero");
        row("agent", json(R"({"metadata":{"name":"a"},"spec":{"agents":["x"]}})"),
            "agent 0: must be an object", "spec.agents[0]");
        row("agents", json(R"({"metadata":{"name":"a"},"spec":{"agents":"x"}})"),
            "spec.agents must be a list", "spec.agents");
    }

    void fieldsOfClusters() { checkFinding(); }

    void onlyNamesThatFitIntoAnAddress()
    {
        QVERIFY(!readManifest(withAgent(R"({"name":"with space"})"), rules()).isOk());
        QVERIFY(!readManifest(withAgent(R"({"name":"a/b"})"), rules()).isOk());
        QVERIFY(readManifest(withAgent(R"({"name":"a.b_c-9"})"), rules()).isOk());
    }

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
        QCOMPARE(reading.warnings.size(), 3); // each of the three tools that is not builtin
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
      provider: gemini
      model: m
    - provider: builtin
      model: m
      temperature: 3
)",
                                                         rules());
        QCOMPARE(reading.problems.size(), 3);
        QCOMPARE(reading.problems[0], (Finding{u"spec.agents[0].provider"_s,
                                               u"agent assistant: unsupported provider gemini"_s, 8}));
        QCOMPARE(reading.problems[1],
                 (Finding{u"spec.agents[1].name"_s, u"agent 1: name is required"_s, 10}));
        QCOMPARE(reading.problems[2].line, 12);
        QCOMPARE(reading.warnings,
                 (QList<Finding>{
                     {u"metadata.colour"_s, u"metadata.colour is not a known field and is ignored"_s, 4}}));
        const auto result = toResult(reading);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(result.error().field, u"spec.agents[0].provider"_s);
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

private:
    static void addColumns()
    {
        QTest::addColumn<QJsonObject>("manifest");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("path");
    }

    static void row(const char *name, const QJsonObject &manifest, const char *text, const char *path)
    {
        QTest::newRow(name) << manifest << QString::fromUtf8(text) << QString::fromUtf8(path);
    }

    static void agentRow(const char *fields, const char *text, const char *path)
    {
        QTest::newRow(fields) << withAgent(fields) << u"agent assistant: "_s + QString::fromUtf8(text)
                              << u"spec.agents[0]."_s + QString::fromUtf8(path);
    }

    void checkFinding()
    {
        QFETCH(QJsonObject, manifest);
        QFETCH(QString, text);
        QFETCH(QString, path);
        for (const ManifestReading &reading :
             {readManifest(manifest, rules()), readManifestText(writeYaml(manifest), rules())}) {
            QVERIFY(!reading.isOk());
            const auto found = std::find_if(reading.problems.begin(), reading.problems.end(),
                                            [&](const Finding &finding) { return finding.path == path; });
            QVERIFY2(found != reading.problems.end(), qPrintable(texts(reading.problems)));
            QCOMPARE(found->text, text);
        }
    }

    void checkProblem()
    {
        QFETCH(QJsonObject, manifest);
        QFETCH(QString, text);
        QFETCH(QString, path);
        const ManifestReading fromJson = readManifest(manifest, rules());
        QVERIFY(!fromJson.isOk());
        QCOMPARE(fromJson.problems[0].text, text);
        QCOMPARE(fromJson.problems[0].path, path);
        const ManifestReading fromYaml = readManifestText(writeYaml(manifest), rules());
        QVERIFY(!fromYaml.isOk());
        QCOMPARE(fromYaml.problems[0].text, text);
        QCOMPARE(fromYaml.problems[0].path, path);
    }
};

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_manifest.moc"
