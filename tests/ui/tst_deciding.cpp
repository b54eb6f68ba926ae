// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/decidingfixture.h"
#include "tests/ui/picture.h"
#include "ui/pages/approvaldetail.h"

#include <QPlainTextEdit>
#include <QPointer>
#include <QScopeGuard>
#include <QScrollArea>
#include <QSemaphore>
#include <QWindow>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// With a fast hand, and with others who decide at the same time: a key and a click mean what is seen and
// chosen, or nothing.
class TestDeciding : public DecidingFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init() { open(); }
    void cleanup() { close(); }
    void afterADecisionComesTheRowBelow();
    void fastKeysNeverApproveHighRisk();
    void noKeyActsWhileTheNextIsRead();
    void whoTypesGoesOnTyping_data();
    void whoTypesGoesOnTyping();
    void aDoubleClickDecidesOne();
    void theSecondClickMovesNothing_data();
    void theSecondClickMovesNothing();
    void theQuestionTakesTheProposalNoRoom_data() { theSecondClickMovesNothing_data(); }
    void theQuestionTakesTheProposalNoRoom();
    void nothingIsEmptyBelowWhatIsChosen();
    void whatIsOpenStaysInSight();
    void rowsAboveMoveNothing();
    void tabOpensNothing();
    void oneRowIsMarked();
    void whatIsTakenBackIsChosen();
    void nextIsTheRowBelow();

private:
    void waitForCore();
    QRect placeOf(const QWidget *widget) const
    {
        return {widget->mapTo(m_window.get(), QPoint(0, 0)), widget->size()};
    }
};

// What was asked of the core is answered, and the answers wait for this thread to take them.
void TestDeciding::waitForCore()
{
    for (int turn = 0; turn < 3; ++turn) {
        QSemaphore done;
        m_core->backend().call(
            this,
            [&done](Core &) -> Result<bool> {
                done.release();
                return true;
            },
            [](const Result<bool> &) {});
        done.acquire();
    }
}

// Also where the list has heard of it before the page has.
void TestDeciding::afterADecisionComesTheRowBelow()
{
    for (const QString &path : {u"risky.md"_s, u"one.md"_s, u"two.md"_s, u"three.md"_s})
        ask(path);
    choose(u"two.md"_s);
    m_core->run([](TestCore &) {});
    decisions().setTimeToUndo(2min); // the list is read again, and the answer is under way
    waitForCore();
    press(Qt::Key_A);
    QTRY_VERIFY(isReady(u"three.md"_s));
    QCOMPARE(decisions().heldCount(), 1);
}

void TestDeciding::fastKeysNeverApproveHighRisk()
{
    for (const QString &path : {u"risky-1.md"_s, u"one.md"_s, u"two.md"_s, u"three.md"_s, u"risky-2.md"_s})
        ask(path);
    choose(u"one.md"_s);
    for (int i = 0; i < 60; ++i) {
        press(Qt::Key_A);
        QCoreApplication::processEvents();
    }
    m_core->run([](TestCore &) {});
    for (const ui::HeldDecision &held : decisions().held())
        QVERIFY2(!held.what.contains(u"risky"_s), qPrintable(held.what));
    decisions().settle();
    m_core->run([](TestCore &core) {
        const auto waiting = core->approvals().list({.state = ApprovalState::Pending}, localOperator());
        QCOMPARE(std::ranges::count(*waiting, u"high"_s, &Approval::risk), 2);
    });
}

void TestDeciding::noKeyActsWhileTheNextIsRead()
{
    for (const QString &path : {u"one.md"_s, u"two.md"_s, u"three.md"_s})
        ask(path);
    choose(u"one.md"_s);
    press(Qt::Key_J);
    QVERIFY(chosen().contains(u"two.md"_s));
    for (const Qt::Key key : {Qt::Key_W, Qt::Key_E, Qt::Key_L, Qt::Key_S, Qt::Key_D, Qt::Key_A})
        press(key);
    QCOMPARE(QApplication::focusWidget(), m_list);
    QTRY_VERIFY(isReady(u"two.md"_s));
    QVERIFY(!button(u"Allow from now on"_s));
    QCOMPARE(decisions().heldCount(), 0);
    QCOMPARE(m_list->model()->rowCount(), 3);
}

void TestDeciding::whoTypesGoesOnTyping_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("a note") << Qt::Key_W;
    QTest::newRow("a value") << Qt::Key_E;
}

