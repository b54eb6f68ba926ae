// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/refundtool.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/waitingrow.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/decisions.h"
#include "ui/pages/approvalspage.h"
#include "ui/pages/argumentsform.h"
#include "ui/pages/proposalview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/fileview.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject refundOf(const QString &order)
{
    return {{u"order"_s, order.toLongLong()},
            {u"amount"_s, 120.5},
            {u"reason"_s, u"damaged"_s},
            {u"tell"_s, true},
            {u"items"_s, QJsonArray{u"gear"_s}}};
}

ModelAnswer calls(const QString &tool, const QJsonObject &arguments)
{
    return {.toolCalls = {{u"call-1"_s, tool, arguments}}, .usage = {20, 8}};
}

// "refund 8841", "write a.md: text", "shop 8841".
Result<ModelAnswer> answerWanted(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s, .usage = {12, 4}};
    const QString text = request.messages.last().text;
    const QString rest = text.section(u' ', 1);
    if (text.startsWith(u"refund "_s))
        return calls(u"refund"_s, refundOf(rest));
    if (text.startsWith(u"shop "_s))
        return calls(u"refund_order"_s,
                     {{u"body"_s, QJsonObject{{u"order"_s, rest.toLongLong()}, {u"amount"_s, 120}}}});
    return calls(u"write_file"_s,
                 {{u"path"_s, rest.section(u": "_s, 0, 0)}, {u"content"_s, rest.section(u": "_s, 1)}});
}

QString churn(const QString &rate, const QString &last)
{
    QString text =
        u"# Churn, third quarter\n\nChurn was %1 of 12,410 customers,\nafter 4.1 % in the second.\n"_s.arg(
            rate);
    for (int i = 1; i <= 6; ++i)
        text += u"| plan %1 | 7,902 | 5.%1 % |\n"_s.arg(i);
    return text + u"\n## What to do\n\n"_s + last;
}

} // namespace

// What an agent proposes, seen and changed before it is approved.
class TestProposals : public QObject
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
    void aFileStandsBesideTheOneThatIsThere();
    void aNewFileIsShownAsItWouldBe();
    void aRequestIsShownAsItWouldBeSent();
    void argumentsAreAFormOfTheirTypes();
    void namesOfFieldsAreNotWrapped();
    void whatDoesNotFitCannotBeApproved();
    void aChangeToNothingChangesNothing();
    void anotherItemDiscardsNothing();
    void manyAreApprovedEachWithItsChanges();
    void theTitleSaysTheChangedValues();
    void pictures_data();
    void pictures();

private:
    TaskId ask(const QString &what);
    void choose(const QString &title);
    QListView *list() const;
    template<typename Field>
    Field *field(const QString &name) const;
    ui::Button *button(const QString &text) const;
    ui::FileView *file() const { return m_page->findChild<ui::FileView *>(); }
    bool says(const QString &text) const;
    void press(int key, Qt::KeyboardModifiers modifiers = {});

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ApprovalsPage *m_page = nullptr;
    AgentId m_agent;
};

void TestProposals::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{}, [](TestCore &core) {
        core.model().answerWith(&answerWanted);
        QVERIFY_RESULT(core->tools().add(std::make_unique<RefundTool>()));
        const auto manifest = toResult(core->fleet().read(QByteArray(
            "kind: AgentCluster\napiVersion: goagents.dev/v1\nmetadata: {name: shop}\nspec:\n  agents:\n"
            "    - name: refunds\n      provider: fake\n      model: fake-1\n      tools:\n"
            "        - {type: http, name: refund_order, url: 'https://shop.example.com/refunds', method: "
            "post,\n"
            "           headers: {X-Shop: '12', X-Token: hidden}, auth: {type: bearer, token: "
            "'${SHOP_TOKEN}'}}\n"
            "        - write_file\n        - refund\n")));
        QVERIFY_RESULT(manifest);
        QVERIFY_RESULT(core->fleet().deploy(*manifest, localOperator()));
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ApprovalsPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    RefundTool::ran = {};
    m_agent =
        m_core->run([](TestCore &core) { return core->fleet().agents({}, localOperator()).first().id; });
}

