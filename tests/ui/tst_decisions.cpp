// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/waitingrow.h"
#include "ui/models/decisions.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/undobar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/fileview.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// A person who wants time to undo has it: a decision is held back, taken back by key, or holds after all.
class TestDecisions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_theme.dress(*qApp);
        QApplication::setDoubleClickInterval(0); // each press is meant
    }
    void init();
    void cleanup();
    void aPersonHasEightSeconds();
    void withoutTimeItHoldsAtOnce();
    void zTakesItBack();
    void eachOfABurstHasItsOwnTime();
    void theEndOfTheProgramSettlesAll();
    void theRowKeepsItsRoomAndCoversNothing_data();
    void theRowKeepsItsRoomAndCoversNothing();
    void lettersAreLettersInFieldsAndMenus();
    void highRiskTakesASecondKey();
    void anyOtherKeyCallsItOff_data();
    void anyOtherKeyCallsItOff();
    void aSecondClickOfADoubleClickDecidesNothing();
    void pictures_data();
    void pictures();

private:
    void wantTime(core::milliseconds time = std::chrono::seconds(30));
    void guard();
    ui::Button *button(const QString &text) const;
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
    m_window->undoBar().follow(m_core->backend().decisions());
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

// As if it had been chosen in the settings, but to the millisecond.
void TestDecisions::wantTime(core::milliseconds time)
{
    m_core->run([](TestCore &) {}); // what was asked before is answered
    QCoreApplication::processEvents();
    m_core->backend().decisions().setTimeToUndo(time);
}

void TestDecisions::guard()
{
    QVERIFY_RESULT(m_core->run([](TestCore &core) {
        return core->policies().add({.position = 1,
                                     .name = u"Files"_s,
                                     .tool = u"write_file"_s,
                                     .decision = PolicyDecision::Ask,
                                     .risk = Risk::High,
                                     .reason = u"Files need a person."_s},
                                    localOperator());
    }));
}

ui::Button *TestDecisions::button(const QString &text) const
{
    for (ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

TaskId TestDecisions::waiting(const QString &query)
{
    const Task task = m_core->submit(query);
    if (!QTest::qWaitFor([&] { return hasRowOf(m_list, task.id); }))
        return {};
    return task.id;
}

void TestDecisions::aPersonHasEightSeconds()
{
    QCOMPARE(core::SettingService::table().last().second.first(), u"8"_s);
    QSignalSpy changed(&m_core->backend().decisions(), &ui::Decisions::changed);
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->settings().set(u"approvals.undo_seconds"_s, u"8"_s, localOperator()));
    });
    QTRY_VERIFY(changed.count() > 0);
    QTRY_COMPARE(m_core->backend().decisions().timeToUndo(), core::milliseconds(8000));
    QVERIFY(m_window->undoBar().restText().contains(u'8'));
}

void TestDecisions::withoutTimeItHoldsAtOnce()
{
    const TaskId task = waiting(u"One"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(stateOf(task), TaskState::Completed);
    QVERIFY(!m_window->undoBar().button()->isVisible());
    QVERIFY(m_window->undoBar().restText().startsWith(u"Approved: Write a.md"_s));
}

void TestDecisions::zTakesItBack()
{
    const TaskId task = waiting(u"One"_s); // by then the time that was set at the start is known, too
    wantTime();
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_VERIFY(m_window->undoBar().button()->isVisible());
    QVERIFY(m_window->undoBar().text().startsWith(u"Approved: Write a.md"_s));
    QTRY_COMPARE(listed(), 0);
    QCOMPARE(stateOf(task), TaskState::Waiting);
    QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), Qt::Key_Z);
    QTRY_COMPARE(listed(), 1);
    QVERIFY(!m_window->undoBar().button()->isVisible());
    QCOMPARE(stateOf(task), TaskState::Waiting);
}

