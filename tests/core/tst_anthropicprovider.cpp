// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/provider/anthropicprovider.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/heard.h"
#include "tests/support/modelwire.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace testsupport;
using namespace Qt::Literals::StringLiterals;

namespace {

// JSON in single quotes, which moc reads without trouble.
QByteArray quoted(QByteArray json)
{
    return json.replace('\'', '"');
}

ModelRequest question()
{
    return {.messages = {{.text = u"What is a signal?"_s}}};
}

} // namespace

class TestAnthropicProvider : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FakeModelServer>();
        m_provider = *AnthropicProvider::create({.name = u"anthropic"_s,
                                                 .kind = u"anthropic"_s,
                                                 .baseUrl = m_server->url(),
                                                 .key = u"sk-ant-secret"_s});
    }

    void textIsStreamed_data()
    {
        QTest::addColumn<int>("piece");
        QTest::newRow("at once") << 0;
        QTest::newRow("byte by byte") << 1;
        QTest::newRow("pieces of 11") << 11;
    }

    void textIsStreamed()
    {
        QFETCH(int, piece);
        m_server->add(FakeReply::stream(anthropicText({u"Grün "_s, u"heißt "_s, u"🚂!"_s}), piece));
        const Result<ModelAnswer> answer = ask(question());
        QVERIFY(answer);
        QCOMPARE(answer->text, u"Grün heißt 🚂!"_s);
        QCOMPARE(m_partials.join(QString()), answer->text);
        QCOMPARE(answer->model, u"claude-sonnet-4-5-20250929"_s);
        QCOMPARE(answer->usage.inputTokens, 12);
        QCOMPARE(answer->usage.outputTokens, 7);
        QCOMPARE(answer->usage.cost, (12 * 3.0 + 7 * 15.0) / 1'000'000);
    }

    void theRequestIsWhatTheProtocolWants()
    {
        m_server->add(FakeReply::stream(anthropicText({u"ok"_s})));
        ModelRequest request = question();
        request.model = u"claude-haiku-4-5"_s;
        request.systemPrompt = u"Be brief."_s;
        request.temperature = 0;
        request.messages.append(
            {.role = Role::Assistant,
             .toolCalls = {{u"c:1"_s, u"now"_s, {{u"zone"_s, u"UTC"_s}}}, {u"c2"_s, u"now"_s, {}}}});
        request.messages.append({.role = Role::Tool, .text = u"12:00"_s, .toolCallId = u"c:1"_s});
        request.messages.append({.role = Role::Tool, .text = u"13:00"_s, .toolCallId = u"c2"_s});
        request.messages.append({.role = Role::Assistant, .text = u" "_s});
        request.messages.append({.text = u"And?"_s});
        request.tools.append({.name = u"now"_s, .description = u"Tells the time."_s});
        QVERIFY(ask(request));

        const HeardRequest sent = m_server->requests().first();
        QCOMPARE(sent.target, "/v1/messages"_ba);
        QCOMPARE(sent.headers.value("x-api-key"), "sk-ant-secret"_ba);
        QCOMPARE(sent.headers.value("anthropic-version"), "2023-06-01"_ba);
        QVERIFY(!sent.headers.contains("authorization"));
        const QByteArray expected =
            quoted("{'max_tokens':4096,'messages':[{'content':[{'text':'What is a "
                   "signal?','type':'text'}],'role':'user'},"
                   "{'content':[{'id':'c_1','input':{'zone':'UTC'},'name':'now','type':'tool_use'},"
                   "{'id':'c2','input':{},'name':'now','type':'tool_use'}],'role':'assistant'},"
                   "{'content':[{'content':'12:00','tool_use_id':'c_1','type':'tool_result'},"
                   "{'content':'13:00','tool_use_id':'c2','type':'tool_result'},{'text':'And?','type':'text'}"
                   "],'role':'user'}],"
                   "'model':'claude-haiku-4-5','stream':true,'system':'Be brief.','temperature':0,"
                   "'tools':[{'description':'Tells the "
                   "time.','input_schema':{'properties':{},'type':'object'},'name':'now'}]}");
        QCOMPARE(sent.body, expected);
    }

    void toolUseComesInPieces_data()
    {
        QTest::addColumn<int>("piece");
        QTest::newRow("at once") << 0;
        QTest::newRow("byte by byte, also within a character") << 1;
        QTest::newRow("pieces of 5") << 5;
    }

    void toolUseComesInPieces()
    {
        QFETCH(int, piece);
        const QStringList input{QString(), u"{\"path\": \"gr"_s, u"ü"_s, u"n.md\""_s, u"}"_s};
        m_server->add(FakeReply::stream(anthropicToolUse(u"write_file"_s, input), piece));
        const Result<ModelAnswer> answer = ask(question());
        QVERIFY(answer);
        QCOMPARE(answer->toolCalls.size(), 1);
        QCOMPARE(answer->toolCalls.first().id, u"toolu_1"_s);
        QCOMPARE(answer->toolCalls.first().arguments, QJsonObject({{u"path"_s, u"grün.md"_s}}));
    }

    void toolUseWithoutInputHasNoArguments()
    {
        m_server->add(FakeReply::stream(anthropicToolUse(u"list_files"_s, {})));
        QCOMPARE(ask(question())->toolCalls.first().arguments, QJsonObject());
    }

    void badInputIsTheModelsMistake()
    {
        m_server->add(FakeReply::stream(anthropicToolUse(u"write_file"_s, {u"{\"path\": secret"_s})));
        const Result<ModelAnswer> answer = ask(question());
        QVERIFY(answer);
        QVERIFY(answer->toolCalls.first().problem.contains(u"\"write_file\""));
        QVERIFY(!answer->toolCalls.first().problem.contains(u"secret"));
    }

    void anAnswerWithoutAWordSaysSo()
    {
        m_server->add(FakeReply::stream(anthropicText({})));
        QVERIFY(ask(question())->text.contains(u"without a word"));
        m_server->add(FakeReply::stream(anthropicText({u"Hm"_s}, u"pause_turn"_s)));
        QVERIFY(ask(question())->text.contains(u"Perhaps cut short"));
    }

    void thinkingAndUnknownEventsArePassedOver()
    {
        const QByteArray extra = wireEvent(quoted("{'type':'content_block_start','index':5,'content_block':{'"
                                                  "type':'thinking','thinking':'hm'}}")) +
                                 wireEvent(quoted("{'type':'content_block_delta','index':5,'delta':{'type':'"
                                                  "thinking_delta','thinking':'hm'}}")) +
                                 wireEvent(quoted("{'type':'something_new','index':5}")) + ": comment\n\n";
        m_server->add(FakeReply::stream(extra + anthropicText({u"Yes"_s})));
        QCOMPARE(ask(question())->text, u"Yes"_s);
    }

    void anAnswerThatWasCutSaysSo()
    {
        m_server->add(FakeReply::stream(anthropicText({u"Once upon"_s}, u"max_tokens"_s)));
        const Result<ModelAnswer> answer = ask(question());
        QVERIFY(answer->text.startsWith(u"Once upon\n"));
        QVERIFY(answer->text.contains(u"limit of 4096 tokens"));
        QCOMPARE(m_partials.join(QString()), answer->text);

        m_server->add(FakeReply::stream(anthropicText({}, u"max_tokens"_s)));
        QVERIFY(ask(question()).error().text.contains(u"max_tokens"));
        m_server->add(FakeReply::stream(anthropicText({}, u"refusal"_s)));
        QCOMPARE(ask(question()).error().code, ErrorCode::Unsupported);
    }

    void aServerThatDoesNotStreamIsUnderstood()
    {
        m_server->add(FakeReply::json(200, quoted("{'type':'message','model':'claude-haiku-4-5','content':[{'"
                                                  "type':'text','text':'Whole'},{'type':'tool_use',"
                                                  "'id':'t','name':'x','input':{'n':1}}],'stop_reason':'tool_"
                                                  "use','usage':{'input_tokens':3,'output_tokens':4}}")));
        const Result<ModelAnswer> answer = ask(question());
        QCOMPARE(answer->text, u"Whole"_s);
        QCOMPARE(answer->toolCalls.first().arguments, QJsonObject({{u"n"_s, 1}}));
        QCOMPARE(answer->usage.totalTokens(), 7);
    }

    void theEndMarkerIsNeeded()
    {
        QByteArray bytes = anthropicText({u"Once"_s});
        bytes.truncate(bytes.indexOf("event: message_stop"));
        m_server->add(FakeReply::stream(bytes));
        const Result<ModelAnswer> answer = ask(question());
        QVERIFY(!answer);
        QCOMPARE(answer.error().retry, Retry::Later);
    }

private:
    Result<ModelAnswer> ask(const ModelRequest &request)
    {
        const auto call = m_provider->start(request);
        Heard heard(*call);
        QSignalSpy finished(call.get(), &ModelCall::finished);
        if (!finished.wait())
            return failure(ErrorCode::Internal, u"no outcome"_s);
        m_partials = heard.partials;
        return heard.outcomes.first();
    }

    std::unique_ptr<FakeModelServer> m_server;
    std::unique_ptr<Provider> m_provider;
    QStringList m_partials;
};

SIGNALBOX_TEST(TestAnthropicProvider)
#include "tst_anthropicprovider.moc"