void TestProposals::cleanup()
{
    m_window.reset();
    m_core.reset();
}

TaskId TestProposals::ask(const QString &what)
{
    const Task task = m_core->submit(what, {.sessionId = u"quarter"_s, .agent = m_agent});
    if (!QTest::qWaitFor([&] { return hasRowOf(list(), task.id); }))
        qFatal("Nothing waits.");
    return task.id;
}

QListView *TestProposals::list() const
{
    for (QListView *view : m_page->findChildren<QListView *>()) {
        if (view->accessibleName() == u"Waiting for you"_s)
            return view;
    }
    return nullptr;
}

void TestProposals::choose(const QString &title)
{
    const QAbstractItemModel *model = list()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, 0);
        if (index.data().toString().contains(title))
            QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
    }
    QTRY_VERIFY(button(u"Edit"_s) && button(u"Edit"_s)->isEnabled());
    QTRY_VERIFY(m_page->findChild<ui::ProposalView *>()->proposal().approval.title.contains(title));
}

template<typename Field>
Field *TestProposals::field(const QString &name) const
{
    for (Field *known : m_page->findChildren<Field *>()) {
        if (known->accessibleName() == name && known->isVisible())
            return known;
    }
    return nullptr;
}

ui::Button *TestProposals::button(const QString &text) const
{
    for (ui::Button *button : m_page->findChildren<ui::Button *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

bool TestProposals::says(const QString &text) const
{
    const auto labels = m_page->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

void TestProposals::press(int key, Qt::KeyboardModifiers modifiers)
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : m_window.get(), static_cast<Qt::Key>(key), modifiers);
}

void TestProposals::aFileStandsBesideTheOneThatIsThere()
{
    const TaskId first = ask(u"write churn.md: "_s + churn(u"4.8 %"_s, u"Call customers whose use fell."_s));
    QTRY_VERIFY(file() && file()->isVisible() && button(u"Approve"_s)->isEnabled());
    press(Qt::Key_A);
    QTRY_COMPARE(m_core->task(first).state, TaskState::Completed);
    const TaskId second = ask(u"write churn.md: "_s +
                              churn(u"5.2 %"_s, u"Call customers whose use halved,\nand offer the plan."_s));
    QTRY_COMPARE(file()->removed(), 2);
    QCOMPARE(file()->added(), 3);
    QVERIFY(file()->isSideBySide());
    QVERIFY(says(u"+3 −2 lines"_s));
    m_window->resize(1024, 640);
    QTRY_VERIFY(!file()->isSideBySide());
    // The text that would be written is changed in place, and the difference follows.
    press(Qt::Key_E);
    auto *content = field<QPlainTextEdit>(u"content"_s);
    QVERIFY(content);
    content->setPlainText(churn(u"5.2 %"_s, u"Call customers whose use fell."_s));
    QTRY_COMPARE(file()->removed(), 1);
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    press(Qt::Key_Escape);
    press(Qt::Key_A);
    QTRY_COMPARE(m_core->task(second).state, TaskState::Completed);
    const QString written =
        m_core->run([&](TestCore &core) { return core.file(core.task(second), u"churn.md"_s); });
    QCOMPARE(written, churn(u"5.2 %"_s, u"Call customers whose use fell."_s));
}

void TestProposals::aNewFileIsShownAsItWouldBe()
{
    ask(u"write notes.md: First line\nSecond line"_s);
    QTRY_VERIFY(says(u"new file"_s));
    QVERIFY(!file()->isSideBySide());
    QCOMPARE(file()->added(), 0);
    QVERIFY(file()->accessibleDescription().contains(u"First line\nSecond line"_s));
}

void TestProposals::aRequestIsShownAsItWouldBeSent()
{
    ask(u"shop 8841"_s);
    QTRY_VERIFY(says(u"POST https://shop.example.com/refunds"_s));
    QVERIFY(says(u"X-Shop: 12"_s));
    QVERIFY(says(u"Authorization: Bearer ••••"_s) && says(u"X-Token: ••••"_s));
    QVERIFY(!says(u"hidden"_s) && !says(u"SHOP_TOKEN"_s));
    auto *amount = field<QLineEdit>(u"body › amount"_s);
    QVERIFY(amount);
    QCOMPARE(amount->text(), u"120"_s);
    amount->setText(u"60"_s);
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    const QJsonObject now = m_page->findChild<ui::ProposalView *>()->arguments();
    QCOMPARE(now, (QJsonObject{{u"body"_s, QJsonObject{{u"order"_s, 8841}, {u"amount"_s, 60}}}}));
}

void TestProposals::argumentsAreAFormOfTheirTypes()
{
    const TaskId task = ask(u"refund 8841"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s));
    QCOMPARE(field<QLineEdit>(u"order"_s)->text(), u"8841"_s);
    QCOMPARE(field<QLineEdit>(u"amount"_s)->text(), u"120.5"_s);
    QCOMPARE(field<QComboBox>(u"reason"_s)->currentText(), u"damaged"_s);
    QVERIFY(field<QCheckBox>(u"tell"_s)->isChecked());
    QVERIFY(field<QPlainTextEdit>(u"items"_s)->toPlainText().contains(u"gear"_s));
    QCOMPARE(field<QLineEdit>(u"note"_s)->placeholderText(), u"not given"_s);
    // Typed as a person types, with what was proposed beside it.
    press(Qt::Key_E);
    QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()) ||
            qobject_cast<QAbstractScrollArea *>(QApplication::focusWidget()));
    auto *amount = field<QLineEdit>(u"amount"_s);
    amount->setFocus();
    amount->selectAll();
    QTest::keyClicks(amount, u"60"_s);
    QVERIFY(says(u"120.5"_s));
    QTest::mouseClick(field<QCheckBox>(u"tell"_s), Qt::LeftButton, {}, QPoint(8, 10));
    field<QComboBox>(u"reason"_s)->setCurrentIndex(1);
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    QTest::mouseClick(button(u"Approve with changes"_s), Qt::LeftButton);
    QVERIFY(button(u"Press Y to approve with changes"_s)); // it is of high risk
    press(Qt::Key_Y);
    QTRY_COMPARE(m_core->task(task).state, TaskState::Completed);
    QCOMPARE(RefundTool::ran, (QJsonObject{{u"order"_s, 8841},
                                           {u"amount"_s, 60},
                                           {u"reason"_s, u"late"_s},
                                           {u"tell"_s, false},
                                           {u"items"_s, QJsonArray{u"gear"_s}}}));
    QVERIFY(RefundTool::ran.value(u"amount"_s).isDouble());
}

