// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/refundtool.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/decisions.h"
#include "ui/models/thingsource.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/approvalspage.h"
#include "ui/pages/proposalview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<ModelAnswer> answerWith60(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    return ModelAnswer{.toolCalls = {{u"call-1"_s, u"refund"_s, {{u"order"_s, 8841}, {u"amount"_s, 60}}}}};
}

const QString changed = u"Ada changed the values meanwhile: amount is 600 now and was 60."_s;

} // namespace

// Where it takes two people, and the first of them changes what would be done, the second decides what he
// sees.
class TestSeenValues : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }

    void init()
    {
        m_core = std::make_unique<TestBackend>(CoreOptions{}, [](TestCore &core) {
            core.model().answerWith(&answerWith60);
            QVERIFY_RESULT(core->tools().add(std::make_unique<RefundTool>()));
            QVERIFY_RESULT(core->policies().add({.position = 1,
                                                 .name = u"Refunds"_s,
                                                 .tool = u"refund"_s,
                                                 .decision = PolicyDecision::Ask,
                                                 .risk = Risk::Medium,
                                                 .deciders = {.needed = 2}},
                                                localOperator()));
        });
        RefundTool::ran = {};
        m_task = m_core->submit(u"refund"_s).id;
        QTRY_COMPARE(state(), TaskState::Waiting);
        m_approval = m_core->run(
            [](TestCore &core) { return core->approvals().mostUrgent(1, localOperator())->first(); });
    }

    void cleanup()
    {
        m_window.reset();
        m_core.reset();
    }

    void theFormShowsTheValuesThatStandThere()
    {
        openPage();
        QTRY_COMPARE(textOf(u"amount"_s), u"60"_s);
        change();
        QTRY_COMPARE(textOf(u"amount"_s), u"600"_s);
        QTRY_VERIFY(says(changed));
        approve();
        QTRY_COMPARE(state(), TaskState::Completed);
        QCOMPARE(RefundTool::ran.value(u"amount"_s).toInt(), 600);
    }

    void whatIsTypedStaysTyped()
    {
        openPage();
        QTRY_VERIFY(field(u"note"_s));
        field(u"note"_s)->setText(u"sorry"_s);
        change();
        QTRY_COMPARE(textOf(u"amount"_s), u"600"_s);
        QCOMPARE(textOf(u"note"_s), u"sorry"_s);
        const QJsonObject now = m_page->findChild<ui::ProposalView *>()->arguments();
        QCOMPARE(now, (QJsonObject{{u"order"_s, 8841}, {u"amount"_s, 600}, {u"note"_s, u"sorry"_s}}));
    }

    // The first key was pressed for other values.
    void aSecondKeyIsCalledOff()
    {
        m_core->run([this](TestCore &core) {
            auto rule = core->policies().rules().first();
            rule.risk = Risk::High;
            QVERIFY_RESULT(core->policies().change(rule, localOperator()));
            QVERIFY_RESULT(core->tasks().cancel(m_task, {}, localOperator()));
        });
        m_task = m_core->submit(u"refund"_s).id;
        QTRY_COMPARE(state(), TaskState::Waiting);
        m_approval = m_core->run(
            [](TestCore &core) { return core->approvals().mostUrgent(1, localOperator())->first(); });
        openPage();
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
        press(Qt::Key_A);
        QVERIFY(button(u"Press Y to approve"_s));
        change();
        QTRY_VERIFY(button(u"Approve"_s));
        press(Qt::Key_Y);
        QVERIFY(says(changed));
        QCOMPARE(state(), TaskState::Waiting);
    }

    void whatIsHeldIsNotMadeForOtherValues()
    {
        openPage();
        ui::Decisions &decisions = m_core->backend().decisions();
        QSignalSpy lost(&decisions, &ui::Decisions::lost);
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
        // By now the time that was set at the start is known.
        decisions.setTimeToUndo(std::chrono::minutes(1));
        approve();
        QTRY_VERIFY(decisions.isHeld(m_approval.id));
        change();
        decisions.settle();
        QTRY_COMPARE(lost.count(), 1);
        QVERIFY(lost.first().first().value<Error>().text.startsWith(changed));
        QCOMPARE(state(), TaskState::Waiting);
    }

    void aBoxShowsTheValuesThatStandThere()
    {
        ui::ApprovalBox box(m_core->backend(), m_theme, ui::NoticeForm::Block);
        box.setApproval(m_approval);
        box.show();
        const auto shown = [&box] { return box.findChild<ui::JsonView *>()->toPlainText(); };
        QTRY_VERIFY2(shown().contains(u"amount: 60"_s), qPrintable(shown()));
        change();
        QTRY_VERIFY2(shown().contains(u"amount: 600"_s), qPrintable(shown()));
        QTRY_VERIFY(saysIn(box, changed));
        QTest::mouseClick(box.approveButton(), Qt::LeftButton);
        QTRY_COMPARE(state(), TaskState::Completed);
        QCOMPARE(RefundTool::ran.value(u"amount"_s).toInt(), 600);
    }

    void thePaletteDecidesWhatItShowed()
    {
        QString opened;
        ui::ThingSource source(m_core->backend(),
                               [&opened](const QString &, const QString &id) { opened = id; });
        QList<ui::PaletteEntry> found;
        source.search({}, [&found](const QList<ui::PaletteEntry> &entries) { found = entries; });
        QTRY_VERIFY(!found.isEmpty());
        change();
        for (const ui::PaletteAction &action : found.first().actions) {
            if (action.text == u"Approve"_s)
                action.run();
        }
        QTRY_COMPARE(opened, m_approval.id.value);
        QCOMPARE(state(), TaskState::Waiting);
    }

    void whatIsOtherIsNotChosenAnyMore()
    {
        ui::ApprovalsModel model;
        model.setApprovals({m_approval}, m_approval.requestedAt);
        model.toggleChosen(m_approval.id.value);
        model.setApprovals({m_approval}, m_approval.requestedAt);
        QCOMPARE(model.chosen().size(), 1);
        Approval other = m_approval;
        other.edited = QJsonObject{{u"order"_s, 8841}, {u"amount"_s, 600}};
        model.setApprovals({other}, m_approval.requestedAt);
        QVERIFY(model.chosen().isEmpty());
    }

