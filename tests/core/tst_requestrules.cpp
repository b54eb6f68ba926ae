// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/arithmeticwords.h"
#include "core/provider/requestrules.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::pair<const char16_t *, const char16_t *> requestRows[] = {
    // Questions
    {u"What is our refund policy?", u"ask What is our refund policy?"},
    {u"who approves refunds above 500 euros", u"ask who approves refunds above 500 euros"},
    {u"Tell me about shipping costs.", u"ask shipping costs"},
    {u"pls tell me about shipping costs, pls", u"ask shipping costs"},
    {u"Search the knowledge base for gift cards", u"ask gift cards"},
    {u"refunds for plants?", u"ask refunds for plants?"},
    {u"and for digital goods?", u"ask and for digital goods?"},
    {u"What happens first and then what happens next?",
     u"ask What happens first and then what happens next?"},
    {u"How do we read and write files?", u"ask How do we read and write files?"},
    // Summaries
    {u"Summarise our refund policy", u"summarise knowledge refund policy"},
    {u"SUMMARIZE OUR REFUND POLICY!", u"summarise knowledge REFUND POLICY"},
    {u"Please sum up the shipping rules in three sentences.", u"summarise knowledge shipping rules in 3"},
    {u"Give me a short summary of our refund policy", u"summarise knowledge refund policy"},
    {u"What are the key points of the support handbook?", u"summarise knowledge support handbook"},
    {u"summarise notes.md in 2 bullet points", u"summarise file notes.md in 2"},
    {u"Summarise the file reports/churn.md", u"summarise file reports/churn.md"},
    {u"summarise https://example.com/a?b=c.", u"summarise page https://example.com/a?b=c"},
    {u"What does https://example.com say?", u"summarise page https://example.com"},
    {u"Summarise this: Trains run. Then they stop; and save them.",
     u"summarise given Trains run. Then they stop; and save them"},
    {u"Summarise in 2 sentences:\nOne. Two. Three.", u"summarise given One. Two. Three in 2"},
    {u"tl;dr: One. Two.", u"summarise given One. Two"},
    {u"summarise it", u"summarise previous"},
    // Pages
    {u"fetch https://example.com", u"fetch https://example.com"},
    {u"Get the page at http://example.com/x.", u"fetch http://example.com/x"},
    {u"fetch https://example.com and summarise it", u"fetch https://example.com | summarise previous"},
    {u"Fetch https://example.com, then summarize it in two sentences",
     u"fetch https://example.com | summarise previous in 2"},
    {u"https://example.com", u"fetch https://example.com | summarise previous"},
    {u"download “https://example.com/a.txt” and save it as a.txt",
     u"fetch https://example.com/a.txt | save a.txt"},
    // Files
    {u"read notes.md", u"read notes.md"},
    {u"Show me the file \"my notes.txt\", please", u"read my notes.txt"},
    {u"what's in notes.md?", u"read notes.md"},
    {u"What does todo.txt say?", u"read todo.txt"},
    {u"read /etc/passwd", u"read /etc/passwd"},
    {u"Read ../../secret, please", u"read ../../secret"},
    {u"write 'x' to ~/notes", u"write ~/notes=x"},
    {u"What is 1/2 of it?", u"ask What is 1/2 of it?"},
    {u"list the files", u"list"},
    {u"What files are there?", u"list"},
    {u"which files do I have", u"list"},
    {u"List all files in the folder reports", u"list reports"},
    {u"list files in reports/2026", u"list reports/2026"},
    {u"ls", u"list"},
    {u"write 'text' to notes.md", u"write notes.md=text"},
    {u"Write “Call Ann. Then call Bob, and save it as x.md” into the file notes.md.",
     u"write notes.md=Call Ann. Then call Bob, and save it as x.md"},
    {u"write hello world to hello.txt", u"write hello.txt=hello world"},
    {u"create a file called todo.md with 'buy milk'", u"write todo.md=buy milk"},
    {u"write to notes.md: one; two", u"write notes.md=one; two"},
    {u"save \"x\" as \"my notes.md\"", u"write my notes.md=x"},
    {u"write 'it's fine' to a.txt", u"write a.txt=it's fine"},
    {u"Write a summary of our refund policy to refund.md",
     u"summarise knowledge refund policy | save refund.md"},
    {u"Write a short report on shipping costs to reports/shipping.md",
     u"summarise knowledge shipping costs | save reports/shipping.md"},
    {u"save our opening hours as hours.md", u"ask our opening hours | save hours.md"},
    {u"save it as refund.md", u"save refund.md"},
    {u"save that under refund", u"save refund"},
    // Remember
    {u"remember that we close at six.", u"remember we close at six."},
    {u"Please note that A and B and then C", u"remember A and B and then C"},
    {u"Do you remember the date?", u"ask Do you remember the date?"},
    {u"remember when we met?", u"ask remember when we met?"},
    // Several
    {u"Summarise our refund policy and save it as refund.md",
     u"summarise knowledge refund policy | save refund.md"},
    {u"Summarise our refund and return policy, and write it to refund.md.",
     u"summarise knowledge refund and return policy | save refund.md"},
    {u"What is our refund policy? Save the answer as refund.md",
     u"ask What is our refund policy? | save refund.md"},
    {u"Calculate 12*7 and then list the files; then read notes.md",
     u"calculate 12 * 7 | list | read notes.md"},
    {u"Read a.md then summarise it and then save it as b.md, then remember that a is done",
     u"read a.md | summarise previous | save b.md | remember a is done"},
    {u"First read a.md. Then tell me about shipping.", u"read a.md | ask shipping"},
    {u"What is 10\nminus 4?", u"calculate 10 - 4"},
    {u"6\ntimes 7", u"calculate 6 * 7"},
    {u"What is 6 times\n7?", u"calculate 6 * 7"},
    {u"What is 6 times\r\n7 plus\n1?", u"calculate 6 * 7 + 1"},
    {u"What is 10\nminus 4\n plus 2\n\ndivided by 8", u"calculate 10 - 4 + 2 / 8"},
    {u"3 *\n4", u"calculate 3 * 4"},
    {u"List the files.\nWhat is 10\n- 4?", u"list | calculate 10 - 4"},
    {u"What is 2+2?\nWhat is 3*3?", u"calculate 2 + 2 | calculate 3 * 3"},
    {u"2+2\n3*3", u"calculate 2 + 2 | calculate 3 * 3"},
    {u"list the files\nread a.md", u"list | read a.md"},
    {u"Summarise refunds and put it in context", u"summarise knowledge refunds and put it in context"},
    // The rest
    {u"help", u"offer"},
    {u"Hello!", u"offer"},
    {u"What can you do?", u"offer"},
    {u"", u"offer"},
    {u"?!", u"offer"},
    {u"Compose a poem about trains", u"unclear Compose a poem about trains"},
    {u"refund policy", u"unclear refund policy"},
};

