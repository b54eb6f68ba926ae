// SPDX-License-Identifier: GPL-3.0-or-later
// The contract's sessions, line by line, against the real server.
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QUuid>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// A finished turn of the session; the words are what the model says.
QString turn(TestSignalbox &box, const QString &session, const QString &query, const QString &words,
             const QJsonObject &context = {})
{
    box.core.model().say(words);
    const QString task =
        box.request("POST", "/api/v1/tasks",
                    {{u"query"_s, query}, {u"session_id"_s, session}, {u"context"_s, context}})
            .text(u"task_id"_s);
    const bool done = QTest::qWaitFor([&] { return box.core.task({task}).state == TaskState::Completed; });
    return done ? task : QString();
}

QStringList keysOf(const QJsonValue &object)
{
    return object.toObject().keys();
}

} // namespace

class TestShannonSessions : public QObject
{
    Q_OBJECT

private slots:
    void aSessionIsShownByItsIdAndByItsName()
    {
        TestSignalbox box;
        const QJsonObject context{{u"force_research"_s, true}, {u"research_strategy"_s, u"deep"_s}};
        QVERIFY(!turn(box, u"chat.1"_s, u"What is the answer?"_s, u"Forty two."_s, context).isEmpty());
        const JsonAnswer byName = box.get("/api/v1/sessions/chat.1");
        QCOMPARE(byName.status, 200);
        const QByteArray id = byName.text(u"session_id"_s).toLatin1();
        QVERIFY(!QUuid::fromString(QString::fromLatin1(id)).isNull());
        QCOMPARE(box.get("/api/v1/sessions/" + id).json(), byName.json());
        QCOMPARE(keysOf(byName.json()), (QStringList{u"context"_s, u"created_at"_s, u"is_research_session"_s,
                                                     u"research_strategy"_s, u"session_id"_s, u"task_count"_s,
                                                     u"tokens_used"_s, u"updated_at"_s, u"user_id"_s}));
        QCOMPARE(byName.text(u"context.external_id"_s), u"chat.1"_s);
        QCOMPARE(byName.text(u"context.title"_s), u"What is the answer?"_s);
        QCOMPARE(byName.at(u"tokens_used"_s).toInt(), 15);
        QCOMPARE(byName.at(u"task_count"_s).toInt(), 1);
        QCOMPARE(byName.at(u"is_research_session"_s), QJsonValue(true));
        QCOMPARE(byName.text(u"research_strategy"_s), u"deep"_s);
        QCOMPARE(byName.text(u"created_at"_s), toText(box.core.clock.now()));
        const JsonAnswer none = box.get("/api/v1/sessions/never");
        QCOMPARE(none.status, 404);
        QCOMPARE(none.json(), (QJsonObject{{u"error"_s, u"Session not found"_s}}));
    }

    // Lists tell the ids of sessions, so a client continues one by its id as well; nobody else does.
    void aTaskMayNameItsSessionByTheId()
    {
        TestSignalbox box;
        QVERIFY(!turn(box, u"chat.1"_s, u"One?"_s, u"One."_s).isEmpty());
        const QString id = box.get("/api/v1/sessions/chat.1").text(u"session_id"_s);
        QVERIFY(!turn(box, id, u"Two?"_s, u"Two."_s).isEmpty());
        QCOMPARE(box.get("/api/v1/sessions").at(u"total_count"_s).toInt(), 1);
        QCOMPARE(box.get("/api/v1/sessions/chat.1").at(u"task_count"_s).toInt(), 2);
        const QByteArray ada = "X-API-Key: " + box.keyFor(Scope::TasksWrite | Scope::SessionsRead) + "\r\n";
        box.core.model().say(u"Three."_s);
        QCOMPARE(box.request("POST", "/api/v1/tasks", {{u"query"_s, u"Three?"_s}, {u"session_id"_s, id}}, ada)
                     .status,
                 200);
        QCOMPARE(box.request("GET", "/api/v1/sessions/" + id.toLatin1(), QByteArray(), ada)
                     .at(u"task_count"_s)
                     .toInt(),
                 1);
        QCOMPARE(box.get("/api/v1/sessions/chat.1").at(u"task_count"_s).toInt(), 2);
    }

