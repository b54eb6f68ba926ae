// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/extractsummary.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestExtractSummary : public QObject
{
    Q_OBJECT

private slots:
    void sentencesAreWordForWordAndInOrder()
    {
        QFile file(testsupport::sourceFolder() + u"/resources/samples/refund-policy.md"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const QStringList summary = extractSummary(text, 5, {u"refund"_s, u"policy"_s});
        QCOMPARE(summary.size(), 5);
        qsizetype last = -1;
        for (const QString &sentence : summary) {
            const qsizetype at = text.indexOf(sentence);
            QVERIFY2(at > last, qPrintable(sentence));
            last = at;
            QVERIFY(sentence.endsWith(u'.'));
        }
        QVERIFY(summary.first().contains(u"refund policy"_s));
    }

    void theTopicLeads()
    {
        const QString text =
            u"Trains run daily and trains carry people. Cakes are sweet. Trains stop at trains stations. "
            "Flour is needed for baking a cake."_s;
        QCOMPARE(extractSummary(text, 1, {u"cakes"_s, u"flour"_s}).first(),
                 u"Flour is needed for baking a cake."_s);
        QVERIFY(extractSummary(text, 1).first().startsWith(u"Trains"_s));
    }

    void nothingIsSaidTwice()
    {
        const QString text =
            u"The parcel is sent by mail today. The parcel is sent by mail today! Refunds need approval."_s;
        QCOMPARE(extractSummary(text, 3),
                 QStringList({u"The parcel is sent by mail today."_s, u"Refunds need approval."_s}));
    }

    void markupIsLeftOut()
    {
        const QString text =
            u"# Heading words\n\n- **Bold** item has `code` and a [link](https://example.com).\n"
            "1. Second item is here.\n\n```\nint main() { return 0; }\n```\n| a | table |\n> Quoted words stay here.\n---\n"_s;
        QCOMPARE(extractSummary(text, 9),
                 QStringList({u"Bold item has code and a link."_s, u"Second item is here."_s,
                              u"Quoted words stay here."_s}));
    }

    // A summary that was saved can be summarised again.
    void sourcesAreNoSentences()
    {
        const QString text =
            u"# Refunds\n\n- Refunds take five days.\n\nSources: Refunds; Refunds › How refunds are paid\n"_s;
        QCOMPARE(extractSummary(text, 5), QStringList{u"Refunds take five days."_s});
    }

    void abbreviationsAndNumbersDoNotEndASentence()
    {
        const QString text = u"Dr. Smith pays 4.50 euros, e.g. for tea. Nobody else pays."_s;
        QCOMPARE(extractSummary(text, 5),
                 QStringList({u"Dr. Smith pays 4.50 euros, e.g. for tea."_s, u"Nobody else pays."_s}));
    }

    void anythingIsReadAndNothingGivesNothing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QString();
        QTest::newRow("blanks") << QString(100'000, u' ');
        QTest::newRow("dots") << QString(100'000, u'.');
        QTest::newRow("headings") << QString(u"# a\n"_s.repeated(30'000));
        QTest::newRow("stars") << QString(100'000, u'*');
    }

    void anythingIsReadAndNothingGivesNothing()
    {
        QFETCH(QString, text);
        QVERIFY(extractSummary(text).isEmpty());
    }

    void longTextsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("words") << QString(u"word "_s.repeated(40'000));
        QTest::newRow("brackets") << QString(u"[a]("_s.repeated(25'000));
        QTest::newRow("links") << QString(u"[a](b) "_s.repeated(20'000));
        QTest::newRow("sentences") << QString(u"This is one more thing to say. "_s.repeated(10'000));
        QTest::newRow("surrogates") << QString(100'000, QChar(0xd83d));
        QTest::newRow("bullets") << QString(u"- a b c\n"_s.repeated(20'000));
    }

    void longTextsAreRead()
    {
        QFETCH(QString, text);
        QVERIFY(extractSummary(text, 3).size() <= 3);
    }
};

SIGNALBOX_TEST(TestExtractSummary)
#include "tst_extractsummary.moc"