void TestDecisions::eachOfABurstHasItsOwnTime()
{
    const TaskId first = waiting(u"One"_s);
    const TaskId second = waiting(u"Two"_s);
    const TaskId third = waiting(u"Three"_s);
    wantTime(std::chrono::milliseconds(400));
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 2);
    wantTime();
    QTRY_VERIFY(button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_D);
    QTRY_COMPARE(listed(), 1);
    QTRY_VERIFY(button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 0);
    QTRY_COMPARE(stateOf(first), TaskState::Completed); // by its own time
    QCOMPARE(m_core->backend().decisions().held().size(), 2);
    QCOMPARE(m_window->undoBar().restText(), u"1 more can be undone"_s);
    QTest::mouseClick(m_window->undoBar().button(), Qt::LeftButton);
    QTRY_COMPARE(listed(), 1);
    QVERIFY(m_window->undoBar().text().startsWith(u"Rejected: "_s));
    QCOMPARE(stateOf(second), TaskState::Waiting);
    QCOMPARE(stateOf(third), TaskState::Waiting);
}

void TestDecisions::theEndOfTheProgramSettlesAll()
{
    const TaskId first = waiting(u"One"_s);
    const TaskId second = waiting(u"Two"_s);
    wantTime();
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 1);
    QTRY_VERIFY(button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 0);
    QCOMPARE(stateOf(first), TaskState::Waiting);
    m_core->backend().decisions().settle();
    QTRY_COMPARE(stateOf(first), TaskState::Completed);
    QTRY_COMPARE(stateOf(second), TaskState::Completed);
}

void TestDecisions::theRowKeepsItsRoomAndCoversNothing_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << QSize(1440, 900);
    QTest::newRow("small") << QSize(1024, 640);
    QTest::newRow("smallest") << QSize(1, 1); // as small as the window lets itself be made
}

