// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray chatPath = "/v1/chat/completions";

QJsonObject message(const QString &role, const QJsonValue &content)
{
    return {{u"role"_s, role}, {u"content"_s, content}};
}

QJsonObject chat(const QJsonArray &messages, QJsonObject more = {})
{
    more.insert(u"messages"_s, messages);
    return more;
}

QJsonObject ask(const QString &question, const QJsonObject &more = {})
{
    return chat({message(u"user"_s, question)}, more);
}

QByteArray streamed(QJsonObject body)
{
    body.insert(u"stream"_s, true);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

void deploy(TestSignalbox &box)
{
    const QJsonObject agent{{u"name"_s, u"assistant"_s},
                            {u"provider"_s, u"fake"_s},
                            {u"model"_s, u"fake-1"_s},
                            {u"system_prompt"_s, u"You are the desk."_s},
                            {u"tools"_s, QJsonArray{u"write_file"_s}}};
    const QJsonObject manifest{{u"metadata"_s, QJsonObject{{u"name"_s, u"desk"_s}}},
                               {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
    QCOMPARE(box.request("POST", "/api/v1/clusters", manifest).status, 201);
    QTRY_COMPARE(box.core->fleet().cluster(u"desk"_s, localOperator())->state, ClusterState::Running);
}

// What a client sees of a stream: its messages, their text put together, and the reason of its end.
struct Stream
{
    QList<QJsonObject> messages = {};
    QString text = {};
    QString reason = {};
    QStringList events = {};

    explicit Stream(const QByteArray &input)
    {
        for (const QByteArray &line : input.split('\n')) {
            if (!line.startsWith("data: {"))
                continue;
            const QJsonObject json = QJsonDocument::fromJson(line.sliced(6)).object();
            messages.append(json);
            const QJsonValue choice = json.value(u"choices"_s)[0];
            text += choice[u"delta"_s][u"content"_s].toString() + choice[u"text"_s].toString();
            if (choice[u"finish_reason"_s].isString())
                reason = choice[u"finish_reason"_s].toString();
            for (const QJsonValue &event : json.value(u"shannon_events"_s).toArray())
                events.append(event[u"type"_s].toString());
        }
    }
};

void writeThenSay(TestSignalbox &box, const QString &text)
{
    box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"x"_s}});
    box.core.model().say(text);
}

Task onlyTask(TestSignalbox &box)
{
    return box.core->tasks().list({}, localOperator())->first();
}

Approval pendingApproval(TestSignalbox &box)
{
    const auto pending = box.core->approvals().list({.state = ApprovalState::Pending}, localOperator());
    return pending && !pending->isEmpty() ? pending->first() : Approval();
}

} // namespace

class TestOpenAi : public QObject
{
    Q_OBJECT

private slots:
    // Those who wait when the program ends are told so, and their tasks go on at the next start.
    void theEndFindsSomebodyWaiting()
    {
        TestSignalbox box;
        box.core.model().hang();
        const auto waiting =
            box.open("POST", "/v1/chat/completions", R"({"messages":[{"role":"user","content":"Hello"}]})");
        QTRY_COMPARE(box.core.model().running(), 1);
        box.server->drain();
        box.server->giveUp();
        const tests::Answer told = waiting->receive();
        QCOMPARE(told.status, 503);
        QVERIFY2(told.body.contains("is being stopped") && told.body.contains("server_error"),
                 told.body.constData());
        QCOMPARE(onlyTask(box).state, TaskState::Running);
    }