    void sessionsAreListedNewestFirst()
    {
        TestSignalbox box;
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            QVERIFY(!turn(box, name, u"about "_s + name, u"ok"_s).isEmpty());
        const JsonAnswer all = box.get("/api/v1/sessions");
        QCOMPARE(all.at(u"total_count"_s).toInt(), 3);
        QCOMPARE(all.text(u"sessions.0.title"_s), u"about c"_s);
        const QJsonValue item = all.at(u"sessions.0"_s);
        QCOMPARE(keysOf(item), (QStringList{u"average_cost_per_task"_s,
                                            u"context"_s,
                                            u"created_at"_s,
                                            u"failed_tasks"_s,
                                            u"first_task_mode"_s,
                                            u"is_active"_s,
                                            u"is_near_budget_limit"_s,
                                            u"is_research_session"_s,
                                            u"last_activity_at"_s,
                                            u"latest_task_query"_s,
                                            u"latest_task_status"_s,
                                            u"session_id"_s,
                                            u"success_rate"_s,
                                            u"successful_tasks"_s,
                                            u"task_count"_s,
                                            u"title"_s,
                                            u"tokens_used"_s,
                                            u"total_cost_usd"_s,
                                            u"updated_at"_s,
                                            u"user_id"_s}));
        QCOMPARE(item[u"latest_task_status"_s].toString(), u"COMPLETED"_s);
        QCOMPARE(item[u"first_task_mode"_s].toString(), u"simple"_s);
        QCOMPARE(item[u"success_rate"_s].toDouble(), 1.0);
        QCOMPARE(item[u"is_active"_s], QJsonValue(true));
        QCOMPARE(box.get("/api/v1/sessions?limit=1&offset=1").text(u"sessions.0.title"_s), u"about b"_s);
        for (const QByteArray &bad :
             {"limit=0"_ba, "limit=101"_ba, "limit=x"_ba, "offset=-1"_ba, "offset=x"_ba})
            QCOMPARE(box.get("/api/v1/sessions?" + bad).at(u"sessions"_s).toArray().size(), 3);
        const QByteArray last = all.text(u"sessions.1.session_id"_s).toLatin1();
        const JsonAnswer page = box.get("/api/v1/sessions?before=" + last);
        QCOMPARE(page.at(u"sessions"_s).toArray().size(), 1);
        QCOMPARE(page.text(u"sessions.0.title"_s), u"about a"_s);
        box.core.clock.advance(std::chrono::hours(25));
        QCOMPARE(box.get("/api/v1/sessions").at(u"sessions.0.is_active"_s), QJsonValue(false));
    }

    void theHistoryIsTheTasksOldestFirst()
    {
        TestSignalbox box;
        const QString first = turn(box, u"s"_s, u"one"_s, u"First."_s, {{u"note"_s, u"kept"_s}});
        box.core.model().fail(failure(ErrorCode::InvalidArgument, u"Not like this"_s));
        const JsonAnswer second =
            box.request("POST", "/api/v1/tasks", {{u"query"_s, u"two"_s}, {u"session_id"_s, u"s"_s}});
        QTRY_COMPARE(box.core.task({second.text(u"task_id"_s)}).state, TaskState::Failed);
        const JsonAnswer history = box.get("/api/v1/sessions/s/history");
        QCOMPARE(history.status, 200);
        QCOMPARE(history.at(u"total"_s).toInt(), 2);
        QVERIFY(!history.text(u"session_id"_s).isEmpty());
        QCOMPARE(history.text(u"tasks.0.workflow_id"_s), first);
        QCOMPARE(history.text(u"tasks.0.status"_s), u"COMPLETED"_s);
        QCOMPARE(history.text(u"tasks.0.result"_s), u"First."_s);
        QCOMPARE(history.at(u"tasks.0.total_tokens"_s).toInt(), 15);
        QCOMPARE(history.at(u"tasks.0.agents_used"_s).toInt(), 1);
        QCOMPARE(history.at(u"tasks.0.tools_invoked"_s).toInt(-1), 0);
        QCOMPARE(history.text(u"tasks.0.metadata.task_context.note"_s), u"kept"_s);
        for (const QString &field : {u"query"_s, u"mode"_s, u"started_at"_s, u"completed_at"_s, u"task_id"_s})
            QVERIFY2(!history.text(u"tasks.0."_s + field).isEmpty(), qPrintable(field));
        QVERIFY(history.at(u"tasks.0.duration_ms"_s).isDouble());
        QCOMPARE(history.text(u"tasks.1.status"_s), u"FAILED"_s);
        QVERIFY(history.text(u"tasks.1.error_message"_s).contains(u"Not like this"_s));
    }