// In one line where there is room for it.
void TestProposals::namesOfFieldsAreNotWrapped()
{
    ask(u"shop 8841"_s);
    QTRY_VERIFY(field<QLineEdit>(u"body › amount"_s));
    layOut();
    for (const ui::Label *label : m_page->findChildren<ui::Label *>()) {
        if (label->isVisible() && label->text().startsWith(u"body › "_s))
            QVERIFY2(label->heightForWidth(label->width()) < 2 * label->fontMetrics().height(),
                     qPrintable(label->text()));
    }
}

void TestProposals::whatDoesNotFitCannotBeApproved()
{
    ask(u"refund 8841"_s);
    QTRY_VERIFY(field<QLineEdit>(u"order"_s));
    for (const QString &typed : {u"88.5"_s, u"order"_s}) {
        field<QLineEdit>(u"order"_s)->setText(typed);
        QVERIFY2(says(u"A whole number"_s), qPrintable(typed));
        QVERIFY(!button(u"Approve with changes"_s)->isEnabled());
    }
    field<QLineEdit>(u"order"_s)->setText(u"8842"_s);
    field<QPlainTextEdit>(u"items"_s)->setPlainText(u"[1, 2"_s);
    QVERIFY(says(u"A value in JSON"_s));
    QVERIFY(!button(u"Approve with changes"_s)->isEnabled());
    field<QPlainTextEdit>(u"items"_s)->setPlainText(u"{\"a\": 1}"_s); // an object where the tool takes a list
    QTRY_VERIFY(says(u"items"_s) && !says(u"A value in JSON"_s));
    QVERIFY(!button(u"Approve with changes"_s)->isEnabled());
    field<QPlainTextEdit>(u"items"_s)->setPlainText(u"[1,\n 0.12345678901234567890]"_s);
    QVERIFY(says(u"Line 2: This number cannot be kept exactly. Put it in quotes."_s));
    QVERIFY(!button(u"Approve with changes"_s)->isEnabled());
    QTest::mouseClick(button(u"Back to the proposal"_s), Qt::LeftButton);
    QVERIFY(button(u"Approve"_s)->isEnabled());
}

