// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "server/surfaces/system/answers.h"
#include "server/surfaces/system/cpumeter.h"
#include "server/surfaces/system/openapi.h"
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// "name{labels}" and its value.
QHash<QByteArray, double> samplesOf(const QByteArray &text)
{
    QHash<QByteArray, double> samples;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype blank = line.lastIndexOf(' ');
        if (!line.startsWith('#') && blank > 0)
            samples.insert(line.first(blank), line.sliced(blank + 1).toDouble());
    }
    return samples;
}

QHash<QByteArray, QByteArray> typesOf(const QByteArray &text)
{
    QHash<QByteArray, QByteArray> types;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArrayList words = line.split(' ');
        if (line.startsWith("# TYPE ") && words.size() == 4)
            types.insert(words[2], words[3]);
    }
    return types;
}

// The family that a sample belongs to: a histogram has samples with three endings.
QByteArray familyOf(const QByteArray &sample, const QHash<QByteArray, QByteArray> &types)
{
    const QByteArray name = sample.left(sample.indexOf('{') < 0 ? sample.size() : sample.indexOf('{'));
    for (const QByteArray &ending : {"_bucket"_ba, "_sum"_ba, "_count"_ba}) {
        if (name.endsWith(ending) && types.value(name.chopped(ending.size())) == "histogram")
            return name.chopped(ending.size());
    }
    return name;
}

} // namespace

