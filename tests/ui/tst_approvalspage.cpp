// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/approvalsmodel.h"
#include "ui/pages/approvaldetail.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject noteNamed(const QString &path, const QString &content = u"Half the price."_s)
{
    return {{u"path"_s, path}, {u"content"_s, content}};
}

// A model that writes the file that the task names, and then says so.
void scriptWriter(TestCore &core)
{
    core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
        if (request.messages.last().role == Role::Tool)
            return ModelAnswer{.text = u"Done."_s, .usage = {12, 4}};
        const QString path = request.messages.last().text.section(u' ', -1);
        return ModelAnswer{.toolCalls = {{u"call-1"_s, u"write_file"_s, noteNamed(path)}}, .usage = {20, 8}};
    });
}

} // namespace

class TestApprovalsPage : public QObject
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
    void withoutApprovalsItSaysWhatWouldBeHere();
    void riskComesFirstThenAge();
    void aClickApprovesAndTheNextIsShown();
    void keysMoveAndReject();
    void editedArgumentsRunAsEdited();
    void manyAreDecidedTogether();
    void aLostRaceSaysWhoWasFirst();
    void whatWasDecidedElsewhereStaysInView();
    void alwaysAllowAddsARule();
    void anExpiredOneIsRefused();
    void aThousandWait();
    void pictures_data();
    void pictures();

private:
    Task ask(const QString &path);
    QList<Approval> waiting();
    QListView *list(const QString &name) const;
    QStringList titles(const QString &list) const;
    ui::Button *button(const QString &text) const;
    void press(int key, Qt::KeyboardModifiers modifiers = {});
    bool says(const QString &text) const;
    QWidget *field(const QString &name) const;

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ApprovalsPage *m_page = nullptr;
};

void TestApprovalsPage::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{.approvals = {.expiry = 30min}}, &scriptWriter);
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ApprovalsPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    for (ui::ApprovalsModel *model : m_page->findChildren<ui::ApprovalsModel *>())
        new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);
    for (QListView *view : m_page->findChildren<QListView *>())
        new QAbstractItemModelTester(view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                     view);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestApprovalsPage::cleanup()
{
    m_window.reset();
    m_core.reset();
}

Task TestApprovalsPage::ask(const QString &path)
{
    const Task task = m_core->submit(u"Write "_s + path);
    if (!QTest::qWaitFor([&] { return m_core->task(task.id).state == TaskState::Waiting; }))
        qFatal("The task does not wait.");
    return task;
}

QList<Approval> TestApprovalsPage::waiting()
{
    return m_core->run([](TestCore &core) {
        return *core->approvals().list({.state = ApprovalState::Pending, .limit = 1000}, localOperator());
    });
}

QListView *TestApprovalsPage::list(const QString &name) const
{
    for (QListView *view : m_page->findChildren<QListView *>()) {
        if (view->accessibleName() == name)
            return view;
    }
    return nullptr;
}

QStringList TestApprovalsPage::titles(const QString &name) const
{
    QStringList found;
    const QAbstractItemModel *model = list(name)->model();
    for (int row = 0; row < model->rowCount(); ++row)
        found.append(model->index(row, 0).data().toString());
    return found;
}

ui::Button *TestApprovalsPage::button(const QString &text) const
{
    for (ui::Button *button : m_page->findChildren<ui::Button *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

void TestApprovalsPage::press(int key, Qt::KeyboardModifiers modifiers)
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : m_window.get(), static_cast<Qt::Key>(key), modifiers);
}