    void eventsAreGroupedAsTurns()
    {
        TestSignalbox box;
        const QString first = turn(box, u"s"_s, u"one"_s, u"First."_s);
        const QString second = turn(box, u"s"_s, u"two"_s, u"Second."_s);
        const JsonAnswer all = box.get("/api/v1/sessions/s/events");
        QCOMPARE(all.at(u"count"_s).toInt(), 2);
        QCOMPARE(all.at(u"turns"_s).toArray().size(), 2);
        QCOMPARE(all.at(u"turns.0.turn"_s).toInt(), 1);
        QCOMPARE(all.text(u"turns.0.task_id"_s), first);
        QCOMPARE(all.text(u"turns.0.user_query"_s), u"one"_s);
        QCOMPARE(all.text(u"turns.0.final_output"_s), u"First."_s);
        QCOMPARE(all.at(u"turns.0.metadata.tokens_used"_s).toInt(), 15);
        QVERIFY(all.at(u"turns.0.metadata.execution_time_ms"_s).isDouble());
        const QJsonArray agents = all.at(u"turns.0.metadata.agents_involved"_s).toArray();
        QVERIFY(agents.contains(u"final_output"_s) && agents.contains(u"title_generator"_s));
        QStringList types;
        for (const QJsonValue &event : all.at(u"turns.0.events"_s).toArray()) {
            types.append(event[u"type"_s].toString());
            QCOMPARE(event[u"workflow_id"_s].toString(), first);
            QVERIFY(event[u"payload"_s].isUndefined() && event[u"seq"_s].toInt() > 0);
            QVERIFY(!event[u"timestamp"_s].toString().isEmpty() &&
                    !event[u"stream_id"_s].toString().isEmpty());
        }
        QCOMPARE(types.first(), u"WORKFLOW_STARTED"_s);
        QCOMPARE(types.mid(types.size() - 3),
                 (QStringList{u"WORKFLOW_COMPLETED"_s, u"LLM_OUTPUT"_s, u"STREAM_END"_s}));
        QVERIFY(!types.contains(u"LLM_PARTIAL"_s));

        const JsonAnswer page = box.get("/api/v1/sessions/s/events?limit=1&offset=1&include_payload=true");
        QCOMPARE(page.at(u"count"_s).toInt(), 2);
        QCOMPARE(page.at(u"turns"_s).toArray().size(), 1);
        QCOMPARE(page.at(u"turns.0.turn"_s).toInt(), 2);
        QCOMPARE(page.text(u"turns.0.task_id"_s), second);
        QVERIFY(!page.at(u"turns.0.metadata.agents_involved"_s).toArray().contains(u"title_generator"_s));
        const QJsonArray events = page.at(u"turns.0.events"_s).toArray();
        const bool hasTexts = std::ranges::any_of(events, [](const QJsonValue &event) {
            return QJsonDocument::fromJson(event[u"payload"_s].toString().toUtf8()).isObject();
        });
        QVERIFY(hasTexts);
        for (const QByteArray &bad : {"limit=0"_ba, "limit=101"_ba})
            QCOMPARE(box.get("/api/v1/sessions/s/events?" + bad).text(u"error"_s),
                     u"Invalid limit parameter"_s);
        QCOMPARE(box.get("/api/v1/sessions/s/events?offset=-1").text(u"error"_s),
                 u"Invalid offset parameter"_s);
    }

    void tooManyEventsAreNotToldAtOnce()
    {
        TestSignalbox box;
        const QString task = turn(box, u"s"_s, u"one"_s, u"First."_s);
        const auto flooded = box.core->journal().record([&](Transaction &transaction) -> Result<void> {
            for (int i = 0; i < 5000; ++i)
                TRY(transaction.announce(
                    {.type = EventType::StepStarted, .task = {task}, .message = u"Working"_s}));
            return {};
        });
        QVERIFY_RESULT(flooded);
        QVERIFY_RESULT(box.core->journal().commit());
        const JsonAnswer answer = box.get("/api/v1/sessions/s/events");
        QCOMPARE(answer.status, 413);
        QCOMPARE(answer.text(u"error"_s),
                 u"Session has too many events. Please use pagination with smaller turn limits."_s);
    }

