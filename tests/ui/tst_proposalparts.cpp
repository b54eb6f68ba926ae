// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/proposal.h"
#include "ui/models/typednumber.h"
#include "ui/pages/argumentrow.h"
#include "ui/pages/argumentsform.h"
#include "ui/widgets/fileview.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMouseEvent>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// What a proposal is shown with: numbers, files and texts in which something cannot be seen.
class TestProposalParts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void numbersStayWhatTheyAre_data();
    void numbersStayWhatTheyAre();
    void whatIsNoNumberIsRefused_data();
    void whatIsNoNumberIsRefused();
    void theTextOfAFileCanBeChosenAndCopied();
    void whatCannotBeSeenIsWrittenOut();
    void differencesOfFiles();

private:
    const QString m_rightToLeft = QString(QChar(0x202E));
    ui::Theme m_theme{ui::Appearance::Dark};
};

void TestProposalParts::numbersStayWhatTheyAre_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("shown");
    for (const auto &[json, shown] : std::initializer_list<std::pair<const char *, const char *>>{
             {"0.1", "0.1"},
             {"59.90", "59.9"},
             {"-0.5", "-0.5"},
             {"1e-9", "0.000000001"},
             {"2.5e-12", "2.5e-12"},
             {"1000000", "1000000"},
             {"1000000.25", "1000000.25"},
             {"0.30000000000000004", "0.30000000000000004"},
             {"9007199254740993", "9007199254740993"},
             {"-9223372036854775808", "-9223372036854775808"},
             {"1e300", "1e+300"},
             {"0", "0"}})
        QTest::newRow(json) << QByteArray(json) << QString::fromLatin1(shown);
}

// What stands in the field is the number, and typed again it is the same one, to the last digit.
void TestProposalParts::numbersStayWhatTheyAre()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, shown);
    const QJsonValue value = QJsonDocument::fromJson("[" + json + "]").array().first();
    QCOMPARE(ui::typedOf(ui::FieldKind::Number, value), shown);
    for (const QString &typed : {shown, QString::fromLatin1(json)}) {
        const QJsonValue back = ui::valueOf(ui::FieldKind::Number, typed);
        QCOMPARE(core::toCompactText(back), core::toCompactText(value));
    }
    ui::ArgumentsForm form(m_theme);
    form.setProposal({}, {{u"n"_s, value}, {u"text"_s, u"a"_s}});
    for (QLineEdit *each : form.findChildren<QLineEdit *>()) {
        if (each->accessibleName() == u"text"_s)
            each->setText(u"b"_s);
    }
    QCOMPARE(core::toCompactText(form.arguments().value(u"n"_s)), core::toCompactText(value));
}

void TestProposalParts::whatIsNoNumberIsRefused_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("why");
    QTest::newRow("words") << u"ten"_s << u"A number, such as"_s;
    QTest::newRow("nothing") << QString() << u"A number, such as"_s;
    QTest::newRow("hex") << u"0x10"_s << u"A number, such as"_s;
    QTest::newRow("infinite") << u"inf"_s << u"A number, such as"_s;
    QTest::newRow("thousands") << u"1,000"_s << u"without a comma"_s;
    QTest::newRow("comma") << u"59,90"_s << u"without a comma"_s;
    QTest::newRow("past 64 bits") << u"12345678901234567890123"_s << u"would be kept as another one"_s;
    QTest::newRow("past 2^53, with a part") << u"9007199254740993.5"_s << u"would be kept as another one"_s;
    QTest::newRow("too many digits") << u"0.12345678901234567890"_s << u"would be kept as another one"_s;
    QTest::newRow("too large") << u"1e400"_s << u"would be kept as another one"_s;
    QTest::newRow("too small") << u"1e-400"_s << u"would be kept as another one"_s;
}

void TestProposalParts::whatIsNoNumberIsRefused()
{
    QFETCH(QString, typed);
    QFETCH(QString, why);
    const auto number = ui::numberTyped(typed, ui::NumberKind::Any);
    QVERIFY(!number);
    QVERIFY2(number.error().text.contains(why), qPrintable(number.error().text));
}

void TestProposalParts::theTextOfAFileCanBeChosenAndCopied()
{
    ui::FileView view(m_theme);
    view.setTexts(u"one\n\ttwo\nthree"_s, u"one\n\ttwo and a half\nthree"_s);
    view.resize(900, 200);
    view.show();
    QVERIFY(view.isSideBySide());
    const auto drag = [&view](const QPoint &from, const QPoint &to) {
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&view, &move);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
    };
    QCOMPARE(view.copyText(),
             u"one\n\ttwo and a half\nthree"_s); // nothing is chosen: all that would be written
    drag({460, 40}, {890, 60}); // the first two lines on the right, whole: the tab is a tab again
    QCOMPARE(view.copyText(), u"one\n\ttwo and a half"_s);
    drag({10, 40}, {440, 60}); // on the left, what is there now
    QCOMPARE(view.copyText(), u"one\n\ttwo"_s);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"one\n\ttwo"_s);
    QTest::mouseDClick(&view, Qt::LeftButton, {}, QPoint(525, 40)); // a word
    QCOMPARE(view.copyText(), u"one"_s);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view.copyText(), u"one\n\ttwo and a half\nthree"_s);
    QVERIFY(savePicture(view, u"file-chosen"_s));
    view.resize(500, 200); // in one column stand the lines of both
    QVERIFY(!view.isSideBySide());
    drag({4, 30}, {490, 50});
    QCOMPARE(view.copyText(), u"\ttwo\n\ttwo and a half"_s);
}