bool TestApprovalsPage::says(const QString &text) const
{
    const auto labels = m_page->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

QWidget *TestApprovalsPage::field(const QString &name) const
{
    for (QWidget *known : m_page->findChildren<QWidget *>()) {
        if (known->accessibleName() == name && known->isVisible())
            return known;
    }
    return nullptr;
}

void TestApprovalsPage::withoutApprovalsItSaysWhatWouldBeHere()
{
    QVERIFY(says(u"Nothing waits for you"_s));
    QSignalSpy asked(m_page, &ui::Page::openRequested);
    QTest::mouseClick(button(u"Start a task"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toString(), u"tasks"_s);
    QCOMPARE(m_page->badge(), ui::Badge{});
}

void TestApprovalsPage::riskComesFirstThenAge()
{
    ask(u"old.md"_s);
    m_core->advance(2min);
    ask(u"new.md"_s);
    const auto rule = m_core->run([](TestCore &core) {
        return core->policies().add({.position = 1,
                                     .name = u"Risky files"_s,
                                     .tool = u"write_file"_s,
                                     .condition = u"path starts_with \"risky\""_s,
                                     .decision = PolicyDecision::Ask,
                                     .risk = Risk::High,
                                     .reason = u"Risky files need a person."_s},
                                    localOperator());
    });
    QVERIFY_RESULT(rule);
    ask(u"risky.md"_s);
    QTRY_COMPARE(m_page->badge(), (ui::Badge{.count = 3, .urgent = true}));
    const QStringList shown = titles(u"Waiting for you"_s);
    QCOMPARE(shown.size(), 3);
    QVERIFY2(shown[0].contains(u"risky.md"_s), qPrintable(shown.join(u'\n')));
    QVERIFY2(shown[1].contains(u"old.md"_s), qPrintable(shown.join(u'\n')));
    QVERIFY2(shown[2].contains(u"new.md"_s), qPrintable(shown.join(u'\n')));
}

void TestApprovalsPage::aClickApprovesAndTheNextIsShown()
{
    const Task first = ask(u"first.md"_s);
    const Task second = ask(u"second.md"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QTRY_COMPARE(m_core->task(first.id).state, TaskState::Completed);
    QCOMPARE(m_core->task(second.id).state, TaskState::Waiting);
    QTRY_COMPARE(titles(u"Waiting for you"_s).size(), 1);
    QTRY_COMPARE(titles(u"Decided today"_s).size(), 1);
    QTRY_VERIFY(says(u"Write second.md"_s));
    QCOMPARE(m_page->badge().count, 1);
    QCOMPARE(QApplication::focusWidget(), list(u"Waiting for you"_s));
}

void TestApprovalsPage::keysMoveAndReject()
{
    const Task first = ask(u"first.md"_s);
    const Task second = ask(u"second.md"_s);
    QTRY_COMPARE(titles(u"Waiting for you"_s).size(), 2);
    QTRY_VERIFY(list(u"Waiting for you"_s)->currentIndex().isValid());
    QTRY_VERIFY(says(u"Write first.md"_s) && button(u"Reject"_s));
    press(Qt::Key_J);
    press(Qt::Key_D); // the first one is still seen, and the second one is chosen
    const auto *detail = m_page->findChild<ui::ApprovalDetail *>();
    const auto chosen = [this] { return list(u"Waiting for you"_s)->currentIndex().data().toString(); };
    QVERIFY(chosen().contains(u"second.md"_s));
    const auto isSeen = [this, detail, &second] {
        return m_core->run([&](TestCore &core) {
            const auto approval = core->approvals().find(detail->shown(), localOperator());
            return approval && approval->task == second.id;
        });
    };
    QTRY_VERIFY(isSeen());
    QCOMPARE(m_core->task(first.id).state, TaskState::Waiting);
    QCOMPARE(m_core->task(second.id).state, TaskState::Waiting);
    press(Qt::Key_D);
    QTRY_COMPARE(m_core->task(second.id).state, TaskState::Completed); // the agent was told, and went on
    QCOMPARE(m_core->task(first.id).state, TaskState::Waiting);
    QTRY_VERIFY(says(u"Write first.md"_s));
}

void TestApprovalsPage::editedArgumentsRunAsEdited()
{
    const Task task = ask(u"draft.md"_s);
    QTRY_VERIFY(button(u"Edit"_s) && button(u"Edit"_s)->isEnabled());
    press(Qt::Key_E);
    auto *content = qobject_cast<QPlainTextEdit *>(field(u"content"_s));
    auto *path = qobject_cast<QLineEdit *>(field(u"path"_s));
    QVERIFY(content && path);
    path->setFocus();
    path->selectAll();
    QTest::keyClicks(path, u"final.md"_s);
    content->setPlainText(u"60"_s);
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    press(Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), list(u"Waiting for you"_s));
    QTest::mouseClick(button(u"Approve with changes"_s), Qt::LeftButton);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    const QString written = m_core->run([&task](TestCore &core) { return core.file(task, u"final.md"_s); });
    QCOMPARE(written, u"60"_s);
}

void TestApprovalsPage::manyAreDecidedTogether()
{
    QList<Task> tasks;
    for (int i = 0; i < 4; ++i)
        tasks.append(ask(u"file-%1.md"_s.arg(i)));
    QTRY_COMPARE(titles(u"Waiting for you"_s).size(), 4);
    press(Qt::Key_X);
    press(Qt::Key_J);
    press(Qt::Key_X);
    QTRY_VERIFY(button(u"Approve 2 chosen"_s));
    QVERIFY(says(u"Write file-0.md (15 bytes)"_s));
    QVERIFY(says(u"and 1 more"_s));
    press(Qt::Key_J); // the buttons under the list go on meaning those that are chosen
    press(Qt::Key_A, Qt::ShiftModifier);
    QTRY_COMPARE(titles(u"Waiting for you"_s).size(), 2);
    QTRY_COMPARE(m_core->task(tasks[0].id).state, TaskState::Completed);
    QTRY_COMPARE(m_core->task(tasks[1].id).state, TaskState::Completed);
    QCOMPARE(m_core->task(tasks[2].id).state, TaskState::Waiting);
    // Esc chooses none; what is open is decided for itself.
    press(Qt::Key_X);
    QTRY_VERIFY(button(u"Approve 1 chosen"_s));
    press(Qt::Key_Escape);
    QVERIFY(!button(u"Approve 1 chosen"_s));
    QTRY_VERIFY(says(u"Write file-2.md"_s));
    QVERIFY(button(u"Approve"_s));
}

void TestApprovalsPage::aLostRaceSaysWhoWasFirst()
{
    ask(u"race.md"_s);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    const ApprovalId id = waiting().first().id;
    Principal other = localOperator();
    other.name = u"Ada"_s;
    // Ada's decision is on its way to the window when the button is clicked.
    m_core->backend().call(
        this,
        [id, other](Core &core) { return core.approvals().decide(id, {.verdict = Verdict::Reject}, other); },
        [](const Result<Approval> &approval) { QVERIFY_RESULT(approval); });
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"Ada rejected this"_s));
    QVERIFY(!button(u"Approve"_s)->isEnabled());
}

