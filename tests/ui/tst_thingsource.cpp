// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/thingsource.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/label.h"

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
    void highRiskIsOpenedAndNotRejected();
    void approvalsStandByRiskThenAge();
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

// The same keys that approve what is of little risk open this, and never reject it.
void TestThingSource::highRiskIsOpenedAndNotRejected()
{
    QVERIFY_RESULT(m_core->run([](TestCore &core) {
        return core->policies().add({.position = 1,
                                     .name = u"Files"_s,
                                     .tool = u"write_file"_s,
                                     .decision = PolicyDecision::Ask,
                                     .risk = Risk::High},
                                    localOperator());
    }));
    const Task task = askToWrite();
    m_window->palette().open();
    type(u"refu"_s);
    QTRY_VERIFY(!m_window->palette().shownTexts().isEmpty());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(m_window->palette().shownTexts().size(), 3);
    QCOMPARE(m_window->palette().shownTexts().last(), u"Reject"_s);
    const auto labels = m_window->palette().findChildren<ui::Label *>();
    QVERIFY(std::ranges::any_of(labels, [](const ui::Label *label) {
        return label->isVisible() && label->text().contains(u"Write refund.md"_s);
    }));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_page, u"approvals"_s);
    m_core->run([](TestCore &) {});
    QCOMPARE(m_core->task(task.id).state, TaskState::Waiting);
}

// As in the list; what holds the words as they are typed comes before what only holds their letters.
void TestThingSource::approvalsStandByRiskThenAge()
{
    QVERIFY_RESULT(m_core->run([](TestCore &core) {
        core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
            const QString path = request.messages.last().text.section(u' ', -1);
            return ModelAnswer{
                .toolCalls = {{u"call-1"_s, u"write_file"_s, {{u"path"_s, path}, {u"content"_s, u"x"_s}}}}};
        });
        return core->policies().add({.position = 1,
                                     .name = u"Risky"_s,
                                     .tool = u"write_file"_s,
                                     .condition = u"path starts_with \"risky\""_s,
                                     .decision = PolicyDecision::Ask,
                                     .risk = Risk::High},
                                    localOperator());
    }));
    for (const QString &path : {u"refund-of-the-whole-year.md"_s, u"refund-8842.md"_s, u"refund-8841.md"_s,
                                u"risky-refund-of-order-8842.md"_s}) {
        const Task task = m_core->submit(u"Write "_s + path);
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Waiting);
        m_core->advance(std::chrono::minutes(1));
    }
    const auto shown = [this] {
        QStringList paths;
        for (const QString &text : m_window->palette().shownTexts())
            paths.append(text.section(u' ', 1, 1));
        return paths;
    };
    m_window->palette().open();
    type(u"refund"_s);
    QTRY_COMPARE(shown(), (QStringList{u"risky-refund-of-order-8842.md"_s, u"refund-of-the-whole-year.md"_s,
                                       u"refund-8842.md"_s, u"refund-8841.md"_s}));
    type(u" 8841"_s);
    QTRY_COMPARE(shown().value(0), u"refund-8841.md"_s);
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
