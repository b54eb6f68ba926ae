// SPDX-License-Identifier: GPL-3.0-or-later
// The contract's tasks, line by line, against the real server: what may be sent, what comes back, and in
// which words.
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QString submitted(TestSignalbox &box, QJsonObject body = {})
{
    if (!body.contains(u"query"_s))
        body.insert(u"query"_s, u"What is the answer?"_s);
    return box.request("POST", "/api/v1/tasks", body).text(u"task_id"_s);
}

bool ends(TestSignalbox &box, const QString &task)
{
    return QTest::qWaitFor([&] { return isFinal(box.core.task({task}).state); });
}

QByteArray pathOf(const QString &task, const QByteArray &part = {})
{
    return "/api/v1/tasks/" + task.toLatin1() + part;
}

} // namespace

class TestShannonTasks : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldIsTaken()
    {
        TestSignalbox box;
        box.core.model().setPlans(true);
        box.core.model().plan({{.name = u"Answer"_s}});
        box.core.model().say(u"{\"answer\": 42}"_s);
        const QString task = submitted(
            box, {{u"session_id"_s, u"my.session:1"_s},
                  {u"context"_s, QJsonObject{{u"note"_s, u"kept"_s}, {u"react_max_iterations"_s, 7}}},
                  {u"mode"_s, u" COMPLEX "_s},
                  {u"model_tier"_s, u"Large"_s},
                  {u"model_override"_s, u"big-1"_s},
                  {u"research_strategy"_s, u"Deep"_s},
                  {u"max_iterations"_s, 50},
                  {u"max_concurrent_agents"_s, 20},
                  {u"enable_verification"_s, false}});
        QVERIFY(ends(box, task));
        const JsonAnswer shown = box.get(pathOf(task));
        const QJsonObject context{{u"note"_s, u"kept"_s},
                                  {u"react_max_iterations"_s, 7},
                                  {u"model_tier"_s, u"large"_s},
                                  {u"model_override"_s, u"big-1"_s},
                                  {u"research_strategy"_s, u"deep"_s},
                                  {u"max_iterations"_s, 50},
                                  {u"max_concurrent_agents"_s, 20},
                                  {u"enable_verification"_s, false},
                                  {u"gap_filling_enabled"_s, true},
                                  {u"gap_filling_max_gaps"_s, 3},
                                  {u"gap_filling_max_iterations"_s, 2},
                                  {u"iterative_research_enabled"_s, true},
                                  {u"iterative_max_iterations"_s, 2}};
        QCOMPARE(shown.at(u"context"_s).toObject(), context);
        QCOMPARE(shown.at(u"metadata.task_context"_s).toObject(), context);
        QCOMPARE(shown.text(u"mode"_s), u"complex"_s);
        QCOMPARE(shown.text(u"session_id"_s), u"my.session:1"_s);
        QCOMPARE(shown.text(u"result"_s), u"{\"answer\": 42}"_s);
        QCOMPARE(shown.at(u"response.answer"_s).toInt(), 42);
        QCOMPARE(box.core.model().requests().first().model, u"big-1"_s);
        QCOMPARE(shown.at(u"usage"_s).toObject().keys(),
                 (QStringList{u"input_tokens"_s, u"output_tokens"_s, u"total_tokens"_s}));
        const QJsonValue share = shown.at(u"metadata.model_breakdown.0"_s);
        QCOMPARE(share.toObject().keys(), (QStringList{u"cost_usd"_s, u"executions"_s, u"model"_s,
                                                       u"percentage"_s, u"provider"_s, u"tokens"_s}));
        QVERIFY(share[u"executions"_s].toInt() >= 1);
        QCOMPARE(share[u"percentage"_s].toInt(-1), 0);
        // What was told once is told again, but to nobody else.
        QCOMPARE(box.get(pathOf(task)).body, shown.body);
        const QByteArray foreign = "X-API-Key: " + box.keyFor(core::Scope::TasksRead, u"bea"_s) + "\r\n";
        QCOMPARE(box.request("GET", pathOf(task), QByteArray(), foreign).status, 404);
        const JsonAnswer list = box.get("/api/v1/tasks?session_id=my.session:1");
        QCOMPARE(list.text(u"tasks.0.mode"_s), u"EXECUTION_MODE_COMPLEX"_s);
        QCOMPARE(list.at(u"tasks.0.total_token_usage"_s).toObject().keys(),
                 (QStringList{u"completion_tokens"_s, u"cost_usd"_s, u"prompt_tokens"_s, u"total_tokens"_s}));
    }

    void noMoreAgentsWorkAtOnceThanWasSaid()
    {
        TestSignalbox box;
        box.core.model().setPlans(true);
        box.core.model().plan({{.name = u"One"_s}, {.name = u"Two"_s}, {.name = u"Three"_s}});
        for (int i = 0; i < 3; ++i)
            box.core.model().hang();
        const QString task = submitted(box, {{u"max_concurrent_agents"_s, 2}});
        const auto running = [&box] { return box.core.model().running(); };
        QTRY_COMPARE(running(), 2);
        const auto inState = [&](StepState state) {
            const auto steps = box.core->tasks().steps({task}, localOperator());
            return std::count_if(steps->begin(), steps->end(),
                                 [state](const Step &step) { return step.state == state; });
        };
        QCOMPARE(inState(StepState::Blocked), 1);
        box.core.model().release(ModelAnswer{.text = u"Done."_s});
        QTRY_COMPARE(inState(StepState::Done), 3); // with the plan
        QTRY_COMPARE(running(), 1);
        box.core.model().release(ModelAnswer{.text = u"Done."_s});
        QVERIFY(ends(box, task));
        QCOMPARE(box.core.task({task}).state, TaskState::Completed);
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &field, const QJsonValue &value,
                            const QString &text) {
            QTest::newRow(name) << QJsonObject{{u"query"_s, u"x"_s}, {field, value}} << text;
        };
        row("query", u"query"_s, u" "_s, u"Query is required"_s);
        row("mode", u"mode"_s, u"fast"_s, u"Invalid mode (allowed: simple, standard, complex, supervisor)"_s);
        row("tier", u"model_tier"_s, u"xl"_s, u"Invalid model_tier (allowed: small, medium, large)"_s);
        row("strategy", u"research_strategy"_s, u"lazy"_s,
            u"Invalid research_strategy (allowed: quick, standard, deep, academic)"_s);
        row("iterations 0", u"max_iterations"_s, 0, u"max_iterations out of range (1..50)"_s);
        row("iterations 51", u"max_iterations"_s, 51, u"max_iterations out of range (1..50)"_s);
        row("agents 0", u"max_concurrent_agents"_s, 0, u"max_concurrent_agents out of range (1..20)"_s);
        row("agents 21", u"max_concurrent_agents"_s, 21, u"max_concurrent_agents out of range (1..20)"_s);
        row("skill", u"skill"_s, u"review@2"_s, u"Unknown skill: review@2"_s);
        row("session", u"session_id"_s, u"a/b"_s, u"Invalid session_id format"_s);
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(QJsonObject, body);
        QFETCH(QString, text);
        TestSignalbox box;
        for (const QByteArray &path : {"/api/v1/tasks"_ba, "/api/v1/tasks/stream"_ba}) {
            const JsonAnswer refused = box.request("POST", path, body);
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, text}}));
            QVERIFY(
                box.request("POST", path, "{]"_ba).text(u"error"_s).startsWith(u"Invalid request body: "_s));
        }
        QVERIFY(
            box.request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}, {u"provider_override"_s, u"acme"_s}})
                .text(u"error"_s)
                .startsWith(u"Invalid provider_override: acme (allowed: openai, anthropic, "_s));
    }

    void aSubmissionForAStreamNamesItInHeaders()
    {
        TestSignalbox box;
        box.core.model().hang();
        const JsonAnswer answer =
            box.request("POST", "/api/v1/tasks/stream", {{u"query"_s, u"x"_s}, {u"session_id"_s, u"s"_s}});
        QCOMPARE(answer.status, 201);
        const QByteArray id = answer.text(u"workflow_id"_s).toLatin1();
        const QByteArray url = "/api/v1/stream/sse?workflow_id=" + id;
        QCOMPARE(answer.json().keys(), (QStringList{u"stream_url"_s, u"task_id"_s, u"workflow_id"_s}));
        QCOMPARE(answer.text(u"stream_url"_s), QString::fromLatin1(url));
        QCOMPARE(answer.header("x-workflow-id"), id);
        QCOMPARE(answer.header("x-session-id"), "s"_ba);
        QCOMPARE(answer.header("link"), QByteArray("<" + url + ">; rel=stream"));
        QCOMPARE(answer.header("location"), url);
    }

    void queriesAreCheckedInTheContractsWords_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("text");
        const QString limit = u"Invalid limit parameter"_s;
        const QString offset = u"Invalid offset parameter"_s;
        QTest::newRow("limit 0") << "/api/v1/tasks?limit=0"_ba << limit;
        QTest::newRow("limit 101") << "/api/v1/tasks?limit=101"_ba << limit;
        QTest::newRow("limit x") << "/api/v1/tasks?limit=x"_ba << limit;
        QTest::newRow("offset") << "/api/v1/tasks?offset=-1"_ba << offset;
        QTest::newRow("status") << "/api/v1/tasks?status=BEST"_ba << u"Invalid status value"_s;
        QTest::newRow("session") << "/api/v1/tasks?session_id=a%20b"_ba << u"Invalid session_id format"_s;
        QTest::newRow("task") << "/api/v1/tasks/a%20b"_ba << u"Invalid task ID format"_s;
        QTest::newRow("events 0") << "/api/v1/tasks/x/events?limit=0"_ba << limit;
        QTest::newRow("events 201") << "/api/v1/tasks/x/events?limit=201"_ba << limit;
        QTest::newRow("events offset") << "/api/v1/tasks/x/events?offset=x"_ba << offset;
        QTest::newRow("stream") << "/api/v1/stream/sse"_ba << u"Invalid or missing workflow_id"_s;
        QTest::newRow("stream of nothing")
            << "/api/v1/stream/sse?workflow_id=a/b"_ba << u"Invalid or missing workflow_id"_s;
        QTest::newRow("place") << "/api/v1/stream/sse?workflow_id=x&last_event_id=a"_ba
                               << u"Invalid last_event_id"_s;
        QTest::newRow("place twice") << "/api/v1/stream/sse?workflow_id=x&last_event_id=1-2-3"_ba
                                     << u"Invalid last_event_id"_s;
    }

    void queriesAreCheckedInTheContractsWords()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, text);
        TestSignalbox box;
        const JsonAnswer refused = box.get(path);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, text}}));
    }

    void tasksArePagedByOffsetAndByKey()
    {
        TestSignalbox box;
        box.core.model().answerWith(
            [](const ModelRequest &) { return Result<ModelAnswer>(ModelAnswer{.text = u"ok"_s}); });
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids.prepend(submitted(box));
        const auto idsOf = [&](const QByteArray &query) {
            QStringList found;
            for (const QJsonValue &task : box.get("/api/v1/tasks" + query).at(u"tasks"_s).toArray())
                found.append(task[u"task_id"_s].toString());
            return found;
        };
        QCOMPARE(idsOf(""), ids);
        QCOMPARE(idsOf("?limit=2&offset=3"), ids.mid(3));
        QCOMPARE(idsOf("?limit=2&before=" + ids[1].toLatin1()), ids.mid(2, 2));
        for (const QString &id : ids)
            QVERIFY(ends(box, id));
        QCOMPARE(idsOf("?status=completed&before=" + ids[3].toLatin1()), ids.mid(4));
        QCOMPARE(box.get("/api/v1/tasks?limit=1").at(u"total_count"_s).toInt(), 5);
    }

    void wrongStatesAreConflicts()
    {
        TestSignalbox box;
        box.core.model().hang();
        const QString task = submitted(box);
        QTRY_COMPARE(box.core.model().running(), 1);
        const auto refusal = [&](const QString &id, const QByteArray &what) {
            const JsonAnswer answer = box.request("POST", pathOf(id, what));
            return answer.status == 409 ? answer.text(u"error"_s) : QString::number(answer.status);
        };
        QCOMPARE(refusal(task, "/resume"), u"task is not paused"_s);
        // A body that is no JSON is no reason.
        const JsonAnswer paused = box.request("POST", pathOf(task, "/pause"), "later"_ba);
        QCOMPARE(paused.status, 202);
        const QJsonObject signal{
            {u"success"_s, true}, {u"message"_s, u"Pause signal sent"_s}, {u"task_id"_s, task}};
        QCOMPARE(paused.json(), signal);
        QCOMPARE(refusal(task, "/pause"), u"task is already paused"_s);
        const QString at = box.get(pathOf(task, "/control-state")).text(u"paused_at"_s);
        QCOMPARE(at, toText(box.core.clock.now()));
        box.core.clock.advance(std::chrono::minutes(1));
        box.core.model().release(ModelAnswer{
            .toolCalls = {
                {.id = u"1"_s, .name = u"calculator"_s, .arguments = {{u"expression"_s, u"1+1"_s}}}}});
        QTRY_COMPARE(box.core.steps({task}).size(), 3); // what ran has ended; what follows is held
        QCOMPARE(box.get(pathOf(task, "/control-state")).text(u"paused_at"_s), at);
        QCOMPARE(box.request("POST", pathOf(task, "/resume")).text(u"message"_s), u"Resume signal sent"_s);
        QCOMPARE(box.request("POST", pathOf(task, "/cancel")).json(),
                 (QJsonObject{{u"success"_s, true}, {u"message"_s, u"Task cancelled successfully"_s}}));
        QCOMPARE(refusal(task, "/pause"), u"cannot pause cancelled task"_s);
        QCOMPARE(refusal(task, "/resume"), u"cannot resume cancelled task"_s);
        const JsonAnswer again = box.request("POST", pathOf(task, "/cancel"));
        QCOMPARE(again.status, 202);
        QCOMPARE(again.at(u"success"_s), QJsonValue(false));
        QVERIFY(again.text(u"message"_s).startsWith(u"Failed to cancel task: "_s));
        for (const QByteArray &what : {"/pause"_ba, "/resume"_ba, "/cancel"_ba})
            QCOMPARE(box.request("POST", pathOf(u"task-none"_s, what)).json(),
                     (QJsonObject{{u"error"_s, u"Task not found"_s}}));
    }

    void aTaskThatRunsHasAllDefaultsInItsControlState()
    {
        TestSignalbox box;
        box.core.model().hang();
        const QJsonObject expected{{u"is_paused"_s, false},   {u"is_cancelled"_s, false},
                                   {u"paused_at"_s, u""_s},   {u"pause_reason"_s, u""_s},
                                   {u"paused_by"_s, u""_s},   {u"cancel_reason"_s, u""_s},
                                   {u"cancelled_by"_s, u""_s}};
        QCOMPARE(box.get(pathOf(submitted(box), "/control-state")).json(), expected);
    }

    void theMetadataTellsWhatWasRead()
    {
        TestSignalbox box;
        QVERIFY_RESULT(box.core->knowledge().add(
            {.content = "A refund takes seven days.", .isShared = true, .fileName = u"refunds.md"_s},
            localOperator()));
        for (int i = 0; i < 2; ++i)
            box.core.model().callTool(u"knowledge_search"_s, {{u"query"_s, u"refund"_s}});
        box.core.model().say(u"Seven days."_s);
        const QString task = submitted(box);
        QVERIFY(ends(box, task));
        const JsonAnswer shown = box.get(pathOf(task));
        const QJsonArray citations = shown.at(u"metadata.citations"_s).toArray();
        QVERIFY2(citations.size() == 1, shown.body.constData());
        const QJsonObject citation = citations.first().toObject();
        QCOMPARE(citation.keys(),
                 (QStringList{u"agent_id"_s, u"relevance_score"_s, u"retrieved_at"_s, u"snippet"_s,
                              u"source"_s, u"source_type"_s, u"title"_s, u"tool_source"_s, u"url"_s}));
        QCOMPARE(citation[u"snippet"_s].toString(), u"A refund takes seven days."_s);
        QCOMPARE(box.get(citation[u"url"_s].toString().toLatin1()).status, 200);
    }

    void theTimelineHasItsModes()
    {
        TestSignalbox box;
        box.core.model().say(u"Yes."_s);
        const QString task = submitted(box);
        QVERIFY(ends(box, task));
        const JsonAnswer summary = box.get(pathOf(task, "/timeline"));
        QCOMPARE(summary.json().keys(), (QStringList{u"events"_s, u"stats"_s, u"workflow_id"_s}));
        QCOMPARE(summary.text(u"stats.mode"_s), u"summary"_s);
        QCOMPARE(summary.at(u"stats.total"_s).toInt(), int(summary.at(u"events"_s).toArray().size()));
        QCOMPARE(summary.text(u"events.0.type"_s), u"WF_STARTED"_s);
        QVERIFY(summary.at(u"events.0.payload"_s).isUndefined());
        const JsonAnswer full = box.get(pathOf(task, "/timeline?mode=full&include_payloads=true&run_id=x"));
        QVERIFY(full.at(u"stats.total"_s).toInt() > summary.at(u"stats.total"_s).toInt());
        QVERIFY(full.at(u"events.0.payload"_s).isObject());
        const JsonAnswer kept = box.get(pathOf(task, "/timeline?persist=TRUE"));
        QCOMPARE(kept.status, 202);
        QCOMPARE(kept.json(), (QJsonObject{{u"status"_s, u"accepted"_s},
                                           {u"workflow_id"_s, task},
                                           {u"count"_s, summary.at(u"stats.total"_s).toInt()}}));
    }
};

SIGNALBOX_TEST(TestShannonTasks)
#include "tst_shannontasks.moc"