void TestDecisions::theRowKeepsItsRoomAndCoversNothing()
{
    QFETCH(QSize, size);
    m_window->resize(size);
    wantTime();
    waiting(u"One"_s);
    waiting(u"Two"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    const auto placeOf = [this](const QWidget *widget) {
        return QRect(widget->mapTo(m_window.get(), QPoint(0, 0)), widget->size());
    };
    const QRect approve = placeOf(button(u"Approve"_s));
    const QRect row = placeOf(&m_window->undoBar());
    QTest::keyClick(m_list, Qt::Key_A);
    QTRY_COMPARE(listed(), 1);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTRY_COMPARE(placeOf(button(u"Approve"_s)), approve);
    QCOMPARE(placeOf(&m_window->undoBar()), row);
    QVERIFY(QRect(QPoint(0, 0), m_window->size()).contains(row));
    for (const ui::Button *each : m_window->findChildren<ui::Button *>())
        QVERIFY(!each->isVisible() || m_window->undoBar().isAncestorOf(each) ||
                !placeOf(each).intersects(row));
}

// By the events that a keyboard and a mouse make: what is typed into a field, a menu or the palette decides
// nothing.
void TestDecisions::lettersAreLettersInFieldsAndMenus()
{
    const QString letters = u"adsexlwzb"_s;
    waiting(u"One"_s);
    wantTime();
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    const auto isUntouched = [this] {
        m_core->run([](TestCore &) {}); // what was asked for by then is done
        const QList<Approval> waits = m_core->run([](TestCore &core) {
            return *core->approvals().list({.state = ApprovalState::Pending}, localOperator());
        });
        return m_core->backend().decisions().held().isEmpty() && waits.size() == 1 &&
               !isSet(waits.first().setAsideAt);
    };
    QTest::keyClick(m_list, Qt::Key_W);
    auto *note = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
    QVERIFY(note);
    QTest::keyClicks(note, letters);
    QCOMPARE(note->toPlainText(), letters);
    QVERIFY(isUntouched());
    QTest::keyClick(note, Qt::Key_Escape);
    QVERIFY(QApplication::focusWidget() != note);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_E);
    auto *content = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
    QVERIFY(content && content != note);
    QTest::keyClicks(content, letters);
    QVERIFY(isUntouched());
    QTest::keyClick(content, Qt::Key_Escape);
    QVERIFY(QApplication::focusWidget() != content);
    auto *file = m_window->findChild<ui::FileView *>();
    const QPoint inside(120, 8);
    QContextMenuEvent asks(QContextMenuEvent::Mouse, inside, file->mapToGlobal(inside));
    QApplication::sendEvent(file, &asks);
    QTRY_VERIFY(QApplication::activePopupWidget());
    for (const QChar letter : letters) {
        if (QWidget *menu = QApplication::activePopupWidget())
            QTest::keyClick(menu, letter.toLatin1());
    }
    QVERIFY(isUntouched());
    if (QWidget *menu = QApplication::activePopupWidget())
        menu->close();
    QTRY_VERIFY(!QApplication::activePopupWidget());
    m_window->activateWindow(); // the menu was a window, too
    QTRY_COMPARE(QApplication::activeWindow(), m_window.get());
    QTest::keyClick(m_list, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(m_window->palette().isOpen() && qobject_cast<QLineEdit *>(QApplication::focusWidget()));
    QTest::keyClicks(QApplication::focusWidget(), letters);
    QVERIFY(isUntouched());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    // On the list they act.
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QCOMPARE(m_core->backend().decisions().heldCount(), 1);
    QTRY_VERIFY(m_window->undoBar().text().startsWith(u"Approved with changes: Write a.md"_s));
}

void TestDecisions::highRiskTakesASecondKey()
{
    guard();
    const TaskId task = waiting(u"One"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QCOMPARE(button(u"Approve"_s)->keyHint(), u"A Y"_s);
    QTest::keyClick(m_list, Qt::Key_A);
    QVERIFY(button(u"Press Y to approve"_s));
    m_core->run([](TestCore &) {});
    QCOMPARE(stateOf(task), TaskState::Waiting);
    QTest::keyClick(m_list, Qt::Key_Y);
    QTRY_COMPARE(stateOf(task), TaskState::Completed);
}

void TestDecisions::anyOtherKeyCallsItOff_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("the same again") << Qt::Key_A;
    QTest::newRow("another decision") << Qt::Key_D;
    QTest::newRow("space") << Qt::Key_Space;
    QTest::newRow("enter") << Qt::Key_Return;
    QTest::newRow("escape") << Qt::Key_Escape;
    QTest::newRow("down") << Qt::Key_Down;
}

void TestDecisions::anyOtherKeyCallsItOff()
{
    QFETCH(Qt::Key, key);
    guard();
    const TaskId task = waiting(u"One"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QVERIFY(button(u"Press Y to approve"_s));
    QTest::keyClick(m_list, key);
    QVERIFY(!button(u"Press Y to approve"_s));
    QVERIFY(button(u"Approve"_s));
    QTest::keyClick(m_list, Qt::Key_Y); // means nothing any more
    m_core->run([](TestCore &) {});
    QCOMPARE(stateOf(task), TaskState::Waiting);
}

void TestDecisions::aSecondClickOfADoubleClickDecidesNothing()
{
    guard();
    const TaskId task = waiting(u"One"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    ui::Button *approve = button(u"Approve"_s);
    QTest::mouseClick(approve, Qt::LeftButton);
    QTest::mouseDClick(approve, Qt::LeftButton);
    m_core->run([](TestCore &) {});
    QCOMPARE(stateOf(task), TaskState::Waiting);
    QVERIFY(button(u"Press Y to approve"_s));
    // Who has no keyboard presses another button.
    QTest::mouseClick(button(u"Yes, approve"_s), Qt::LeftButton);
    QTRY_COMPARE(stateOf(task), TaskState::Completed);
}

void TestDecisions::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestDecisions::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    guard();
    for (const QString &query : {u"One"_s, u"Two"_s, u"Three"_s})
        waiting(query);
    wantTime();
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QVERIFY(savePicture(*m_window, u"undo-idle-"_s + tag));
    QTest::keyClick(m_list, Qt::Key_D);
    QTRY_COMPARE(listed(), 2);
    QTRY_VERIFY(button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_D);
    QTRY_COMPARE(listed(), 1);
    QTRY_VERIFY(button(u"Approve"_s)->isEnabled());
    QTest::keyClick(m_list, Qt::Key_A);
    QVERIFY(savePicture(*m_window, u"undo-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"undo-small-"_s + tag));
}

SIGNALBOX_TEST(TestDecisions)
#include "tst_decisions.moc"
