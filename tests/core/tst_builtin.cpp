// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/knowledge/knowledgeservice.h"
#include "core/provider/builtinprovider.h"
#include "core/tool/knowledgesearch.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList everyTool{u"knowledge_search"_s, u"calculator"_s, u"http_fetch"_s, u"read_file"_s,
                            u"list_files"_s,       u"write_file"_s, u"remember"_s};

QList<ToolSpec> specs(const QStringList &names = everyTool)
{
    QList<ToolSpec> tools;
    for (const QString &name : names)
        tools.append({.name = name});
    return tools;
}

ModelRequest asking(const QString &query, Purpose purpose, const QStringList &tools = everyTool)
{
    return {.purpose = purpose, .messages = {{.role = Role::User, .text = query}}, .tools = specs(tools)};
}

QString told(const PlannedStep &step)
{
    if (step.kind == StepKind::Model)
        return step.name + u": "_s + step.instruction;
    return step.name + u' ' + step.tool + u' ' + toCompactText(step.arguments);
}

QStringList planned(const ModelRequest &request)
{
    const auto answer = BuiltinProvider::answer(request);
    QStringList lines;
    for (const PlannedStep &step : answer ? answer->plan : QList<PlannedStep>())
        lines.append(told(step));
    return lines;
}

void addOutcome(ModelRequest &request, const QString &tool, const QJsonObject &arguments,
                const QJsonObject &result)
{
    const QString id = u"call-"_s + QString::number(request.messages.size());
    request.messages.append(
        {.role = Role::Assistant, .toolCalls = {{.id = id, .name = tool, .arguments = arguments}}});
    request.messages.append(
        {.role = Role::Tool, .text = toCompactText(result), .toolCallId = id, .toolName = tool});
}

// Does what the run engine does with a plan, with tools that the test gives.
class Walk
{
public:
    using Tools = std::function<QJsonObject(const QString &, const QJsonObject &)>;

    explicit Walk(Tools tools)
        : m_tools(std::move(tools))
    {
    }

    Result<QString> follow(const QString &query, const QList<Message> &history = {})
    {
        ModelRequest request = asking(query, Purpose::Plan);
        request.messages = history + request.messages;
        const QList<PlannedStep> plan = TRY(BuiltinProvider::answer(request)).plan;
        request.purpose = Purpose::Answer;
        QString last;
        for (const PlannedStep &step : plan) {
            if (step.kind == StepKind::Tool) {
                QJsonObject arguments = step.arguments;
                for (auto it = arguments.begin(); it != arguments.end(); ++it) {
                    if (it.value().isObject())
                        it.value() = texts.value(it.value().toObject().value("$step"_L1).toString());
                }
                addOutcome(request, step.tool, arguments, m_tools(step.tool, arguments));
                continue;
            }
            ModelRequest turn = request;
            turn.messages.append({.role = Role::User, .text = step.instruction});
            last = TRY(BuiltinProvider::answer(turn)).text;
            texts.insert(step.name, last);
            request.messages.append({.role = Role::Assistant, .text = last});
        }
        return last;
    }

    QHash<QString, QString> texts;

private:
    Tools m_tools;
};

} // namespace