void TestApprovalsPage::whatWasDecidedElsewhereStaysInView()
{
    ask(u"first.md"_s);
    const Task second = ask(u"second.md"_s);
    QTRY_VERIFY(says(u"Write first.md"_s));
    const ApprovalId id = waiting().last().id;
    QVERIFY_RESULT(m_core->run([id](TestCore &core) {
        return core->approvals().decide(id, {.verdict = Verdict::Approve}, localOperator());
    }));
    QTRY_VERIFY(says(u"Operator approved this"_s));
    press(Qt::Key_A); // does not fall on the next one
    QCOMPARE(m_core->task(second.id).state, TaskState::Waiting);
    press(Qt::Key_J);
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
}

void TestApprovalsPage::alwaysAllowAddsARule()
{
    ask(u"first.md"_s);
    QTRY_VERIFY(button(u"Always allow…"_s) && button(u"Always allow…"_s)->isEnabled());
    press(Qt::Key_L);
    QTest::mouseClick(button(u"Allow from now on"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"From now on this is allowed"_s));
    const Task free = m_core->submit(u"Write second.md"_s);
    QTRY_COMPARE(m_core->task(free.id).state, TaskState::Completed);
    QCOMPARE(waiting().size(), 1);
}

void TestApprovalsPage::anExpiredOneIsRefused()
{
    const Task task = ask(u"late.md"_s);
    QTRY_VERIFY(says(u"expires in 30 min"_s));
    m_core->advance(31min);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    QTRY_VERIFY(says(u"Nobody decided in time"_s));
    QTRY_COMPARE(m_page->badge(), ui::Badge{});
}

void TestApprovalsPage::aThousandWait()
{
    ui::ApprovalsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Approval> many;
    for (int i = 0; i < 1000; ++i)
        many.append({.id = {QString::number(i)}, .tool = u"write_file"_s, .title = u"Write %1"_s.arg(i)});
    model.setApprovals(many, {});
    QCOMPARE(model.rowCount(), 1000);
    model.toggleChosen(u"3"_s);
    std::reverse(many.begin(), many.end());
    many.removeLast();
    model.setApprovals(many, {});
    QCOMPARE(model.rowCount(), 999);
    QCOMPARE(model.index(0).data().toString(), u"Write 999"_s);
    QCOMPARE(model.chosen(), QList<ApprovalId>{{u"3"_s}});
}

void TestApprovalsPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestApprovalsPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    QVERIFY(savePicture(*m_window, u"approvals-empty-"_s + tag));
    for (const QString &path : {u"notes/incident.md"_s, u"status/update.md"_s, u"release/plan.md"_s}) {
        ask(path);
        m_core->advance(38s);
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
        press(path.startsWith(u"release"_s) ? Qt::Key_D : Qt::Key_A);
        QTRY_VERIFY(titles(u"Waiting for you"_s).isEmpty());
    }
    for (const QString &path :
         {u"refunds/order-8841.md"_s, u"suppliers/notice.md"_s, u"reports/churn-q3.md"_s}) {
        ask(path);
        m_core->advance(2min);
    }
    m_page->enter();
    QTRY_COMPARE(titles(u"Waiting for you"_s).size(), 3);
    QTRY_VERIFY(says(u"Write refunds/order-8841.md"_s));
    m_page->enter();
    QTRY_VERIFY(says(u"expires in 24 min"_s));
    QVERIFY(savePicture(*m_window, u"approvals-waiting-"_s + tag));
    press(Qt::Key_E);
    auto *text = qobject_cast<QPlainTextEdit *>(field(u"content"_s));
    QVERIFY(text);
    text->setPlainText(text->toPlainText().replace(u"Half"_s, u"A third of"_s));
    QTRY_VERIFY(button(u"Approve with changes"_s) && button(u"Approve with changes"_s)->isEnabled());
    QVERIFY(savePicture(*m_window, u"approvals-edit-"_s + tag));
    press(Qt::Key_Escape);
    QVERIFY(savePicture(*m_window, u"approvals-"_s + tag));
    press(Qt::Key_L);
    press(Qt::Key_X);
    QVERIFY(savePicture(*m_window, u"approvals-allow-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"approvals-small-"_s + tag));
}

SIGNALBOX_TEST(TestApprovalsPage)
#include "tst_approvalspage.moc"
