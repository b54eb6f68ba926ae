// SPDX-License-Identifier: GPL-3.0-or-later
// What a client of OpenAI's protocol may ask of the text: how it is sampled, and where it ends.
#include "server/surfaces/openai/stopsequences.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using server::openai::StopSequences;

namespace {

const QByteArray chatPath = "/v1/chat/completions";

QJsonObject ask(QJsonObject more = {})
{
    more.insert(u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"Count"_s}}});
    return more;
}

QString streamedText(const QByteArray &input)
{
    QString text;
    for (const QByteArray &line : input.split('\n')) {
        if (line.startsWith("data: {"))
            text += QJsonDocument::fromJson(line.sliced(6))
                        .object()
                        .value(u"choices"_s)[0][u"delta"_s][u"content"_s]
                        .toString();
    }
    return text;
}

} // namespace

class TestOpenAiSampling : public QObject
{
    Q_OBJECT

private slots:
    void theModelIsAskedAsTheClientWants()
    {
        TestSignalbox box;
        box.core.model().say(u"Yes."_s);
        const QJsonObject wishes{{u"temperature"_s, 0.1},
                                 {u"top_p"_s, 0.4},
                                 {u"presence_penalty"_s, 1.5},
                                 {u"frequency_penalty"_s, -1}};
        QCOMPARE(box.request("POST", chatPath, ask(wishes)).status, 200);
        const ModelRequest asked = box.core.model().requests().last();
        QCOMPARE(asked.temperature, 0.1);
        QCOMPARE(asked.topP, 0.4);
        QCOMPARE(asked.presencePenalty, 1.5);
        QCOMPARE(asked.frequencyPenalty, -1.0);
        box.core.model().say(u"Yes."_s);
        QCOMPARE(box.request("POST", chatPath, ask({{u"top_p"_s, QJsonValue()}, {u"stop"_s, QJsonValue()}}))
                     .status,
                 200);
        QCOMPARE(box.core.model().requests().last().topP, -1.0);
        QVERIFY(box.core.model().requests().last().hints.isEmpty());
    }

    void hintsReachTheModelAsTheyAre()
    {
        TestSignalbox box;
        box.core.model().say(u"Yes."_s);
        const QJsonObject hints{{u"seed"_s, 42}, {u"reasoning_effort"_s, u"low"_s}};
        QCOMPARE(box.request("POST", chatPath, ask(hints)).status, 200);
        QCOMPARE(box.core.model().requests().last().hints, hints);
        box.core.model().say(u"Yes."_s);
        const QJsonObject prompt{{u"prompt"_s, u"Count"_s}, {u"seed"_s, -3}};
        QCOMPARE(box.request("POST", "/v1/completions", prompt).status, 200);
        QCOMPARE(box.core.model().requests().last().hints, (QJsonObject{{u"seed"_s, -3}}));
    }

    void theAnswerEndsBeforeTheFirstStop_data()
    {
        QTest::addColumn<QJsonValue>("stop");
        QTest::addColumn<QString>("text");
        QTest::newRow("a text") << QJsonValue(u"three"_s) << u"One, two, "_s;
        QTest::newRow("a list") << QJsonValue(QJsonArray{u"four"_s, u"two"_s}) << u"One, "_s;
        QTest::newRow("not there") << QJsonValue(u"five"_s) << u"One, two, three, four."_s;
        QTest::newRow("the end of a beginning") << QJsonValue(u"four.\n"_s) << u"One, two, three, four."_s;
        QTest::newRow("the first word") << QJsonValue(u"One"_s) << QString();
    }

    // The task has it all: others may read on.
    void theAnswerEndsBeforeTheFirstStop()
    {
        QFETCH(QJsonValue, stop);
        QFETCH(QString, text);
        const QString whole = u"One, two, three, four."_s;
        TestSignalbox box;
        box.core.model().say(whole);
        const JsonAnswer answer = box.request("POST", chatPath, ask({{u"stop"_s, stop}}));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"choices.0.message.content"_s), text);
        QCOMPARE(answer.text(u"choices.0.finish_reason"_s), u"stop"_s);
        QCOMPARE(box.core.task({QString::fromLatin1(answer.header("x-workflow-id"))}).result, whole);
        box.core.model().say(whole);
        const QJsonObject body = ask({{u"stop"_s, stop}, {u"stream"_s, true}});
        const auto client = box.open("POST", chatPath, QJsonDocument(body).toJson(QJsonDocument::Compact));
        QVERIFY(client->sees("[DONE]"));
        QCOMPARE(streamedText(client->input), text);
        QVERIFY(client->input.contains("\"finish_reason\":\"stop\""));
    }

    void aStopThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QJsonValue>("stop");
        QTest::newRow("a number") << QJsonValue(7);
        QTest::newRow("empty") << QJsonValue(QString());
        QTest::newRow("an object") << QJsonValue(QJsonObject());
        QTest::newRow("five") << QJsonValue(QJsonArray{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s});
        QTest::newRow("a number in a list") << QJsonValue(QJsonArray{u"a"_s, 1});
        QTest::newRow("long") << QJsonValue(QString(201, u'x'));
    }

    void aStopThatIsNoneIsRefused()
    {
        QFETCH(QJsonValue, stop);
        TestSignalbox box;
        const QList<qint64> before = box.rows();
        const JsonAnswer answer = box.request("POST", chatPath, ask({{u"stop"_s, stop}}));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.text(u"error.param"_s), u"stop"_s);
        QCOMPARE(box.rows(), before);
    }

    // However a text is cut into pieces, the same is told of it, and as much as is known at every moment.
    void piecesMakeNoDifference()
    {
        const QString text = u"aab aaab ab aaaab"_s;
        for (const QStringList &stops : {QStringList{u"aaaa"_s}, QStringList{u"b ab"_s, u"zz"_s},
                                         QStringList{u"b"_s}, QStringList{u"none"_s}, QStringList()}) {
            const QString whole = StopSequences::before(stops, text);
            for (qsizetype size = 1; size <= text.size(); ++size) {
                StopSequences sequences(stops);
                QString told;
                for (qsizetype at = 0; at < text.size(); at += size)
                    told += sequences.add(text.mid(at, size));
                told += sequences.rest();
                QCOMPARE(told, whole);
            }
        }
        StopSequences sequences({u"END"_s});
        QCOMPARE(sequences.add(u"The E"_s), u"The "_s);
        QCOMPARE(sequences.add(u"lk EN"_s), u"Elk "_s);
        QCOMPARE(sequences.add(u"D of it"_s), QString());
        QCOMPARE(sequences.add(u"more"_s), QString());
        QCOMPARE(sequences.rest(), QString());
        QCOMPARE(sequences.add(u"A new text"_s), u"A new text"_s);
    }
};

SIGNALBOX_TEST(TestOpenAiSampling)
#include "tst_openaisampling.moc"