class TestBuiltin : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestStore> m_store;
    std::unique_ptr<KnowledgeService> m_knowledge;
    QHash<QString, QString> m_files;

    QJsonObject runTool(const QString &tool, const QJsonObject &arguments)
    {
        const QString path = arguments.value("path"_L1).toString();
        if (tool == "knowledge_search"_L1) {
            KnowledgeSearch search(*m_knowledge);
            const auto run = search.start(arguments, {.owner = localOperator().user});
            std::optional<Result<QJsonObject>> done;
            connect(run.get(), &ToolRun::finished, this,
                    [&done](const Result<QJsonObject> &told) { done = told; });
            QCoreApplication::processEvents();
            return done && *done ? **done : QJsonObject{{u"error"_s, u"no search"_s}};
        }
        if (tool == "calculator"_L1)
            return {{u"expression"_s, arguments.value("expression"_L1)}, {u"result"_s, 147}};
        if (tool == "http_fetch"_L1)
            return {{u"url"_s, arguments.value("url"_L1)},
                    {u"title"_s, u"Example"_s},
                    {u"text"_s, u"Trains run daily. They stop at night."_s}};
        if (tool == "write_file"_L1) {
            m_files.insert(path, arguments.value("content"_L1).toString());
            return {{u"path"_s, path}, {u"bytes"_s, arguments.value("content"_L1).toString().size()}};
        }
        if (tool == "read_file"_L1) {
            if (!m_files.contains(path))
                return {{u"error"_s, u"There is no file \"%1\"."_s.arg(path)}};
            return {{u"path"_s, path}, {u"content"_s, m_files.value(path)}};
        }
        if (tool == "list_files"_L1)
            return {{u"files"_s,
                     QJsonArray{QJsonObject{{u"path"_s, u"a.md"_s}}, QJsonObject{{u"path"_s, u"b.md"_s}}}}};
        return {{u"summary"_s, u"Remembered"_s}};
    }

    Walk walk()
    {
        return Walk(
            [this](const QString &tool, const QJsonObject &arguments) { return runTool(tool, arguments); });
    }

