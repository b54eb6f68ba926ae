// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/keyvault.h"
#include "ui/pages/pages.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"

#include <QApplication>
#include <QListView>
#include <QPlainTextEdit>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

class NoVault final : public ui::KeyVault
{
public:
    void store(const QString &, const QString &) override {}
    void remove(const QString &) override {}
};

Result<ModelAnswer> answerTo(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"Text"_s}}}}};
}

} // namespace

// The disk is full while the window is open: each command says so in its place, what was acknowledged is
// still there, and it goes on once there is room.
class TestFullDisk : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void aTaskIsNotTaken();
    void aDecisionIsNotTakenAndStillWaits();
    void aClusterIsNotDeployed();

private:
    void fill();
    void makeRoom();
    ui::Button *button(const QString &text);
    void click(const QString &text);
    bool shows(const QString &text);

    ui::Theme m_theme{ui::Appearance::Dark};
    NoVault m_vault;
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestFullDisk::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{},
                                           [](TestCore &core) { core.model().answerWith(answerTo); });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    for (ui::Page *page : ui::createPages(m_core->backend(), m_theme, m_vault))
        m_window->addPage(page);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestFullDisk::cleanup()
{
    m_window.reset();
    m_core.reset();
}

// SQLite may add no page any more and none is free: it answers as it does on a full disk.
void TestFullDisk::fill()
{
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().runScript(u"CREATE TABLE ballast (x); PRAGMA max_page_count = 1"_s));
        for (const char *insert :
             {"INSERT INTO ballast VALUES (zeroblob(3000))", "INSERT INTO ballast VALUES (1)"}) {
            while (core->database().run(QLatin1StringView(insert))) {
            }
        }
    });
}

void TestFullDisk::makeRoom()
{
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().runScript(u"PRAGMA max_page_count = 1000000"_s));
    });
}

ui::Button *TestFullDisk::button(const QString &text)
{
    for (ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

void TestFullDisk::click(const QString &text)
{
    QTRY_VERIFY2(button(text) && button(text)->isEnabled(), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

bool TestFullDisk::shows(const QString &text)
{
    for (const ui::Label *label : m_window->findChildren<ui::Label *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

void TestFullDisk::aTaskIsNotTaken()
{
    const Task before = m_core->submit(u"Before"_s);
    QTRY_COMPARE(m_core->task(before.id).state, TaskState::Waiting);
    fill();
    QVERIFY(m_window->showPage(u"tasks"_s, u"new"_s));
    auto *text = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
    QVERIFY(text);
    // Long enough to need pages that are not there.
    text->setPlainText(u"Too much. "_s.repeated(2000));
    click(u"Start"_s);
    QTRY_VERIFY(shows(u"is full"_s));
    QVERIFY(savePicture(*m_window, u"full-disk-task"_s));
    QVERIFY(!text->toPlainText().isEmpty()); // what was typed is not lost
    QCOMPARE(m_core->task(before.id).query, u"Before"_s);
    makeRoom();
    click(u"Start"_s);
    QTRY_VERIFY(!shows(u"is full"_s));
    QTRY_VERIFY(m_core->run([](TestCore &core) {
        const auto tasks = core->tasks().list({}, localOperator());
        return tasks && tasks->size() == 2;
    }));
}

void TestFullDisk::aDecisionIsNotTakenAndStillWaits()
{
    const Task task = m_core->submit(u"Save it"_s);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Waiting);
    QVERIFY(m_window->showPage(u"approvals"_s));
    QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    fill();
    for (QPlainTextEdit *note : m_window->findChildren<QPlainTextEdit *>()) {
        if (note->isVisible() && note->accessibleName() == u"Note to the agent"_s)
            note->setPlainText(u"A long note. "_s.repeated(700));
    }
    click(u"Approve"_s);
    QTRY_VERIFY(shows(u"This was not decided"_s));
    QVERIFY(savePicture(*m_window, u"full-disk-approval"_s));
    QVERIFY(shows(u"is full"_s));
    QCOMPARE(m_core->task(task.id).state, TaskState::Waiting);
    makeRoom();
    click(u"Approve"_s);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
}

void TestFullDisk::aClusterIsNotDeployed()
{
    QVERIFY(m_window->showPage(u"clusters"_s));
    click(u"Deploy cluster"_s);
    auto *text = qobject_cast<QPlainTextEdit *>(QApplication::focusWidget());
    QVERIFY(text);
    // Too much for what is left in the pages that there are.
    text->setPlainText(
        text->toPlainText().replace(u"Answer from"_s, u"Answer. "_s.repeated(1000) + u"Answer from"_s));
    QTRY_VERIFY(button(u"Deploy"_s) && button(u"Deploy"_s)->isEnabled());
    fill();
    click(u"Deploy"_s);
    QTRY_VERIFY(shows(u"The cluster was not deployed"_s));
    QVERIFY(savePicture(*m_window, u"full-disk-cluster"_s));
    QVERIFY(shows(u"is full"_s));
    makeRoom();
    click(u"Deploy"_s);
    QTRY_VERIFY(
        m_core->run([](TestCore &core) { return core->fleet().clusters(localOperator()).size() == 1; }));
}

SIGNALBOX_TEST(TestFullDisk)
#include "tst_fulldisk.moc"