    void theModelsAreThoseOfTheContractAndTheAgents()
    {
        TestSignalbox box;
        deploy(box);
        const JsonAnswer list = box.get("/v1/models");
        QCOMPARE(list.status, 200);
        QCOMPARE(list.text(u"object"_s), u"list"_s);
        QStringList ids;
        for (const QJsonValue &model : list.at(u"data"_s).toArray())
            ids.append(model[u"id"_s].toString());
        QCOMPARE(ids, (QStringList{u"shannon-chat"_s, u"shannon-complex"_s, u"shannon-quick-research"_s,
                                   u"shannon-standard-research"_s, u"shannon-deep-research"_s,
                                   u"shannon-academic-research"_s, u"shannon-ads-research"_s,
                                   u"desk/assistant"_s}));
        QCOMPARE(list.text(u"data.0.object"_s), u"model"_s);
        QCOMPARE(list.text(u"data.0.owned_by"_s), u"shannon"_s);
        QCOMPARE(list.text(u"data.7.owned_by"_s), u"desk"_s);
        QVERIFY(list.at(u"data.7.created"_s).toInteger() > 1'700'000'000);

        for (const QByteArray &id : {"shannon-chat"_ba, "desk/assistant"_ba, "desk%2Fassistant"_ba}) {
            const JsonAnswer one = box.get("/v1/models/" + id);
            QCOMPARE(one.status, 200);
            QCOMPARE(one.text(u"id"_s), QUrl::fromPercentEncoding(id));
            QVERIFY(!one.header("x-model-description").isEmpty());
        }
        for (const QByteArray &id : {"gpt-4"_ba, "desk/nobody"_ba, "assistant"_ba}) {
            const JsonAnswer none = box.get("/v1/models/" + id);
            QCOMPARE(none.status, 404);
            QCOMPARE(none.text(u"error.type"_s), u"not_found_error"_s);
            QCOMPARE(none.text(u"error.code"_s), u"model_not_found"_s);
            QCOMPARE(none.text(u"error.param"_s), u"model"_s);
        }
    }

    void anAnswerHasTheShapeAndTheUsage()
    {
        TestSignalbox box;
        box.core.model().say(u"It is 42."_s);
        const JsonAnswer answer = box.request("POST", chatPath, ask(u"What is 6 times 7?"_s));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"object"_s), u"chat.completion"_s);
        QCOMPARE(answer.text(u"model"_s), u"shannon-chat"_s);
        QCOMPARE(answer.text(u"choices.0.message.role"_s), u"assistant"_s);
        QCOMPARE(answer.text(u"choices.0.message.content"_s), u"It is 42."_s);
        QCOMPARE(answer.text(u"choices.0.finish_reason"_s), u"stop"_s);
        QCOMPARE(answer.at(u"usage.prompt_tokens"_s).toInt(), 10);
        QCOMPARE(answer.at(u"usage.completion_tokens"_s).toInt(), 5);
        QCOMPARE(answer.at(u"usage.total_tokens"_s).toInt(), 15);
        const Task task = onlyTask(box);
        QCOMPARE(answer.text(u"id"_s), QString(u"chatcmpl-"_s + task.id.value.sliced(5)));
        QCOMPARE(answer.at(u"created"_s).toInteger(), toStored(task.createdAt) / 1000);
        QCOMPARE(answer.header("x-workflow-id"), task.id.value.toLatin1());
        QCOMPARE(box.get("/api/v1/tasks/" + task.id.value.toLatin1()).text(u"result"_s), u"It is 42."_s);
        QCOMPARE(box.core.model().requests().last().temperature, 0.7);
        QCOMPARE(box.core.model().requests().last().maxTokens, 4096);
    }

    void theMessagesBecomeTheTaskItsHistoryAndItsPrompt()
    {
        TestSignalbox box;
        box.core.model().say(u"Ada."_s);
        const QJsonArray parts{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"Who am I?"_s}}};
        const JsonAnswer answer =
            box.request("POST", chatPath,
                        chat({message(u"system"_s, u"Be brief."_s), message(u"user"_s, u"I am Ada."_s),
                              message(u"assistant"_s, u"Hello."_s), message(u"user"_s, parts)},
                             {{u"temperature"_s, 0.1},
                              {u"max_tokens"_s, 99'999},
                              {u"model"_s, u"shannon-deep-research"_s}}));
        QCOMPARE(answer.status, 200);
        const ModelRequest asked = box.core.model().requests().last();
        QStringList said;
        for (const Message &message : asked.messages)
            said.append(message.text);
        QCOMPARE(said, (QStringList{u"I am Ada."_s, u"Hello."_s, u"Who am I?"_s}));
        QCOMPARE(asked.messages[1].role, Role::Assistant);
        QCOMPARE(asked.systemPrompt, u"Be brief."_s);
        QCOMPARE(asked.temperature, 0.1);
        QCOMPARE(asked.maxTokens, 16'384);
        QCOMPARE(onlyTask(box).query, u"Who am I?"_s);
        QCOMPARE(onlyTask(box).context.value(u"research_strategy"_s).toString(), u"deep"_s);
    }

    void sessionsAreDerivedOrNamed()
    {
        TestSignalbox box;
        box.core.model().answerWith([](const ModelRequest &) { return ModelAnswer{.text = u"Yes."_s}; });
        const JsonAnswer first = box.request("POST", chatPath, ask(u"One"_s));
        const QByteArray session = first.header("x-session-id");
        QVERIFY(session.startsWith("oai-") && session.size() == 20);
        QCOMPARE(first.header("x-shannon-session-id"), session);
        // The next turn of the same conversation, and a new one with the same first words.
        const QJsonArray turns{message(u"user"_s, u"One"_s), message(u"assistant"_s, u"Yes."_s),
                               message(u"user"_s, u"Two"_s)};
        const JsonAnswer second = box.request("POST", chatPath, chat(turns));
        QVERIFY(second.header("x-session-id").isEmpty());
        QCOMPARE(onlyTask(box).sessionId, QString::fromLatin1(session));
        QCOMPARE(box.request("POST", chatPath, ask(u"One"_s)).status, 200);
        QCOMPARE(box.core.model().requests().last().messages.size(), 1);
        // A named one remembers.
        const QByteArray named = "X-Session-ID: notes\r\n";
        QCOMPARE(box.request("POST", chatPath, ask(u"Three"_s), named).header("x-session-id"), "notes"_ba);
        QCOMPARE(box.request("POST", chatPath, ask(u"Four"_s), named).header("x-session-id"), ""_ba);
        QCOMPARE(box.core.model().requests().last().messages.size(), 3);
        const JsonAnswer wrong = box.request("POST", chatPath, ask(u"x"_s), "X-Session-ID: a b\r\n");
        QCOMPARE(wrong.status, 400);
        QCOMPARE(wrong.text(u"error.param"_s), u"X-Session-ID"_s);
        for (const QByteArray &name : {"\xef\xbb\xbfnotes"_ba, "notes\xff"_ba})
            QCOMPARE(box.request("POST", chatPath, ask(u"x"_s), "X-Session-ID: " + name + "\r\n").status,
                     400);
    }

    void anAgentIsAModelWithAConversation()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().say(u"Good day."_s);
        const JsonAnswer answer =
            box.request("POST", chatPath,
                        chat({message(u"system"_s, u"Speak old."_s), message(u"user"_s, u"Hello"_s)},
                             {{u"model"_s, u"desk/assistant"_s}}));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"model"_s), u"desk/assistant"_s);
        const auto conversations = box.core->chat().list(localOperator());
        QCOMPARE(conversations->first().id.value, QString::fromLatin1(answer.header("x-session-id")));
        QCOMPARE(onlyTask(box).agent, box.core->fleet().findAgent(u"desk/assistant"_s, localOperator())->id);
        QCOMPARE(box.core.model().requests().last().systemPrompt, u"You are the desk.\n\nSpeak old."_s);
        // Somebody else's conversation is neither joined nor told of.
        const QByteArray key = box.keyFor(Scope::TasksWrite);
        QCOMPARE(box.request("PATCH", "/api/v1/clusters/desk", {{u"shared"_s, true}}).status, 200);
        box.core.model().say(u"Who are you?"_s);
        const JsonAnswer foreign =
            box.request("POST", chatPath, ask(u"Hello"_s, {{u"model"_s, u"desk/assistant"_s}}),
                        "X-API-Key: " + key + "\r\nX-Session-ID: " + answer.header("x-session-id") + "\r\n");
        QCOMPARE(foreign.status, 200);
        QVERIFY(foreign.header("x-session-id") != answer.header("x-session-id"));
        QCOMPARE(box.core.model().requests().last().messages.size(), 1);
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("param");
        const auto row = [](const char *name, const QJsonObject &body, const QString &param,
                            int status = 400) { QTest::newRow(name) << body << status << param; };
        row("unknown model", ask(u"x"_s, {{u"model"_s, u"gpt-4"_s}}), u"model"_s, 404);
        row("no user", chat({message(u"system"_s, u"x"_s)}), u"messages"_s);
        row("blank user", ask(u"  "_s), u"messages"_s);
        row("no messages", chat({}), u"messages"_s);
        row("an image", chat({message(u"user"_s, QJsonArray{QJsonObject{{u"type"_s, u"image_url"_s}}})}),
            u"messages"_s);
        row("a number", chat({message(u"user"_s, 7)}), u"messages"_s);
        row("a role", chat({message(u"narrator"_s, u"x"_s)}), u"messages[0].role"_s);
        row("tools", ask(u"x"_s, {{u"tools"_s, QJsonArray{QJsonObject()}}}), u"tools"_s);
        row("two answers", ask(u"x"_s, {{u"n"_s, 2}}), u"n"_s);
        row("json", ask(u"x"_s, {{u"response_format"_s, QJsonObject{{u"type"_s, u"json_object"_s}}}}),
            u"response_format.type"_s);
        row("hot", ask(u"x"_s, {{u"temperature"_s, 3}}), u"temperature"_s);
    }

    void whatCannotBeMeantIsRefused()
    {
        QFETCH(QJsonObject, body);
        QFETCH(int, status);
        QFETCH(QString, param);
        TestSignalbox box;
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = box.request("POST", chatPath, body);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.text(u"error.type"_s), u"invalid_request_error"_s);
        QCOMPARE(answer.text(u"error.param"_s), param);
        QCOMPARE(answer.text(u"error.code"_s), status == 404 ? u"model_not_found"_s : u"invalid_request"_s);
        QVERIFY(!answer.text(u"error.message"_s).isEmpty());
        QCOMPARE(box.rows(), before);
        const JsonAnswer streaming = box.request("POST", chatPath, streamed(body));
        QCOMPARE(streaming.status, status);
    }

    void aTaskThatFailsIsAnErrorThatIsNotRepeated()
    {
        TestSignalbox box;
        box.core.model().fail(failure(ErrorCode::Unavailable, u"The provider is not there"_s, u"secret"_s));
        const JsonAnswer answer = box.request("POST", chatPath, ask(u"x"_s));
        QCOMPARE(answer.status, 502);
        QCOMPARE(answer.text(u"error.type"_s), u"server_error"_s);
        QCOMPARE(answer.text(u"error.code"_s), u"provider_error"_s);
        QCOMPARE(answer.text(u"error.message"_s), u"The provider is not there"_s);
        QCOMPARE(answer.header("x-should-retry"), "false"_ba);
        box.core.model().fail(failure(ErrorCode::Unavailable, u"Still not there"_s));
        const auto client = box.open("POST", chatPath, streamed(ask(u"x"_s)));
        QVERIFY(client->sees("[DONE]"));
        const Stream stream(client->input);
        QCOMPARE(stream.text, QString());
        QCOMPARE(stream.reason, QString());
        const QJsonValue error = stream.messages.last().value(u"error"_s);
        QCOMPARE(error[u"message"_s].toString(), u"Still not there"_s);
        QCOMPARE(error[u"type"_s].toString(), u"server_error"_s);
        QCOMPARE(error[u"code"_s].toString(), u"provider_error"_s);
    }

    void aCancelledTaskIsAnError()
    {
        TestSignalbox box;
        box.core.model().hang();
        const auto client =
            box.open("POST", chatPath, QJsonDocument(ask(u"x"_s)).toJson(QJsonDocument::Compact));
        QTRY_COMPARE(box.core.model().running(), 1);
        QVERIFY_RESULT(box.core->tasks().cancel(onlyTask(box).id, u"enough"_s, localOperator()));
        const tests::Answer answer = client->receive();
        QCOMPARE(answer.status, 500);
        QVERIFY(answer.body.contains("Task was cancelled"));
    }

    void aTaskThatTakesTooLongIsATimeout()
    {
        TestSignalbox box;
        box.core.model().hang();
        const auto client =
            box.open("POST", chatPath, QJsonDocument(ask(u"x"_s)).toJson(QJsonDocument::Compact));
        QTRY_COMPARE(box.core.model().running(), 1);
        box.core.clock.advance(35min);
        const tests::Answer answer = client->receive();
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.body.contains("Request timed out"));
        QVERIFY(!isFinal(onlyTask(box).state)); // it goes on
    }

    void aStreamHasTheShape()
    {
        TestSignalbox box;
        box.core.model().say(u"One two three."_s);
        const auto client = box.open(
            "POST", chatPath,
            streamed(ask(u"Count"_s, {{u"stream_options"_s, QJsonObject{{u"include_usage"_s, true}}}})));
        QVERIFY(client->sees("data: [DONE]\n\n"));
        QVERIFY(client->input.contains("Content-Type: text/event-stream"));
        QVERIFY(client->input.contains("X-Session-ID: oai-"));
        const Stream stream(client->input);
        QCOMPARE(stream.text, u"One two three."_s);
        QCOMPARE(stream.reason, u"stop"_s);
        QCOMPARE(stream.messages.first().value(u"choices"_s)[0][u"delta"_s][u"role"_s].toString(),
                 u"assistant"_s);
        QVERIFY(stream.events.contains(u"WORKFLOW_STARTED"_s) &&
                stream.events.contains(u"WORKFLOW_COMPLETED"_s));
        for (const QJsonObject &message : stream.messages) {
            QCOMPARE(message.value(u"object"_s).toString(), u"chat.completion.chunk"_s);
            QCOMPARE(message.value(u"id"_s), stream.messages.first().value(u"id"_s));
        }
        QVERIFY(stream.messages.last().value(u"choices"_s).toArray().isEmpty());
        QCOMPARE(stream.messages.last().value(u"usage"_s)[u"total_tokens"_s].toInt(), 15);
        QTRY_COMPARE(box.server->counts().streams, 0);
        QCOMPARE(onlyTask(box).state, TaskState::Completed);
    }

    void whatOtherStepsGoOnFromIsNotTold()
    {
        TestSignalbox box;
        box.core.model().setPlans(true);
        box.core.model().plan({{.name = u"Draft"_s, .instruction = u"Draft it"_s},
                               {.name = u"Answer"_s, .instruction = u"Answer it"_s, .after = {u"Draft"_s}}});
        box.core.model().say(u"A raw draft."_s);
        box.core.model().say(u"The answer."_s);
        const auto client = box.open("POST", chatPath, streamed(ask(u"x"_s)));
        QVERIFY(client->sees("[DONE]"));
        QCOMPARE(Stream(client->input).text, u"The answer."_s);
    }

    void aStreamWaitsForAnApproval()
    {
        TestSignalbox box;
        deploy(box);
        writeThenSay(box, u"Written."_s);
        const auto client =
            box.open("POST", chatPath, streamed(ask(u"Write"_s, {{u"model"_s, u"desk/assistant"_s}})));
        QVERIFY(client->sees(": waiting for approval "));
        QVERIFY(Stream(client->input).events.contains(u"APPROVAL_REQUESTED"_s));
        QVERIFY_RESULT(box.core->approvals().decide(pendingApproval(box).id, {.verdict = Verdict::Approve},
                                                    localOperator()));
        QVERIFY(client->sees("[DONE]"));
        QCOMPARE(Stream(client->input).text, u"Written."_s);
        QCOMPARE(Stream(client->input).reason, u"stop"_s);
    }

    void anAnswerThatNobodyAllowsInTimeSaysSoAndTheTaskGoesOn_data()
    {
        QTest::addColumn<bool>("streams");
        QTest::newRow("whole") << false;
        QTest::newRow("streamed") << true;
    }

    void anAnswerThatNobodyAllowsInTimeSaysSoAndTheTaskGoesOn()
    {
        QFETCH(bool, streams);
        TestSignalbox box;
        deploy(box);
        writeThenSay(box, u"Written."_s);
        const QJsonObject body = ask(u"Write"_s, {{u"model"_s, u"desk/assistant"_s}});
        const auto client = box.open(
            "POST", chatPath, streams ? streamed(body) : QJsonDocument(body).toJson(QJsonDocument::Compact));
        QTRY_VERIFY(!pendingApproval(box).id.isEmpty());
        QTRY_COMPARE(onlyTask(box).state, TaskState::Waiting);
        QTRY_VERIFY(!box.core->journal().isOpen());
        box.core.clock.advance(5min);
        QVERIFY(client->sees(streams ? "[DONE]" : "\"usage\""));
        QVERIFY(client->input.contains("\"finish_reason\":\"length\""));
        QVERIFY(client->input.contains("waits for a person who must decide: Write note.md"));
        QCOMPARE(onlyTask(box).state, TaskState::Waiting);
        QVERIFY_RESULT(box.core->approvals().decide(pendingApproval(box).id, {.verdict = Verdict::Approve},
                                                    localOperator()));
        QTRY_COMPARE(onlyTask(box).result, u"Written."_s);
    }

    void aClientThatLeavesCancelsItsTask_data()
    {
        anAnswerThatNobodyAllowsInTimeSaysSoAndTheTaskGoesOn_data();
    }

    void aClientThatLeavesCancelsItsTask()
    {
        QFETCH(bool, streams);
        TestSignalbox box;
        box.core.model().hang();
        auto client = box.open("POST", chatPath,
                               streams ? streamed(ask(u"x"_s))
                                       : QJsonDocument(ask(u"x"_s)).toJson(QJsonDocument::Compact));
        QTRY_COMPARE(box.core.model().running(), 1);
        if (streams)
            QVERIFY(client->sees("WORKFLOW_STARTED"));
        client.reset();
        QTRY_COMPARE(onlyTask(box).state, TaskState::Cancelled);
        QCOMPARE(onlyTask(box).reason, u"The client left before the answer"_s);
    }

    void theEndOfTheServerCancelsNothing()
    {
        TestSignalbox box;
        box.core.model().hang();
        const auto client = box.open("POST", chatPath, streamed(ask(u"x"_s)));
        QVERIFY(client->sees("WORKFLOW_STARTED"));
        box.server->drain();
        QVERIFY(client->ends());
        const QJsonValue error = Stream(client->input).messages.last().value(u"error"_s);
        QVERIFY(error[u"message"_s].toString().contains(onlyTask(box).id.value));
        QCOMPARE(error[u"type"_s].toString(), u"server_error"_s);
        QTRY_VERIFY(!box.core->journal().isOpen());
        QVERIFY(!isFinal(onlyTask(box).state));
    }

    void aPromptIsAnsweredToo()
    {
        TestSignalbox box;
        box.core.model().say(u"Forty-two."_s);
        const JsonAnswer answer =
            box.request("POST", "/v1/completions", {{u"prompt"_s, QJsonArray{u"6 x 7"_s}}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"object"_s), u"text_completion"_s);
        QVERIFY(answer.text(u"id"_s).startsWith(u"cmpl-"_s));
        QCOMPARE(answer.text(u"choices.0.text"_s), u"Forty-two."_s);
        QCOMPARE(answer.at(u"usage.total_tokens"_s).toInt(), 15);
        box.core.model().say(u"Forty-two."_s);
        const auto client = box.open("POST", "/v1/completions", streamed({{u"prompt"_s, u"6 x 7"_s}}));
        QVERIFY(client->sees("[DONE]"));
        const Stream stream(client->input);
        QCOMPARE(stream.text, u"Forty-two."_s);
        QCOMPARE(stream.messages.first().value(u"object"_s).toString(), u"text_completion"_s);
        const JsonAnswer none = box.request("POST", "/v1/completions", {{u"prompt"_s, QJsonArray{}}});
        QCOMPARE(none.status, 400);
        QCOMPARE(none.text(u"error.param"_s), u"prompt"_s);
    }

    void withoutAKeyTheShapeIsThatOfTheProtocol()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.requestWithoutKey("POST", chatPath, "{}");
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.text(u"error.type"_s), u"authentication_error"_s);
        QCOMPARE(answer.text(u"error.code"_s), u"invalid_api_key"_s);
        const JsonAnswer read = box.request("POST", chatPath, ask(u"x"_s),
                                            "Authorization: Bearer " + box.keyFor(Scope::TasksRead) + "\r\n");
        QCOMPARE(read.status, 403);
        QCOMPARE(read.text(u"error.type"_s), u"permission_error"_s);
    }
};

SIGNALBOX_TEST(TestOpenAi)
#include "tst_openai.moc"