constexpr std::pair<const char16_t *, const char16_t *> arithmeticRows[] = {
    {u"12*7", u"12 * 7"},
    {u"12 * (3+4)", u"12 * (3 + 4)"},
    {u"What is 17.5 % of 840?", u"(17.5 / 100) * 840"},
    {u"what's 17.5 percent of 840", u"(17.5 / 100) * 840"},
    {u"calculate 10% off 80.", u"(1 - 10 / 100) * 80"},
    {u"100 plus 10 percent", u"100 + 10%"},
    {u"200 - 10% + 5", u"200 - 10% + 5"},
    {u"How much is 1,234.50 + 66?", u"1234.50 + 66"},
    {u"CALCULATE 2 plus 3 times 4, please", u"2 + 3 * 4"},
    {u"12 divided by 4 minus 1", u"12 / 4 - 1"},
    {u"2 to the power of 10", u"2 ^ 10"},
    {u"2**10", u"2 ^ 10"},
    {u"3 squared", u"3 ^ 2"},
    {u"6 × 7 ÷ 2 − 1", u"6 * 7 / 2 - 1"},
    {u"3x4", u"3 * 4"},
    {u"12*7=", u"12 * 7"},
    {u"-5 + 3", u"-5 + 3"},
    {u"-5 - -3", u"-5 - -3"},
    {u"5 * (-3 + 2)", u"5 * (-3 + 2)"},
    {u"sqrt(-1)", u"sqrt(-1)"},
    {u"max(-3, -2)", u"max(-3, -2)"},
    {u"1e3 + 1", u"1e3 + 1"},
    {u"2.5E-3 * 4", u"2.5E-3 * 4"},
    {u"1e + 1", u""},
    {u"half of 10", u"0.5 * 10"},
    {u"What is twice 7?", u"2 * 7"},
    {u"5 half of 10", u""},
    {u"what is the square root of 16?", u"sqrt(16)"},
    {u"max(2,300) + sqrt(16)", u"max(2, 300) + sqrt(16)"},
    {u"square root of", u""},
    {u"1, 2", u""},
    {u"$20 * 3", u"20 * 3"},
    {u"Could you please work out (1+2)*(3+4)?", u"(1 + 2) * (3 + 4)"},
    {u"what is 2024-01-15", u"2024 - 01 - 15"},
    {u"2024-01-15", u""},
    {u"555-1234", u""},
    {u"1/2/2026", u""},
    {u"42", u""},
    {u"what is 42", u""},
    {u"what is x", u""},
    {u"(1+2", u""},
    {u"1+2)", u""},
    {u"% of 3", u""},
    {u"1 + apples", u""},
    {u"times 7", u""},
    {u"6 times", u""},
    {u"2 + 2 3 * 3", u""},
    {u"20% 50", u""},
    {u"-", u""},
    {u"", u""},
};

