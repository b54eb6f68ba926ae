// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using core::ErrorCode;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What a client of OpenAI's protocol sees of the provider behind this server.

namespace {

const QByteArray chatAddress = "/v1/chat/completions";

QJsonObject question(const QString &text, QJsonObject more = {})
{
    more.insert(u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, text}}});
    return more;
}

} // namespace

class TestOpenAiProviders : public QObject
{
    Q_OBJECT

private slots:
    void whatIsWrongWithAProviderIsAStatus_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("seconds"); // until another attempt makes sense
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, ErrorCode code, int seconds, int status, const QString &word) {
            QTest::newRow(name) << int(code) << seconds << status << word;
        };
        row("not there", ErrorCode::Unavailable, 0, 502, u"provider_error"_s);
        row("refuses", ErrorCode::InvalidArgument, 0, 502, u"provider_error"_s);
        row("no such model", ErrorCode::NotFound, 0, 502, u"provider_error"_s);
        row("too much to do", ErrorCode::RateLimited, 0, 503, u"provider_overloaded"_s);
        row("says when", ErrorCode::RateLimited, 7, 503, u"provider_overloaded"_s);
        row("too slow", ErrorCode::Timeout, 0, 504, u"provider_timeout"_s);
    }

    void whatIsWrongWithAProviderIsAStatus()
    {
        QFETCH(int, code);
        QFETCH(int, seconds);
        QFETCH(int, status);
        QFETCH(QString, word);
        TestSignalbox box;
        const core::Error error{.code = ErrorCode(code),
                                .text = u"It did not work."_s,
                                .retryAfter = std::chrono::seconds(seconds)};
        box.core.model().fail(error);
        const JsonAnswer answer = box.request("POST", chatAddress, question(u"x"_s));
        QCOMPARE(answer.status, status);
        const QString when = seconds > 0 ? u" Try again in 7 s."_s : QString();
        QCOMPARE(answer.text(u"error.message"_s), error.text + when); // without the name of the step
        QCOMPARE(answer.text(u"error.code"_s), word);
        QCOMPARE(answer.text(u"error.type"_s), u"server_error"_s);
        QCOMPARE(answer.header("retry-after"), seconds > 0 ? QByteArray::number(seconds) : QByteArray());
        QCOMPARE(answer.header("x-should-retry"), seconds > 0 ? QByteArray() : "false"_ba);
        box.core.model().fail(error);
        const auto client =
            box.open("POST", chatAddress,
                     QJsonDocument(question(u"x"_s, {{u"stream"_s, true}})).toJson(QJsonDocument::Compact));
        QVERIFY(client->sees("[DONE]"));
        QVERIFY2(client->input.contains(QByteArray("\"code\":\"" + word.toUtf8() + '"')),
                 client->input.constData());
    }

    void whatAToolDidWrongIsNotTheProviders()
    {
        TestSignalbox box;
        box.core.model().setPlans(true);
        box.core.model().plan({{.name = u"Read"_s,
                                .kind = core::StepKind::Tool,
                                .tool = u"read_file"_s,
                                .arguments = {{u"path"_s, u"none.txt"_s}}}});
        const JsonAnswer answer = box.request("POST", chatAddress, question(u"x"_s));
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.text(u"error.code"_s), u"internal_error"_s);
    }

    void anAnswerThatIsCutSaysSo()
    {
        TestSignalbox box;
        box.core.model().add({.outcome = core::ModelAnswer{.text = u"One two"_s, .isCut = true}});
        const JsonAnswer answer = box.request("POST", chatAddress, question(u"x"_s));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"choices.0.finish_reason"_s), u"length"_s);
    }

    void builtinHoldsTheLimit()
    {
        TestSignalbox box;
        QCOMPARE(
            box.request(
                   "POST", "/api/v1/clusters",
                   R"({"metadata":{"name":"desk"},"spec":{"agents":[{"name":"clerk","provider":"builtin",)"
                   R"("model":"extractive-1"}]}})"_ba)
                .status,
            201);
        const auto asked = [&box](const QString &text, QJsonObject more = {}) {
            more.insert(u"model"_s, u"desk/clerk"_s);
            return box.request("POST", chatAddress, question(text, more));
        };
        const QString text =
            u"tl;dr: Trains run on time. Signals are red. Nobody waits for long at the station."_s;
        const JsonAnswer whole = asked(text);
        QCOMPARE(whole.text(u"choices.0.finish_reason"_s), u"stop"_s);
        const QString said = whole.text(u"choices.0.message.content"_s);
        for (const QString &name : {u"max_tokens"_s, u"max_completion_tokens"_s}) {
            const JsonAnswer cut = asked(text, {{name, 3}});
            QCOMPARE(cut.text(u"choices.0.finish_reason"_s), u"length"_s);
            const QString words = cut.text(u"choices.0.message.content"_s).section(u"\n\n[Cut short"_s, 0, 0);
            QCOMPARE(words.split(u' ').size(), 3);
            QVERIFY2(said.startsWith(words), qPrintable(words));
            const JsonAnswer ample = asked(text, {{name, 500}});
            QCOMPARE(ample.text(u"choices.0.message.content"_s), said);
            QCOMPARE(ample.text(u"choices.0.finish_reason"_s), u"stop"_s);
        }
    }
};

SIGNALBOX_TEST(TestOpenAiProviders)
#include "tst_openaiproviders.moc"
