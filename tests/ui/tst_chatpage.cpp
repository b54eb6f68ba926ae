// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/conversationsmodel.h"
#include "ui/pages/bubble.h"
#include "ui/pages/chatpage.h"
#include "ui/pages/composer.h"
#include "ui/pages/toolline.h"
#include "ui/pages/turnview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestChatPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void enterSendsAndTheAnswerComes();
    void shiftEnterIsANewLine();
    void theAnswerGrowsWhileItIsWritten();
    void toolsStandInLine();
    void approvalsAreDecidedInLine();
    void afterAFailureItCanBeTriedAgain();
    void agentsAreChosen();
    void conversationsAreListedAndOpened();
    void manyTurnsAreShownInParts();
    void aThousandConversations();
    void pictures_data();
    void pictures();

private:
    void write(const QString &text);
    void deploySupport();
    ui::Button *button(const QString &text) const;
    bool says(const QString &text) const;
    QString answer() const;
    QListView *list() const { return m_page->findChild<QListView *>(); }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ChatPage *m_page = nullptr;
    ui::Composer *m_composer = nullptr;
};

void TestChatPage::init()
{
    m_core = std::make_unique<TestBackend>();
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ChatPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_composer = m_page->findChild<ui::Composer *>(u"conversationComposer"_s);
    new QAbstractItemModelTester(list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 list());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_COMPARE(m_page->findChild<QComboBox *>()->count(), 1);
}

void TestChatPage::cleanup()
{
    m_window.reset();
    m_core.reset();
}

void TestChatPage::write(const QString &text)
{
    QTRY_VERIFY(!m_composer->isReadOnly());
    m_composer->setFocus();
    QTest::keyClicks(m_composer, text);
    QTest::keyClick(m_composer, Qt::Key_Return);
    QTRY_VERIFY(m_composer->toPlainText().isEmpty());
}

void TestChatPage::deploySupport()
{
    const QByteArray text =
        "kind: AgentCluster\napiVersion: goagents.dev/v1\nmetadata: {name: customer-support}\n"
        "spec:\n  agents:\n    - name: assistant\n      provider: fake\n      model: fake-1\n"
        "      tools: [calculator, write_file]\n    - name: refunds\n      provider: fake\n"
        "      model: fake-1\n";
    m_core->run([&text](TestCore &core) {
        const auto manifest = toResult(core->fleet().read(text));
        if (!manifest || !core->fleet().deploy(*manifest, localOperator()))
            qFatal("The cluster was not deployed.");
    });
}

