// SPDX-License-Identifier: GPL-3.0-or-later
// The contract's streams, line by line, against the real server.
#include "server/surfaces/shannon/wireevent.h"
#include "tests/server/sseframes.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray sse = "/api/v1/stream/sse?workflow_id=";

QByteArray submitted(TestSignalbox &box)
{
    return box.request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}).text(u"task_id"_s).toLatin1();
}

QByteArray finished(TestSignalbox &box, const QString &words = u"Forty two."_s)
{
    box.core.model().say(words);
    const QByteArray task = submitted(box);
    const bool done = QTest::qWaitFor(
        [&] { return box.core.task({QString::fromLatin1(task)}).state == TaskState::Completed; });
    return done ? task : QByteArray();
}

// All that a stream answers up to its end.
QByteArray readWhole(TestSignalbox &box, const QByteArray &query, const QByteArray &headers = {})
{
    const auto client = box.open("GET", sse + query, {}, headers);
    const bool ended = QTest::qWaitFor([&client] {
        return client->read().contains("\r\n0\r\n\r\n") || client->input.startsWith("HTTP/1.1 204 ");
    });
    return ended ? client->input : QByteArray();
}

QList<Frame> wholeStream(TestSignalbox &box, const QByteArray &query)
{
    return framesOf(readWhole(box, query));
}

} // namespace