QString told(const Request &request)
{
    static constexpr const char *sources[] = {"knowledge", "file", "page", "given", "previous"};
    const QString count =
        request.sentences > 0 ? QString(u" in "_s + QString::number(request.sentences)) : QString();
    switch (request.wish) {
    case Wish::Ask:
        return u"ask "_s + request.subject;
    case Wish::Calculate:
        return u"calculate "_s + request.subject;
    case Wish::Fetch:
        return u"fetch "_s + request.subject;
    case Wish::Read:
        return u"read "_s + request.path;
    case Wish::List:
        return u"list "_s + request.path;
    case Wish::Write:
        return u"write "_s + request.path + u'=' + request.subject;
    case Wish::Save:
        return u"save "_s + request.path;
    case Wish::Remember:
        return u"remember "_s + request.subject;
    case Wish::Summarise:
        return u"summarise "_s + QString::fromLatin1(sources[int(request.source)]) + u' ' + request.subject +
               request.path + count;
    case Wish::Offer:
        return u"offer"_s;
    case Wish::Unclear:
        return u"unclear "_s + request.subject;
    }
    return {};
}

QString told(const QList<Request> &requests)
{
    QStringList all;
    for (const Request &request : requests)
        all.append(told(request).simplified());
    return all.join(u" | "_s);
}

} // namespace

class TestRequestRules : public QObject
{
    Q_OBJECT

private slots:
    void arithmetic_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expression");
        for (const auto &[text, expression] : arithmeticRows) {
            const QString name = QString::fromUtf16(text);
            QTest::newRow(qPrintable(name)) << name << QString::fromUtf16(expression);
        }
    }

    void arithmetic()
    {
        QFETCH(QString, text);
        QFETCH(QString, expression);
        QCOMPARE(arithmeticIn(text), expression);
    }

    void requests_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        for (const auto &[text, expected] : requestRows) {
            const QString name = QString::fromUtf16(text);
            QTest::newRow(name.isEmpty() ? "nothing" : qPrintable(name.left(80)))
                << name << QString::fromUtf16(expected);
        }
    }

    void requests()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(told(recognise(text)), expected);
    }

    void followUpsLeanOnTheQuestionBefore()
    {
        QVERIFY(isFollowUp(u"and for digital goods?"));
        QVERIFY(isFollowUp(u"What about plants?"));
        QVERIFY(isFollowUp(u"how long does it take?"));
        QVERIFY(!isFollowUp(u"What is our refund policy?"));
    }

    void hostileTextsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        const qsizetype size = 100'000;
        const auto row = [](const char *name, const QString &piece) {
            QTest::newRow(name) << QString(piece.repeated(size / piece.size()));
        };
        row("letters", u"a"_s);
        row("blanks and a letter", u"          x"_s);
        row("quotes", u"' "_s);
        row("mixed quotes", u" '\"“`"_s);
        row("and", u" and"_s);
        row("then summarise", u"then summarise x "_s);
        row("save", u" and save it as a.md"_s);
        row("brackets", u"("_s);
        row("digits", u"9"_s);
        row("signs", u"1+"_s);
        row("commas", u"1,234"_s);
        row("schemes", u"http://"_s);
        row("dots", u"."_s);
        row("colons", u": "_s);
        row("lines", u"\n"_s);
        row("control", QString(QChar(1)));
        row("nulls", QString(QChar(0)));
        row("surrogates", QString(QChar(0xd83d)));
        row("please", u"please "_s);
        row("summarise this", u"summarise this: "_s);
        row("write", u"write 'x "_s);
        QTest::newRow("write to") << QString(u"write "_s + u"to "_s.repeated(30'000) + u"a.md"_s);
        QTest::newRow("summarise") << QString(u"summarise "_s + u"in 3 sentences "_s.repeated(7'000));
    }

    void hostileTextsAreRead()
    {
        QFETCH(QString, text);
        QVERIFY(!recognise(text).isEmpty());
    }
};

SIGNALBOX_TEST(TestRequestRules)
#include "tst_requestrules.moc"
