// SPDX-License-Identifier: GPL-3.0-or-later
// What OpenAI's API has and this server does not is refused in words, never passed by in silence.
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QRegularExpression>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray chats = "/v1/chat/completions";
const QByteArray prompts = "/v1/completions";

QJsonObject said(const QString &role, const QJsonValue &content, QJsonObject more = {})
{
    more.insert(u"role"_s, role);
    more.insert(u"content"_s, content);
    return more;
}

QJsonObject bodyFor(const QByteArray &path, QJsonObject more = {})
{
    if (path == prompts)
        more.insert(u"prompt"_s, u"Count"_s);
    else
        more.insert(u"messages"_s, QJsonArray{said(u"user"_s, u"Count"_s)});
    return more;
}

QJsonObject called(const QString &id, const QString &tool, const QString &arguments)
{
    return {{u"id"_s, id},
            {u"type"_s, u"function"_s},
            {u"function"_s, QJsonObject{{u"name"_s, tool}, {u"arguments"_s, arguments}}}};
}

void addParameter(const QByteArray &path, const QString &name, const QJsonValue &value)
{
    const QByteArray row =
        path + ' ' + name.toUtf8() + ' ' + QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    QTest::newRow(row.constData()) << path << name << value;
}

} // namespace

class TestOpenAiContract : public QObject
{
    Q_OBJECT

private slots:
    void whatIsElsewhereIsRefusedAndSaysWhatToUse_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("instead");
        const auto row = [](const QByteArray &method, const QByteArray &path, const QString &instead) {
            QTest::newRow(QByteArray(method + ' ' + path).constData()) << method << path << instead;
        };
        row("POST", "/v1/responses", u"POST /v1/chat/completions"_s);
        row("GET", "/v1/responses/resp_1", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/conversations", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/messages", u"POST /v1/chat/completions"_s);
        row("GET", "/v1/chat/completions/chatcmpl-1", u"X-Workflow-ID"_s);
        row("POST", "/v1/embeddings", u"GET /v1/knowledge/search"_s);
        row("POST", "/v1/images/generations", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/videos", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/audio/speech", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/realtime/sessions", u"POST /v1/chat/completions"_s);
        row("POST", "/v1/files", u"POST /v1/knowledge/documents"_s);
        row("GET", "/v1/files/file-1/content", u"POST /v1/knowledge/documents"_s);
        row("POST", "/v1/uploads", u"POST /v1/knowledge/documents"_s);
        row("POST", "/v1/vector_stores", u"POST /v1/knowledge/documents"_s);
        row("POST", "/v1/moderations", u"POST /api/chat/sessions"_s);
        row("POST", "/v1/assistants", u"POST /api/v1/clusters"_s);
        row("POST", "/v1/threads/runs", u"POST /api/v1/clusters"_s);
        row("POST", "/v1/batches", u"POST /api/v1/tasks"_s);
        row("POST", "/v1/fine_tuning/jobs", u"POST /api/v1/clusters"_s);
        row("POST", "/v1/evals", u"POST /api/v1/clusters"_s);
        row("POST", "/v1/containers", u"POST /v1/agents"_s);
        row("POST", "/v1/edits", u"POST /v1/completions"_s);
        row("GET", "/v1/engines", u"GET /v1/models"_s);
        row("GET", "/v1/organization/users", u"POST /api/v1/auth/api-keys"_s);
        row("GET", "/v1/whatever", u"/openapi.json"_s);
        row("GET", "/v1", u"/openapi.json"_s);
    }

