// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/thingsource.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestThingSource : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void whatWaitsStandsFirstAndIsOpened();
    void anApprovalIsDecidedFromThePalette();
    void agentsAndConversationsAreFound();

private:
    void type(const QString &text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    Task askToWrite();

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::ThingSource> m_source;
    std::unique_ptr<ui::MainWindow> m_window;
    QString m_page;
    QString m_thing;
};

void TestThingSource::init()
{
    m_page.clear();
    m_core = std::make_unique<TestBackend>();
    m_source = std::make_unique<ui::ThingSource>(m_core->backend(),
                                                 [this](const QString &page, const QString &thing) {
                                                     m_page = page;
                                                     m_thing = thing;
                                                 });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_window->palette().addSource(*m_source);
    m_window->resize(1024, 640);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestThingSource::cleanup()
{
    m_window.reset();
    m_source.reset();
    m_core.reset();
}

Task TestThingSource::askToWrite()
{
    m_core->run([](TestCore &core) {
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"refund.md"_s}, {u"content"_s, u"60"_s}});
        core.model().say(u"Written."_s);
    });
    const Task task = m_core->submit(u"Refund"_s);
    if (!QTest::qWaitFor([&] { return m_core->task(task.id).state == TaskState::Waiting; }))
        qFatal("The task does not wait.");
    return task;
}

void TestThingSource::whatWaitsStandsFirstAndIsOpened()
{
    const Task task = askToWrite();
    m_window->palette().open();
    type(u"refu"_s);
    QTRY_VERIFY(!m_window->palette().shownTexts().isEmpty());
    QVERIFY(m_window->palette().shownTexts().first().startsWith(u"Write refund.md"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_page, u"approvals"_s);
    QVERIFY(m_thing.startsWith(u"approval-"_s));
    QCOMPARE(m_core->task(task.id).state, TaskState::Waiting);
}

void TestThingSource::anApprovalIsDecidedFromThePalette()
{
    const Task task = askToWrite();
    m_window->palette().open();
    type(u"refu"_s);
    QTRY_VERIFY(!m_window->palette().shownTexts().isEmpty());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(m_window->palette().shownTexts(), (QStringList{u"Look at it"_s, u"Approve"_s, u"Reject"_s}));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    QVERIFY(m_page.isEmpty());
}

void TestThingSource::agentsAndConversationsAreFound()
{
    m_core->run([](TestCore &core) {
        core.model().say(u"Hello."_s);
        const auto sent = core->chat().send({.text = u"Parcel 77 is late"_s}, localOperator());
        const auto manifest = toResult(core->fleet().read(QByteArray(
            "kind: AgentCluster\napiVersion: goagents.dev/v1\nmetadata: {name: shop}\nspec:\n  agents:\n"
            "    - {name: parcels, provider: fake, model: fake-1}\n")));
        if (!sent || !manifest || !core->fleet().deploy(*manifest, localOperator()))
            qFatal("The store could not be filled.");
    });
    m_window->palette().open();
    type(u"parcel"_s);
    QTRY_COMPARE(m_window->palette().shownTexts().size(), 2);
    QVERIFY(m_window->palette().shownTexts().contains(u"parcels, shop"_s));
    type(u" 77"_s);
    QTRY_COMPARE(m_window->palette().shownTexts(), QStringList{u"Parcel 77 is late"_s});
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_page, u"chat"_s);
    QVERIFY(m_thing.startsWith(u"conv-"_s));
}

SIGNALBOX_TEST(TestThingSource)
#include "tst_thingsource.moc"
