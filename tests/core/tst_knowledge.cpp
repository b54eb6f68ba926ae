// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/knowledgeservice.h"
#include "core/knowledge/passages.h"
#include "core/knowledge/searchterms.h"
#include "core/tool/knowledgesearch.h"
#include "core/tool/remember.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray sample(const QString &name)
{
    QFile file(u":/signalbox/samples/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

NewDocument markdown(const QByteArray &content, const QString &fileName = u"page.md"_s)
{
    return {.content = content, .fileName = fileName};
}

} // namespace

class TestKnowledge : public QObject
{
    Q_OBJECT

private slots:
    void termsLeaveOutWordsWithoutSubject_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("terms");
        QTest::newRow("question") << u"What is our refund policy?"_s << u"refund policy"_s;
        QTest::newRow("contraction") << u"What's the customers' deadline, please?"_s
                                     << u"customers deadline"_s;
        QTest::newRow("each once") << u"refund REFUND Refund"_s << u"refund"_s;
        QTest::newRow("stop words alone") << u"Who are you"_s << u"who are you"_s;
        QTest::newRow("signs") << u"\"a\" AND NOT (refund*) NEAR/3 title:x"_s << u"refund near 3 title x"_s;
        QTest::newRow("nothing") << u"?!… \n"_s << QString();
        QTest::newRow("accents") << u"Où est le café"_s << u"où est le café"_s;
    }

    void termsLeaveOutWordsWithoutSubject()
    {
        QFETCH(QString, text);
        QFETCH(QString, terms);
        QCOMPARE(searchTerms(text).join(u' '), terms);
    }

    void wordsAreFoundHoweverTheyAreWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("isFound");
        const auto row = [](const char *name, const QString &text, const QString &query,
                            bool isFound = true) { QTest::newRow(name) << text << query << isFound; };
        row("Chinese", u"我们的退款政策是三十天之内全额退款。"_s, u"退款"_s);
        row("Chinese, longer", u"我们的退款政策是三十天之内全额退款。"_s, u"退款政策"_s);
        row("Chinese, one character", u"我们的退款政策。"_s, u"退"_s);
        row("Chinese, a question", u"我们的退款政策是三十天。"_s, u"退款政策是什么？"_s);
        row("Chinese, turned round", u"我们的退款政策。"_s, u"款退"_s, false);
        row("Chinese beside Latin", u"购买iPhone15手机"_s, u"iphone15"_s);
        row("Japanese", u"返金ポリシーは三十日以内です。"_s, u"ポリシー"_s);
        row("Japanese of half width", u"返金ﾎﾟﾘｼｰです"_s, u"ポリシー"_s);
        row("Japanese marks matter", u"ホットケーキ"_s, u"ポッ"_s, false);
        row("Thai", u"นโยบายการคืนเงินภายในสามสิบวัน"_s, u"คืนเงิน"_s);
        row("Korean with an ending", u"환불정책은 삼십일입니다"_s, u"환불"_s);
        row("Korean taken apart", QString(u"환불정책"_s).normalized(QString::NormalizationForm_D), u"환불"_s);
        row("beyond the first plane", u"𠮷野家の牛丼"_s, u"𠮷野家"_s);
        row("soft hyphens", u"Das Ge\u00adsamt\u00adkon\u00adzept."_s, u"Gesamtkonzept"_s);
        row("soft hyphens in the query", u"Das Gesamtkonzept."_s, u"Gesamt\u00adkonzept"_s);
        row("a joiner that nobody sees", u"zero\u200dwidth"_s, u"zerowidth"_s);
        row("ligature fi", u"The \ufb01nance team."_s, u"finance"_s);
        row("ligature ffl", u"ba\ufb04ed"_s, u"baffled"_s);
        row("full width", u"Ｒｅｆｕｎｄ １２３"_s, u"refund 123"_s);
        row("small capitals of mathematics", u"the 𝐫𝐞𝐟𝐮𝐧𝐝"_s, u"refund"_s);
        row("a digit in a circle", u"Schritt ①"_s, u"schritt 1"_s);
        row("sharp s", u"Wir wohnen in der Hauptstraße."_s, u"Hauptstrasse"_s);
        row("sharp s in the query", u"HAUPTSTRASSE 5"_s, u"hauptstraße"_s);
        row("great sharp s", u"HAUPTSTRAẞE"_s, u"hauptstrasse"_s);
        row("accents", u"Le café est fermé"_s, u"CAFE"_s);
        row("accents taken apart", u"Le cafe\u0301"_s, u"café"_s);
        row("letters with a stroke", u"Łódź i smørrebrød"_s, u"lodz smorrebrod"_s);
        row("dotless and dotted", u"İstanbul ve ısı"_s, u"istanbul isi"_s);
        row("ligatures of letters", u"Œuvre, Ægir"_s, u"oeuvre aegir"_s);
        row("final sigma", u"Ο ΝΌΜΟΣ"_s, u"νομος"_s);
        row("Cyrillic", u"Ёлка стоит"_s, u"елка"_s);
        row("Arabic vowels", u"مُحَمَّد كتب"_s, u"محمد"_s);
        row("Hebrew points", u"שָׁלוֹם"_s, u"שלום"_s);
        row("Hindi marks matter", u"किताब"_s, u"कताब"_s, false);
        row("forms of a word", u"Refunds are paid."_s, u"refunded"_s);
        row("a part of a word is none", u"Das Gesamtkonzept."_s, u"Gesamt"_s, false);
    }

    void wordsAreFoundHoweverTheyAreWritten()
    {
        QFETCH(QString, text);
        QFETCH(QString, query);
        QFETCH(bool, isFound);
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QVERIFY_RESULT(
            knowledge.add({.content = QString(u"x "_s + text).toUtf8(), .title = u"t"_s}, localOperator()));
        const auto hits = knowledge.search(query, 5, localOperator());
        QVERIFY_RESULT(hits);
        QCOMPARE(hits->size(), isFound ? 1 : 0);
        if (isFound)
            QVERIFY(hits->first().text.contains(text));
        QCOMPARE(coverage(searchTerms(query), text) > 0, isFound);
        QVERIFY_RESULT(knowledge.remember(u"n1"_s, text, u"ada"_s));
        QCOMPARE(knowledge.recall(query, 5, u"ada"_s)->size(),
                 coverage(searchTerms(query), text) > 0.5 ? 1 : 0);
    }

    void formsOfAWordAreTheSame()
    {
        QVERIFY(isSameWord(u"policy", u"policies"));
        QVERIFY(isSameWord(u"refund", u"refunded"));
        QVERIFY(!isSameWord(u"form", u"forest"));
        QVERIFY(!isSameWord(u"cat", u"cats and dogs"));
        QCOMPARE(coverage({u"refunds"_s, u"moon"_s}, u"The refund is paid."), 0.5);
        QCOMPARE(coverage({}, u"text"), 0.0);
    }

    void aMarkdownTextIsCutAtHeadingsAndParagraphs()
    {
        const QString text =
            u"---\ntitle: \"Returns\"\n---\n# Returns\n\nFirst.\n\nSecond.\n## Digital *goods*\nThird.\n"
            "```\n# no heading\n```\n# Other\n\n"_s;
        QCOMPARE(titleOf(text, Markup::Markdown), u"Returns"_s);
        const QList<Passage> passages = splitIntoPassages(text, Markup::Markdown, u"Returns");
        QCOMPARE(passages.size(), 2);
        QCOMPARE(text.mid(passages[0].start, passages[0].length), u"First.\n\nSecond."_s);
        QCOMPARE(passages[0].heading, QString());
        QCOMPARE(text.mid(passages[1].start, passages[1].length), u"Third.\n```\n# no heading\n```"_s);
        QCOMPARE(passages[1].heading, u"Digital goods"_s);
    }

    void longTextsAreCutIntoPassagesOfUsefulLength_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("sentences") << u"A sentence that says something of use. "_s.repeated(500);
        QTest::newRow("words") << u"word "_s.repeated(5000);
        QTest::newRow("one word") << QString(20'000, u'x');
        QTest::newRow("pairs") << u"😀"_s.repeated(5000);
        QTest::newRow("paragraphs") << u"A paragraph of some length, which says something.\n\n"_s.repeated(
            300);
        QTest::newRow("lines") << u"A line\n"_s.repeated(3000);
        QTest::newRow("blanks") << u"a"_s + QString(30'000, u' ') + u"b"_s;
    }

    void longTextsAreCutIntoPassagesOfUsefulLength()
    {
        QFETCH(QString, text);
        const QList<Passage> passages = splitIntoPassages(text, Markup::Plain);
        QVERIFY(!passages.isEmpty());
        qsizetype at = 0;
        qsizetype kept = 0;
        for (const Passage &passage : passages) {
            QVERIFY(passage.start >= at);
            QVERIFY(passage.length > 0 && passage.length <= 1200);
            at = passage.start + passage.length;
            const QString piece = text.mid(passage.start, passage.length);
            QVERIFY(!piece.front().isLowSurrogate() && !piece.back().isHighSurrogate());
            for (const QChar c : piece)
                kept += c.isSpace() ? 0 : 1;
        }
        qsizetype expected = 0;
        for (const QChar c : text)
            expected += c.isSpace() ? 0 : 1;
        QCOMPARE(kept, expected);
    }

    void aDocumentIsAddedFoundAndRemoved()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QSignalSpy heard(&store.journal(), &Journal::committed);
        const auto added = knowledge.add(markdown(sample(u"refund-policy.md"_s)), localOperator());
        QVERIFY_RESULT(added);
        QVERIFY_RESULT(knowledge.add(markdown(sample(u"shipping.md"_s)), localOperator()));
        QCOMPARE(added->title, u"Refund policy"_s);
        QCOMPARE(added->contentType, u"text/markdown"_s);
        QTRY_COMPARE(heard.count(), 1);
        const Event event = heard.first().first().value<QList<Event>>().first();
        QCOMPARE(event.type, EventType::DocumentAdded);
        QCOMPARE(event.subject, added->id.value);
        QCOMPARE(event.payload.value("title"_L1).toString(), u"Refund policy"_s);

        const auto hits = knowledge.search(u"How are gift cards refunded?"_s, 3, localOperator());
        QVERIFY_RESULT(hits);
        QVERIFY(!hits->isEmpty());
        const KnowledgeHit &best = hits->first();
        QCOMPARE(best.title, u"Refund policy"_s);
        QCOMPARE(best.heading, u"What cannot be refunded"_s);
        QVERIFY(best.text.contains(u"Gift cards are never refunded."_s));
        QVERIFY(!best.snippet.isEmpty());
        QCOMPARE(best.score, 1.0);
        const auto all = knowledge.search(u"days"_s, 10, localOperator());
        QVERIFY_RESULT(all);
        QVERIFY(all->size() > 1);
        for (const KnowledgeHit &hit : *all)
            QVERIFY(hit.score > 0 && hit.score <= all->first().score);
        QCOMPARE(all->first().score, 1.0);
        const auto text = knowledge.text(best.document, localOperator());
        QVERIFY_RESULT(text);
        QCOMPARE(text->mid(best.start, best.length), best.text);

        QVERIFY_RESULT(knowledge.remove(added->id, localOperator()));
        const auto after = knowledge.search(u"gift cards"_s, 3, localOperator());
        QVERIFY_RESULT(after);
        QVERIFY(after->isEmpty());
        QTRY_COMPARE(heard.count(), 2);
        QCOMPARE(heard.last().first().value<QList<Event>>().first().type, EventType::DocumentDeleted);
        QCOMPARE(knowledge.get(added->id, localOperator()).error().code, ErrorCode::NotFound);
        QCOMPARE(knowledge.remove(added->id, localOperator()).error().code, ErrorCode::NotFound);
        QCOMPARE(*knowledge.count(localOperator()), 1);
    }

    void passagesWithAllWordsComeAloneAndSomeWordsAreTheFallback()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QVERIFY_RESULT(knowledge.add(markdown("# One\n\nThe red apple."), localOperator()));
        QVERIFY_RESULT(knowledge.add(markdown("# Two\n\nThe red car."), localOperator()));
        QCOMPARE(knowledge.search(u"red apples"_s, 5, localOperator())->size(), 1);
        QCOMPARE(knowledge.search(u"red submarine"_s, 5, localOperator())->size(), 2);
        QCOMPARE(knowledge.search(u"yellow submarine"_s, 5, localOperator())->size(), 0);
        QCOMPARE(knowledge.search(u"red"_s, 1, localOperator())->size(), 1);
    }

    void whatPeopleTypeIsNeverSyntax_data()
    {
        QTest::addColumn<QString>("query");
        for (const char *query :
             {"\"", "\"\"\"", "red\" OR \"car", "title:red", "red*", "NEAR(red car)", "-red", "^red",
              "{title} : red", "red AND", "NOT", "'; DROP TABLE document; --", "(((", "*", "+red"})
            QTest::newRow(query) << QString::fromLatin1(query);
        QTest::newRow("control") << u"red\u0000\u0001car"_s;
        QTest::newRow("lone surrogate") << QString(QChar(0xd800));
        QTest::newRow("long") << QString(u"red "_s.repeated(250));
        QTest::newRow("one long word") << QString(1000, u'r');
    }

    void whatPeopleTypeIsNeverSyntax()
    {
        QFETCH(QString, query);
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QVERIFY_RESULT(knowledge.add(markdown("# Cars\n\nThe red car."), localOperator()));
        QVERIFY_RESULT(knowledge.search(query, 5, localOperator()));
        QCOMPARE(*knowledge.count(localOperator()), 1);
    }

    void badDocumentsAreRefusedAndNothingIsStored_data()
    {
        QTest::addColumn<NewDocument>("document");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, NewDocument document, ErrorCode code, const QString &field) {
            QTest::newRow(name) << document << code << field;
        };
        row("empty", {.content = " \n"}, ErrorCode::InvalidArgument, u"file"_s);
        row("not utf-8", {.content = "caf\xe9"}, ErrorCode::InvalidArgument, u"file"_s);
        row("binary", {.content = QByteArray("a\0b", 3)}, ErrorCode::InvalidArgument, u"file"_s);
        row("too large", {.content = QByteArray(KnowledgeService::greatestBytes + 1, 'a')},
            ErrorCode::TooLarge, u"file"_s);
        row("sections", {.content = QByteArray("# a\nb\n").repeated(20'001), .fileName = u"a.md"_s},
            ErrorCode::TooLarge, u"file"_s);
        row("pdf", {.content = "%PDF", .contentType = u"application/pdf"_s}, ErrorCode::Unsupported,
            u"content_type"_s);
        row("by name", {.content = "x", .fileName = u"a.docx"_s}, ErrorCode::Unsupported, u"content_type"_s);
        row("title", {.content = "x", .title = QString(201, u'x')}, ErrorCode::InvalidArgument, u"title"_s);
        row("tag", {.content = "x", .tags = {QString()}}, ErrorCode::InvalidArgument, u"tags"_s);
        row("tags",
            {.content = "x",
             .tags =
                 QString(u"a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7"_s).split(u' ')},
            ErrorCode::InvalidArgument, u"tags"_s);
        row("id", {.content = "x", .id = {u"a b"_s}}, ErrorCode::InvalidArgument, u"id"_s);
    }

    void badDocumentsAreRefusedAndNothingIsStored()
    {
        QFETCH(NewDocument, document);
        QFETCH(ErrorCode, code);
        QFETCH(QString, field);
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        const auto added = knowledge.add(document, localOperator());
        QVERIFY(!added);
        QCOMPARE(added.error().code, code);
        QCOMPARE(added.error().field, field);
        QCOMPARE(*knowledge.count(localOperator()), 0);
    }

    void titlesComeFromTheTextOrTheName()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        const auto titleFor = [&](NewDocument document) {
            return knowledge.add(document, localOperator())->title;
        };
        QCOMPARE(titleFor({.content = "# In the text", .title = u"Given"_s, .fileName = u"a.md"_s}),
                 u"Given"_s);
        QCOMPARE(titleFor({.content = "text\n## In the **text** ##", .fileName = u"a.md"_s}),
                 u"In the text"_s);
        QCOMPARE(titleFor({.content = "# no Markdown", .fileName = u"dir/the notes.v2.txt"_s}),
                 u"the notes.v2"_s);
        QCOMPARE(titleFor({.content = "\n First line\nsecond"}), u"First line"_s);
        for (const QString &name : {u"Prüfung"_s, u"Refund policy"_s, u"退款政策"_s, u"README"_s})
            QCOMPARE(titleFor({.content = "# In the text", .fileName = QString(name + u".md"_s)}), name);
        for (const QString &name : {u"refund-policy"_s, u"q3_report.v2"_s, u"2026-01"_s})
            QCOMPARE(titleFor({.content = "# In the text", .fileName = QString(name + u".md"_s)}),
                     u"In the text"_s);
    }

    void theSameIdTwiceIsAConflict()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QVERIFY_RESULT(knowledge.add({.content = "x", .id = {u"doc-1"_s}}, localOperator()));
        QCOMPARE(knowledge.add({.content = "y", .id = {u"doc-1"_s}}, localOperator()).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(knowledge.search(u"y"_s, 5, localOperator())->size(), 0);
    }

    void scopesAndOwnersAreKept()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        const Principal writer{.user = u"ann"_s, .scopes = Scope::KnowledgeRead | Scope::KnowledgeWrite};
        const Principal other{.user = u"bob"_s, .scopes = Scope::KnowledgeRead | Scope::KnowledgeWrite};
        const Principal reader{.user = u"eve"_s, .scopes = Scope::KnowledgeRead};
        const Principal nobody{.user = u"joe"_s};
        QCOMPARE(knowledge.add({.content = "x"}, reader).error().code, ErrorCode::Forbidden);
        const auto added = knowledge.add({.content = "secret plan"}, writer);
        QVERIFY_RESULT(added);
        QCOMPARE(added->owner, u"ann"_s);
        QCOMPARE(knowledge.search(u"plan"_s, 5, reader)->size(), 0); // it is hers
        QVERIFY_RESULT(knowledge.share(added->id, true, localOperator()));
        QCOMPARE(knowledge.search(u"plan"_s, 5, reader)->size(), 1);
        QCOMPARE(knowledge.search(u"plan"_s, 5, nobody).error().code, ErrorCode::Forbidden);
        QCOMPARE(knowledge.list(5, {}, nobody).error().code, ErrorCode::Forbidden);
        QCOMPARE(knowledge.text(added->id, nobody).error().code, ErrorCode::Forbidden);
        QCOMPARE(knowledge.remove(added->id, reader).error().code, ErrorCode::Forbidden);
        QCOMPARE(knowledge.remove(added->id, other).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(knowledge.remove(added->id, localOperator()));
    }

    void badSearchesNameTheField()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QCOMPARE(knowledge.search(u" "_s, 5, localOperator()).error().field, u"query"_s);
        QCOMPARE(knowledge.search(QString(1001, u'a'), 5, localOperator()).error().field, u"query"_s);
        QCOMPARE(knowledge.search(u"a"_s, 0, localOperator()).error().field, u"limit"_s);
        QCOMPARE(knowledge.search(u"a"_s, 101, localOperator()).error().field, u"limit"_s);
    }

    void aListPagesByKey()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QList<DocumentId> ids;
        for (int i = 0; i < 5; ++i) {
            const auto added = knowledge.add(
                {.content = "x", .title = QString::number(i), .tags = {u"a"_s, u"b"_s}}, localOperator());
            QVERIFY_RESULT(added);
            ids.prepend(added->id);
        }
        const auto first = knowledge.list(3, {}, localOperator());
        QVERIFY_RESULT(first);
        QCOMPARE(first->size(), 3);
        QCOMPARE(first->first().id, ids[0]);
        QCOMPARE(first->first().tags, QStringList({u"a"_s, u"b"_s}));
        const auto second = knowledge.list(3, first->last().id, localOperator());
        QCOMPARE(second->size(), 2);
        QCOMPARE(second->last().id, ids[4]);
    }

    void theToolAnswersWithPassages()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QVERIFY_RESULT(knowledge.add(markdown(sample(u"refund-policy.md"_s)), localOperator()));
        KnowledgeSearch tool(knowledge);
        const QJsonObject arguments{{u"query"_s, u"gift cards"_s}};
        QCOMPARE(tool.title(arguments), u"Search the knowledge base for “gift cards”"_s);
        const auto run = tool.start(arguments, {.owner = localOperator().user});
        std::optional<Result<QJsonObject>> finished;
        connect(run.get(), &ToolRun::finished, this,
                [&](const Result<QJsonObject> &told) { finished = told; });
        QTRY_VERIFY(finished);
        const Result<QJsonObject> &result = *finished;
        QVERIFY_RESULT(result);
        const QJsonObject passage = result->value("passages"_L1).toArray().first().toObject();
        QCOMPARE(passage.value("title"_L1).toString(), u"Refund policy"_s);
        QCOMPARE(passage.value("heading"_L1).toString(), u"What cannot be refunded"_s);
        QVERIFY(passage.value("score"_L1).toDouble() > 0);
        QCOMPARE(result->value("summary"_L1).toString(), u"Found 1 passage for “gift cards”"_s);
    }

    void aNoteIsFoundByItsOwnerAlone()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        Remember tool(knowledge);
        const auto told = [this](std::unique_ptr<ToolRun> run) {
            std::optional<Result<QJsonObject>> finished;
            connect(run.get(), &ToolRun::finished, this,
                    [&](const Result<QJsonObject> &result) { finished = result; });
            QCoreApplication::processEvents();
            return finished && *finished ? **finished : QJsonObject();
        };
        const QJsonObject arguments{{u"text"_s, u"We close at six on Fridays."_s}};
        const ToolContext ann{.step = {u"step-1"_s}, .owner = u"ann"_s};
        QCOMPARE(told(tool.start(arguments, ann)).value("summary"_L1).toString(),
                 u"Remembered: We close at six on Fridays."_s);
        told(tool.start(arguments, ann)); // again after a crash
        QCOMPARE(knowledge.recall(u"When do we close on Friday?"_s, 5, u"ann"_s)->size(), 1);
        QCOMPARE(knowledge.recall(u"When do we close on Friday?"_s, 5, u"bob"_s)->size(), 0);
        QCOMPARE(knowledge.recall(u"zeppelin championship"_s, 5, u"ann"_s)->size(), 0);

        KnowledgeSearch search(knowledge);
        const QJsonObject query{{u"query"_s, u"close friday"_s}};
        const QJsonObject passage =
            told(search.start(query, ann)).value("passages"_L1).toArray().first().toObject();
        QCOMPARE(passage.value("text"_L1).toString(), u"We close at six on Fridays."_s);
        QVERIFY(told(search.start(query, {.owner = u"bob"_s})).value("passages"_L1).toArray().isEmpty());
    }

    void badNotesAreRefused()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        QCOMPARE(knowledge.remember(u"1"_s, u" "_s, u"ann"_s).error().field, u"text"_s);
        QCOMPARE(knowledge.remember(u"1"_s, QString(2001, u'x'), u"ann"_s).error().field, u"text"_s);
        for (int i = 0; i < KnowledgeService::mostNotes; ++i)
            QVERIFY_RESULT(knowledge.remember(QString::number(i), u"x"_s, u"ann"_s));
        QCOMPARE(knowledge.remember(u"more"_s, u"x"_s, u"ann"_s).error().code, ErrorCode::TooLarge);
        QVERIFY_RESULT(knowledge.remember(u"more"_s, u"x"_s, u"bob"_s));
    }

    void aToolRunThatIsDroppedSaysNothing()
    {
        TestStore store;
        KnowledgeService knowledge(store.database(), store.journal());
        KnowledgeSearch tool(knowledge);
        bool heard = false;
        auto run = tool.start({{u"query"_s, u"x"_s}}, {});
        connect(run.get(), &ToolRun::finished, this, [&heard] { heard = true; });
        run.reset();
        QCoreApplication::processEvents();
        QVERIFY(!heard);
    }
};

SIGNALBOX_TEST(TestKnowledge)
#include "tst_knowledge.moc"
