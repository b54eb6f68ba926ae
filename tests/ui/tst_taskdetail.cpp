// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sendtool.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/taskspagefixture.h"
#include "ui/models/decisions.h"
#include "ui/widgets/markdownview.h"

#include <QClipboard>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

class TestTaskDetail : public TasksPageFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void cleanup() { close(); }
    void anApprovalIsDecidedBesideTheTimeline();
    void whatIsTakenBackCanBeDecidedAgain();
    void aKeyNeverReachesTheTaskThatWasChosenBefore();
    void pauseResumeCancelAndRunAgain();
    void wordsAppearWhileAModelWrites();
    void anUncertainStepIsResolved();
    void copiesAsCurl();
    void pictures_data();
    void pictures();
};

void TestTaskDetail::anApprovalIsDecidedBesideTheTimeline()
{
    open();
    const TaskId id = submit(u"Two, save it"_s, TaskState::Waiting);
    select(id);
    QTRY_VERIFY(button(u"Reject"_s));
    QTRY_VERIFY(shows(u"Write "_s));
    QSignalSpy opened(m_page, &ui::Page::openRequested);
    click(u"Open"_s);
    QCOMPARE(opened.last().at(0).toString(), u"approvals"_s);
    QVERIFY(timeline().last().startsWith(u"Asked: Write "_s));
    click(u"Reject"_s);
    QTRY_COMPARE(m_core->task(id).state, TaskState::Completed); // the agent was told, and went on
    QTRY_VERIFY(!button(u"Reject"_s));
}

void TestTaskDetail::whatIsTakenBackCanBeDecidedAgain()
{
    open();
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->settings().set(u"approvals.undo_seconds"_s, u"30"_s, localOperator()));
    });
    ui::Decisions &decisions = m_core->backend().decisions();
    QTRY_COMPARE(decisions.timeToUndo(), milliseconds(30s));
    const TaskId id = submit(u"Two, save it"_s, TaskState::Waiting);
    select(id);
    QTRY_VERIFY(button(u"Approve"_s));
    click(u"Approve"_s);
    QTRY_COMPARE(decisions.heldCount(), 1);
    QTRY_VERIFY(!button(u"Approve"_s) || !button(u"Approve"_s)->isEnabled());
    decisions.undo();
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QVERIFY(button(u"Reject"_s)->isEnabled());
    click(u"Reject"_s);
    QTRY_COMPARE(decisions.heldCount(), 1);
}

void TestTaskDetail::aKeyNeverReachesTheTaskThatWasChosenBefore()
{
    open();
    m_core->run([](TestCore &core) { core.model().hang(); });
    const TaskId first = submit(u"First"_s, TaskState::Running);
    m_core->run([](TestCore &core) { core.model().hang(); });
    const TaskId second = submit(u"Second"_s, TaskState::Running);
    select(first);
    QTRY_VERIFY(button(u"Cancel"_s));
    QTRY_VERIFY(m_table->selectId(second.value));
    press(Qt::Key_Q); // before the second one stands there
    press(Qt::Key_Y);
    QTRY_VERIFY(m_detail->accessibleName() == u"Second"_s);
    QCOMPARE(m_core->task(first).state, TaskState::Running);
    press(Qt::Key_X); // means another thing on another screen, so nothing here
    press(Qt::Key_Q);
    QVERIFY(shows(u"Cancel this task?"_s));
    press(Qt::Key_Y);
    QTRY_COMPARE(m_core->task(second).state, TaskState::Cancelled);
    QCOMPARE(m_core->task(first).state, TaskState::Running);
}

void TestTaskDetail::pauseResumeCancelAndRunAgain()
{
    open();
    m_core->run([](TestCore &core) { core.model().hang(); });
    const TaskId id = submit(u"Think"_s, TaskState::Running);
    select(id);
    QTRY_VERIFY(button(u"Pause"_s));
    press(Qt::Key_P);
    QTRY_COMPARE(m_core->task(id).state, TaskState::Paused);
    QTRY_VERIFY(button(u"Resume"_s));
    QVERIFY(!button(u"Pause"_s));
    press(Qt::Key_P);
    QTRY_COMPARE(m_core->task(id).state, TaskState::Running);
    QTRY_VERIFY(button(u"Pause"_s));
    press(Qt::Key_Q);
    press(Qt::Key_Y);
    QTRY_COMPARE(m_core->task(id).state, TaskState::Cancelled);
    QTRY_VERIFY(button(u"Run again"_s));
    QVERIFY(!button(u"Cancel"_s));
    press(Qt::Key_R); // goes on where it was stopped
    QTRY_COMPARE(m_core->task(id).state, TaskState::Completed);
    QTRY_VERIFY(timeline().contains(u"Completed"_s));
    QTRY_VERIFY(button(u"Run again"_s));
    press(Qt::Key_R); // what is done is done anew, as another task
    QTRY_COMPARE(rows(), 2);
    QTRY_VERIFY(m_detail->taskId() != id);
    QCOMPARE(titles(), (QStringList{u"Think"_s, u"Think"_s}));
}

