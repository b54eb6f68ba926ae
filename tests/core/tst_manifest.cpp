// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"
#include "tests/core/manifests.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace manifests;
using namespace Qt::Literals::StringLiterals;

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
        row("no metadata",
            json(R"({"metadata":7,"spec":{"agents":[{"name":"x","provider":"builtin","model":"m"}]}})"),
            "metadata must be an object", "metadata");
        row("a list as spec", json(R"({"metadata":{"name":"a"},"spec":[]})"), "spec must be an object",
            "spec");
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
        row("provider", withAgent(R"({"provider":"mistral"})"),
            "agent assistant: unsupported provider mistral", "spec.agents[0].provider");
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
        for (const char *step : {R"({"name":"."})", R"({"name":".."})"}) {
            const ManifestReading reading = readManifest(withAgent(step), rules());
            QVERIFY(!reading.isOk());
            QVERIFY(reading.problems[0].text.contains(u"must not be"));
        }
        QVERIFY(readManifest(withAgent(R"({"name":"a.b_c-9"})"), rules()).isOk());
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

SIGNALBOX_TEST(TestManifest)
#include "tst_manifest.moc"