void TestDeciding::whoTypesGoesOnTyping()
{
    QFETCH(Qt::Key, key);
    for (const QString &path : {u"one.md"_s, u"risky.md"_s, u"two.md"_s})
        ask(path);
    choose(u"one.md"_s);
    press(key);
    const QPointer<QWidget> field = QApplication::focusWidget();
    QVERIFY(field && field != m_list);
    const auto typed = [&field] {
        const auto *text = qobject_cast<QPlainTextEdit *>(field);
        return text ? text->toPlainText() : field->property("text").toString();
    };
    QTest::keyClicks(field, u"half "_s);
    decideAsAda(u"one.md"_s);
    QTRY_VERIFY(says(u"Ada approved this"_s));
    QVERIFY(field);
    QCOMPARE(QApplication::focusWidget(), field);
    for (const QChar letter : u"major payday"_s)
        QTest::keyClick(QApplication::focusWidget(), letter.toLatin1());
    m_core->run([](TestCore &) {});
    QVERIFY2(typed().contains(u"half major payday"_s), qPrintable(typed()));
    QCOMPARE(QApplication::focusWidget(), field);
    QCOMPARE(decisions().heldCount(), 0);
    QVERIFY(!button(u"Approve"_s) || !button(u"Approve"_s)->isEnabled());
    QVERIFY(says(u"What you wrote was not used"_s));
    QCOMPARE(says(u"Your changes, which were not used"_s), key == Qt::Key_E);
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), m_list);
    press(Qt::Key_A);
    QCOMPARE(decisions().heldCount(), 0);
    press(Qt::Key_J);
    QTRY_VERIFY(isReady(u"two.md"_s));
    QVERIFY(!says(u"What you wrote was not used"_s));
    QVERIFY(!field || !typed().contains(u"payday"_s));
}

void TestDeciding::aDoubleClickDecidesOne()
{
    const int interval = QApplication::doubleClickInterval();
    QApplication::setDoubleClickInterval(30'000);
    const auto back = qScopeGuard([interval] { QApplication::setDoubleClickInterval(interval); });
    for (const QString &path : {u"one.md"_s, u"two.md"_s, u"three.md"_s})
        ask(path);
    choose(u"one.md"_s);
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QTRY_VERIFY(isReady(u"two.md"_s));
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QCOMPARE(decisions().heldCount(), 1);
    QApplication::setDoubleClickInterval(0);
    QTest::qWait(2);
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QCOMPARE(decisions().heldCount(), 2);
}

void TestDeciding::theSecondClickMovesNothing_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << QSize(1440, 900);
    QTest::newRow("middle") << QSize(1280, 720);
    QTest::newRow("small") << QSize(1024, 640);
}

void TestDeciding::theSecondClickMovesNothing()
{
    QFETCH(QSize, size);
    m_window->resize(size);
    ask(u"risky.md"_s);
    choose(u"risky.md"_s);
    QApplication::sendPostedEvents();
    ui::Button *approve = button(u"Approve"_s);
    QList<ui::Button *> bar;
    for (ui::Button *each : approve->parentWidget()->findChildren<ui::Button *>()) {
        if (each->isVisible())
            bar.append(each);
    }
    QList<QRect> before;
    for (const ui::Button *each : std::as_const(bar))
        before.append(placeOf(each));
    const auto holds = [&] {
        for (qsizetype i = 0; i < bar.size(); ++i) {
            if (placeOf(bar[i]) != before[i])
                return false;
        }
        return true;
    };
    const QPoint at = before[bar.indexOf(approve)].center();
    QTest::mouseClick(m_window->windowHandle(), Qt::LeftButton, {}, at);
    QTRY_VERIFY(button(u"Press Y to approve"_s));
    QTRY_VERIFY(button(u"Yes, approve"_s));
    layOut();
    QVERIFY(holds());
    QVERIFY(says(u"Press Y, or click"_s));
    QTest::mouseClick(m_window->windowHandle(), Qt::LeftButton, {}, at);
    layOut();
    QVERIFY(holds());
    QVERIFY(button(u"Press Y to approve"_s));
    QCOMPARE(decisions().heldCount(), 0);
    QTest::mouseClick(m_window->windowHandle(), Qt::LeftButton, {},
                      placeOf(button(u"Yes, approve"_s)).center());
    QTRY_COMPARE(decisions().heldCount(), 1);
}

// What is decided is seen while the second key is asked for.
void TestDeciding::theQuestionTakesTheProposalNoRoom()
{
    QFETCH(QSize, size);
    m_window->resize(size);
    ask(u"risky.md"_s);
    choose(u"risky.md"_s);
    const auto *scroll = m_page->findChild<ui::ApprovalDetail *>()->findChild<QScrollArea *>();
    layOut();
    const int before = scroll->viewport()->height();
    press(Qt::Key_A);
    QTRY_VERIFY(button(u"Yes, approve"_s));
    layOut();
    QCOMPARE(scroll->viewport()->height(), before);
    QVERIFY(before >= 60);
    // The one that goes on is the green one.
    QCOMPARE(button(u"Yes, approve"_s)->kind(), ui::ButtonKind::Approve);
    QCOMPARE(button(u"Press Y to approve"_s)->kind(), ui::ButtonKind::Plain);
}