void TestTaskDetail::wordsAppearWhileAModelWrites()
{
    open();
    m_core->run([](TestCore &core) { core.model().hang({u"Forty "_s, u"two"_s}); });
    const TaskId id = submit(u"What?"_s, TaskState::Running);
    select(id);
    const auto *result = m_detail->findChild<ui::MarkdownView *>();
    QTRY_COMPARE(result->markdownText(), u"Forty two"_s);
    m_core->run([](TestCore &core) { core.model().release(ModelAnswer{.text = u"Forty two."_s}); });
    QTRY_COMPARE(result->markdownText(), u"Forty two."_s);
}

void TestTaskDetail::anUncertainStepIsResolved()
{
    open({}, [](TestCore &core) {
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
    QTRY_COMPARE(rows(), 1);
    select({m_table->model()->index(0, 0).data(ui::IdRole).toString()});
    QTRY_VERIFY(shows(u"Did “Send” happen?"_s));
    press(Qt::Key_M);
    QTRY_VERIFY(!shows(u"Did “Send” happen?"_s));
    QTRY_VERIFY(timeline().contains(u"Completed"_s));
}

void TestTaskDetail::copiesAsCurl()
{
    open();
    select(submit(u"What's \"up\"?"_s, TaskState::Completed));
    click(u"Copy as curl"_s);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.startsWith(u"curl http://127.0.0.1:8080/api/v1/tasks"_s));
    QVERIFY(copied.contains(u"$SIGNALBOX_KEY"_s));
    QVERIFY2(copied.contains(u"What'\\''s \\\"up\\\"?"_s), qPrintable(copied));
    QVERIFY(button(u"Copied"_s));
    QTRY_VERIFY(button(u"Copy as curl"_s));
}

void TestTaskDetail::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::addColumn<QString>("suffix");
    QTest::newRow("dark") << ui::Appearance::Dark << u"dark"_s;
    QTest::newRow("light") << ui::Appearance::Light << u"light"_s;
}

void TestTaskDetail::pictures()
{
    QFETCH(ui::Appearance, appearance);
    QFETCH(QString, suffix);
    m_theme.setAppearance(appearance);
    open();
    m_window->resize(1440, 900);
    QTRY_VERIFY(shows(u"No tasks yet"_s));
    QVERIFY(savePicture(*m_window, u"tasks-empty-"_s + suffix));
    for (const QString &query :
         {u"Extract invoice 9922"_s, u"Extract invoice 9921"_s, u"Answer: refund policy"_s,
          u"Weekly KPI digest"_s, u"Compare vendor quotes"_s, u"Draft reply to ticket 5521"_s})
        submit(query, TaskState::Completed);
    m_core->run([](TestCore &core) {
        core.model().fail(failure(ErrorCode::Unavailable, u"The provider does not answer."_s));
    });
    submit(u"Translate release notes"_s, TaskState::Failed);
    finishOne(u"Classify inbox batch 12"_s, 3100ms);
    finishOne(u"Answer: shipping to Norway"_s, 6200ms);
    const TaskId done = finishOne(u"Summarise incident 207"_s, 11800ms);
    m_core->run([](TestCore &core) { core.model().hang({u"Comparing "_s, u"42 suppliers …"_s}); });
    const TaskId running = submit(u"Nightly supplier sync"_s, TaskState::Running);
    m_core->advance(38s);
    const TaskId waiting =
        submit(u"Quarterly churn report, save it as reports/churn-q3.md"_s, TaskState::Waiting);
    m_core->advance(4min);
    select(waiting);
    QTRY_VERIFY(button(u"Approve"_s));
    QTRY_COMPARE(chip(u"Waiting"_s), u"Waiting 1"_s);
    QVERIFY(savePicture(*m_window, u"tasks-"_s + suffix));
    select(done);
    m_detail->showTab(ui::TaskDetail::Result);
    QTRY_VERIFY(button(u"Run again"_s));
    QVERIFY(savePicture(*m_window, u"tasks-result-"_s + suffix));
    m_detail->showTab(ui::TaskDetail::Usage);
    QVERIFY(savePicture(*m_window, u"tasks-usage-"_s + suffix));
    m_detail->showTab(ui::TaskDetail::Raw);
    QTest::qWait(200);
    QVERIFY(savePicture(*m_window, u"tasks-raw-"_s + suffix));
    m_detail->showTab(ui::TaskDetail::Timeline);
    select(running);
    QTRY_COMPARE(m_detail->accessibleName(), u"Nightly supplier sync"_s);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(button(u"Start"_s));
    QVERIFY(savePicture(*m_window, u"tasks-new-"_s + suffix));
    m_window->resize(1024, 640);
    QTRY_COMPARE(button(u"New task"_s)->height(),
                 button(u"New task"_s)->sizeHint().height()); // nothing is cut
    QVERIFY(savePicture(*m_window, u"tasks-small-"_s + suffix));
}

SIGNALBOX_TEST(TestTaskDetail)
#include "tst_taskdetail.moc"