void TestProposalParts::whatCannotBeSeenIsWrittenOut()
{
    const Approval approval{.id = {u"approval-1"_s},
                            .tool = u"send"_s,
                            .title = u"Send report"_s + m_rightToLeft + u"gpj.exe"_s,
                            .arguments = {{u"to"_s, QString(u"a"_s + QChar(0x200B) + u"b"_s)}}};
    ui::ApprovalsModel model;
    model.setApprovals({approval}, {});
    QCOMPARE(model.index(0, 0).data().toString(), u"Send report⟨U+202E⟩gpj.exe"_s);
    QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains(m_rightToLeft));
    ui::JsonView json(m_theme);
    json.setValue(approval.arguments);
    QVERIFY(json.toPlainText().contains(u"a⟨U+200B⟩b"_s));
    json.setLines(ui::proposalLines(ui::proposalOf(approval)));
    QVERIFY(json.toPlainText().contains(u"a⟨U+200B⟩b"_s));
    const ui::Label label(m_theme, approval.title, ui::Type::Text);
    QCOMPARE(label.text(), u"Send report⟨U+202E⟩gpj.exe"_s);
    ui::ArgumentsForm form(m_theme);
    form.setProposal({}, approval.arguments);
    form.show();
    const auto labels = form.findChildren<ui::Label *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const ui::Label *each) {
        return each->text() == u"Reads in full: a⟨U+200B⟩b"_s;
    }));
    QCOMPARE(form.arguments(), approval.arguments);
    // Also in the fields of many lines.
    form.setProposal({}, {{u"text"_s, QString(u"one\ntwo"_s + m_rightToLeft + u"gpj"_s)}});
    const auto now = form.findChildren<ui::Label *>();
    QVERIFY(std::any_of(now.begin(), now.end(), [](const ui::Label *each) {
        return each->text() == u"Line 2 reads in full: two⟨U+202E⟩gpj"_s;
    }));
    ui::FormField named(m_theme, u"Name"_s, new QLineEdit, u"A hint"_s);
    const auto *foot = named.findChildren<ui::Label *>().last();
    QCOMPARE(foot->text(), u"A hint"_s);
    qobject_cast<QLineEdit *>(named.editor())->setText(u"a"_s + m_rightToLeft + u"b"_s);
    QCOMPARE(foot->text(), u"Reads in full: a⟨U+202E⟩b"_s);
}

void TestProposalParts::differencesOfFiles()
{
    const QList<ui::FileRow> rows = ui::fileRows(u"a\nold 1\nb\nc"_s, u"a\nnew 1\nmore\nb\nc\tx"_s);
    QCOMPARE(rows.size(), 5);
    QCOMPARE(rows[1].before.text, u"old 1"_s);
    QCOMPARE(rows[1].after.text, u"new 1"_s);
    QCOMPARE(rows[1].after.markFrom, 0);
    QCOMPARE(rows[1].after.markLength, 3);
    QCOMPARE(rows[2].before.number, 0);
    QCOMPARE(rows[2].after.text, u"more"_s);
    QCOMPARE(rows[4].after.text, u"c    x"_s);
    QCOMPARE(ui::cellBreaks(u"abcdef"_s, 4), (QList<qsizetype>{4, 6}));
    QCOMPARE(ui::cellBreaks(u"日本語"_s, 4), (QList<qsizetype>{2, 3}));
    QCOMPARE(ui::cellBreaks(QString(), 4), QList<qsizetype>{0});
    // Between words where one ends near.
    QCOMPARE(ui::cellBreaks(u"one two three"_s, 9), (QList<qsizetype>{8, 13}));
    QCOMPARE(ui::cellBreaks(u"a bcdefghijkl"_s, 9), (QList<qsizetype>{9, 13}));
    QVERIFY(ui::factsOf({.after = u"a"_s}).endsWith(u"1 byte"_s));
    // A file of one long line, and one of very many lines, are shown without a pause.
    ui::FileView view(m_theme);
    view.resize(700, 400);
    view.setTexts(std::nullopt, QString(1'000'000, u'x'));
    QVERIFY(view.heightForWidth(700) > 100'000);
    view.setTexts(QString(300'000, u'\n'), QString(300'001, u'\n'));
    QVERIFY(view.grab(QRect(0, 0, 700, 400)).width() > 0);
}

SIGNALBOX_TEST(TestProposalParts)
#include "tst_proposalparts.moc"
