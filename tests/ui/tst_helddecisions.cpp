// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/approvalwords.h"
#include "ui/models/decisions.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/undobar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<ModelAnswer> writeTheNamedFile(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    const QString path = request.messages.last().text.section(u' ', -1);
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, path}, {u"content"_s, u"Text"_s}}}}};
}

} // namespace

// What became of a decision is told as it is: also where it is lost, or only the first of two.
class TestHeldDecisions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }

    void init()
    {
        m_core = std::make_unique<TestBackend>(CoreOptions{.approvals = {.expiry = 30min}}, [](TestCore &core) {
            core.model().answerWith(&writeTheNamedFile);
            QVERIFY_RESULT(core->policies().add({.position = 1,
                                                 .name = u"Ledger"_s,
                                                 .tool = u"write_file"_s,
                                                 .condition = u"path == \"ledger.md\""_s,
                                                 .decision = PolicyDecision::Ask,
                                                 .risk = Risk::Medium,
                                                 .deciders = {.needed = 2}},
                                                localOperator()));
        });
        m_window = std::make_unique<ui::MainWindow>(m_theme);
        m_window->addPage(new ui::ApprovalsPage(m_core->backend(), m_theme));
        m_window->undoBar().follow(decisions());
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        for (QListView *list : m_window->findChildren<QListView *>()) {
            if (list->accessibleName() == u"Waiting for you"_s)
                m_list = list;
        }
    }

    void cleanup()
    {
        m_window.reset();
        m_core.reset();
    }

    void whoWasFirstIsTold()
    {
        ask(u"one.md"_s);
        QSignalSpy lost(&decisions(), &ui::Decisions::lost);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        decideAsAda(Verdict::Reject);
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
        ask(u"one.md"_s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
        QTRY_COMPARE(m_list->model()->rowCount(), 0);
        ask(u"ledger.md"_s);
        QTest::keyClick(m_list, Qt::Key_D);
        QTRY_COMPARE(decisions().heldCount(), 2);
        decideAsAda(Verdict::Reject, u"one.md"_s);
        QTRY_VERIFY2(told().startsWith(u"Not approved: Write one.md"_s), qPrintable(told()));
        QCOMPARE(decisions().heldCount(), 1);
        QVERIFY(m_window->undoBar().text().contains(u"ledger.md"_s));
    }

    void aHoldEndsBeforeTheApproval()
    {
        ask(u"one.md"_s);
        m_core->advance(29min + 59s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
        QTRY_VERIFY2(told().startsWith(u"Approved: Write one.md"_s), qPrintable(told()));
    }

    void aHoldIsShorterNearTheEnd()
    {
        ask(u"one.md"_s);
        m_core->advance(29min + 30s);
        QTest::keyClick(m_list, Qt::Key_A);
        QTRY_COMPARE(decisions().held().size(), 1);
        QTRY_VERIFY(decisions().held().first().left <= 28s);
        QVERIFY(saysNotSent());
    }

    void theFirstOfTwoIsKept()
    {
        ask(u"ledger.md"_s);
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
        decideAsAda(Verdict::Approve);
        QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
    }

    void theTimeThatIsLeftGoesOn()
    {
        ask(u"one.md"_s);
        m_core->advance(29min + 20s);
        decisions().setTimeToUndo(2min); // it is read again
        QTRY_VERIFY(says(u"expires in 40 s"_s));
        QTRY_VERIFY(says(u"expires in 38 s"_s) || says(u"expires in 37 s"_s));
    }

    // Esc closes it; where the risk is high it takes the second key.
    void alwaysAllowTakesASecondKey()
    {
        m_core->run([](TestCore &core) {
            auto rule = core->policies().rules().first();
            rule.risk = Risk::High;
            QVERIFY_RESULT(core->policies().change(rule, localOperator()));
        });
        ask(u"ledger.md"_s);
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
        QVERIFY(ui::decidedText(approval, {}).startsWith(u"Grace changed the values, and Hal approved them too"_s));
    }

private:
    ui::Decisions &decisions() { return m_core->backend().decisions(); }
    QString told() const { return m_window->undoBar().restText(); }

    bool says(const QString &text) const
    {
        const auto labels = m_window->findChildren<ui::Label *>();
        return std::ranges::any_of(labels, [&text](const ui::Label *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    bool saysNotSent() const
    {
        for (const ui::Label *label : m_window->undoBar().findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text().startsWith(u"not sent yet, "_s))
                return true;
        }
        return false;
    }

    void ask(const QString &path)
    {
        m_task = m_core->submit(u"Write "_s + path).id;
        QTRY_COMPARE(m_list->model()->rowCount(), 1);
        decisions().setTimeToUndo(1min);
        const auto isReady = [this] {
            for (ui::Button *button : m_window->findChildren<ui::Button *>()) {
                if (button->text() == u"Approve"_s && button->isVisible())
                    return button->isEnabled();
            }
            return false;
        };
        QTRY_VERIFY(isReady());
    }

    void decideAsAda(Verdict verdict, const QString &path = {})
    {
        m_core->run([&](TestCore &core) {
            const Principal ada{.user = u"ada"_s, .name = u"Ada"_s, .scopes = allScopes};
            const auto waiting = core->approvals().list({.state = ApprovalState::Pending}, localOperator());
            for (const Approval &approval : *waiting) {
                if (approval.title.contains(path))
                    QVERIFY_RESULT(core->approvals().decide(approval.id, {.verdict = verdict}, ada));
            }
        });
    }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    QListView *m_list = nullptr;
    TaskId m_task;
};

SIGNALBOX_TEST(TestHeldDecisions)
#include "tst_helddecisions.moc"