private:
    TaskState state() { return m_core->task(m_task).state; }

    void openPage()
    {
        m_window = std::make_unique<ui::MainWindow>(m_theme);
        m_page = new ui::ApprovalsPage(m_core->backend(), m_theme);
        m_window->addPage(m_page);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    // Ada approves, with another amount.
    void change()
    {
        m_core->run([this](TestCore &core) {
            const Principal ada{.user = u"ada"_s, .name = u"Ada"_s, .scopes = allScopes};
            const QJsonObject edited{{u"order"_s, 8841}, {u"amount"_s, 600}};
            QVERIFY_RESULT(core->approvals().decide(m_approval.id,
                                                    {.verdict = Verdict::Approve, .edited = edited}, ada));
        });
    }

    void approve()
    {
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
        QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    }

    void press(int key)
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : m_window.get(), static_cast<Qt::Key>(key));
    }

    QLineEdit *field(const QString &name) const
    {
        for (QLineEdit *known : m_page->findChildren<QLineEdit *>()) {
            if (known->accessibleName() == name && known->isVisible())
                return known;
        }
        return nullptr;
    }

    QString textOf(const QString &name) const { return field(name) ? field(name)->text() : QString(); }

    ui::Button *button(const QString &text) const
    {
        for (ui::Button *known : m_page->findChildren<ui::Button *>()) {
            if (known->text() == text && known->isVisible())
                return known;
        }
        return nullptr;
    }

    static bool saysIn(const QWidget &widget, const QString &text)
    {
        const auto labels = widget.findChildren<ui::Label *>();
        return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    bool says(const QString &text) const { return saysIn(*m_page, text); }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ApprovalsPage *m_page = nullptr;
    TaskId m_task;
    Approval m_approval;
};

SIGNALBOX_TEST(TestSeenValues)
#include "tst_seenvalues.moc"