ui::Button *TestChatPage::button(const QString &text) const
{
    for (ui::Button *button : m_page->findChildren<ui::Button *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

bool TestChatPage::says(const QString &text) const
{
    const auto labels = m_page->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

// What the newest bubble says.
QString TestChatPage::answer() const
{
    const auto bubbles = m_page->findChildren<ui::Bubble *>();
    return bubbles.isEmpty() ? QString() : bubbles.last()->text();
}

void TestChatPage::enterSendsAndTheAnswerComes()
{
    m_core->run([](TestCore &core) { core.model().say(u"Half the price is back within days."_s); });
    QVERIFY(says(u"Talk to an agent"_s));
    write(u"My order arrived damaged"_s);
    QTRY_COMPARE(answer(), u"Half the price is back within days."_s);
    QTRY_VERIFY(says(u"My order arrived damaged"_s) && says(u"You, 00:00"_s));
    QTRY_COMPARE(list()->model()->rowCount(), 1);
    QTRY_VERIFY(says(u"Tokens"_s) && says(u"15"_s));
    QTRY_VERIFY(list()
                    ->model()
                    ->index(0, 0)
                    .data(ui::ConversationsModel::LastLineRole)
                    .toString()
                    .contains(u"Half"_s));
    m_core->run([](TestCore &core) { core.model().say(u"You are welcome."_s); });
    write(u"Thanks"_s);
    QTRY_COMPARE(answer(), u"You are welcome."_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    QCOMPARE(m_page->findChildren<ui::TurnView *>().size(), 2);
}

void TestChatPage::shiftEnterIsANewLine()
{
    m_composer->setFocus();
    QTest::keyClicks(m_composer, u"one"_s);
    QTest::keyClick(m_composer, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(m_composer, u"two"_s);
    QCOMPARE(m_composer->toPlainText(), u"one\ntwo"_s);
    QCOMPARE(list()->model()->rowCount(), 0);
}

void TestChatPage::theAnswerGrowsWhileItIsWritten()
{
    m_core->run([](TestCore &core) { core.model().hang({u"The money "_s, u"will be back "_s}); });
    write(u"When?"_s);
    QTRY_COMPARE(answer(), u"The money will be back "_s);
    QTRY_VERIFY(says(u"is answering"_s));
    m_core->run([](TestCore &core) {
        core.model().release(ModelAnswer{.text = u"The money will be back soon."_s, .usage = {10, 5}});
    });
    QTRY_COMPARE(answer(), u"The money will be back soon."_s);
    QTRY_VERIFY(!says(u"is answering"_s));
    QTRY_VERIFY(says(u"First token"_s));
}

void TestChatPage::toolsStandInLine()
{
    m_core->run([](TestCore &core) {
        core.model().callTool(u"calculator"_s, {{u"expression"_s, u"6*7"_s}});
        core.model().say(u"It is 42."_s);
    });
    write(u"6*7?"_s);
    QTRY_COMPARE(answer(), u"It is 42."_s);
    QCOMPARE(m_page->findChildren<ui::ToolLine *>().size(), 1);
    QTRY_VERIFY(says(u"calculator"_s) && button(u"Show input and output"_s));
    QTest::mouseClick(button(u"Show input and output"_s), Qt::LeftButton);
    // The line is built anew when its step has moved on, and stays open.
    const auto shown = [this] {
        const auto *line = m_page->findChild<ui::ToolLine *>();
        const auto *view = line ? line->findChild<ui::JsonView *>() : nullptr;
        return view && view->isVisible() ? view->toPlainText() : QString();
    };
    QTRY_VERIFY2(shown().contains(u"6*7"_s) && shown().contains(u"42"_s), qPrintable(shown()));
}

void TestChatPage::approvalsAreDecidedInLine()
{
    m_core->run([](TestCore &core) {
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"refund.md"_s}, {u"content"_s, u"60"_s}});
        core.model().say(u"Written."_s);
    });
    write(u"Refund order 8841"_s);
    QTRY_VERIFY(button(u"Approve"_s));
    QTRY_VERIFY(says(u"Write refund.md"_s));
    QTRY_VERIFY(says(u"waits for your decision"_s));
    QCOMPARE(button(u"Approve"_s)->keyHint(), u"A"_s);
    m_page->setFocus(); // out of the field
    QTest::keyClick(m_window.get(), Qt::Key_A);
    QTRY_COMPARE(answer(), u"Written."_s);
    QVERIFY(!button(u"Approve"_s));
}

void TestChatPage::afterAFailureItCanBeTriedAgain()
{
    m_core->run([](TestCore &core) {
        core.model().fail(
            failure(ErrorCode::Unauthenticated, u"The key was refused. Check it in Settings."_s));
    });
    write(u"Hello"_s);
    QTRY_VERIFY(button(u"Retry"_s));
    QTRY_VERIFY(says(u"The key was refused"_s));
    m_core->run([](TestCore &core) { core.model().say(u"Here I am."_s); });
    QTest::mouseClick(button(u"Retry"_s), Qt::LeftButton);
    QTRY_COMPARE(answer(), u"Here I am."_s);
    QVERIFY(!button(u"Retry"_s));
}

void TestChatPage::agentsAreChosen()
{
    deploySupport();
    auto *agents = m_page->findChild<QComboBox *>();
    QTRY_COMPARE(agents->count(), 2);
    const QString refunds = agents->itemData(1).toString();
    QVERIFY(m_page->openThing(refunds));
    QTRY_COMPARE(agents->currentIndex(), 1);
    QTRY_COMPARE(m_composer->placeholderText(), u"Write to refunds"_s);
    m_core->run([](TestCore &core) { core.model().say(u"Hello."_s); });
    write(u"Hi"_s);
    QTRY_COMPARE(answer(), u"Hello."_s);
    QTRY_VERIFY(says(u"customer-support"_s));
    const auto task = m_core->run(
        [](TestCore &core) { return core->tasks().list({.limit = 1}, localOperator())->first(); });
    QCOMPARE(task.agent.value, refunds);
}

void TestChatPage::conversationsAreListedAndOpened()
{
    m_core->run([](TestCore &core) {
        core.model().say(u"First answer."_s);
        core.model().say(u"Second answer."_s);
    });
    write(u"First question"_s);
    QTRY_COMPARE(answer(), u"First answer."_s);
    m_core->advance(1min);
    m_composer->clearFocus();
    QTest::keyClick(m_window.get(), Qt::Key_N);
    QVERIFY(says(u"New conversation"_s));
    write(u"Second question"_s);
    QTRY_COMPARE(answer(), u"Second answer."_s);
    QTRY_COMPARE(list()->model()->rowCount(), 2);
    QTRY_COMPARE(list()->currentIndex().row(), 0);
    const QRect row = list()->visualRect(list()->model()->index(1, 0));
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, row.center());
    QTRY_COMPARE(answer(), u"First answer."_s);
}

void TestChatPage::manyTurnsAreShownInParts()
{
    m_core->run([](TestCore &core) {
        core.model().answerWith(
            [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"Yes."_s}; });
        for (int i = 0; i < 40; ++i) {
            const auto sent = core->chat().send(
                {.text = u"Question %1"_s.arg(i), .conversation = {u"long"_s}}, localOperator());
            if (!sent)
                qFatal("%s", qPrintable(sent.error().text));
        }
    });
    QVERIFY(m_page->openThing(u"long"_s));
    QTRY_COMPARE(m_page->findChildren<ui::TurnView *>().size(), 30);
    QTRY_VERIFY(says(u"Question 39"_s));
    const auto *bar = m_page->findChild<QScrollArea *>(u"conversationTranscript"_s)->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
    QTest::mouseClick(button(u"Show earlier messages"_s), Qt::LeftButton);
    QTRY_COMPARE(m_page->findChildren<ui::TurnView *>().size(), 40);
    QTRY_VERIFY(!button(u"Show earlier messages"_s));
}

