// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/decidingfixture.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/approvalwords.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What became of a decision is told as it is: also where it is lost, or only the first of two.
class TestHeldDecisions : public DecidingFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }

    void init() { open({.approvals = {.expiry = 30min}}); }
    void cleanup() { close(); }

    void whoWasFirstIsTold()
    {
        askAndLook(u"one.md"_s);
        QSignalSpy lost(&decisions(), &ui::Decisions::lost);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        decideAsAda(u"one.md"_s, Verdict::Reject);
        QTRY_COMPARE(decisions().heldCount(), 0);
        QTRY_VERIFY2(told().startsWith(u"Not approved: Write one.md"_s), qPrintable(told()));
        QVERIFY2(told().contains(u"Ada rejected this"_s), qPrintable(told()));
        QCOMPARE(lost.count(), 1);
        QVERIFY(m_window->undoBar().isVisible());
        QVERIFY(!m_window->undoBar().button()->isVisible());
    }

    // A later one that is held does not hide it.
    void aLossStandsBesideWhatIsHeld()
    {
        askAndLook(u"one.md"_s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        QTRY_COMPARE(m_list->model()->rowCount(), 0);
        askAndLook(u"ledger.md"_s);
        QTest::keyClick(m_list, Qt::Key_D);
        QTRY_COMPARE(decisions().heldCount(), 2);
        decideAsAda(u"one.md"_s, Verdict::Reject);
        QTRY_VERIFY2(told().startsWith(u"Not approved: Write one.md"_s), qPrintable(told()));
        QCOMPARE(decisions().heldCount(), 1);
        QVERIFY(m_window->undoBar().text().contains(u"ledger.md"_s));
    }

    void aHoldEndsBeforeTheApproval()
    {
        askAndLook(u"one.md"_s);
        m_core->advance(29min + 59s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
        QTRY_VERIFY2(told().startsWith(u"Approved: Write one.md"_s), qPrintable(told()));
    }

    void aHoldIsShorterNearTheEnd()
    {
        askAndLook(u"one.md"_s);
        m_core->advance(29min + 30s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().held().size(), 1);
        QTRY_VERIFY(decisions().held().first().left <= 28s);
        QVERIFY(saysNotSent());
    }

    void theFirstOfTwoIsKept()
    {
        askAndLook(u"ledger.md"_s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        decisions().settle();
        QTRY_VERIFY2(told().startsWith(u"Your approval is kept, one more is needed: Write ledger.md"_s),
                     qPrintable(told()));
        QTRY_COMPARE(m_list->model()->rowCount(), 1);
        const auto place = [this] {
            return m_list->model()->index(0, 0).data(ui::ApprovalsModel::PlaceRole).toString();
        };
        QTRY_VERIFY2(place().startsWith(u"1 of 2 approved"_s), qPrintable(place()));
        // Who has approved it cannot do so again, unless with other values.
        QTRY_VERIFY(says(u"It takes 2 different people. You approved it"_s));
        QVERIFY(!button(u"Approve"_s)->isEnabled());
        QVERIFY(button(u"Reject"_s)->isEnabled());
        QTest::keyClick(m_list, Qt::Key_A);
        QCOMPARE(decisions().heldCount(), 0);
        decideAsAda(u"ledger.md"_s);
        QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
    }

    void aKeyThatComesAsSoonDecidesNothing()
    {
        askAndLook(u"one.md"_s);
        ask(u"two.md"_s);
        QApplication::setDoubleClickInterval(30'000);
        const auto back = qScopeGuard([] { QApplication::setDoubleClickInterval(0); });
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        QTRY_VERIFY(isReady(u"two.md"_s));
        for (const Qt::Key key : {Qt::Key_A, Qt::Key_D, Qt::Key_S, Qt::Key_A})
            QTest::keyClick(m_list, key);
        QCOMPARE(decisions().heldCount(), 1);
        QVERIFY(isReady(u"two.md"_s));
        QApplication::setDoubleClickInterval(0);
        QTest::qWait(5); // longer than that
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 2);
    }

    // The rule for the place that was typed holds, before it is decided.
    void changedValuesMayTakeTheSecondKey()
    {
        askAndLook(u"one.md"_s);
        const auto risk = [this] {
            return m_list->model()->index(0, 0).data(ui::LookRole).value<ui::Look>().text;
        };
        QCOMPARE(risk(), u"Medium"_s);
        QTest::keyClick(m_list, Qt::Key_E);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"risky.md"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_COMPARE(risk(), u"High risk"_s);
        QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
        QTest::keyClick(m_list, Qt::Key_A);
        QVERIFY(button(u"Press Y to approve with changes"_s));
        QCOMPARE(decisions().heldCount(), 0);
        QTest::keyClick(m_list, Qt::Key_Y);
        QTRY_COMPARE(decisions().heldCount(), 1);
        decisions().settle();
        QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
        const QString kept =
            m_core->run([this](TestCore &core) { return core->approvals().ofTask(m_task)->first().risk; });
        QCOMPARE(kept, u"high"_s);
    }

    void theTimeThatIsLeftGoesOn()
    {
        askAndLook(u"one.md"_s);
        m_core->advance(29min + 20s);
        decisions().setTimeToUndo(2min); // it is read again
        QTRY_VERIFY(says(u"expires in 40 s"_s));
        QTRY_VERIFY(says(u"expires in 38 s"_s) || says(u"expires in 37 s"_s));
    }

    void theListTellsWhatExpires()
    {
        askAndLook(u"one.md"_s);
        const auto left = [this] {
            return m_list->model()->index(0, 0).data(ui::ApprovalsModel::TimeRole).toString();
        };
        QTRY_COMPARE(left(), u"29 min left"_s);
        m_core->advance(29min + 20s);
        decisions().setTimeToUndo(2min); // it is read again
        static const QRegularExpression seconds(u"^(40|3[0-9]) s left$"_s);
        QTRY_VERIFY(seconds.match(left()).hasMatch());
        const QString before = left();
        QTRY_VERIFY(left() != before && seconds.match(left()).hasMatch()); // it goes on
        QVERIFY(m_list->model()->index(0, 0).data(ui::ApprovalsModel::UrgentRole).toBool());
    }

    // Esc closes it; where the risk is high it takes the second key.
    void alwaysAllowTakesASecondKey()
    {
        m_core->run([](TestCore &core) {
            auto rule = core->policies().rules().first();
            rule.risk = Risk::High;
            QVERIFY_RESULT(core->policies().change(rule, localOperator()));
        });
        askAndLook(u"ledger.md"_s);
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_L);
        QVERIFY(says(u"Whatever content, path is. 1 of 1 that wait would not have asked."_s));
        QWidget *inside = QApplication::focusWidget();
        QVERIFY(inside && inside != m_list);
        QTest::keyClick(inside, Qt::Key_Escape);
        QVERIFY(!inside->isVisible());
        QCOMPARE(QApplication::focusWidget(), m_list);
        QTest::keyClick(m_list, Qt::Key_L);
        const auto rules = [this] {
            return m_core->run([](TestCore &core) { return core->policies().rules().size(); });
        };
        const auto before = rules();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(rules(), before);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Y);
        QTRY_COMPARE(rules(), before + 1);
    }

    void whoChangedAndWhoApproved()
    {
        Approval approval{.state = ApprovalState::Approved, .decidedBy = u"Hal"_s};
        approval.approvers = {{.name = u"Grace"_s}, {.name = u"Hal"_s}};
        QVERIFY(ui::decidedText(approval, {}).startsWith(u"Grace and Hal approved this"_s));
        approval.edited = QJsonObject{{u"amount"_s, 60}};
        QVERIFY(ui::decidedText(approval, {})
                    .startsWith(u"Grace changed the values, and Hal approved them too"_s));
    }

private:
    void askAndLook(const QString &path)
    {
        m_task = ask(path);
        QTRY_VERIFY(isReady(path));
    }

    bool saysNotSent() const
    {
        for (const ui::Label *label : m_window->undoBar().findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text().startsWith(u"not sent yet, "_s))
                return true;
        }
        return false;
    }

    TaskId m_task;
};

SIGNALBOX_TEST(TestHeldDecisions)
#include "tst_helddecisions.moc"
