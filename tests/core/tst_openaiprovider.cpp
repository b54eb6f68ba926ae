// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/provider/openaiprovider.h"
#include "core/provider/openaireader.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/heard.h"
#include "tests/support/modelwire.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace testsupport;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// JSON in single quotes, which moc reads without trouble.
QByteArray quoted(QByteArray json)
{
    return json.replace('\'', '"');
}

ModelRequest question(const QString &text = u"What is a signal?"_s)
{
    return {.model = u"gpt-4o-mini"_s, .messages = {{.text = text}}};
}

// Feeds chunks whose "delta" has these tool calls, and ends the stream.
Result<ModelAnswer> readToolCalls(const QByteArrayList &deltas, const QString &reason = u"tool_calls"_s)
{
    OpenAiReader reader({.provider = u"openai"_s, .model = u"m"_s}, 100);
    for (const QByteArray &delta : deltas)
        TRY(reader.read({.data = quoted("{'choices':[{'delta':{'tool_calls':[") + delta + quoted("]}}]}")}));
    const QString end = u"{\"choices\":[{\"delta\":{},\"finish_reason\":\"%1\"}]}"_s.arg(reason);
    TRY(reader.read({.data = end.toUtf8()}));
    return reader.takeAnswer();
}

QString errorText(const Heard &heard)
{
    return heard.outcomes.first() ? QString() : heard.outcomes.first().error().text;
}

} // namespace