void TestDeciding::nothingIsEmptyBelowWhatIsChosen()
{
    for (const QString &path : {u"risky.md"_s, u"one.md"_s})
        ask(path);
    choose(u"risky.md"_s);
    press(Qt::Key_X);
    QTRY_VERIFY(button(u"Reject 1"_s));
    layOut();
    const QWidget *bar = button(u"Reject 1"_s)->parentWidget();
    const int below = bar->height() - button(u"Reject 1"_s)->geometry().bottom();
    QVERIFY2(below <= ui::space::large, qPrintable(QString::number(below)));
    const QRect approve = placeOf(button(u"Approve 1 chosen"_s));
    press(Qt::Key_A, Qt::ShiftModifier);
    QTRY_VERIFY(button(u"Yes, approve all"_s));
    layOut();
    QCOMPARE(placeOf(button(u"Press Y to approve 1"_s)), approve);
}

void TestDeciding::whatIsOpenStaysInSight()
{
    m_window->resize(1024, 640);
    for (int i = 0; i < 6; ++i)
        ask(u"note-%1.md"_s.arg(i));
    m_list->scrollToBottom();
    choose(u"note-5.md"_s);
    press(Qt::Key_X);
    QTRY_VERIFY(button(u"Reject 1"_s));
    layOut();
    QVERIFY(m_list->viewport()->rect().contains(m_list->visualRect(m_list->currentIndex())));
}

void TestDeciding::rowsAboveMoveNothing()
{
    m_window->resize(1024, 640);
    for (int i = 0; i < 6; ++i)
        ask(u"note-%1.md"_s.arg(i));
    choose(u"note-1.md"_s);
    const int before = m_list->visualRect(m_list->currentIndex()).top();
    ask(u"risky-1.md"_s);
    ask(u"risky-2.md"_s);
    QVERIFY(chosen().contains(u"note-1.md"_s));
    QCOMPARE(m_list->visualRect(m_list->currentIndex()).top(), before);
}

void TestDeciding::tabOpensNothing()
{
    for (const QString &path : {u"old.md"_s, u"one.md"_s, u"two.md"_s})
        ask(path);
    decideAsAda(u"old.md"_s);
    QListView *decided = list(u"Decided today"_s);
    QTRY_COMPARE(decided->model()->rowCount(), 1);
    choose(u"one.md"_s);
    for (int i = 0; i < 40 && QApplication::focusWidget() != decided; ++i)
        press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), decided);
    m_core->run([](TestCore &) {});
    QVERIFY(isReady(u"one.md"_s));
    press(Qt::Key_Down); // opens it, as a person wants
    QTRY_VERIFY(says(u"Ada approved this"_s));
}

void TestDeciding::oneRowIsMarked()
{
    for (const QString &path : {u"old.md"_s, u"one.md"_s, u"two.md"_s, u"three.md"_s})
        ask(path);
    decideAsAda(u"old.md"_s);
    QListView *decided = list(u"Decided today"_s);
    QTRY_COMPARE(decided->model()->rowCount(), 1);
    choose(u"two.md"_s);
    QTest::mouseClick(decided->viewport(), Qt::LeftButton, {},
                      decided->visualRect(decided->model()->index(0, 0)).center());
    QTRY_VERIFY(says(u"Ada approved this"_s));
    QVERIFY(decided->selectionModel()->hasSelection());
    QVERIFY(!m_list->selectionModel()->hasSelection());
    press(Qt::Key_J); // goes on where one was
    QTRY_VERIFY(isReady(u"two.md"_s));
    QVERIFY(!decided->selectionModel()->hasSelection());
}

void TestDeciding::whatIsTakenBackIsChosen()
{
    for (const QString &path : {u"one.md"_s, u"two.md"_s, u"three.md"_s})
        ask(path);
    choose(u"one.md"_s);
    press(Qt::Key_A);
    QTRY_VERIFY(isReady(u"two.md"_s));
    press(Qt::Key_Z);
    QTRY_VERIFY(isReady(u"one.md"_s));
    QVERIFY(m_list->selectionModel()->isSelected(m_list->currentIndex()));
    QCOMPARE(m_list->currentIndex().row(), 0);
}

void TestDeciding::nextIsTheRowBelow()
{
    for (const QString &path : {u"one.md"_s, u"two.md"_s, u"three.md"_s, u"four.md"_s})
        ask(path);
    choose(u"four.md"_s);
    QVERIFY(!says(u"Next: "_s));
    press(Qt::Key_J);
    QVERIFY(isReady(u"four.md"_s));
    choose(u"two.md"_s);
    QVERIFY(says(u"Next: Write three.md"_s));
    decideAsAda(u"two.md"_s);
    QTRY_VERIFY(says(u"Ada approved this"_s));
    QVERIFY(says(u"Next: Write three.md"_s));
    press(Qt::Key_J);
    QTRY_VERIFY(isReady(u"three.md"_s));
}

SIGNALBOX_TEST(TestDeciding)
#include "tst_deciding.moc"
