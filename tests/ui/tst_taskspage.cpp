// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/taskspagefixture.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/newtaskpanel.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/markdownview.h"

#include <QPlainTextEdit>
#include <QScrollBar>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestTasksPage : public TasksPageFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void cleanup() { close(); }
    void aQueryIsRead_data();
    void aQueryIsRead();
    void anEmptyListSaysWhatWouldBeHere();
    void aTaskIsStartedByHand();
    void whatIsWrongStandsInThePanel();
    void chipsCountAndNarrow();
    void wordsNarrow();
    void tenThousandTasksComeByPages();
    void selectionAndPlaceStayWhileTasksCome();
    void aTaskThatLeavesTheListStaysBesideIt();
    void theFirstOfTwoApprovalsIsKept();
    void thePaletteFindsTasks();
    void theShownTaskIsMarkedOnceItIsListed();
    void agentsThatAreCodeHaveTheirNames();
    void theCardOfAnApprovalHasRoom_data();
    void theCardOfAnApprovalHasRoom();
    void anErrorStandsInItsPlace();
};

void TestTasksPage::aQueryIsRead_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<ui::TaskQuery>("query");
    using ui::TaskQuery;
    QTest::newRow("nothing") << u""_s << TaskQuery{};
    QTest::newRow("words") << u"  refund  policy "_s << TaskQuery{.text = u"refund policy"_s};
    QTest::newRow("all") << u"Status:failed,cancelled cluster:docs agent:writer session:s1 a b"_s
                         << TaskQuery{.states = {TaskState::Failed, TaskState::Cancelled},
                                      .cluster = u"docs"_s,
                                      .agent = u"writer"_s,
                                      .session = u"s1"_s,
                                      .text = u"a b"_s};
    QTest::newRow("a time is no key") << u"at 10:30"_s << TaskQuery{.text = u"at 10:30"_s};
    QTest::newRow("a key without a colon") << u"status"_s << TaskQuery{.text = u"status"_s};
}

void TestTasksPage::aQueryIsRead()
{
    QFETCH(QString, written);
    QFETCH(ui::TaskQuery, query);
    QVERIFY(ui::TaskQuery::of(written) == query);
    QVERIFY(ui::TaskQuery::of(u"status:lost"_s).problem.contains(u"queued, running"_s));
}

void TestTasksPage::anEmptyListSaysWhatWouldBeHere()
{
    open();
    QTRY_VERIFY(shows(u"No tasks yet"_s));
    QVERIFY(shows(u"No task is chosen"_s));
    QTRY_COMPARE(chip(u"All"_s), u"All 0"_s);
}

void TestTasksPage::aTaskIsStartedByHand()
{
    open();
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    auto *text = m_page->findChild<ui::NewTaskPanel *>()->findChild<QPlainTextEdit *>();
    QTRY_VERIFY(text->hasFocus());
    QTest::keyClicks(text, u"What is the answer?"_s);
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(titles(), QStringList{u"What is the answer?"_s});
    QTRY_VERIFY(timeline().contains(u"Completed"_s));
    QVERIFY(!text->isVisible());
    QTRY_COMPARE(m_table->currentId(), m_detail->taskId().value);
    QTRY_COMPARE(m_table->model()->index(0, 0).data().toString(), u"Completed"_s);
    QCOMPARE(m_table->model()->index(0, 5).data().toString(), u"2.1k"_s);
    QCOMPARE(m_table->model()->index(0, 6).data().toString(), u"$0.02"_s);
    QTRY_COMPARE(m_detail->findChild<ui::MarkdownView *>()->markdownText(), u"# Answer\n\nForty **two**."_s);
}

void TestTasksPage::whatIsWrongStandsInThePanel()
{
    open();
    click(u"New task"_s);
    QTRY_VERIFY(button(u"Start"_s));
    click(u"Start"_s);
    QTRY_VERIFY(shows(u"Query is required"_s));
    QTest::keyClick(m_page->findChild<QPlainTextEdit *>(), Qt::Key_Escape);
    QVERIFY(!button(u"Start"_s));
}