class TestOpenAiProvider : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FakeModelServer>();
        m_provider = *OpenAiProvider::create({.name = u"openai"_s,
                                              .kind = u"openai"_s,
                                              .baseUrl = m_server->url(u"/v1"_s),
                                              .key = u"sk-secret"_s});
    }

    void textIsStreamed_data()
    {
        QTest::addColumn<int>("piece");
        QTest::newRow("at once") << 0;
        QTest::newRow("byte by byte") << 1;
        QTest::newRow("pieces of 7") << 7;
        QTest::newRow("pieces of 100") << 100;
    }

    void textIsStreamed()
    {
        QFETCH(int, piece);
        m_server->add(FakeReply::stream(openAiText({u"Grün "_s, u"heißt "_s, u"🚂!"_s}), piece));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY2(heard.outcomes.first(),
                 qPrintable(heard.outcomes.first() ? QString() : heard.outcomes.first().error().text));
        const ModelAnswer answer = *heard.outcomes.first();
        QCOMPARE(answer.text, u"Grün heißt 🚂!"_s);
        QCOMPARE(heard.partials.join(QString()), answer.text);
        QCOMPARE(answer.model, u"gpt-4o-mini-2024-07-18"_s);
        QCOMPARE(answer.usage.inputTokens, 12);
        QCOMPARE(answer.usage.outputTokens, 7);
        QCOMPARE(answer.usage.cost, (12 * 0.15 + 7 * 0.60) / 1'000'000);
        QVERIFY(answer.toolCalls.isEmpty());
    }

    void theRequestIsWhatTheProtocolWants()
    {
        m_server->add(FakeReply::stream(openAiText({u"ok"_s})));
        ModelRequest request = question();
        request.systemPrompt = u"Be brief."_s;
        request.temperature = 0.5;
        request.topP = 0.9;
        request.presencePenalty = 1.5;
        request.frequencyPenalty = -0.5;
        request.hints = {{u"reasoning_effort"_s, u"low"_s}, {u"seed"_s, 42}};
        request.maxTokens = 50;
        request.messages.append(
            {.role = Role::Assistant, .toolCalls = {{u"c1"_s, u"now"_s, {{u"zone"_s, u"UTC"_s}}}}});
        request.messages.append({.role = Role::Tool, .text = u"12:00"_s, .toolCallId = u"c1"_s});
        request.tools.append({.name = u"now"_s, .description = u"Tells the time."_s});
        const auto call = m_provider->start(request);
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);

        const HeardRequest sent = m_server->requests().first();
        QCOMPARE(sent.method, "POST"_ba);
        QCOMPARE(sent.target, "/v1/chat/completions"_ba);
        QCOMPARE(sent.headers.value("authorization"), "Bearer sk-secret"_ba);
        QCOMPARE(sent.headers.value("content-type"), "application/json"_ba);
        QCOMPARE(sent.headers.value("accept-encoding"), "identity"_ba);
        const QByteArray expected = quoted(
            "{'frequency_penalty':-0.5,'max_tokens':50,'messages':[{'content':'Be brief.','role':'system'},"
            "{'content':'What is a signal?','role':'user'},{'content':null,'role':'assistant',"
            "'tool_calls':[{'function':{'arguments':'{\\'zone\\':\\'UTC\\'}','name':'now'},'id':'c1',"
            "'type':'function'}]},{'content':'12:00','role':'tool','tool_call_id':'c1'}],"
            "'model':'gpt-4o-mini','presence_penalty':1.5,'reasoning_effort':'low','seed':42,'stream':true,"
            "'stream_options':{'include_usage':true},"
            "'temperature':0.5,'tools':[{'function':{'description':'Tells the time.','name':'now',"
            "'parameters':{'properties':{},'type':'object'}},'type':'function'}],'top_p':0.9}");
        QCOMPARE(sent.body, expected);
    }

    void aServerWithoutKeyGetsNone()
    {
        m_provider = *OpenAiProvider::create({.name = u"ollama"_s,
                                              .kind = u"openai"_s,
                                              .baseUrl = m_server->url(),
                                              .defaultModel = u"llama3.2"_s});
        m_server->add(FakeReply::stream(openAiText({u"ok"_s})));
        const auto call = m_provider->start({.messages = {{.text = u"Hi"_s}}});
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(!m_server->requests().first().headers.contains("authorization"));
        QCOMPARE(m_server->requests().first().target, "/v1/chat/completions"_ba);
        QCOMPARE(m_server->requests().first().json().value("model"_L1).toString(), u"llama3.2"_s);
    }

    void toolCallsComeInPieces_data()
    {
        QTest::addColumn<int>("piece");
        QTest::newRow("at once") << 0;
        QTest::newRow("byte by byte, also within a character") << 1;
        QTest::newRow("pieces of 5") << 5;
    }

    void toolCallsComeInPieces()
    {
        QFETCH(int, piece);
        const QStringList arguments{u"{\"pa"_s, u"th\": \"gr"_s, u"ün"_s, u".md\", \"n\""_s, u": 2}"_s};
        m_server->add(FakeReply::stream(openAiToolCall(u"write_file"_s, arguments), piece));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        const QList<ToolCall> calls = heard.outcomes.first()->toolCalls;
        QCOMPARE(calls.size(), 1);
        QCOMPARE(calls.first().id, u"call_1"_s);
        QCOMPARE(calls.first().name, u"write_file"_s);
        QCOMPARE(calls.first().arguments, QJsonObject({{u"path"_s, u"grün.md"_s}, {u"n"_s, 2}}));
    }

    void toolCallsOfManyServers_data()
    {
        QTest::addColumn<QByteArrayList>("deltas");
        QTest::addColumn<QString>("expected"); // name(arguments) of each
        QTest::newRow("two, interleaved by index")
            << QByteArrayList{quoted("{'index':0,'id':'a','function':{'name':'x','arguments':'{'}}"),
                              quoted("{'index':1,'id':'b','function':{'name':'y','arguments':'{'}}"),
                              quoted("{'index':0,'function':{'arguments':'}'}}"),
                              quoted("{'index':1,'function':{'arguments':'}'}}")}
            << u"x({}) y({})"_s;
        QTest::newRow("whole calls that all have index 0, with ids")
            << QByteArrayList{quoted(
                                  "{'index':0,'id':'a','function':{'name':'x','arguments':'{\\'n\\':1}'}}"),
                              quoted(
                                  "{'index':0,'id':'b','function':{'name':'x','arguments':'{\\'n\\':2}'}}")}
            << u"x({\"n\":1}) x({\"n\":2})"_s;
        QTest::newRow("whole calls without ids and indices")
            << QByteArrayList{quoted("{'function':{'name':'x','arguments':'{\\'n\\':1}'}}"),
                              quoted("{'function':{'name':'y','arguments':{'n':2}}}")}
            << u"x({\"n\":1}) y({\"n\":2})"_s;
        QTest::newRow("whole calls without ids that all have index 0")
            << QByteArrayList{quoted("{'index':0,'function':{'name':'x','arguments':'{}'}}"),
                              quoted("{'index':0,'function':{'name':'x','arguments':'{}'}}")}
            << u"x({}) x({})"_s;
        QTest::newRow("id and name repeated in every piece")
            << QByteArrayList{quoted("{'index':0,'id':'a','function':{'name':'x','arguments':'{\\'n\\''}}"),
                              quoted("{'index':0,'id':'a','function':{'name':'x','arguments':':1}'}}")}
            << u"x({\"n\":1})"_s;
        QTest::newRow("no arguments")
            << QByteArrayList{quoted("{'index':0,'id':'a','function':{'name':'x','arguments':''}}")}
            << u"x({})"_s;
        QTest::newRow("a text in a text")
            << QByteArrayList{quoted(
                   "{'index':0,'id':'a','function':{'name':'x','arguments':'\\'{\\\\\\'n\\\\"
                   "\\':1}\\''}}")}
            << u"x({\"n\":1})"_s;
        QTest::newRow("null") << QByteArrayList{quoted(
                                     "{'index':0,'id':'a','function':{'name':'x','arguments':'null'}}")}
                              << u"x({})"_s;
        QTest::newRow("half a character in each piece")
            << QByteArrayList{quoted("{'index':0,'id':'a','function':{'name':'x','arguments':'{\\'n\\':\\'"
                                     "\\\\ud83d'}}"),
                              quoted("{'index':0,'function':{'arguments':'\\\\ude82\\'}'}}")}
            << u"x({\"n\":\"🚂\"})"_s;
    }

    void toolCallsOfManyServers()
    {
        QFETCH(QByteArrayList, deltas);
        QFETCH(QString, expected);
        const auto answer = readToolCalls(deltas);
        QVERIFY(answer);
        QStringList calls;
        QStringList ids;
        for (const ToolCall &call : answer->toolCalls) {
            calls += u"%1(%2)"_s.arg(call.name, toCompactText(call.arguments));
            QVERIFY(!call.id.isEmpty() && !ids.contains(call.id));
            ids += call.id;
        }
        QCOMPARE(calls.join(u' '), expected);
    }

    void badArgumentsAreTheModelsMistake_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::newRow("cut") << "{\\'path\\': \\'a"_ba;
        QTest::newRow("a list") << "[1]"_ba;
        QTest::newRow("a number that would be another") << "{\\'n\\': 12345678901234567890}"_ba;
        QTest::newRow("a number too great") << "{\\'n\\': 1e400}"_ba;
        QTest::newRow("a text in a text that is no object") << "\\'6*7\\'"_ba;
        QTest::newRow("words") << "write it to secret.md"_ba;
    }

    void badArgumentsAreTheModelsMistake()
    {
        QFETCH(QByteArray, arguments);
        const auto answer = readToolCalls({quoted(
            "{'index':0,'id':'a','function':{'name':'write_file','arguments':'" + arguments + "'}}")});
        QVERIFY(answer);
        QCOMPARE(answer->toolCalls.size(), 1);
        QCOMPARE(answer->toolCalls.first().arguments, QJsonObject());
        QVERIFY(answer->toolCalls.first().problem.contains(u"\"write_file\""));
        QVERIFY(answer->toolCalls.first().problem.contains(u"one JSON object"));
        QVERIFY(!answer->toolCalls.first().problem.contains(u"secret"));
    }

    void anObjectWithRoundedNumbersIsTheModelsMistakeToo()
    {
        const auto answer = readToolCalls(
            {quoted("{'index':0,'id':'a','function':{'name':'x','arguments':{'n':12345678901234567890}}}")});
        QVERIFY(answer);
        QVERIFY(!answer->toolCalls.first().problem.isEmpty());
    }

    void wordsForTheEnd_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>(
            "expected"); // a part of the answer, or empty where it fails and is tried again
        QTest::newRow("error") << u"error"_s << QString();
        QTest::newRow("abort") << u"abort"_s << QString();
        QTest::newRow("network_error") << u"network_error"_s << QString();
        QTest::newRow("no resources") << u"insufficient_system_resource"_s << QString();
        QTest::newRow("malformed") << u"MALFORMED_FUNCTION_CALL"_s << QString();
        QTest::newRow("another word for length") << u"MAX_TOKENS"_s << u"[Cut short: the model"_s;
        QTest::newRow("another word for content") << u"SAFETY"_s << u"[Cut short: the provider's"_s;
        QTest::newRow("an unknown word") << u"tired"_s << u"[Perhaps cut short"_s;
        QTest::newRow("a pause") << u"pause_turn"_s << u"[Perhaps cut short"_s;
    }

    void wordsForTheEnd()
    {
        QFETCH(QString, reason);
        QFETCH(QString, expected);
        m_server->add(FakeReply::stream(openAiText({u"Once upon"_s}, reason)));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(bool(heard.outcomes.first()), !expected.isEmpty());
        if (expected.isEmpty()) {
            QCOMPARE(heard.outcomes.first().error().retry, Retry::Later);
        } else {
            QVERIFY(heard.outcomes.first()->text.contains(expected));
            QCOMPARE(heard.partials.join(QString()), heard.outcomes.first()->text);
        }
    }

    void anAnswerWithoutAWordSaysSo_data()
    {
        QTest::addColumn<FakeReply>("reply");
        QTest::newRow("nothing") << FakeReply::stream(openAiText({}));
        QTest::newRow("blanks") << FakeReply::stream(openAiText({u" \n"_s}));
        QTest::newRow("no reason") << FakeReply::stream(wireEvent("[DONE]"));
        QTest::newRow("whole") << FakeReply::json(
            200, quoted("{'choices':[{'message':{'content':null},'finish_reason':'stop'}]}"));
    }

    void anAnswerWithoutAWordSaysSo()
    {
        QFETCH(FakeReply, reply);
        m_server->add(reply);
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        QVERIFY(heard.outcomes.first()->text.contains(u"without a word"));
    }

    void anAnswerIsWhatItBeginsWith_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray events = openAiText({u"Yes"_s});
        const QByteArray whole = quoted("{'choices':[{'message':{'content':'Yes'},'finish_reason':'stop'}]}");
        QTest::newRow("events as JSON") << "application/json"_ba << events;
        QTest::newRow("events as text") << "text/plain; charset=utf-8"_ba << events;
        QTest::newRow("events as bytes, after a comment") << "application/octet-stream"_ba
                                                          << ": hello\n\n" + events;
        QTest::newRow("events after a BOM") << "application/json"_ba
                                            << "\xEF\xBB\xBF" + events;
        QTest::newRow("whole as events") << "text/event-stream"_ba << whole;
        QTest::newRow("whole as text") << "text/plain"_ba
                                       << "\r\n " + whole;
        QTest::newRow("events, the last line without an end") << "text/event-stream"_ba << events.trimmed();
    }

    void anAnswerIsWhatItBeginsWith()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, bytes);
        for (const qsizetype size : {0, 1, 3}) {
            FakeReply reply = FakeReply::stream(bytes, size);
            reply.contentType = type;
            m_server->add(reply);
            const auto call = m_provider->start(question());
            Heard heard(*call);
            QTRY_COMPARE(heard.outcomes.size(), 1);
            QVERIFY2(heard.outcomes.first(), qPrintable(errorText(heard)));
            QCOMPARE(heard.outcomes.first()->text, u"Yes"_s);
        }
    }

    void silenceCountsFromTheFirstWordOn()
    {
        CallLimits limits;
        limits.silence = 50ms;
        const auto provider =
            OpenAiProvider::create({.name = u"openai"_s, .baseUrl = m_server->url()}, limits);
        QVERIFY(provider);
        ModelRequest request = question();
        request.timeLimit = 400ms;
        const QByteArray role =
            wireEvent(quoted("{'choices':[{'delta':{'role':'assistant','content':''}}]}"));
        const QByteArray word = wireEvent(quoted("{'choices':[{'delta':{'content':'Hm'}}]}"));
        m_server->add(FakeReply::stream(": waiting\n\n" + role, 0, FakeReply::End::Stall));
        m_server->add(FakeReply::stream(role + word, 0, FakeReply::End::Stall));
        for (const QString &says : {u"did not finish"_s, u"sent nothing for"_s}) {
            const auto call = (*provider)->start(request);
            Heard heard(*call);
            QTRY_COMPARE(heard.outcomes.size(), 1);
            QVERIFY2(errorText(heard).contains(says), qPrintable(errorText(heard)));
        }
    }

    void anAnswerThatWasCutSaysSo()
    {
        m_server->add(FakeReply::stream(openAiText({u"Once upon"_s}, u"length"_s)));
        ModelRequest request = question();
        request.maxTokens = 20;
        const auto call = m_provider->start(request);
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        const QString text = heard.outcomes.first()->text;
        QVERIFY(text.startsWith(u"Once upon\n"));
        QVERIFY(text.contains(u"limit of 20 tokens"));
        QCOMPARE(heard.partials.join(QString()), text);
    }

    void aCutThatLeavesNothingIsAnError()
    {
        const auto nothing = readToolCalls({}, u"length"_s);
        QVERIFY(!nothing);
        QVERIFY(nothing.error().text.contains(u"max_tokens"));
        const auto half = readToolCalls(
            {quoted("{'index':0,'id':'a','function':{'name':'x','arguments':'{\\'n'}}")}, u"length"_s);
        QVERIFY(!half);
        QCOMPARE(half.error().retry, Retry::Never);
        QVERIFY(half.error().text.contains(u"middle of a tool call"));
        QCOMPARE(readToolCalls({}, u"content_filter"_s).error().code, ErrorCode::Unsupported);
    }

    void whatServersLeaveOutIsForgiven()
    {
        // No usage, no model, reasoning beside the text, content in parts, no end marker after the finish
        // reason.
        m_server->add(FakeReply::stream(
            wireEvent(quoted("{'choices':[{'delta':{'reasoning_content':'hm','reasoning':'hm'}}]}")) +
            wireEvent(quoted("{'choices':[{'delta':{'content':[{'type':'thinking','thinking':'hm'},"
                             "{'type':'text','text':'Yes'}]},'finish_reason':'stop'}]}"))));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        QCOMPARE(heard.outcomes.first()->text, u"Yes"_s);
        QCOMPARE(heard.outcomes.first()->usage, Usage{});
        QCOMPARE(heard.outcomes.first()->model, u"gpt-4o-mini"_s);
    }

    void aServerThatDoesNotStreamIsUnderstood()
    {
        m_server->add(FakeReply::json(
            200,
            quoted("{'model':'local','choices':[{'message':{'content':'Whole','tool_calls':[{'id':'a','"
                   "function':"
                   "{'name':'x','arguments':'{}'}},{'id':'b','function':{'name':'y','arguments':'{}'}}]},"
                   "'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':3,'completion_tokens':-4}}")));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(heard.outcomes.first()->text, u"Whole"_s);
        QCOMPARE(heard.partials, QStringList{u"Whole"_s});
        QCOMPARE(heard.outcomes.first()->toolCalls.size(), 2);
        QCOMPARE(heard.outcomes.first()->usage.inputTokens, 3);
        QCOMPARE(heard.outcomes.first()->usage.outputTokens, 0);
    }

    void aPairOfSurrogatesIsNotTornInTwo()
    {
        m_server->add(FakeReply::stream(
            wireEvent(quoted("{'choices':[{'delta':{'content':'a\\ud83d'}}]}")) +
                wireEvent(quoted("{'choices':[{'delta':{'content':'\\ude82b'}}]}")) + wireEvent("[DONE]"),
            20));
        const auto call = m_provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(heard.outcomes.first()->text, u"a🚂b"_s);
        QCOMPARE(heard.partials.join(QString()), u"a🚂b"_s);
        for (const QString &partial : heard.partials)
            QVERIFY(!partial.back().isHighSurrogate());
    }

    void tooManyToolCallsAreRefused()
    {
        QByteArrayList deltas;
        for (int i = 0; i < 200; ++i)
            deltas +=
                quoted("{'index':" + QByteArray::number(i) + ",'function':{'name':'x','arguments':'{}'}}");
        QVERIFY(!readToolCalls(deltas));
    }

private:
    std::unique_ptr<FakeModelServer> m_server;
    std::unique_ptr<Provider> m_provider;
};

SIGNALBOX_TEST(TestOpenAiProvider)
#include "tst_openaiprovider.moc"
