// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/review/planreview.h"
#include "tests/support/plans.h"
#include "tests/support/sendtool.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/decisions.h"
#include "ui/models/eventline.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/approvalspage.h"
#include "ui/pages/planview.h"
#include "ui/pages/taskdetail.h"
#include "ui/pages/taskspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// What waits for a person and is no action of a tool: plans, which are read in words, sent back with a note
// and approved, and tasks with an interrupted step.
class TestPlanReviews : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_theme.dress(*qApp);
        QApplication::setDoubleClickInterval(0); // each press is meant
    }
    void cleanup();
    void aPlanIsReadInWordsAndApproved();
    void aPlanOfAnotherTimeIsReadFromItsWords();
    void aPlanIsSentBackWithANote();
    void whatWasSentBackIsToldSo();
    void aPlanIsDecidedBesideItsTask();
    void aTaskWithAnInterruptedStepIsNotMissed();
    void pictures_data();
    void pictures();

private:
    void open(std::function<void(TestCore &)> arrange);
    void openWithPlan();
    Task submit();
    ui::Button *button(const QString &text) const;
    void click(const QString &text) const;
    bool says(const QString &text) const;
    QPlainTextEdit *note() const;
    QStringList listed(const QString &name) const;
    QStringList planShown() const;

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ApprovalsPage *m_page = nullptr;
};