void TestTasksPage::chipsCountAndNarrow()
{
    open();
    submit(u"One"_s, TaskState::Completed);
    submit(u"Two, save it"_s, TaskState::Waiting);
    QTRY_COMPARE(chip(u"All"_s), u"All 2"_s);
    QTRY_COMPARE(chip(u"Waiting"_s), u"Waiting 1"_s);
    QTRY_COMPARE(titles(), (QStringList{u"Two, save it"_s, u"One"_s}));
    click(u"Waiting 1"_s);
    QTRY_COMPARE(titles(), QStringList{u"Two, save it"_s});
    submit(u"Three"_s, TaskState::Completed); // does not belong here
    submit(u"Four, save it"_s, TaskState::Waiting);
    QTRY_COMPARE(titles(), (QStringList{u"Four, save it"_s, u"Two, save it"_s}));
    click(u"Failed 0"_s);
    QTRY_VERIFY(shows(u"No task matches"_s));
    click(u"All 4"_s);
    QTRY_COMPARE(rows(), 4);
    QCOMPARE(m_page->badge().count, 2);
}

void TestTasksPage::wordsNarrow()
{
    open();
    m_core->run([](TestCore &core) {
        const auto manifest = toResult(
            core->fleet().read(QByteArray("apiVersion: goagents.dev/v1\nkind: AgentCluster\n"
                                          "metadata:\n  name: docs\nspec:\n  agents:\n"
                                          "    - name: reader\n      provider: fake\n      model: m\n")));
        QVERIFY_RESULT(manifest);
        QVERIFY_RESULT(core->fleet().deploy(*manifest, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY_RESULT(core->defaultAgents().choose(u"docs/reader"_s, localOperator()));
    });
    submit(u"Read the contract"_s, TaskState::Completed);
    submit(u"Read the invoice"_s, TaskState::Completed);
    QTRY_COMPARE(rows(), 2);
    QCOMPARE(m_table->model()->index(0, 2).data().toString(), u"docs"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Slash);
    QTRY_VERIFY(m_field->hasFocus());
    QTest::keyClicks(m_field, u"cluster:docs INVOICE"_s);
    QTRY_COMPARE(titles(), QStringList{u"Read the invoice"_s});
    submit(u"Pay the invoice"_s, TaskState::Completed);
    submit(u"Read the letter"_s, TaskState::Completed);
    QTRY_COMPARE(titles(), (QStringList{u"Pay the invoice"_s, u"Read the invoice"_s}));
    m_field->setText(u"cluster:none"_s);
    QTRY_COMPARE(rows(), 0);
    m_field->setText(u"status:lost"_s);
    QTRY_VERIFY(shows(u"There is no status “lost”"_s));
    m_field->clear();
    QTRY_COMPARE(rows(), 4);
    QVERIFY(!shows(u"There is no status"_s));
}

void TestTasksPage::tenThousandTasksComeByPages()
{
    open({}, [](TestCore &core) {
        for (int slot = 0; slot < 4; ++slot)
            core.model().hang(); // so that the others stay queued
        for (int i = 0; i < 10'000; ++i)
            core.submit(u"Task %1"_s.arg(i));
    });
    QTRY_VERIFY(rows() >= 100);
    QTRY_COMPARE_WITH_TIMEOUT(chip(u"All"_s), u"All 10,000"_s, 10'000);
    QCOMPARE(titles().first(), u"Task 9999"_s);
    QScrollBar *bar = m_table->verticalScrollBar();
    bar->setValue(bar->maximum());
    QTRY_VERIFY(rows() >= 200);
    QCOMPARE(titles().at(150), u"Task 9849"_s);
    while (rows() < 1000) {
        const int before = rows();
        bar->setValue(bar->maximum());
        m_table->model()->fetchMore({});
        QTRY_VERIFY(rows() > before);
    }
    QCOMPARE(titles().at(999), u"Task 9000"_s);
}

void TestTasksPage::selectionAndPlaceStayWhileTasksCome()
{
    open({}, [](TestCore &core) {
        for (int i = 0; i < 60; ++i)
            core.submit(u"Task %1, save it"_s.arg(i));
    });
    QTRY_COMPARE_WITH_TIMEOUT(chip(u"Waiting"_s), u"Waiting 60"_s, 10'000);
    const QString chosen = m_table->model()->index(40, 0).data(ui::IdRole).toString();
    QVERIFY(m_table->selectId(chosen));
    const int before = m_table->visualRect(m_table->currentIndex()).top();
    QVERIFY(m_table->verticalScrollBar()->value() > 0);
    for (int i = 0; i < 5; ++i)
        m_core->submit(u"More %1, save it"_s.arg(i));
    QTRY_COMPARE(rows(), 65);
    QCOMPARE(m_table->currentId(), chosen);
    QCOMPARE(m_table->currentIndex().row(), 45);
    QCOMPARE(m_table->visualRect(m_table->currentIndex()).top(), before);
}

void TestTasksPage::aTaskThatLeavesTheListStaysBesideIt()
{
    open();
    submit(u"One, save it"_s, TaskState::Waiting);
    const TaskId id = submit(u"Two, save it"_s, TaskState::Waiting);
    QTRY_COMPARE(chip(u"Waiting"_s), u"Waiting 2"_s);
    click(u"Waiting 2"_s);
    QTRY_COMPARE(rows(), 2);
    select(id);
    QTRY_VERIFY(button(u"Approve"_s));
    press(Qt::Key_A);
    QTRY_COMPARE(titles(), QStringList{u"One, save it"_s});
    QCOMPARE(m_detail->taskId(), id);
    QTRY_VERIFY(timeline().contains(u"Completed"_s));
}

void TestTasksPage::theFirstOfTwoApprovalsIsKept()
{
    open({}, [](TestCore &core) {
        QVERIFY_RESULT(core->policies().add({.position = 1,
                                             .name = u"Two people"_s,
                                             .tool = u"write_file"_s,
                                             .decision = PolicyDecision::Ask,
                                             .risk = Risk::Medium,
                                             .deciders = {.needed = 2}},
                                            localOperator()));
    });
    select(submit(u"One, save it"_s, TaskState::Waiting));
    QTRY_VERIFY(button(u"Approve"_s));
    QVERIFY(shows(u"Nobody has approved it yet."_s));
    QVERIFY(!shows(u"High risk."_s));
    press(Qt::Key_A);
    QTRY_VERIFY(shows(u"It takes 2 different people. You approved it"_s));
    QVERIFY(!button(u"Approve"_s)->isEnabled());
    QVERIFY(button(u"Reject"_s)->isEnabled());
}

void TestTasksPage::thePaletteFindsTasks()
{
    open();
    const TaskId id = submit(u"Refund order 8841"_s, TaskState::Completed);
    submit(u"Something else"_s, TaskState::Completed);
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"refund"_s);
    QTRY_VERIFY(m_window->palette().shownTexts().contains(u"Refund order 8841"_s));
    QVERIFY(m_window->palette().shownTexts().contains(u"New task: refund"_s));
    QVERIFY(!m_window->palette().shownTexts().contains(u"Something else"_s));
    auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    field->setText(u"new t"_s);
    QTRY_COMPARE(m_window->palette().shownTexts().filter(u"New task"_s), QStringList{u"New task"_s});
    field->setText(u"refund"_s);
    QTRY_VERIFY(m_window->palette().shownTexts().contains(u"Refund order 8841"_s));
    while (QApplication::focusWidget() && m_window->palette().isOpen() &&
           m_window->palette().shownTexts().first() != u"Refund order 8841"_s)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_detail->taskId(), id);
    QTRY_COMPARE(m_table->currentId(), id.value);
}

void TestTasksPage::theShownTaskIsMarkedOnceItIsListed()
{
    open();
    const TaskId id = submit(u"Refund order 8841"_s, TaskState::Completed);
    submit(u"Something else"_s, TaskState::Completed);
    QTRY_COMPARE(rows(), 2);
    click(chip(u"Failed"_s));
    QTRY_COMPARE(rows(), 0);
    m_page->openThing(id.value);
    QCOMPARE(m_detail->taskId(), id);
    QVERIFY(m_table->currentId().isEmpty());
    click(chip(u"All"_s));
    QTRY_COMPARE(m_table->currentId(), id.value);
    QCOMPARE(m_detail->taskId(), id);
}

void TestTasksPage::agentsThatAreCodeHaveTheirNames()
{
    open({.sandbox = {.bubblewrap = u"/nowhere/bwrap"_s}});
    const auto agent = m_core->run([](TestCore &core) {
        return *core->codeAgents().deploy({.name = u"invoice-extractor"_s, .code = u"def f(d): return d"_s},
                                          localOperator());
    });
    const TaskId id = m_core->submit(u"Invoice 9920"_s, {.agent = agent.id}).id;
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(m_table->model()->index(0, 2).data().toString(), u"code"_s);
    select(id);
    m_detail->showTab(ui::TaskDetail::Usage);
    QTRY_VERIFY(shows(u"code · invoice-extractor"_s));
}

void TestTasksPage::theCardOfAnApprovalHasRoom_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << QSize(1440, 900);
    QTest::newRow("small") << QSize(1024, 640);
}

// Of high risk, where the words are long: no button lies on another, and where there is room all of it is
// seen.
void TestTasksPage::theCardOfAnApprovalHasRoom()
{
    QFETCH(QSize, size);
    open({}, [](TestCore &core) {
        QVERIFY_RESULT(
            core->policies().add({.position = 1,
                                  .name = u"Reports"_s,
                                  .tool = u"write_file"_s,
                                  .decision = PolicyDecision::Ask,
                                  .risk = Risk::High,
                                  .reason = u"A report is read by everybody in the house, so somebody "
                                            "who knows the figures has to look at it before."_s},
                                 localOperator()));
    });
    m_window->resize(size);
    select(submit(u"Write the report and save it"_s, TaskState::Waiting));
    QTRY_VERIFY(button(u"Approve"_s));
    layOut();
    const auto place = [this](const QString &text) {
        const ui::Button *known = button(text);
        return known ? QRect(known->mapTo(m_window.get(), QPoint(0, 0)), known->size()) : QRect();
    };
    const QRect approve = place(u"Approve"_s);
    const auto around = [](const QRect &area) {
        constexpr int gap = ui::space::small - 1;
        return area.adjusted(-gap, -gap, gap, gap);
    };
    QVERIFY(!around(approve).intersects(place(u"Reject"_s)) && !around(approve).intersects(place(u"Open"_s)));
    QVERIFY(!around(place(u"Open"_s)).intersects(place(u"Reject"_s)));
    const auto *text = m_detail->findChild<ui::ApprovalBox *>()->findChild<ui::JsonView *>();
    if (size.height() > 800)
        QCOMPARE(text->verticalScrollBar()->maximum(), 0);
    click(u"Approve"_s);
    QTRY_VERIFY(button(u"Yes"_s));
    layOut();
    QCOMPARE(place(u"Press Y to approve"_s), approve);
    QVERIFY(place(u"Yes"_s).right() < m_window->width());
}

void TestTasksPage::anErrorStandsInItsPlace()
{
    open();
    submit(u"One"_s, TaskState::Completed);
    QTRY_COMPARE(rows(), 1);
    m_core->run(
        [](TestCore &core) { QVERIFY_RESULT(core->database().run("ALTER TABLE task RENAME TO gone"_L1)); });
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_VERIFY(shows(u"The tasks could not be read"_s));
    QCOMPARE(rows(), 1); // what was read stays
    // It is tried again by itself, also for the task that stands beside the list.
    m_page->openThing(u"task-of-another-time"_s);
    QTRY_VERIFY(shows(u"(it is tried again)"_s));
    m_core->run(
        [](TestCore &core) { QVERIFY_RESULT(core->database().run("ALTER TABLE gone RENAME TO task"_L1)); });
    QTRY_VERIFY(!shows(u"(it is tried again)"_s));
    QTRY_VERIFY(!shows(u"The tasks could not be read"_s));
    m_page->openThing(u"task-that-is-not-there"_s);
    QTRY_VERIFY(shows(u"This task cannot be shown"_s));
}

SIGNALBOX_TEST(TestTasksPage)
#include "tst_taskspage.moc"