void TestProposals::aChangeToNothingChangesNothing()
{
    ask(u"write crlf.txt: one\r\ntwo"_s);
    QTRY_VERIFY(file()->isVisible());
    press(Qt::Key_E);
    auto *view = m_page->findChild<ui::ProposalView *>();
    QVERIFY(!view->isChanged());
    QCOMPARE(view->arguments().value(u"content"_s).toString(), u"one\r\ntwo"_s);
    auto *content = field<QPlainTextEdit>(u"content"_s);
    content->insertPlainText(u"x"_s);
    QVERIFY(view->isChanged());
    content->undo();
    QVERIFY(!view->isChanged());
}

void TestProposals::anotherItemDiscardsNothing()
{
    ask(u"refund 1"_s);
    ask(u"refund 2"_s);
    choose(u"order 1"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s));
    field<QLineEdit>(u"amount"_s)->setText(u"60"_s);
    auto *note = field<QPlainTextEdit>(u"Note to the agent"_s);
    note->setPlainText(u"Half is enough"_s);
    choose(u"order 2"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s) && field<QLineEdit>(u"amount"_s)->text() == u"120.5"_s);
    QVERIFY(note->toPlainText().isEmpty());
    QVERIFY(button(u"Approve"_s));
    QVERIFY(list()->model()->index(0, 0).data(ui::ApprovalsModel::ChangedRole).toBool());
    QVERIFY(!list()->model()->index(1, 0).data(ui::ApprovalsModel::ChangedRole).toBool());
    choose(u"order 1"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s) && field<QLineEdit>(u"amount"_s)->text() == u"60"_s);
    QCOMPARE(note->toPlainText(), u"Half is enough"_s);
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
}

void TestProposals::manyAreApprovedEachWithItsChanges()
{
    const TaskId first = ask(u"refund 1"_s);
    const TaskId second = ask(u"refund 2"_s);
    const TaskId third = ask(u"refund 3"_s);
    choose(u"order 1"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s));
    field<QLineEdit>(u"amount"_s)->setText(u"60"_s);
    QTRY_VERIFY(button(u"Approve with changes"_s)->isEnabled());
    press(Qt::Key_Escape);
    // A click on the box chooses.
    for (const int row : {0, 1}) {
        const QRect area = list()->visualRect(list()->model()->index(row, 0));
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {},
                          QPoint(area.left() + 20, area.center().y()));
    }
    choose(u"order 3"_s);
    QTRY_VERIFY(button(u"Approve 2 chosen"_s));
    QTRY_VERIFY(says(u"Refund 60.00 EUR to order 1"_s));
    QVERIFY(says(u"and 1 more, 2 of high risk, 1 with your changes"_s));
    QVERIFY(says(u"1 with your changes"_s));
    press(Qt::Key_A, Qt::ShiftModifier);
    QVERIFY(button(u"Press Y to approve 2"_s));
    press(Qt::Key_Y);
    QTRY_COMPARE(m_core->task(first).state, TaskState::Completed);
    QTRY_COMPARE(m_core->task(second).state, TaskState::Completed);
    QCOMPARE(m_core->task(third).state, TaskState::Waiting);
    QTRY_COMPARE(list()->model()->rowCount(), 1);
    QVERIFY(!button(u"Approve 2 chosen"_s));
}