    void whatIsElsewhereIsRefusedAndSaysWhatToUse()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QString, instead);
        TestSignalbox box;
        const JsonAnswer answer = box.request(method, path, method == "POST" ? "{}"_ba : QByteArray());
        QCOMPARE(answer.status, 404);
        QVERIFY2(answer.text(u"error.message"_s).contains(instead), answer.body.constData());
        QVERIFY(!answer.text(u"error.type"_s).isEmpty());
        QCOMPARE(answer.text(u"error.code"_s), u"not_found"_s);
        QVERIFY(answer.at(u"error"_s).toObject().value(u"param"_s).isNull());
    }

    // Other contracts below /v1 keep their own shape.
    void aNeighbourKeepsItsShape()
    {
        TestSignalbox box;
        const JsonAnswer answer = box.get("/v1/knowledge/nothing");
        QCOMPARE(answer.status, 404);
        QVERIFY(answer.at(u"error"_s).toObject().contains(u"details"_s));
    }

    void whatAddressesAreNamedAreThere()
    {
        TestSignalbox box;
        const QJsonObject paths = box.get("/openapi.json").json().value(u"paths"_s).toObject();
        static const QRegularExpression named(u"(GET|POST) (/[a-z0-9_/{}-]+)"_s);
        int count = 0;
        for (const auto &surface : box.surfaces.tables()) {
            for (const server::NotOffered &one : surface.notOffered) {
                for (auto it = named.globalMatch(one.text); it.hasNext(); ++count) {
                    const QRegularExpressionMatch match = it.next();
                    QVERIFY2(paths.value(match.captured(2)).toObject().contains(match.captured(1).toLower()),
                             qPrintable(match.captured()));
                }
            }
        }
        QVERIFY(count > 20);
    }

    void whatIsNotOfferedIsRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QJsonValue>("value");
        const QJsonObject tool{{u"type"_s, u"function"_s}, {u"function"_s, QJsonObject{{u"name"_s, u"f"_s}}}};
        for (const QByteArray &path : {chats, prompts}) {
            addParameter(path, u"logit_bias"_s, QJsonObject{{u"50256"_s, -100}});
            addParameter(path, u"n"_s, 2);
            addParameter(path, u"seed"_s, u"seven"_s);
            addParameter(path, u"seed"_s, 1.5);
            addParameter(path, u"stream_options"_s, QJsonObject{{u"include_obfuscation"_s, true}});
            addParameter(path, u"no_such_parameter"_s, 1);
            addParameter(path, u"top_k"_s, 40);
        }
        addParameter(chats, u"logprobs"_s, true);
        addParameter(chats, u"top_logprobs"_s, 2);
        addParameter(chats, u"tools"_s, QJsonArray{tool});
        addParameter(chats, u"tool_choice"_s, u"required"_s);
        addParameter(chats, u"tool_choice"_s, tool);
        addParameter(chats, u"functions"_s, QJsonArray{QJsonObject{{u"name"_s, u"f"_s}}});
        addParameter(chats, u"function_call"_s, QJsonObject{{u"name"_s, u"f"_s}});
        addParameter(chats, u"modalities"_s, QJsonArray{u"text"_s, u"audio"_s});
        addParameter(chats, u"audio"_s, QJsonObject{{u"voice"_s, u"alloy"_s}});
        addParameter(chats, u"response_format"_s, QJsonObject{{u"type"_s, u"json_schema"_s}});
        addParameter(chats, u"response_format"_s, QJsonObject());
        addParameter(chats, u"prediction"_s, u"x"_s);
        addParameter(chats, u"reasoning_effort"_s, u"utmost"_s);
        addParameter(chats, u"verbosity"_s, u"low"_s);
        addParameter(chats, u"web_search_options"_s, QJsonObject());
        addParameter(chats, u"moderation"_s, QJsonObject());
        addParameter(chats, u"service_tier"_s, u"flex"_s);
        addParameter(chats, u"suffix"_s, u"x"_s);
        addParameter(prompts, u"logprobs"_s, 0);
        addParameter(prompts, u"echo"_s, true);
        addParameter(prompts, u"best_of"_s, 3);
        addParameter(prompts, u"suffix"_s, u"and so on"_s);
        addParameter(prompts, u"tools"_s, QJsonArray());
    }

    void whatIsNotOfferedIsRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, name);
        QFETCH(QJsonValue, value);
        TestSignalbox box;
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = box.request("POST", path, bodyFor(path, {{name, value}}));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.type"_s), u"invalid_request_error"_s);
        QVERIFY2(answer.text(u"error.param"_s).startsWith(name), answer.body.constData());
        QVERIFY(answer.text(u"error.message"_s).contains(name.section(u'.', 0, 0)) ||
                answer.text(u"error.message"_s).contains(u"include_obfuscation"_s));
        QCOMPARE(box.rows(), before);
    }

    void whatAsksForNothingIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QJsonValue>("value");
        for (const QByteArray &path : {chats, prompts}) {
            addParameter(path, u"logit_bias"_s, QJsonObject());
            addParameter(path, u"seed"_s, QJsonValue());
            addParameter(path, u"seed"_s, 7);
            addParameter(path, u"n"_s, 1);
            addParameter(path, u"user"_s, u"ada"_s);
            addParameter(path, u"stream_options"_s, QJsonValue());
        }
        addParameter(chats, u"logprobs"_s, false);
        addParameter(chats, u"top_logprobs"_s, 0);
        addParameter(chats, u"tools"_s, QJsonArray());
        addParameter(chats, u"functions"_s, QJsonArray());
        addParameter(chats, u"tool_choice"_s, u"auto"_s);
        addParameter(chats, u"function_call"_s, u"none"_s);
        addParameter(chats, u"parallel_tool_calls"_s, true);
        addParameter(chats, u"modalities"_s, QJsonArray{u"text"_s});
        addParameter(chats, u"response_format"_s, QJsonObject{{u"type"_s, u"text"_s}});
        addParameter(chats, u"reasoning_effort"_s, u"high"_s);
        addParameter(chats, u"prediction"_s,
                     QJsonObject{{u"type"_s, u"content"_s}, {u"content"_s, u"One."_s}});
        addParameter(chats, u"verbosity"_s, u"medium"_s);
        addParameter(chats, u"service_tier"_s, u"default"_s);
        addParameter(chats, u"store"_s, true);
        addParameter(chats, u"safety_identifier"_s, u"a1"_s);
        addParameter(chats, u"prompt_cache_key"_s, u"a1"_s);
        addParameter(chats, u"prompt_cache_retention"_s, u"24h"_s);
        addParameter(chats, u"audio"_s, QJsonValue());
        addParameter(prompts, u"echo"_s, false);
        addParameter(prompts, u"best_of"_s, 1);
        addParameter(prompts, u"suffix"_s, QString());
        addParameter(prompts, u"logprobs"_s, QJsonValue());
    }

    void whatAsksForNothingIsAccepted()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, name);
        QFETCH(QJsonValue, value);
        TestSignalbox box;
        box.core.model().say(u"One."_s);
        const JsonAnswer answer = box.request("POST", path, bodyFor(path, {{name, value}}));
        QVERIFY2(answer.status == 200, answer.body.constData());
    }

    void metadataIsKeptWithTheTask()
    {
        TestSignalbox box;
        box.core.model().say(u"One."_s);
        const QJsonObject metadata{{u"order"_s, u"8841"_s}};
        const JsonAnswer answer = box.request("POST", chats, bodyFor(chats, {{u"metadata"_s, metadata}}));
        QCOMPARE(answer.status, 200);
        const Task task = box.core.task({QString::fromLatin1(answer.header("x-workflow-id"))});
        QCOMPARE(task.context.value(u"metadata"_s).toObject(), metadata);
        QJsonObject many;
        for (int i = 0; i < 17; ++i)
            many.insert(QString::number(i), u"x"_s);
        const JsonAnswer refused = box.request("POST", chats, bodyFor(chats, {{u"metadata"_s, many}}));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.text(u"error.param"_s), u"metadata"_s);
    }

    void whatToolsDidIsReadAsText()
    {
        TestSignalbox box;
        box.core.model().say(u"Take a coat."_s);
        const QJsonArray calls{called(u"a"_s, u"weather"_s, uR"({"city":"Oslo"})"_s),
                               called(u"b"_s, u"time"_s, QString())};
        const QJsonArray parts{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"noon"_s}}};
        const QJsonObject old{{u"name"_s, u"wind"_s}, {u"arguments"_s, u"{}"_s}};
        const QJsonArray messages{said(u"user"_s, u"What is it like in Oslo?"_s),
                                  said(u"assistant"_s, QJsonValue(), {{u"tool_calls"_s, calls}}),
                                  said(u"tool"_s, u"4 degrees"_s, {{u"tool_call_id"_s, u"a"_s}}),
                                  said(u"tool"_s, parts, {{u"tool_call_id"_s, u"b"_s}}),
                                  said(u"assistant"_s, QJsonValue(), {{u"function_call"_s, old}}),
                                  said(u"function"_s, u"calm"_s, {{u"name"_s, u"wind"_s}}),
                                  said(u"tool"_s, QString(), {{u"tool_call_id"_s, u"gone"_s}}),
                                  said(u"user"_s, u"What shall I wear?"_s)};
        const JsonAnswer answer = box.request("POST", chats, QJsonObject{{u"messages"_s, messages}});
        QVERIFY2(answer.status == 200, answer.body.constData());
        const QList<Message> told = box.core.model().requests().last().messages;
        QCOMPARE(told.size(), 3);
        QCOMPARE(told[0].text, u"What is it like in Oslo?"_s);
        QCOMPARE(told[1].role, Role::Assistant);
        QCOMPARE(told[1].text, uR"([Called weather with {"city":"Oslo"}]
[Called time with nothing]
[weather answered: 4 degrees]
[time answered: noon]
[Called wind with {}]
[wind answered: calm]
[A tool answered: nothing])"_s);
        QCOMPARE(told[2].text, u"What shall I wear?"_s);
    }

    // Where a client's tool answered last, the question is asked again behind what it answered.
    void whatFollowsTheQuestionIsNotLost()
    {
        TestSignalbox box;
        box.core.model().say(u"It is 4 degrees."_s);
        const QJsonArray messages{
            said(u"user"_s, u"Is it cold?"_s),
            said(u"assistant"_s, u"Let me see."_s,
                 {{u"tool_calls"_s, QJsonArray{called(u"a"_s, u"weather"_s, u"{}"_s)}}}),
            said(u"tool"_s, u"4 degrees"_s, {{u"tool_call_id"_s, u"a"_s}})};
        QCOMPARE(box.request("POST", chats, QJsonObject{{u"messages"_s, messages}}).status, 200);
        QStringList told;
        for (const Message &message : box.core.model().requests().last().messages)
            told.append(message.text);
        QCOMPARE(told, (QStringList{u"Is it cold?"_s,
                                    u"Let me see.\n[Called weather with {}]\n[weather answered: 4 degrees]"_s,
                                    u"Is it cold?"_s}));
    }

    void aRefusalIsText()
    {
        TestSignalbox box;
        box.core.model().say(u"Yes."_s);
        const QJsonArray parts{QJsonObject{{u"type"_s, u"refusal"_s}, {u"refusal"_s, u"No."_s}}};
        const QJsonArray messages{said(u"user"_s, u"May I?"_s), said(u"assistant"_s, parts),
                                  said(u"assistant"_s, QJsonValue(), {{u"refusal"_s, u"Never."_s}}),
                                  said(u"user"_s, u"Please?"_s)};
        QCOMPARE(box.request("POST", chats, QJsonObject{{u"messages"_s, messages}}).status, 200);
        const QList<Message> told = box.core.model().requests().last().messages;
        QCOMPARE(told[1].text, u"No."_s);
        QCOMPARE(told[2].text, u"Never."_s);
    }
};

SIGNALBOX_TEST(TestOpenAiContract)
#include "tst_openaicontract.moc"