class TestSystem : public QObject
{
    Q_OBJECT

private slots:
    void healthHasTheFieldsOfAllContracts()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.requestWithoutKey("GET", "/health");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"status"_s), u"healthy"_s);
        QCOMPARE(answer.text(u"checks.gateway"_s), u"ok"_s);
        QCOMPARE(answer.at(u"workflows_available"_s), QJsonValue(true));
        QVERIFY(!answer.text(u"version"_s).isEmpty());
        QCOMPARE(answer.text(u"time"_s), answer.text(u"timestamp"_s));
        QCOMPARE(answer.text(u"time"_s), toText(box.core.clock.now()));
    }

    void readinessAsksTheStoreAndTheJournal()
    {
        TestSignalbox box;
        for (const QByteArray &path : {"/ready"_ba, "/readiness"_ba}) {
            const JsonAnswer ready = box.requestWithoutKey("GET", path);
            QCOMPARE(ready.status, 200);
            QCOMPARE(ready.text(u"status"_s), u"ready"_s);
            QCOMPARE(ready.text(u"checks.store"_s), u"ok"_s);
            QCOMPARE(ready.text(u"checks.journal"_s), u"ok"_s);
            QCOMPARE(ready.text(u"checks.disk"_s), u"ok"_s);
            QCOMPARE(ready.text(u"checks.orchestrator"_s), u"ok"_s);
            QCOMPARE(ready.at(u"clusters_total"_s).toInt(-1), 0);
        }
        QVERIFY_RESULT(box.core->database().runScript(u"ALTER TABLE task_count RENAME TO lost;"_s));
        const JsonAnswer broken = box.requestWithoutKey("GET", "/readiness");
        QCOMPARE(broken.status, 503);
        QCOMPARE(broken.text(u"status"_s), u"not ready"_s);
        QCOMPARE(broken.text(u"checks.store"_s), u"failed"_s);
        QCOMPARE(broken.text(u"checks.journal"_s), u"ok"_s);
        QVERIFY(!broken.body.contains("task_count"));
    }

    void whatIsMissingIsNamedWithItsPackage()
    {
        TestSignalbox box({.sandbox = {.bubblewrap = u"/nowhere/bwrap"_s}});
        const JsonAnswer ready = box.requestWithoutKey("GET", "/readiness");
        QCOMPARE(ready.status, 200);
        QCOMPARE(ready.text(u"missing.0.name"_s), u"sandbox"_s);
        QCOMPARE(ready.text(u"missing.0.package"_s), u"bubblewrap"_s);
        QCOMPARE(ready.text(u"missing.0.text"_s), sentenceOf(Need::Sandbox));
        QVERIFY(!ready.body.contains("keychain"));
    }

    void aJournalThatCannotCommitIsNotReady()
    {
        TestSignalbox box;
        QVERIFY_RESULT(box.core->database().runScript(u"BEGIN;"_s)); // so that the journal's own BEGIN fails
        const JsonAnswer broken = box.requestWithoutKey("GET", "/ready");
        QCOMPARE(broken.status, 503);
        QCOMPARE(broken.text(u"checks.store"_s), u"ok"_s);
        QCOMPARE(broken.text(u"checks.journal"_s), u"failed"_s);
        QVERIFY_RESULT(box.core->database().runScript(u"ROLLBACK;"_s));
        QCOMPARE(box.requestWithoutKey("GET", "/ready").status, 200);
    }

    // A page in the middle of what a list reads is overwritten, as a broken disk does.
    void aDamagedPageIsAFailureAndNotAShortList()
    {
        TestSignalbox box;
        QVERIFY_RESULT(box.core->database().runScript(
            u"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
            "INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, "
            "state, context, "
            "options, created_at, updated_at) SELECT printf('task-%05d', i), 'ada', "
            "printf('mark-%05d ', i) || hex(zeroblob(500)), 'trip', '', '', 'simple', 1, 'completed', '{}', "
            "'{}', i, i "
            "FROM n"_s));
        QCOMPARE(box.get("/api/v1/tasks?limit=100").at(u"tasks"_s).toArray().size(), 100);
        QVERIFY_RESULT(box.core->database().run("PRAGMA wal_checkpoint(TRUNCATE)"_L1));
        QFile file(box.core->database().path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 page = file.readAll().indexOf("mark-00250 ") / 4096 * 4096;
        QVERIFY(page > 0 && file.seek(page));
        QCOMPARE(file.write(QByteArray(4096, char(0x55))), 4096);
        file.close();
        QVERIFY_RESULT(box.core->database().runScript(u"PRAGMA shrink_memory"_s)); // it is read again

        const JsonAnswer list = box.get("/api/v1/tasks?limit=100");
        QCOMPARE(list.status, 500);
        QVERIFY2(list.body.contains("backup"), list.body.constData());
        const JsonAnswer ready = box.requestWithoutKey("GET", "/ready");
        QCOMPARE(ready.status, 503);
        QCOMPARE(ready.text(u"checks.store"_s), u"failed"_s);
        QVERIFY2(ready.text(u"error"_s).contains(u"backup"_s), ready.body.constData());
        QVERIFY(!ready.body.contains(box.core->database().path().toUtf8()));
    }

    void metricsNeedAKeyAndCountWhatHappened()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProcesses());
        TestSignalbox box;
        QCOMPARE(box.requestWithoutKey("GET", "/metrics").status, 401);
        box.core.model().say(u"Hello."_s);
        box.core.model().fail(failure(ErrorCode::Unavailable, u"Not there"_s));
        const Task first = box.core.submit(u"one"_s);
        QTRY_COMPARE(box.core.task(first.id).state, TaskState::Completed);
        const Task second = box.core.submit(u"two"_s);
        QTRY_COMPARE(box.core.task(second.id).state, TaskState::Failed);
        QTRY_VERIFY(!box.core->journal().isOpen());
        QCOMPARE(box.get("/api/v1/tasks/" + first.id.value.toLatin1()).status, 200);
        QCOMPARE(box.get("/no/such/path").status, 404);

        const JsonAnswer answer = box.get("/metrics");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("content-type").startsWith("text/plain; version=0.0.4"));
        const auto samples = samplesOf(answer.body);
        QCOMPARE(samples.value("goagents_requests_total{agent=\"assistant\",status=\"success\"}"), 1);
        QCOMPARE(samples.value("goagents_requests_total{agent=\"assistant\",status=\"error\"}"), 1);
        for (const QByteArray &end : {"0.1"_ba, "0.5"_ba, "1"_ba, "+Inf"_ba})
            QCOMPARE(samples.value("goagents_response_time_seconds_bucket{agent=\"assistant\",le=\"" + end +
                                   "\"}"),
                     2);
        QCOMPARE(samples.value("signalbox_tasks{state=\"completed\"}"), 1);
        QCOMPARE(samples.value("signalbox_tasks{state=\"failed\"}"), 1);
        QCOMPARE(samples.value("signalbox_tasks{state=\"queued\"}", -1), 0);
        QCOMPARE(samples.value("signalbox_approvals_pending", -1), 0);
        QCOMPARE(samples.value("signalbox_steps_running", -1), 0);
        QVERIFY(samples.value("signalbox_store_bytes") > 0);
        QCOMPARE(samples.value("signalbox_http_connections"), 1);
        QCOMPARE(samples.value("signalbox_http_streams", -1), 0);
        QCOMPARE(
            samples.value(
                "signalbox_http_requests_total{method=\"GET\",route=\"/api/v1/tasks/{id}\",status=\"200\"}"),
            1);
        QCOMPARE(
            samples.value("signalbox_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"}"),
            1);
        QCOMPARE(samples.value("signalbox_http_request_duration_seconds_count{route=\"/api/v1/tasks/{id}\"}"),
                 1);
        QVERIFY(samples.value("process_resident_memory_bytes") > 1'000'000);
    }

    void clustersAndApprovalsAreGauges()
    {
        TestSignalbox box;
        const QJsonObject agent{{u"name"_s, u"assistant"_s},
                                {u"provider"_s, u"fake"_s},
                                {u"model"_s, u"m"_s},
                                {u"tools"_s, QJsonArray{u"write_file"_s}}};
        const QJsonObject manifest{{u"metadata"_s, QJsonObject{{u"name"_s, u"desk"_s}}},
                                   {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
        QCOMPARE(box.request("POST", "/api/v1/clusters", manifest).status, 201);
        QTRY_COMPARE(box.core->fleet().cluster(u"desk"_s, localOperator())->state, ClusterState::Running);
        box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        const Task task = box.core.submit(u"write"_s);
        QTRY_COMPARE(box.core.task(task.id).state, TaskState::Waiting);
        auto samples = samplesOf(box.get("/metrics").body);
        QCOMPARE(samples.value("goagents_active_agents{cluster=\"desk\"}"), 1);
        QCOMPARE(samples.value("signalbox_approvals_pending"), 1);
        QCOMPARE(samples.value("signalbox_tasks{state=\"waiting\"}"), 1);
        QCOMPARE(box.request("DELETE", "/api/v1/clusters/desk").status, 200);
        samples = samplesOf(box.get("/metrics").body);
        QVERIFY(!samples.contains("goagents_active_agents{cluster=\"desk\"}"));
    }

    void metricsKeepTheRulesOfTheFormat()
    {
        TestSignalbox box;
        QCOMPARE(box.get("/health").status, 200);
        const QByteArray text = box.get("/metrics").body;
        const auto types = typesOf(text);
        const QRegularExpression name(u"^[a-z][a-z0-9_]*$"_s);
        for (auto it = types.begin(); it != types.end(); ++it) {
            QVERIFY2(name.match(QString::fromLatin1(it.key())).hasMatch(), it.key().constData());
            QVERIFY2(text.contains(QByteArray("# HELP " + it.key() + ' ')), it.key().constData());
            QCOMPARE(it.key().endsWith("_total"), it.value() == "counter");
            QVERIFY2(!it.key().endsWith("_ms") && !it.key().contains("milli"), it.key().constData());
        }
        QSet<QByteArray> seen;
        for (const QByteArray &line : text.split('\n')) {
            const qsizetype blank = line.lastIndexOf(' ');
            if (line.startsWith('#') || blank < 0)
                continue;
            QVERIFY2(types.contains(familyOf(line.first(blank), types)), line.constData());
            QVERIFY2(!seen.contains(line.first(blank)), line.constData());
            seen.insert(line.first(blank));
        }
        QVERIFY(text.endsWith('\n'));
    }

    void theDocumentDescribesEveryRow()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.requestWithoutKey("GET", "/openapi.json");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"openapi"_s), u"3.1.0"_s);
        const QJsonObject paths = answer.json().value(u"paths"_s).toObject();
        QSet<QString> operations;
        for (const server::Surface &surface : box.server->surfaces()) {
            for (const server::Endpoint &row : surface.endpoints) {
                const QJsonObject operation = paths.value(QString::fromLatin1(row.path))
                                                  .toObject()
                                                  .value(toWord(row.method).toLower())
                                                  .toObject();
                QVERIFY2(!operation.value(u"summary"_s).toString().isEmpty(), row.path.constData());
                const QString id = operation.value(u"operationId"_s).toString();
                QVERIFY2(!operations.contains(id), qPrintable(id));
                operations.insert(id);
                QCOMPARE(operation.value(u"security"_s).toArray().isEmpty(), row.access.isOpen());
                QCOMPARE(operation.contains(u"requestBody"_s),
                         row.body.kind != server::BodyShape::Kind::None);
            }
        }
        checkReferences(answer.json(), answer.json());
    }

    void aFileIsChosenAndNotTyped()
    {
        TestSignalbox box;
        const QJsonObject form = box.get("/openapi.json")
                                     .at(u"paths./v1/knowledge/documents.post.requestBody.content"_s)
                                     .toObject()[u"multipart/form-data"_s]
                                     .toObject();
        QCOMPARE(form[u"schema"_s][u"properties"_s][u"file"_s][u"format"_s].toString(), u"binary"_s);
        QVERIFY(
            !form[u"example"_s][u"metadata"_s].toObject().contains(u"shared"_s)); // nobody shares by trying
    }

    void theDocumentHasTypesRangesAndShapes()
    {
        TestSignalbox box;
        const QJsonObject document = box.get("/openapi.json").json();
        const auto operation = [&document](const QString &path, const QString &method) {
            return document.value(u"paths"_s).toObject().value(path).toObject().value(method).toObject();
        };
        const QJsonObject submit = operation(u"/api/v1/tasks"_s, u"post"_s);
        const QJsonObject schema =
            submit.value(u"requestBody"_s)[u"content"_s][u"application/json"_s][u"schema"_s].toObject();
        QCOMPARE(schema.value(u"required"_s).toArray(), QJsonArray{u"query"_s});
        QCOMPARE(schema.value(u"properties"_s)[u"max_iterations"_s][u"maximum"_s].toInt(), 50);
        QVERIFY(schema.value(u"properties"_s)[u"mode"_s][u"enum"_s].toArray().contains(u"supervisor"_s));
        QCOMPARE(submit.value(u"security"_s)[0][u"apiKey"_s].toArray(), QJsonArray{u"workflows:write"_s});
        const QJsonArray parameters =
            operation(u"/api/v1/tasks"_s, u"get"_s).value(u"parameters"_s).toArray();
        QCOMPARE(parameters.first()[u"schema"_s][u"maximum"_s].toInt(), 100);
        const QJsonObject refusals =
            document.value(u"components"_s).toObject().value(u"responses"_s).toObject();
        const auto example = [&refusals](const QString &name) {
            return refusals.value(name)[u"content"_s][u"application/json"_s][u"example"_s];
        };
        QVERIFY(example(u"shannon400"_s)[u"error"_s].isString());
        QCOMPARE(example(u"goagents401"_s)[u"error"_s][u"code"_s].toString(), u"UNAUTHORIZED"_s);
        QCOMPARE(example(u"agentapi400"_s)[u"error"_s][u"details"_s][u"field"_s].toString(), u"name"_s);
    }

    void theDocumentIsTheSameAtAnyTime()
    {
        TestSignalbox box;
        const QByteArray first = box.get("/openapi.json").body;
        box.core.clock.advance(1h);
        server::Surfaces later(*box.core);
        QCOMPARE(toBytes(server::system::openApiOf(later.tables())), first);
    }

    void recordedAnswersStandWhereARowSaysNothing()
    {
        const QJsonObject media{{u"schema"_s, QJsonObject{{u"type"_s, u"object"_s}}}};
        const QJsonObject body{{u"content"_s, QJsonObject{{u"application/json"_s, media}}}};
        const QJsonObject done{{u"200"_s, QJsonObject{{u"description"_s, u"Done"_s}}}};
        const QJsonObject recorded{{u"status"_s, 201},
                                   {u"answer"_s, QJsonObject{{u"id"_s, u"x"_s}}},
                                   {u"request"_s, QJsonObject{{u"name"_s, u"n"_s}}}};
        const QJsonObject filled =
            server::system::withRecorded({{u"requestBody"_s, body}, {u"responses"_s, done}}, recorded);
        QCOMPARE(filled[u"requestBody"_s][u"content"_s][u"application/json"_s][u"example"_s],
                 recorded.value(u"request"_s));
        const QJsonValue reply = filled[u"responses"_s][u"201"_s][u"content"_s][u"application/json"_s];
        QCOMPARE(reply[u"example"_s], recorded.value(u"answer"_s));
        QCOMPARE(reply[u"schema"_s][u"properties"_s][u"id"_s][u"type"_s].toString(), u"string"_s);
        QVERIFY(filled[u"responses"_s][u"200"_s].isUndefined());
        // What a row says itself stays.
        QCOMPARE(server::system::withRecorded(filled, {{u"status"_s, 201}, {u"answer"_s, 7}}), filled);
        QCOMPARE(server::system::withRecorded(filled, {}), filled);
    }

    void theProcessorIsMeasuredBetweenTwoLooks()
    {
        server::system::CpuMeter meter;
        QCOMPARE(meter.percent({.uptime = 10s, .processorTime = 1s}), 10.0);
        QCOMPARE(meter.percent({.uptime = 12s, .processorTime = 3s}), 100.0);
        QCOMPARE(meter.percent({.uptime = 12'100ms, .processorTime = 3s}), 100.0); // too short to tell
        QCOMPARE(meter.percent({.uptime = 14s, .processorTime = 3s}), 0.0);
    }

private:
    // Every "$ref" leads somewhere.
    static void checkReferences(const QJsonValue &value, const QJsonObject &document)
    {
        for (const QJsonValue &element : value.toArray())
            checkReferences(element, document);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() == u"$ref"_s) {
                QJsonValue found = document;
                for (const QString &part : it.value().toString().mid(2).split(u'/'))
                    found = found.toObject().value(part);
                QVERIFY2(found.isObject(), qPrintable(it.value().toString()));
            }
            checkReferences(it.value(), document);
        }
    }
};

SIGNALBOX_TEST(TestSystem)
#include "tst_system.moc"