void TestChatPage::aThousandConversations()
{
    ui::ConversationsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<ui::ConversationLine> many;
    for (int i = 0; i < 1000; ++i)
        many.append({.key = QString::number(i), .title = u"Order %1"_s.arg(i)});
    model.setConversations(many);
    QCOMPARE(model.rowCount(), 1000);
    many.move(900, 0); // somebody wrote there
    model.setConversations(many);
    QCOMPARE(model.index(0).data().toString(), u"Order 900"_s);
}

void TestChatPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestChatPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    deploySupport();
    QTRY_COMPARE(m_page->findChild<QComboBox *>()->count(), 2);
    QVERIFY(savePicture(*m_window, u"chat-empty-"_s + tag));
    m_core->run([](TestCore &core) {
        core.model().fail(
            failure(ErrorCode::Unauthenticated, u"The key was refused. Check it in Settings."_s));
        core.model().say(u"Thanks, that solved it."_s);
    });
    write(u"Data analysis of last week"_s);
    QTRY_VERIFY(button(u"Retry"_s));
    QVERIFY(savePicture(*m_window, u"chat-failed-"_s + tag));
    for (const QString &question : {u"Billing question about the invoice of May"_s,
                                    u"Order 8841 arrived damaged, I attached a photo."_s}) {
        m_core->advance(6min);
        QTest::mouseClick(button(u"New"_s), Qt::LeftButton);
        if (question.startsWith(u"Order"_s)) {
            m_core->run([](TestCore &core) {
                core.model().say(
                    u"I am sorry about that. I can see **order 8841** and the photo. Let me check what I can do for you."_s);
                core.model().callTool(u"calculator"_s, {{u"expression"_s, u"120 / 2"_s}});
                core.model().hang({u"We can refund half the price, since the part still works. "_s,
                                   u"The money will be back on your card within "_s});
            });
        }
        write(question);
        QTRY_VERIFY(!says(u"is answering"_s) && !answer().isEmpty());
    }
    write(u"How much would that be, and when do I get it?"_s);
    QTRY_VERIFY(answer().contains(u"card within"_s));
    QTRY_COMPARE(list()->model()->rowCount(), 3);
    QVERIFY(savePicture(*m_window, u"chat-"_s + tag));
    m_core->run([](TestCore &core) {
        core.model().release(ModelAnswer{
            .text = u"We can refund half the price. The money will be back on your card within five days."_s,
            .usage = {210, 24}});
        core.model().callTool(u"write_file"_s,
                              {{u"path"_s, u"refunds/order-8841.md"_s}, {u"content"_s, u"Refund 60 EUR."_s}});
    });
    QTRY_VERIFY(answer().contains(u"five days"_s));
    write(u"Please do"_s);
    QTRY_VERIFY(button(u"Approve"_s));
    QTRY_VERIFY(button(u"Show input and output"_s));
    QTest::mouseClick(button(u"Show input and output"_s), Qt::LeftButton);
    QVERIFY(savePicture(*m_window, u"chat-approval-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"chat-small-"_s + tag));
}

SIGNALBOX_TEST(TestChatPage)
#include "tst_chatpage.moc"
