// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/decisions.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/undobar.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// A person who wants time to undo has it: a decision is held back, taken back by key, or holds after all.
class TestDecisions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void withoutTimeItHoldsAtOnce();
    void zTakesItBack();
    void theNextOneSettlesIt();

private:
    void wantTime();
    TaskId waiting(const QString &query);
    int listed() { return m_list->model()->rowCount(); }
    TaskState stateOf(const TaskId &task) { return m_core->task(task).state; }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    QListView *m_list = nullptr;
};

void TestDecisions::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{}, [](TestCore &core) {
        core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
            if (request.messages.last().role == Role::Tool)
                return ModelAnswer{.text = u"Done."_s};
            return ModelAnswer{
                .toolCalls = {{.id = u"call-1"_s,
                               .name = u"write_file"_s,
                               .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"Text"_s}}}}};
        });
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_window->addPage(new ui::ApprovalsPage(m_core->backend(), m_theme));
    ui::Decisions &decisions = m_core->backend().decisions();
    connect(&decisions, &ui::Decisions::held, &m_window->undoBar(), &ui::UndoBar::offer);
    connect(&decisions, &ui::Decisions::settled, &m_window->undoBar(), &QWidget::hide);
    connect(&m_window->undoBar(), &ui::UndoBar::undoRequested, &decisions, &ui::Decisions::undo);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    for (QListView *list : m_window->findChildren<QListView *>()) {
        if (list->accessibleName() == u"Waiting for you"_s)
            m_list = list;
    }
}

void TestDecisions::cleanup()
{
    m_window.reset();
    m_core.reset();
}

void TestDecisions::wantTime()
{
    QSignalSpy announced(&m_core->backend(), &ui::Backend::announced);
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->settings().set(u"approvals.undo_seconds"_s, u"30"_s, localOperator()));
    });
    QTRY_VERIFY(announced.count() > 0);
    m_core->run([](TestCore &) {}); // what is asked because of it is answered
    QCoreApplication::processEvents();
}

TaskId TestDecisions::waiting(const QString &query)
{
    const int before = listed();
    const Task task = m_core->submit(query);
    if (!QTest::qWaitFor([&] { return listed() == before + 1; }))
        return {};
    return task.id;
}

void TestDecisions::withoutTimeItHoldsAtOnce()
{
    const TaskId task = waiting(u"One"_s);
    QTest::qWait(50);
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(stateOf(task), TaskState::Completed);
    QVERIFY(!m_window->undoBar().isVisible());
}

void TestDecisions::zTakesItBack()
{
    wantTime();
    const TaskId task = waiting(u"One"_s);
    QTest::qWait(50);
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_VERIFY(m_window->undoBar().isVisible());
    QTRY_COMPARE(listed(), 0);
    QVERIFY(savePicture(*m_window, u"undo-dark"_s));
    QCOMPARE(stateOf(task), TaskState::Waiting);
    QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), Qt::Key_Z);
    QTRY_COMPARE(listed(), 1);
    QVERIFY(!m_window->undoBar().isVisible());
    QCOMPARE(stateOf(task), TaskState::Waiting);
}

void TestDecisions::theNextOneSettlesIt()
{
    wantTime();
    const TaskId first = waiting(u"One"_s);
    const TaskId second = waiting(u"Two"_s);
    QTest::qWait(50);
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 1);
    QTest::qWait(50);
    QTest::keyClick(m_list, Qt::Key_D);
    QTRY_COMPARE(listed(), 0);
    QTRY_COMPARE(stateOf(first), TaskState::Completed);
    QCOMPARE(stateOf(second), TaskState::Waiting);
    m_core->backend().decisions().settle(); // as the end of the program does
    QTRY_COMPARE(stateOf(second), TaskState::Completed);
}

SIGNALBOX_TEST(TestDecisions)
#include "tst_decisions.moc"