class TestShannonStreams : public QObject
{
    Q_OBJECT

private slots:
    void theHeadAndTheFirstLineAreThoseOfTheContract()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        const auto client = box.open("GET", sse + task);
        QVERIFY(client->sees("[DONE]"));
        tests::Answer head;
        head.head = client->input.first(client->input.indexOf("\r\n\r\n") + 2);
        QVERIFY(client->input.startsWith("HTTP/1.1 200 "));
        QVERIFY(head.header("content-type").startsWith("text/event-stream"));
        QCOMPARE(head.header("cache-control"), "no-cache"_ba);
        QCOMPARE(head.header("x-accel-buffering"), "no"_ba);
        QCOMPARE(head.count("x-accel-buffering"), 1);
        QCOMPARE(head.header("connection"), "keep-alive"_ba);
        QVERIFY(client->input.contains(QByteArray(": connected to workflow " + task + "\n\n")));
        QVERIFY(client->input.contains("event: done\ndata: [DONE]\n\n"));
    }

    void everyEventHasItsNameAndItsBody()
    {
        TestSignalbox box;
        box.core.model().hang({u"Forty "_s});
        const QByteArray task = submitted(box);
        const auto client = box.open("GET", sse + task);
        QVERIFY(client->sees("thread.message.delta"));
        QCOMPARE(box.request("POST", "/api/v1/tasks/" + task + "/pause", {{u"reason"_s, u"lunch"_s}}).status,
                 202);
        QVERIFY(client->sees("workflow.paused"));
        QVERIFY(client->input.indexOf("workflow.pausing") < client->input.indexOf("workflow.paused"));
        QCOMPARE(box.request("POST", "/api/v1/tasks/" + task + "/resume").status, 202);
        QVERIFY(client->sees("workflow.resumed"));
        QCOMPARE(
            box.request("POST", "/api/v1/tasks/" + task + "/cancel", {{u"reason"_s, u"enough"_s}}).status,
            202);
        QVERIFY(client->sees("[DONE]"));
        QHash<QByteArray, QJsonObject> bodies;
        for (const Frame &frame : framesOf(client->input)) {
            QCOMPARE(frame.id.count('-'), 1);
            bodies.insert(frame.event, frame.json());
        }
        QCOMPARE(bodies["thread.message.delta"].keys(),
                 (QStringList{u"agent_id"_s, u"delta"_s, u"seq"_s, u"stream_id"_s, u"workflow_id"_s}));
        QCOMPARE(bodies["thread.message.delta"].value(u"delta"_s).toString(), u"Forty "_s);
        QCOMPARE(bodies["workflow.paused"].keys(),
                 (QStringList{u"agent_id"_s, u"checkpoint"_s, u"message"_s, u"workflow_id"_s}));
        for (const QByteArray &name : {"workflow.pausing"_ba, "workflow.cancelling"_ba})
            QCOMPARE(bodies[name].keys(), (QStringList{u"agent_id"_s, u"message"_s, u"workflow_id"_s}));
        QCOMPARE(bodies["workflow.pausing"].value(u"message"_s).toString(), u"Pausing: lunch"_s);
        QCOMPARE(bodies["workflow.cancelling"].value(u"message"_s).toString(), u"Cancelling: enough"_s);
        QCOMPARE(bodies["workflow.resumed"].keys(),
                 (QStringList{u"agent_id"_s, u"message"_s, u"workflow_id"_s}));
        QCOMPARE(
            bodies["workflow.cancelled"].keys(),
            (QStringList{u"agent_id"_s, u"checkpoint"_s, u"message"_s, u"was_paused"_s, u"workflow_id"_s}));
        QCOMPARE(bodies["workflow.cancelled"].value(u"was_paused"_s), QJsonValue(false));
        const QJsonObject started = bodies["WORKFLOW_STARTED"];
        for (const QString &field : {u"workflow_id"_s, u"type"_s, u"agent_id"_s, u"message"_s, u"timestamp"_s,
                                     u"seq"_s, u"stream_id"_s})
            QVERIFY2(started.contains(field), qPrintable(field));
    }

    void theAnswerIsFinalOutputAndTheTitleComesBeforeTheEnd()
    {
        TestSignalbox box;
        const QList<Frame> frames = wholeStream(box, finished(box));
        QStringList agents;
        for (const Frame &frame : frames) {
            if (frame.event == "thread.message.completed")
                agents.append(frame.json().value(u"agent_id"_s).toString());
        }
        QCOMPARE(agents.mid(1), (QStringList{u"final_output"_s, u"title_generator"_s}));
        const QJsonObject answer = frames[frames.size() - 4].json();
        QCOMPARE(answer.keys(), (QStringList{u"agent_id"_s, u"metadata"_s, u"response"_s, u"seq"_s,
                                             u"stream_id"_s, u"workflow_id"_s}));
        QCOMPARE(answer.value(u"response"_s).toString(), u"Forty two."_s);
        QCOMPARE(answer.value(u"metadata"_s)[u"tokens_used"_s].toInt(), 15);
        QCOMPARE(answer.value(u"metadata"_s)[u"model_used"_s].toString(), u"fake-1"_s);
        QCOMPARE(frames[frames.size() - 3].event, "WORKFLOW_COMPLETED"_ba);
    }

    // The order of a simple task, each with a place of its own that can be resumed from.
    void aTaskIsToldInTheOrderOfTheContract()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        const QList<Frame> frames = wholeStream(box, task);
        QByteArrayList told;
        for (const Frame &frame : frames)
            told.append(frame.event);
        QCOMPARE(told,
                 (QByteArrayList{"WORKFLOW_STARTED", "DELEGATION", "AGENT_STARTED", "thread.message.delta",
                                 "thread.message.delta", "thread.message.completed", "AGENT_COMPLETED",
                                 "thread.message.completed", "WORKFLOW_COMPLETED", "thread.message.completed",
                                 "done"}));
        const QByteArrayList ids = idsOf(frames);
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const QByteArrayList rest = idsOf(wholeStream(box, task + "&last_event_id=" + ids[i]));
            QCOMPARE(rest, ids.mid(i + 1));
        }
        QCOMPARE(box.get("/api/v1/tasks/" + task + "/events?offset=1&limit=1").text(u"events.0.type"_s),
                 u"DELEGATION"_s);
    }

    void anAgentThatFailsIsTold()
    {
        TestSignalbox box;
        box.core.model().fail(failure(ErrorCode::InvalidArgument, u"No such model"_s));
        const QByteArray task = submitted(box);
        QTRY_COMPARE(box.core.task({QString::fromLatin1(task)}).state, TaskState::Failed);
        const QList<Frame> frames =
            wholeStream(box, task + "&types=ERROR_OCCURRED,AGENT_FAILED,AGENT_COMPLETED");
        QCOMPARE(frames.size(), 2);
        QCOMPARE(frames[0].event, "error"_ba);
        QCOMPARE(frames[1].event, "AGENT_FAILED"_ba);
    }

    void typesAreRawNamesWithBlanksAndInTheirCase_data()
    {
        QTest::addColumn<QByteArray>("types");
        QTest::addColumn<QByteArrayList>("events");
        QTest::newRow("one") << "WORKFLOW_STARTED"_ba << QByteArrayList{"WORKFLOW_STARTED"};
        QTest::newRow("two with blanks")
            << "%20WORKFLOW_STARTED%20,%20STREAM_END"_ba << QByteArrayList{"WORKFLOW_STARTED", "done"};
        QTest::newRow("not the name in the stream") << "thread.message.completed"_ba << QByteArrayList{};
        QTest::newRow("not in another case") << "workflow_started"_ba << QByteArrayList{};
        QTest::newRow("unknown") << "NOTHING,STREAM_END"_ba << QByteArrayList{"done"};
    }

    void typesAreRawNamesWithBlanksAndInTheirCase()
    {
        QFETCH(QByteArray, types);
        QFETCH(QByteArrayList, events);
        TestSignalbox box;
        QByteArrayList told;
        for (const Frame &frame : wholeStream(box, finished(box) + "&types=" + types))
            told.append(frame.event);
        QCOMPARE(told, events);
    }

    void aPlaceIsAStreamIdOrANumberAndTheHeaderGoesFirst()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        const QList<Frame> all = wholeStream(box, task);
        const QByteArrayList ids = idsOf(all);
        const QByteArray number = ids[1].split('-').first();
        QCOMPARE(idsOf(wholeStream(box, task + "&last_event_id=" + ids[1])), ids.mid(2));
        QCOMPARE(idsOf(wholeStream(box, task + "&last_event_id=" + number)), ids.mid(2));
        const auto asked = [&](const QByteArray &header) {
            auto client = std::make_unique<tests::Client>(box.port);
            client->send(tests::request("GET " + sse + task + "&last_event_id=" + ids[0],
                                        "X-API-Key: " + box.key + "\r\nLast-Event-ID: " + header + "\r\n"));
            client->sees("\r\n0\r\n\r\n");
            return idsOf(framesOf(client->input));
        };
        QCOMPARE(asked(ids[2]), ids.mid(3));
        QCOMPARE(asked("not-one-of-ours"), ids); // the contract checks the query alone
        QTRY_COMPARE(box.server->counts().streams, 0);
    }

    // After a 204 a browser's EventSource does not come back.
    void behindTheEndThereIsNothing()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        const QByteArrayList ids = idsOf(wholeStream(box, task));
        const auto isOver = [&](const QByteArray &query, const QByteArray &headers = {}) {
            return readWhole(box, task + query, headers).startsWith("HTTP/1.1 204 ");
        };
        QVERIFY(isOver("&last_event_id=" + ids.last()));
        QVERIFY(isOver("", "Last-Event-ID: " + ids.last() + "\r\n"));
        QVERIFY(isOver("&last_event_id=999999999"));
        QVERIFY(!isOver("&last_event_id=" + ids[ids.size() - 2]));
        QVERIFY(!isOver(""));
        // Who has chosen types is done with the last one of those.
        QVERIFY(isOver("&types=DELEGATION&last_event_id=" + ids[1]));
        QVERIFY(!isOver("&types=DELEGATION,STREAM_END&last_event_id=" + ids[1]));
        QVERIFY(!isOver("&types=LLM_PARTIAL&last_event_id=" + ids[2]));
        QTRY_COMPARE(box.server->counts().streams, 0);
        // The task itself goes on with the next run.
        box.core.model().hang();
        const QByteArray running = submitted(box);
        QTRY_COMPARE(box.core.model().running(), 1);
        const auto client = box.open("GET", sse + running + "&last_event_id=999999999");
        QVERIFY(client->sees("connected to workflow"));
    }

    // Also of a step that has ended, and for a while of a task that has.
    void piecesOfAnAnswerAreReadAgain()
    {
        TestSignalbox box;
        box.core.model().say(u"One two three."_s);
        const QByteArray task = submitted(box);
        QTRY_COMPARE(box.core.task({QString::fromLatin1(task)}).state, TaskState::Completed);
        const auto textIn = [](const QList<Frame> &frames) {
            QString text;
            for (const Frame &frame : frames)
                text += frame.json().value(u"delta"_s).toString();
            return text;
        };
        const QList<Frame> all = wholeStream(box, task);
        QCOMPARE(textIn(all), u"One two three."_s);
        const auto first = std::find_if(
            all.begin(), all.end(), [](const Frame &frame) { return frame.event == "thread.message.delta"; });
        QCOMPARE(textIn(wholeStream(box, task + "&last_event_id=" + first->id)), u"two three."_s);
        // What is kept is bounded: a later one takes the place of the oldest.
        for (int i = 0; i < 50; ++i)
            QVERIFY(!finished(box).isEmpty());
        QCOMPARE(textIn(wholeStream(box, task)), QString());
    }

    void anUnknownTaskAndAnothersTaskAreNotFoundInTheStream()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        const QByteArray ada = "X-API-Key: " + box.keyFor(Scope::TasksRead) + "\r\n";
        for (const QByteArray &id : {"task-none"_ba, task}) {
            tests::Client client(box.port);
            client.send(tests::request("GET " + sse + id, ada));
            QVERIFY(client.sees("\r\n0\r\n\r\n"));
            const QList<Frame> frames = framesOf(client.input);
            QCOMPARE(frames.size(), 1);
            QVERIFY(frames.first().id.isEmpty());
            QCOMPARE(frames.first().event, "ERROR_OCCURRED"_ba);
            QCOMPARE(frames.first().json(), (QJsonObject{{u"workflow_id"_s, QString::fromLatin1(id)},
                                                         {u"type"_s, u"ERROR_OCCURRED"_s},
                                                         {u"message"_s, u"Workflow not found"_s}}));
        }
    }

    void credentialsMayStandInTheQueryOfStreamsAlone()
    {
        TestSignalbox box;
        const QByteArray task = finished(box);
        for (const QByteArray &name : {"api_key"_ba, "token"_ba}) {
            tests::Client client(box.port);
            client.send(tests::request("GET " + sse + task + '&' + name + '=' + box.key));
            QVERIFY(client.sees("[DONE]"));
        }
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/tasks/" + task + "?api_key=" + box.key).status, 401);
        // The redirect takes them along.
        const JsonAnswer redirect =
            box.requestWithoutKey("GET", "/api/v1/tasks/" + task + "/stream?api_key=" + box.key);
        QCOMPARE(redirect.status, 307);
        QVERIFY(redirect.header("location").endsWith(QByteArray("&api_key=" + box.key)));
    }

    void everyFactOfATaskHasAWordOrNone()
    {
        static const QSet<QString> words{u"WORKFLOW_STARTED"_s,
                                         u"WORKFLOW_COMPLETED"_s,
                                         u"WORKFLOW_FAILED"_s,
                                         u"STREAM_END"_s,
                                         u"AGENT_STARTED"_s,
                                         u"AGENT_THINKING"_s,
                                         u"ERROR_OCCURRED"_s,
                                         u"ERROR_RECOVERY"_s,
                                         u"LLM_OUTPUT"_s,
                                         u"TOOL_INVOKED"_s,
                                         u"TOOL_OBSERVATION"_s,
                                         u"TOOL_ERROR"_s,
                                         u"PROGRESS"_s,
                                         u"DATA_PROCESSING"_s,
                                         u"WAITING"_s,
                                         u"BUDGET_THRESHOLD"_s,
                                         u"APPROVAL_REQUESTED"_s,
                                         u"APPROVAL_DECISION"_s,
                                         u"WORKFLOW_PAUSING"_s,
                                         u"WORKFLOW_PAUSED"_s,
                                         u"WORKFLOW_RESUMED"_s,
                                         u"WORKFLOW_CANCELLING"_s,
                                         u"WORKFLOW_CANCELLED"_s,
                                         u"DELEGATION"_s,
                                         u"AGENT_COMPLETED"_s,
                                         u"AGENT_FAILED"_s};
        for (const auto &[type, word] : Words<EventType>::table) {
            const Event event{.type = type,
                              .task = {u"task-1"_s},
                              .actor = u"clerk"_s,
                              .payload = {{u"kind"_s, u"model"_s}}};
            const auto told = server::shannon::toWire(event);
            QVERIFY2(told.size() <= server::shannon::lastIndexOfEvent + 1, word);
            for (const auto &wire : told)
                QVERIFY2(words.contains(wire.type), word);
        }
    }
};

SIGNALBOX_TEST(TestShannonStreams)
#include "tst_shannonstreams.moc"