void TestPlanReviews::open(std::function<void(TestCore &)> arrange)
{
    m_core = std::make_unique<TestBackend>(CoreOptions{}, std::move(arrange));
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ApprovalsPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_window->addPage(new ui::TasksPage(m_core->backend(), m_theme));
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestPlanReviews::openWithPlan()
{
    open([](TestCore &core) {
        core.model().setPlans(true);
        core.model().plan(calculation());
    });
}

void TestPlanReviews::cleanup()
{
    m_window.reset();
    m_core.reset();
}

Task TestPlanReviews::submit()
{
    const Task task =
        m_core->submit(u"What is six times seven?"_s, {.context = {{u"require_review"_s, true}}});
    if (!QTest::qWaitFor([&] { return m_core->task(task.id).state == TaskState::Waiting; }))
        qFatal("The task does not wait.");
    return task;
}

ui::Button *TestPlanReviews::button(const QString &text) const
{
    for (ui::Button *known : m_window->findChildren<ui::Button *>()) {
        if (known->isVisible() && known->text() == text)
            return known;
    }
    return nullptr;
}

void TestPlanReviews::click(const QString &text) const
{
    QTRY_VERIFY2(button(text) && button(text)->isEnabled(), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

bool TestPlanReviews::says(const QString &text) const
{
    for (const ui::Label *label : m_window->findChildren<ui::Label *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

QPlainTextEdit *TestPlanReviews::note() const
{
    for (QPlainTextEdit *known : m_page->findChildren<QPlainTextEdit *>()) {
        if (known->accessibleName() == u"Note to the agent"_s)
            return known;
    }
    return nullptr;
}

QStringList TestPlanReviews::listed(const QString &name) const
{
    QStringList titles;
    for (const QListView *list : m_page->findChildren<QListView *>()) {
        for (int row = 0; list->accessibleName() == name && row < list->model()->rowCount(); ++row)
            titles.append(list->model()->index(row, 0).data().toString());
    }
    return titles;
}

// What stands in the rows of the plan, in the order in which it is read.
QStringList TestPlanReviews::planShown() const
{
    QStringList texts;
    for (const ui::Label *label : m_page->findChild<ui::PlanView *>()->findChildren<ui::Label *>())
        texts.append(label->text());
    return texts;
}

void TestPlanReviews::aPlanOfAnotherTimeIsReadFromItsWords()
{
    core::Approval approval{
        .tool = core::reviewTool,
        .arguments = {{u"plan"_s, u"1. Search (knowledge_search {\"query\":\"refunds\"})\n"
                                  "2. Write (today) it\n3. Save (write_file {\"path\":\"a (1).md\"})"_s}},
        .state = core::ApprovalState::Rejected};
    const QList<ui::PlanStep> steps = ui::planSteps(approval);
    QCOMPARE(steps.size(), 3);
    QCOMPARE(steps[0].name, u"Search"_s);
    QCOMPARE(steps[0].what, u"knowledge_search {\"query\":\"refunds\"}"_s);
    QCOMPARE(steps[1].name, u"Write (today) it"_s);
    QVERIFY(steps[1].what.isEmpty());
    QCOMPARE(steps[2].name, u"Save"_s);
    QCOMPARE(steps[2].what, u"write_file {\"path\":\"a (1).md\"}"_s);
}

void TestPlanReviews::aPlanIsReadInWordsAndApproved()
{
    openWithPlan();
    const Task task = submit();
    QTRY_COMPARE(listed(u"Waiting for you"_s),
                 QStringList{u"Follow a plan of 2 steps: What is six times seven?"_s});
    QTRY_COMPARE(planShown(),
                 (QStringList{u"1"_s, u"Calculate"_s, u"assistant"_s, u"Calculator: expression 6*7"_s, u"2"_s,
                              u"Say it"_s, u"assistant"_s, u"Say it"_s}));
    QVERIFY(says(u"The task: What is six times seven?"_s));
    QCOMPARE(
        m_page->findChild<QListView *>()->model()->index(0, 0).data(ui::ApprovalsModel::PlaceRole).toString(),
        u"assistant · plan to review"_s);
    QCOMPARE(m_page->badge(), (ui::Badge{.count = 1, .urgent = true}));
    // There is nothing to edit, and no tool to allow from now on.
    QVERIFY(!button(u"Edit"_s) && !button(u"Always allow…"_s));
    m_core->run([](TestCore &core) { core.model().say(u"42."_s); });
    click(u"Approve"_s);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    QTRY_VERIFY(says(u"Nothing waits for you"_s));
}

void TestPlanReviews::aPlanIsSentBackWithANote()
{
    openWithPlan();
    const Task task = submit();
    click(u"Send back"_s);
    QVERIFY(says(u"Say what should be different"_s));
    QCOMPARE(QApplication::focusWidget(), note());
    QTest::keyClicks(note(), u"Do not calculate"_s);
    m_core->run([](TestCore &core) { core.model().plan({{.name = u"Guess"_s, .instruction = u"Guess"_s}}); });
    click(u"Send back"_s);
    QTRY_COMPARE(listed(u"Waiting for you"_s),
                 QStringList{u"Follow a plan of one step: What is six times seven?"_s});
    QTRY_COMPARE(planShown(), (QStringList{u"1"_s, u"Guess"_s, u"assistant"_s, u"Guess"_s}));
    QVERIFY(says(u"Version 1 was sent back: Do not calculate"_s));
    QVERIFY(!says(u"Say what should be different"_s));
    QVERIFY(note()->toPlainText().isEmpty());
    m_core->run([](TestCore &core) { core.model().say(u"About forty."_s); });
    QTest::keyClick(m_window.get(), Qt::Key_A);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
}

// It can be taken back as every decision, and is no rejection in the history, the detail and the timeline.
void TestPlanReviews::whatWasSentBackIsToldSo()
{
    openWithPlan();
    const Task task = submit();
    m_core->run([](TestCore &core) { core.model().plan({{.name = u"Guess"_s, .instruction = u"Guess"_s}}); });
    ui::Decisions &decisions = m_core->backend().decisions();
    QTRY_VERIFY(button(u"Send back"_s) && button(u"Send back"_s)->isEnabled());
    decisions.setTimeToUndo(std::chrono::minutes(1));
    note()->setFocus();
    QTest::keyClicks(note(), u"Do not calculate"_s);
    click(u"Send back"_s);
    QTRY_COMPARE(decisions.heldCount(), 1);
    QCOMPARE(decisions.held().first().what,
             u"Sent back: Follow a plan of 2 steps: What is six times seven?"_s);
    decisions.undo();
    QTRY_COMPARE(listed(u"Waiting for you"_s).size(), 1);
    QTRY_COMPARE(note()->toPlainText(), u"Do not calculate"_s);
    click(u"Send back"_s);
    QTRY_COMPARE(decisions.heldCount(), 1);
    decisions.settle();
    QTRY_COMPARE(listed(u"Waiting for you"_s),
                 QStringList{u"Follow a plan of one step: What is six times seven?"_s});
    QCOMPARE(decisions.last(), u"Sent back: Follow a plan of 2 steps: What is six times seven?"_s);
    QListView *decided = nullptr;
    for (QListView *list : m_page->findChildren<QListView *>())
        decided = list->accessibleName() == u"Decided today"_s ? list : decided;
    QTRY_COMPARE(decided->model()->rowCount(), 1);
    const QModelIndex row = decided->model()->index(0, 0);
    QCOMPARE(row.data(ui::LookRole).value<ui::Look>().text, u"Sent back"_s);
    QTest::mouseClick(decided->viewport(), Qt::LeftButton, {}, decided->visualRect(row).center());
    QTRY_VERIFY(says(u"sent this plan back"_s));
    QVERIFY(says(u"Do not calculate"_s));
    QVERIFY(!says(u"did not accept this plan"_s));
    const QList<Event> events = m_core->run(
        [&task](TestCore &core) { return *core->feed().events({.task = task.id, .limit = 100}); });
    QStringList timeline;
    for (const ui::EventLine &line : ui::timelineOf(events))
        timeline.append(line.text);
    QVERIFY2(timeline.contains(u"Sent back: Do not calculate"_s), qPrintable(timeline.join(u'\n')));
}

void TestPlanReviews::aPlanIsDecidedBesideItsTask()
{
    openWithPlan();
    const Task task = submit();
    QVERIFY(m_window->showPage(u"tasks"_s, task.id.value));
    QTRY_VERIFY(says(u"Follow a plan of 2 steps"_s));
    const auto *plan =
        m_window->findChild<ui::TaskDetail *>()->findChild<ui::ApprovalBox *>()->findChild<ui::JsonView *>();
    QTRY_COMPARE(plan->toPlainText().simplified(),
                 u"1. Calculate (assistant) Calculator: expression 6*7 2. Say it (assistant) Say it"_s);
    click(u"Reject"_s);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Failed);
}

void TestPlanReviews::aTaskWithAnInterruptedStepIsNotMissed()
{
    open([](TestCore &core) {
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
        core.start();
        core.model().callTool(u"send"_s, {});
        const Task task = core.submit(u"Send the invoice"_s);
        QVERIFY(QTest::qWaitFor([&] { return core.track(task.id).contains(u"Send:running"_s); }));
        core.close(); // the process dies while it sends
        core.open();
        core.model().say(u"Sent."_s);
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
    });
    QTRY_VERIFY(says(u"1 task was interrupted"_s));
    QVERIFY(says(u"No approval waits for you"_s));
    QCOMPARE(m_page->badge(), (ui::Badge{.count = 1, .urgent = true}));
    QVERIFY(savePicture(*m_window, u"approvals-interrupted"_s));
    click(u"Open the task"_s);
    QTRY_VERIFY(says(u"Did “Send” happen?"_s));
    click(u"Mark as done"_s);
    QTRY_COMPARE(m_page->badge(), ui::Badge{});
    QVERIFY(m_window->showPage(u"approvals"_s));
    QTRY_VERIFY(!says(u"1 task was interrupted"_s));
}

void TestPlanReviews::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestPlanReviews::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    openWithPlan();
    const Task task = submit();
    QTRY_VERIFY(button(u"Send back"_s));
    QVERIFY(savePicture(*m_window, u"plan-"_s + tag));
    click(u"Send back"_s);
    QVERIFY(savePicture(*m_window, u"plan-problem-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"plan-small-"_s + tag));
    m_window->resize(1440, 900);
    QVERIFY(m_window->showPage(u"tasks"_s, task.id.value));
    QTRY_VERIFY(says(u"Follow a plan of 2 steps"_s));
    QVERIFY(savePicture(*m_window, u"plan-task-"_s + tag));
}

SIGNALBOX_TEST(TestPlanReviews)
#include "tst_planreviews.moc"
