// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/taskjson.h"
#include "server/surfaces/shannon/wireframe.h"
#include "tests/server/sseframes.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QWebSocket>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList typesOf(const JsonAnswer &answer)
{
    QStringList types;
    for (const QJsonValue &event : answer.at(u"events"_s).toArray())
        types.append(event[u"type"_s].toString());
    return types;
}

QByteArray submitted(TestSignalbox &box, const QString &query, QJsonObject more = {})
{
    more.insert(u"query"_s, query);
    const JsonAnswer answer = box.request("POST", "/api/v1/tasks", more);
    return answer.status == 200 ? answer.text(u"task_id"_s).toLatin1() : QByteArray();
}

bool reaches(TestSignalbox &box, const QByteArray &task, const QString &status)
{
    return QTest::qWaitFor([&] { return box.get("/api/v1/tasks/" + task).text(u"status"_s) == status; });
}

void askToWrite(TestSignalbox &box)
{
    box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
    box.core.model().say(u"Written."_s);
}

} // namespace

class TestShannon : public QObject
{
    Q_OBJECT

private slots:
    void aTaskIsSubmittedAndShown()
    {
        TestSignalbox box;
        box.core.model().say(u"No plan is needed."_s); // it is asked for one first
        box.core.model().say(u"Forty two."_s);
        const JsonAnswer accepted = box.request("POST", "/api/v1/tasks",
                                                {{u"query"_s, u"What is the answer?"_s},
                                                 {u"session_id"_s, u"s-1"_s},
                                                 {u"mode"_s, u" Standard "_s}});
        QCOMPARE(accepted.status, 200);
        QCOMPARE(accepted.text(u"status"_s), u"STATUS_CODE_OK"_s);
        QCOMPARE(accepted.text(u"message"_s), u"Task submitted successfully. Session: s-1"_s);
        const QByteArray id = accepted.text(u"task_id"_s).toLatin1();
        QCOMPARE(accepted.header("x-workflow-id"), id);
        QCOMPARE(accepted.header("x-session-id"), "s-1"_ba);
        QVERIFY(!accepted.header("x-trace-id").isEmpty());

        QVERIFY(reaches(box, id, u"TASK_STATUS_COMPLETED"_s));
        const JsonAnswer shown = box.get("/api/v1/tasks/" + id);
        QCOMPARE(shown.text(u"task_id"_s), QString::fromLatin1(id));
        QCOMPARE(shown.text(u"workflow_id"_s), QString::fromLatin1(id));
        QCOMPARE(shown.text(u"result"_s), u"Forty two."_s);
        QCOMPARE(shown.text(u"query"_s), u"What is the answer?"_s);
        QCOMPARE(shown.text(u"mode"_s), u"standard"_s);
        QCOMPARE(shown.text(u"model_used"_s), u"fake-1"_s);
        QCOMPARE(shown.text(u"provider"_s), u"fake"_s);
        QCOMPARE(shown.at(u"usage.total_tokens"_s).toInt(), 30);
        QCOMPARE(shown.text(u"created_at"_s), toText(box.core.clock.now()));
        QCOMPARE(shown.header("x-workflow-id"), id);
    }