// Wherever the action is told, it is the one that will be done.
void TestProposals::theTitleSaysTheChangedValues()
{
    const TaskId task = ask(u"refund 8841"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s));
    const auto listed = [this] { return list()->model()->index(0, 0).data().toString(); };
    field<QLineEdit>(u"amount"_s)->setText(u"60"_s);
    QTRY_VERIFY(says(u"Refund 60.00 EUR to order 8841"_s));
    QCOMPARE(listed(), u"Refund 60.00 EUR to order 8841"_s);
    QTest::mouseClick(button(u"Back to the proposal"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"Refund 120.50 EUR to order 8841"_s));
    QCOMPARE(listed(), u"Refund 120.50 EUR to order 8841"_s);
    field<QLineEdit>(u"amount"_s)->setText(u"60"_s);
    QTRY_VERIFY(button(u"Approve with changes"_s)->isEnabled());
    m_core->backend().decisions().setTimeToUndo(std::chrono::seconds(30));
    QTest::mouseClick(button(u"Approve with changes"_s), Qt::LeftButton);
    press(Qt::Key_Y);
    QTRY_COMPARE(m_core->backend().decisions().held().size(), 1);
    QCOMPARE(m_core->backend().decisions().held().first().what,
             u"Approved with changes: Refund 60.00 EUR to order 8841"_s);
    m_core->backend().decisions().settle();
    QTRY_COMPARE(m_core->task(task).state, TaskState::Completed);
    const Approval decided = m_core->run(
        [](TestCore &core) { return core->approvals().decidedSince({}, 1, localOperator())->first(); });
    QCOMPARE(decided.title, u"Refund 60.00 EUR to order 8841"_s);
}

void TestProposals::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestProposals::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    const TaskId first = ask(u"write churn.md: "_s + churn(u"4.8 %"_s, u"Call customers whose use fell."_s));
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QVERIFY(savePicture(*m_window, u"proposal-newfile-"_s + tag));
    press(Qt::Key_A);
    QTRY_COMPARE(m_core->task(first).state, TaskState::Completed);
    ask(u"write churn.md: "_s + churn(u"5.2 %"_s, u"Call customers whose use halved"_s + QChar(0x200B) +
                                                      u",\nand offer the yearly plan."_s));
    QTRY_COMPARE(file()->added(), 3);
    QVERIFY(savePicture(*m_window, u"proposal-file-"_s + tag));
    press(Qt::Key_E);
    QVERIFY(savePicture(*m_window, u"proposal-file-edit-"_s + tag));
    press(Qt::Key_Escape);
    ask(u"refund 8841"_s);
    ask(u"shop 8842"_s);
    ask(u"write invoice.exe: MZ"_s); // a name with characters that cannot be seen is refused unasked
    choose(u"8841"_s);
    QTRY_VERIFY(field<QLineEdit>(u"amount"_s));
    field<QLineEdit>(u"amount"_s)->setText(u"60"_s);
    field<QLineEdit>(u"order"_s)->setText(u"88.41"_s);
    QVERIFY(savePicture(*m_window, u"proposal-form-"_s + tag));
    choose(u"→ POST"_s);
    press(Qt::Key_Escape);
    press(Qt::Key_X);
    press(Qt::Key_K);
    press(Qt::Key_X);
    choose(u"→ POST"_s);
    QVERIFY(savePicture(*m_window, u"proposal-request-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"proposal-small-"_s + tag));
    choose(u"churn"_s);
    QVERIFY(savePicture(*m_window, u"proposal-file-small-"_s + tag));
}

SIGNALBOX_TEST(TestProposals)
#include "tst_proposals.moc"