private slots:
    void init()
    {
        m_files.clear();
        m_store = std::make_unique<TestStore>();
        m_knowledge = std::make_unique<KnowledgeService>(m_store->database(), m_store->journal());
        for (const QString &name : {u"refund-policy.md"_s, u"shipping.md"_s, u"support-handbook.md"_s}) {
            QFile file(u":/signalbox/samples/"_s + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY_RESULT(m_knowledge->add({.content = file.readAll(), .fileName = name}, localOperator()));
        }
    }

    void plans_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("plan");
        QTest::newRow("question") << u"What is our refund policy?"_s
                                  << QStringList{
                                         uR"(Search knowledge_search {"limit":5,"query":"refund policy"})"_s,
                                         u"Answer: Answer the question: What is our refund policy?"_s};
        QTest::newRow("summary to a file")
            << u"Summarise our refund policy and save it as refund.md"_s
            << QStringList{
                   uR"(Search knowledge_search {"limit":8,"query":"refund policy"})"_s,
                   u"Summarise: Summarise for the file refund.md: refund policy"_s,
                   uR"(Write write_file {"content":{"$step":"Summarise","field":"text"},"path":"refund.md"})"_s,
                   u"Report: Report what was done."_s};
        QTest::newRow("arithmetic") << u"12*7"_s
                                    << QStringList{uR"(Calculate calculator {"expression":"12 * 7"})"_s,
                                                   u"Answer: Report what was done."_s};
        QTest::newRow("page") << u"Fetch https://example.com and summarise it in 2 sentences"_s
                              << QStringList{uR"(Fetch http_fetch {"url":"https://example.com"})"_s,
                                             u"Summarise: Summarise in 2 sentences."_s};
        QTest::newRow("two searches")
            << u"Summarise shipping, then summarise refunds"_s
            << QStringList{uR"(Search knowledge_search {"limit":8,"query":"shipping"})"_s,
                           u"Summarise: Summarise: shipping"_s,
                           uR"(Search 2 knowledge_search {"limit":8,"query":"refunds"})"_s,
                           u"Summarise 2: Summarise: refunds"_s, u"Report: Report what was done."_s};
        QTest::newRow("calculation to a file")
            << u"Calculate 12*7 and save it as a.txt"_s
            << QStringList{
                   uR"(Calculate calculator {"expression":"12 * 7"})"_s,
                   u"Collect: Report what was done for the file a.txt."_s,
                   uR"(Write write_file {"content":{"$step":"Collect","field":"text"},"path":"a.txt"})"_s,
                   u"Report: Report what was done."_s};
        QTest::newRow("unclear")
            << u"Compose a poem about trains"_s
            << QStringList{uR"(Search knowledge_search {"limit":5,"query":"compose poem trains"})"_s,
                           u"Answer: No rule fits; show what is nearest: Compose a poem about trains"_s};
        QTest::newRow("help") << u"help"_s << QStringList{u"Answer: Say what can be asked for."_s};
    }

    void plans()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, plan);
        QCOMPARE(planned(asking(query, Purpose::Plan)), plan);
    }

    void stepsFollowEachOtherAndNamesAreUnique()
    {
        const auto answer = BuiltinProvider::answer(
            asking(u"Summarise shipping and save it as a.md, then summarise refunds and save it as b.md"_s,
                   Purpose::Plan));
        QVERIFY_RESULT(answer);
        QStringList names;
        for (const PlannedStep &step : answer->plan) {
            QVERIFY(!names.contains(step.name));
            QCOMPARE(step.after, names.isEmpty() ? QStringList() : QStringList{names.last()});
            names.append(step.name);
        }
        QCOMPARE(names.size(), 7);
        QCOMPARE(answer->usage, Usage());
        QCOMPARE(answer->model, u"extractive-1"_s);
    }

    void aMissingToolIsNamed()
    {
        const QStringList plan = planned(asking(u"Summarise our refund policy and save it as refund.md"_s,
                                                Purpose::Plan, {u"knowledge_search"_s}));
        QCOMPARE(plan.size(), 1);
        QVERIFY(plan.first().startsWith(u"Answer: Say: This needs the tool `write_file` to write a file"_s));
        QCOMPARE(planned(asking(u"12*7"_s, Purpose::Plan, {})).size(), 1);
        // Without tools, an unclear request is answered all the same.
        QCOMPARE(planned(asking(u"Compose a poem"_s, Purpose::Plan, {})).size(), 1);
    }

    void aFollowUpIsSearchedWithTheWordsBefore()
    {
        ModelRequest request = asking(u"and for gift cards?"_s, Purpose::Plan);
        request.messages.prepend({.role = Role::Assistant, .text = u"> Within 30 days."_s});
        request.messages.prepend({.role = Role::User, .text = u"What is our refund policy?"_s});
        QCOMPARE(planned(request).first(),
                 uR"(Search knowledge_search {"limit":5,"query":"gift cards refund policy"})"_s);
    }

    void whatWasSaidBeforeCanBeSaved()
    {
        ModelRequest request = asking(u"save it as a.md"_s, Purpose::Plan);
        QVERIFY(planned(request).first().contains(u"There is nothing to save yet"_s));
        request.messages.prepend({.role = Role::Assistant, .text = u"The answer"_s});
        request.messages.prepend({.role = Role::User, .text = u"A question?"_s});
        QCOMPARE(planned(request).first(), uR"(Write write_file {"content":"The answer","path":"a.md"})"_s);
    }

    void aQuestionIsAnsweredWithQuotedPassages()
    {
        const auto answer = walk().follow(u"Can gift cards be refunded?"_s);
        QVERIFY_RESULT(answer);
        QVERIFY2(answer->startsWith(u"> Living plants"_s), qPrintable(*answer));
        QVERIFY(answer->contains(u"Gift cards are never refunded."_s));
        QVERIFY(answer->contains(u"> — Refund policy › What cannot be refunded"_s));
    }

    void whatIsNotThereIsSaid()
    {
        const auto nothing = walk().follow(u"Who won the zeppelin championship?"_s);
        QVERIFY_RESULT(nothing);
        QVERIFY2(nothing->startsWith(u"I found nothing about “Who won the zeppelin championship?”"_s),
                 qPrintable(*nothing));
        const auto near =
            walk().follow(u"Which zeppelin championship was shipped by parcel and sponsored abroad?"_s);
        QVERIFY_RESULT(near);
        QVERIFY2(near->startsWith(u"I found no passage that answers"_s), qPrintable(*near));
        QVERIFY(near->contains(u"> — "_s));
    }

    void anUnclearRequestIsAnsweredHonestly()
    {
        const auto answer = walk().follow(u"Compose a poem about parcels"_s);
        QVERIFY_RESULT(answer);
        QVERIFY2(
            answer->startsWith(
                u"I have no language model, and none of my rules fits “Compose a poem about parcels”."_s),
            qPrintable(*answer));
        QVERIFY(answer->contains(u"> — Shipping and delivery"_s));
        QVERIFY(answer->contains(u"configure a provider"_s));
    }

    void aSummaryIsExtractedAndSaved()
    {
        const auto answer =
            walk().follow(u"Summarise our refund policy in 3 sentences and save it as refund.md"_s);
        QVERIFY_RESULT(answer);
        const QString written = m_files.value(u"refund.md"_s);
        QVERIFY2(written.startsWith(u"# Refund policy\n\n- "_s), qPrintable(written));
        QCOMPARE(written.count(u"\n- "_s), 3);
        QVERIFY(written.contains(u"\n\nSources: Refund policy"_s));
        QVERIFY2(answer->startsWith(written), qPrintable(*answer));
        QVERIFY(answer->endsWith(u"Saved as `refund.md` (%1 bytes)."_s.arg(written.size())));
    }

    void aSummaryKeepsToItsTopicAndItsOrder()
    {
        const auto answer = walk().follow(u"Summarise our refund policy"_s);
        QVERIFY_RESULT(answer);
        QFile file(u":/signalbox/samples/refund-policy.md"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString policy = QString::fromUtf8(file.readAll());
        const QString listed = answer->section(u"\n\nSources: "_s, 0, 0);
        const QStringList sentences = listed.sliced(2).split(u"\n- "_s);
        QCOMPARE(sentences.size(), 5);
        qsizetype last = -1;
        for (const QString &sentence : sentences) {
            QVERIFY2(policy.indexOf(sentence) > last, qPrintable(sentence));
            last = policy.indexOf(sentence);
        }
        const QString sources = answer->section(u"\n\nSources: "_s, 1);
        QVERIFY2(!sources.contains(u"Support handbook"_s), qPrintable(sources));
        QVERIFY(sources.count(u';') <= 4);
    }

    void nothingIsWrittenWhenThereIsNothingToSay()
    {
        const auto answer = walk().follow(u"Summarise our zeppelin policy and save it as zeppelin.md"_s);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::NotFound);
        QCOMPARE(answer.error().retry, Retry::Never);
        QVERIFY(answer.error().text.contains(u"Nothing was written to zeppelin.md."_s));
        QVERIFY(m_files.isEmpty());
    }

    void severalRequestsAreReportedInOrder()
    {
        const auto answer = walk().follow(
            u"Write 'Call Ann' to a.md, then calculate 12*7 and list the files, then read a.md"_s);
        QVERIFY_RESULT(answer);
        QCOMPARE(
            *answer,
            u"Saved as `a.md` (8 bytes).\n\n12 * 7 = **147**\n\n- `a.md`\n- `b.md`\n\n`a.md`:\n\n> Call Ann"_s);
    }

    void pagesAndGivenTextsAreSummarised()
    {
        const auto page = walk().follow(u"Fetch https://example.com and summarise it in one sentence"_s);
        QVERIFY_RESULT(page);
        QCOMPARE(*page, u"- Trains run daily.\n\nSource: https://example.com"_s);
        const auto given =
            walk().follow(u"Summarise this in one sentence: Parcels need parcels labels. Cats sleep."_s);
        QVERIFY_RESULT(given);
        QCOMPARE(*given, u"- Parcels need parcels labels."_s);
        QVERIFY_RESULT(walk().follow(u"Fetch https://example.com and save it as page.txt"_s));
        QCOMPARE(m_files.value(u"page.txt"_s), u"Trains run daily. They stop at night."_s);
    }

    void aFailureIsTold()
    {
        const auto answer = walk().follow(u"Read missing.md"_s);
        QVERIFY_RESULT(answer);
        QCOMPARE(*answer, u"This was not done: read file `missing.md`. There is no file \"missing.md\"."_s);
        const auto kept = walk().follow(u"Summarise missing.md and save it as b.md"_s);
        QVERIFY(!kept);
        QVERIFY(m_files.isEmpty());
    }

    void withoutAPlanToolsAreCalledOneATurn()
    {
        ModelRequest request =
            asking(u"Summarise our refund policy and save it as refund.md"_s, Purpose::Answer);
        QStringList called;
        for (int turn = 0; turn < 5; ++turn) {
            const auto answer = BuiltinProvider::answer(request);
            QVERIFY_RESULT(answer);
            if (answer->toolCalls.isEmpty()) {
                QVERIFY2(answer->text.endsWith(u"bytes)."_s), qPrintable(answer->text));
                break;
            }
            QCOMPARE(answer->toolCalls.size(), 1);
            const ToolCall call = answer->toolCalls.first();
            called.append(call.name);
            addOutcome(request, call.name, call.arguments, runTool(call.name, call.arguments));
        }
        QCOMPARE(called, QStringList({u"knowledge_search"_s, u"write_file"_s}));
        QVERIFY(m_files.value(u"refund.md"_s).startsWith(u"# Refund policy\n\n- "_s));

        const auto question =
            BuiltinProvider::answer(asking(u"What is our refund policy?"_s, Purpose::Answer));
        QVERIFY_RESULT(question);
        QCOMPARE(question->toolCalls.first().arguments.value("query"_L1).toString(), u"refund policy"_s);
    }

    void theAnswerComesInPiecesAndThenWhole()
    {
        BuiltinProvider provider;
        const auto call = provider.start(asking(u"help"_s, Purpose::Answer));
        QString pieces;
        int count = 0;
        std::optional<Result<ModelAnswer>> finished;
        connect(call.get(), &ModelCall::partial, this, [&](const QString &piece) {
            QVERIFY(!finished);
            pieces += piece;
            ++count;
        });
        connect(call.get(), &ModelCall::finished, this,
                [&](const Result<ModelAnswer> &answer) { finished = answer; });
        QVERIFY(!finished);
        QTRY_VERIFY(finished);
        QVERIFY_RESULT(*finished);
        QCOMPARE(pieces, (*finished)->text);
        QVERIFY(count > 5 && count <= 65);
    }

    void aCallThatIsDroppedWithinAPieceSaysNoMore()
    {
        BuiltinProvider provider;
        auto call = provider.start(asking(u"help"_s, Purpose::Answer));
        int heard = 0;
        connect(call.get(), &ModelCall::partial, this, [&] {
            ++heard;
            call.reset();
        });
        QTRY_COMPARE(heard, 1);
        QCoreApplication::processEvents();
        QCOMPARE(heard, 1);
    }

    void anyRequestIsAnswered_data()
    {
        QTest::addColumn<ModelRequest>("request");
        QTest::newRow("no messages") << ModelRequest{};
        QTest::newRow("no messages, plan") << ModelRequest{.purpose = Purpose::Plan};
        QTest::newRow("assistant alone")
            << ModelRequest{.messages = {{.role = Role::Assistant, .text = u"x"_s}}};
        QTest::newRow("words of a plan") << asking(u"Say: hello"_s, Purpose::Answer);
        QTest::newRow("long") << asking(QString(u"why "_s.repeated(25'000)), Purpose::Plan);
        ModelRequest broken = asking(u"What is it?"_s, Purpose::Answer);
        broken.messages.append(
            {.role = Role::Tool, .text = u"{not json"_s, .toolName = u"knowledge_search"_s});
        QTest::newRow("broken outcome") << broken;
        broken.messages.last().text = u"{\"passages\":[1,{\"text\":5},null]}"_s;
        QTest::newRow("odd outcome") << broken;
    }

    void anyRequestIsAnswered()
    {
        QFETCH(ModelRequest, request);
        const auto answer = BuiltinProvider::answer(request);
        QVERIFY_RESULT(answer);
        QVERIFY(!answer->text.isEmpty() || !answer->plan.isEmpty() || !answer->toolCalls.isEmpty());
    }
};

SIGNALBOX_TEST(TestBuiltin)
#include "tst_builtin.moc"