    void aSessionIsRenamedAndDeleted()
    {
        TestSignalbox box;
        QVERIFY(!turn(box, u"s"_s, u"one"_s, u"First."_s).isEmpty());
        const QByteArray path = "/api/v1/sessions/s";
        const JsonAnswer renamed = box.request("PATCH", path, {{u"title"_s, u" The\u0007 first "_s}});
        QCOMPARE(renamed.status, 200);
        QCOMPARE(renamed.text(u"title"_s), u"The first"_s);
        QCOMPARE(keysOf(renamed.json()), (QStringList{u"session_id"_s, u"title"_s}));
        QCOMPARE(box.get(path).text(u"context.title"_s), u"The first"_s);
        const QList<std::pair<QByteArray, QString>> refusals{
            {"{}", u"Title cannot be empty"_s},
            {"{\"title\":\" \"}", u"Title cannot be empty"_s},
            {"{\"title\":\"\\u0001\"}", u"Title cannot contain only control characters"_s},
            {"{\"title\":\"" + QByteArray(61, 'x') + "\"}", u"Title must be 60 characters or less"_s},
            {"title", u"Invalid request body"_s}};
        for (const auto &[body, text] : refusals) {
            const JsonAnswer refused = box.request("PATCH", path, body);
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.text(u"error"_s), text);
        }
        const QByteArray id = renamed.text(u"session_id"_s).toLatin1();
        for (int i = 0; i < 2; ++i) {
            const JsonAnswer deleted = box.request("DELETE", path);
            QCOMPARE(deleted.status, 204);
            QVERIFY(deleted.body.isEmpty());
        }
        for (const QByteArray &gone :
             QByteArrayList{path, "/api/v1/sessions/" + id, path + "/history", path + "/events"})
            QCOMPARE(box.get(gone).status, 404);
        QCOMPARE(box.request("PATCH", path, {{u"title"_s, u"x"_s}}).status, 404);
        QCOMPARE(box.request("DELETE", "/api/v1/sessions/never").status, 404);
        QCOMPARE(box.get("/api/v1/sessions").at(u"total_count"_s).toInt(-1), 0);
        QCOMPARE(box.get("/api/v1/tasks?session_id=s").at(u"total_count"_s).toInt(), 1);
    }

    void anothersSessionIsNotThere()
    {
        TestSignalbox box;
        QVERIFY(!turn(box, u"s"_s, u"one"_s, u"First."_s).isEmpty());
        const QByteArray id = box.get("/api/v1/sessions/s").text(u"session_id"_s).toLatin1();
        const QByteArray ada =
            "X-API-Key: " + box.keyFor(Scope::SessionsRead | Scope::SessionsWrite | Scope::TasksRead) +
            "\r\n";
        for (const QByteArray &name : {"s"_ba, id}) {
            const QByteArray path = "/api/v1/sessions/" + name;
            for (const QByteArray &part : {""_ba, "/history"_ba, "/events"_ba})
                QCOMPARE(box.request("GET", path + part, QByteArray(), ada).status, 404);
            QCOMPARE(box.request("PATCH", path, "{\"title\":\"mine\"}"_ba, ada).status, 404);
            QCOMPARE(box.request("DELETE", path, QByteArray(), ada).status, 404);
            QCOMPARE(box.request("GET", "/api/v1/tasks?session_id=" + name, QByteArray(), ada)
                         .at(u"total_count"_s),
                     QJsonValue(0));
        }
        QCOMPARE(box.request("GET", "/api/v1/sessions", QByteArray(), ada).at(u"total_count"_s),
                 QJsonValue(0));
        // By its id the list of tasks finds it as well.
        QCOMPARE(box.get("/api/v1/tasks?session_id=" + id).at(u"total_count"_s).toInt(), 1);
    }
};

SIGNALBOX_TEST(TestShannonSessions)
#include "tst_shannonsessions.moc"