    void submittingForAStreamSaysWhereItIs()
    {
        TestSignalbox box;
        box.core.model().hang();
        const JsonAnswer answer = box.request("POST", "/api/v1/tasks/stream", {{u"query"_s, u"x"_s}});
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.text(u"stream_url"_s),
                 QString(u"/api/v1/stream/sse?workflow_id="_s + answer.text(u"workflow_id"_s)));
        QVERIFY(answer.header("link").endsWith("; rel=stream"));
    }

    void refusalsHaveTheWordsOfTheContract_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("error");
        QTest::newRow("no query") << "{}"_ba << u"Query is required"_s;
        QTest::newRow("blank query") << "{\"query\":\"  \"}"_ba << u"Query is required"_s;
        QTest::newRow("session") << "{\"query\":\"x\",\"session_id\":\"a b\"}"_ba
                                 << u"Invalid session_id format"_s;
        QTest::newRow("mode") << "{\"query\":\"x\",\"mode\":\"best\"}"_ba
                              << u"Invalid mode (allowed: simple, standard, complex, supervisor)"_s;
        QTest::newRow("tier") << "{\"query\":\"x\",\"model_tier\":\"huge\"}"_ba
                              << u"Invalid model_tier (allowed: small, medium, large)"_s;
        QTest::newRow("conflict")
            << "{\"query\":\"x\",\"model_tier\":\"small\",\"context\":{\"disable_ai\":true}}"_ba
            << u"disable_ai=true conflicts with model_tier/model_override"_s;
        QTest::newRow("agent") << "{\"query\":\"x\",\"context\":{\"agent\":\"nobody\"}}"_ba
                               << u"There is no agent \"nobody\""_s;
    }

    void refusalsHaveTheWordsOfTheContract()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, error);
        TestSignalbox box;
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = box.request("POST", "/api/v1/tasks", body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error"_s), error);
        QCOMPARE(box.rows(), before);
    }

    void tasksAreListedByStatusAndSession()
    {
        TestSignalbox box;
        box.core.model().say(u"One."_s);
        box.core.model().fail(failure(ErrorCode::Unavailable, u"Not there"_s));
        const QByteArray done = submitted(box, u"one"_s, {{u"session_id"_s, u"s-1"_s}});
        QVERIFY(reaches(box, done, u"TASK_STATUS_COMPLETED"_s));
        const QByteArray failed = submitted(box, u"two"_s);
        QVERIFY(reaches(box, failed, u"TASK_STATUS_FAILED"_s));
        QVERIFY(!box.get("/api/v1/tasks/" + failed).text(u"error"_s).isEmpty());

        JsonAnswer list = box.get("/api/v1/tasks");
        QCOMPARE(list.at(u"total_count"_s).toInt(), 2);
        QCOMPARE(list.text(u"tasks.0.task_id"_s), QString::fromLatin1(failed));
        QCOMPARE(list.text(u"tasks.1.mode"_s), u"EXECUTION_MODE_SIMPLE"_s);
        QCOMPARE(list.at(u"tasks.1.total_token_usage.total_tokens"_s).toInt(), 15);
        QCOMPARE(box.get("/api/v1/tasks?limit=1&offset=1").text(u"tasks.0.task_id"_s),
                 QString::fromLatin1(done));
        for (const QByteArray &status : {"FAILED"_ba, "failed"_ba, "TASK_STATUS_FAILED"_ba}) {
            list = box.get("/api/v1/tasks?status=" + status);
            QCOMPARE(list.at(u"total_count"_s).toInt(), 1);
            QCOMPARE(list.text(u"tasks.0.task_id"_s), QString::fromLatin1(failed));
        }
        QCOMPARE(box.get("/api/v1/tasks?session_id=s-1").text(u"tasks.0.task_id"_s),
                 QString::fromLatin1(done));
        QCOMPARE(box.get("/api/v1/tasks?status=CANCELED").at(u"total_count"_s).toInt(-1), 0);
    }

    void anothersTaskIsNotThere()
    {
        TestSignalbox box;
        box.core.model().hang();
        const QByteArray task = submitted(box, u"mine"_s);
        const QByteArray headers =
            "X-API-Key: " + box.keyFor(Scope::TasksRead | Scope::TasksWrite | Scope::ApprovalsRead) + "\r\n";
        for (const QByteArray &path :
             {""_ba, "/events"_ba, "/timeline"_ba, "/steps"_ba, "/control-state"_ba, "/stream"_ba}) {
            const JsonAnswer answer =
                box.request("GET", "/api/v1/tasks/" + task + path, QByteArray(), headers);
            QVERIFY2(answer.status == 404, path.constData());
        }
        for (const QByteArray &path : {"/cancel"_ba, "/pause"_ba, "/resume"_ba, "/retry"_ba})
            QCOMPARE(box.request("POST", "/api/v1/tasks/" + task + path, QByteArray(), headers).status, 404);
        QCOMPARE(box.request("GET", "/api/v1/tasks", QByteArray(), headers).at(u"total_count"_s).toInt(-1),
                 0);
    }

    void aTaskIsPausedResumedAndCancelled()
    {
        TestSignalbox box;
        box.core.model().hang();
        const QByteArray task = submitted(box, u"x"_s);
        const QByteArray path = "/api/v1/tasks/" + task;
        QTRY_COMPARE(box.core.model().running(), 1);
        const JsonAnswer wrong = box.request("POST", path + "/resume");
        QCOMPARE(wrong.status, 409);
        const JsonAnswer paused = box.request("POST", path + "/pause", {{u"reason"_s, u"lunch"_s}});
        QCOMPARE(paused.status, 202);
        QCOMPARE(paused.at(u"success"_s), QJsonValue(true));
        QCOMPARE(paused.text(u"task_id"_s), QString::fromLatin1(task));
        JsonAnswer state = box.get(path + "/control-state");
        QCOMPARE(state.at(u"is_paused"_s), QJsonValue(true));
        QCOMPARE(state.text(u"pause_reason"_s), u"lunch"_s);
        QVERIFY(!state.text(u"paused_by"_s).isEmpty() && !state.text(u"paused_at"_s).isEmpty());
        QVERIFY(reaches(box, task, u"TASK_STATUS_PAUSED"_s));
        QCOMPARE(box.request("POST", path + "/resume").status, 202);
        QVERIFY(reaches(box, task, u"TASK_STATUS_RUNNING"_s));

        const JsonAnswer cancelled = box.request("POST", path + "/cancel", {{u"reason"_s, u"enough"_s}});
        QCOMPARE(cancelled.status, 202);
        QCOMPARE(cancelled.at(u"success"_s), QJsonValue(true));
        state = box.get(path + "/control-state");
        QCOMPARE(state.at(u"is_cancelled"_s), QJsonValue(true));
        QCOMPARE(state.text(u"cancel_reason"_s), u"enough"_s);
        const JsonAnswer again = box.request("POST", path + "/cancel");
        QCOMPARE(again.status, 202);
        QCOMPARE(again.at(u"success"_s), QJsonValue(false));
        QTRY_COMPARE(box.core.model().cancelled(), 1);

        box.core.model().say(u"Now."_s);
        QCOMPARE(box.request("POST", path + "/retry").status, 202);
        QVERIFY(reaches(box, task, u"TASK_STATUS_COMPLETED"_s));
    }

    void eventsTimelineAndStepsTellTheHistory()
    {
        TestSignalbox box;
        askToWrite(box);
        const QByteArray task = submitted(box, u"write"_s);
        const QByteArray path = "/api/v1/tasks/" + task;
        QTRY_COMPARE(box.core.task({QString::fromLatin1(task)}).state, TaskState::Waiting);
        const JsonAnswer steps = box.get(path + "/steps");
        QCOMPARE(steps.text(u"steps.1.tool"_s), u"write_file"_s);
        QCOMPARE(steps.at(u"steps.1.input"_s)[u"arguments"_s][u"path"_s].toString(), u"note.md"_s);

        const JsonAnswer events = box.get(path + "/events");
        const QStringList types = typesOf(events);
        QCOMPARE(types.first(), u"WORKFLOW_STARTED"_s);
        QVERIFY(types.contains(u"LLM_OUTPUT"_s));
        QCOMPARE(types.last(), u"APPROVAL_REQUESTED"_s);
        QCOMPARE(events.at(u"count"_s).toInt(), int(types.size()));
        const QJsonValue asked = events.at(u"events"_s).toArray().last();
        const QString approval = asked[u"payload"_s][u"approval_id"_s].toString();
        QVERIFY(!approval.isEmpty());
        QVERIFY(asked[u"message"_s].toString().contains(approval)); // some clients read messages alone
        QCOMPARE(typesOf(box.get(path + "/events?limit=1&offset=1")), types.mid(1, 1));

        const JsonAnswer timeline = box.get(path + "/timeline?mode=full&include_payloads=true");
        QCOMPARE(timeline.text(u"events.0.type"_s), u"WF_STARTED"_s);
        QCOMPARE(timeline.text(u"stats.mode"_s), u"full"_s);
        QVERIFY(timeline.at(u"events.0.payload"_s).isObject());
        QVERIFY(box.get(path + "/timeline").at(u"events"_s).toArray().size() <
                timeline.at(u"events"_s).toArray().size());
        QCOMPARE(box.get(path + "/timeline?persist=true").status, 202);
    }

    void anApprovalIsFoundDecidedAndLost()
    {
        TestSignalbox box;
        askToWrite(box);
        const QByteArray task = submitted(box, u"write"_s);
        QTRY_COMPARE(box.get("/api/v1/approvals?status=pending").at(u"total_count"_s).toInt(), 1);
        const JsonAnswer list = box.get("/api/v1/approvals?status=pending");
        const QString id = list.text(u"approvals.0.approval_id"_s);
        QCOMPARE(list.text(u"approvals.0.workflow_id"_s), QString::fromLatin1(task));
        QCOMPARE(list.text(u"approvals.0.tool"_s), u"write_file"_s);
        QCOMPARE(list.text(u"approvals.0.arguments.path"_s), u"note.md"_s);
        for (const QString &field : {u"reason"_s, u"risk"_s, u"requested_at"_s, u"agent"_s})
            QVERIFY2(!list.text(u"approvals.0."_s + field).isEmpty(), qPrintable(field));

        const QJsonObject decision{
            {u"workflow_id"_s, QString::fromLatin1(task)},
            {u"approval_id"_s, id},
            {u"approved"_s, true},
            {u"approved_by"_s, u"grace@example.com"_s},
            {u"modified_action"_s, u"{\"path\":\"other.md\",\"content\":\"hello\"}"_s}};
        QJsonObject wrong = decision;
        wrong.insert(u"modified_action"_s, u"{\"path\":7}"_s);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", wrong).status, 400);
        wrong = decision;
        wrong.insert(u"workflow_id"_s, u"task-other"_s);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", wrong).text(u"error"_s),
                 u"Workflow or approval not found"_s);

        const JsonAnswer won = box.request("POST", "/api/v1/approvals/decision", decision);
        QCOMPARE(won.status, 200);
        QCOMPARE(won.text(u"status"_s), u"sent"_s);
        QCOMPARE(won.text(u"approval_id"_s), id);
        const JsonAnswer lost = box.request("POST", "/api/v1/approvals/decision", decision);
        QCOMPARE(lost.status, 409);
        QVERIFY(!lost.text(u"error"_s).isEmpty());
        QCOMPARE(lost.text(u"decision"_s), u"approved"_s);
        QVERIFY(!lost.text(u"decided_by"_s).isEmpty() && !lost.text(u"decided_at"_s).isEmpty());
        QCOMPARE(lost.text(u"claimed_by"_s), u"grace@example.com"_s);
        QVERIFY(reaches(box, task, u"TASK_STATUS_COMPLETED"_s));
        QCOMPARE(box.core.file(box.core.task({QString::fromLatin1(task)}), u"other.md"_s), u"hello"_s);
        QCOMPARE(box.get("/api/v1/approvals/" + id.toLatin1()).text(u"status"_s), u"approved"_s);
        QCOMPARE(box.get("/api/v1/approvals?workflow_id=" + task).at(u"total_count"_s).toInt(), 1);
    }

    void aStreamTellsAllAndEnds()
    {
        TestSignalbox box;
        box.core.model().hang({u"Forty "_s});
        const QByteArray task = submitted(box, u"x"_s);
        const auto client = box.open("GET", "/api/v1/stream/sse?workflow_id=" + task);
        QVERIFY(client->sees("thread.message.delta"));
        QVERIFY(client->input.contains(QByteArray(": connected to workflow " + task)));
        box.core.model().release(ModelAnswer{.text = u"Forty two."_s});
        QVERIFY(client->sees("[DONE]"));
        const QList<Frame> frames = framesOf(client->input);
        QCOMPARE(frames.first().event, "WORKFLOW_STARTED"_ba);
        QCOMPARE(frames.last().event, "done"_ba);
        QCOMPARE(frames.last().data, "[DONE]"_ba);
        QSet<QByteArray> ids;
        for (const Frame &frame : frames)
            ids.insert(frame.id);
        QCOMPARE(ids.size(), frames.size());
        QTRY_COMPARE(box.server->counts().streams, 0);
    }

    void aStreamResumesWithoutGapsAndRepeats()
    {
        TestSignalbox box;
        box.core.model().hang({u"a "_s, u"b "_s, u"c "_s});
        const QByteArray task = submitted(box, u"x"_s);
        const QByteArray path = "/api/v1/stream/sse?workflow_id=" + task;
        auto first = box.open("GET", path);
        QVERIFY(first->sees("\"delta\":\"c \""));
        const QByteArrayList before = idsOf(framesOf(first->input));
        first.reset();
        box.core.model().release(ModelAnswer{.text = u"a b c d"_s});
        QVERIFY(reaches(box, task, u"TASK_STATUS_COMPLETED"_s));
        const auto whole = box.open("GET", path);
        QVERIFY(whole->sees("[DONE]"));
        const QByteArrayList all = idsOf(framesOf(whole->input));
        for (qsizetype cut = 0; cut < all.size(); ++cut) {
            const auto rest = box.open("GET", path + "&last_event_id=" + all[cut]);
            const bool isBehindTheEnd = cut + 1 == all.size();
            // Else the end of a chunked answer.
            QVERIFY(rest->sees(isBehindTheEnd ? "HTTP/1.1 204 " : "\r\n0\r\n\r\n"));
            QCOMPARE(idsOf(framesOf(rest->input)), all.mid(cut + 1));
        }
        // From the middle of the pieces, which are gone: what follows is the whole answer.
        const auto resumed = box.open("GET", path + "&last_event_id=" + before.last());
        QVERIFY(resumed->sees("[DONE]"));
        QVERIFY(resumed->input.contains("a b c d"));
        QVERIFY(!resumed->input.contains("WORKFLOW_STARTED"));
    }

    void aStreamIsNarrowedToTypesAndKnowsItsTask()
    {
        TestSignalbox box;
        box.core.model().say(u"Forty two."_s);
        const QByteArray task = submitted(box, u"x"_s);
        QVERIFY(reaches(box, task, u"TASK_STATUS_COMPLETED"_s));
        const auto some = box.open("GET", "/api/v1/stream/sse?types=WORKFLOW_COMPLETED&workflow_id=" + task);
        QVERIFY(some->sees("WORKFLOW_COMPLETED"));
        QTRY_VERIFY(box.server->counts().streams == 0);
        some->read();
        QCOMPARE(framesOf(some->input).size(), 1);
        const auto none = box.open("GET", "/api/v1/stream/sse?workflow_id=task-unknown");
        QVERIFY(none->sees("Workflow not found"));
        const JsonAnswer redirect = box.get("/api/v1/tasks/" + task + "/stream?api_key=sk_x&types=A");
        QCOMPARE(redirect.status, 307);
        QCOMPARE(redirect.header("location"),
                 QByteArray("/api/v1/stream/sse?workflow_id=" + task + "&types=A&api_key=sk_x"));
    }

    void aWebSocketTellsTheSame()
    {
        TestSignalbox box;
        box.core.model().hang({u"Forty "_s});
        const QByteArray task = submitted(box, u"x"_s);
        QTRY_COMPARE(box.core.model().running(), 1);
        QWebSocket socket;
        QStringList received;
        connect(&socket, &QWebSocket::textMessageReceived, this,
                [&received](const QString &text) { received.append(text); });
        QSignalSpy closed(&socket, &QWebSocket::disconnected);
        socket.open(QUrl(u"ws://127.0.0.1:%1/api/v1/stream/ws?workflow_id=%2&api_key=%3"_s.arg(
            QString::number(box.port), QString::fromLatin1(task), QString::fromLatin1(box.key))));
        QTRY_VERIFY(received.join(u' ').contains(u"LLM_PARTIAL"_s));
        box.core.model().release(ModelAnswer{.text = u"Forty two."_s});
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(received.last().contains(u"STREAM_END"_s));
        QVERIFY(received.first().contains(u"WORKFLOW_STARTED"_s));
        QCOMPARE(int(socket.closeCode()), 1000);
    }

    void placesAreReadStrictly()
    {
        using server::shannon::placeOf;
        QCOMPARE(*placeOf(u"12"), (StreamPlace{.seq = 12, .index = server::shannon::lastIndexOfEvent}));
        QCOMPARE(*placeOf(u"12-3"), (StreamPlace{.seq = 12, .index = 3}));
        for (const QStringView wrong : {u"", u"-", u"-1", u"1-", u"1-2-3", u"a", u"1 ", u"+1",
                                        u"99999999999999999999", u"1-99999999999"})
            QVERIFY2(!placeOf(wrong), qPrintable(wrong.toString()));
    }

    // The contract has no filter for paused tasks.
    void everyStateHasAStatusThatFindsIt()
    {
        for (const auto &[state, word] : Words<TaskState>::table) {
            const bool isFound = server::shannon::statesOf(server::shannon::statusOf(state)).contains(state);
            QVERIFY2(isFound == (state != TaskState::Paused), word);
        }
        QVERIFY(server::shannon::statesOf(u"best").isEmpty());
    }
};

SIGNALBOX_TEST(TestShannon)
#include "tst_shannon.moc"
