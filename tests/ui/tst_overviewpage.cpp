// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/tasklines.h"
#include "ui/pages/welcomestep.h"
#include "ui/pages/welcomeview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keyfigure.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/track.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject writing(const QString &path)
{
    return {{u"path"_s, path}, {u"content"_s, u"Refunds take five days.\n"_s}};
}

// Answers by what the task asks for: one writes and so waits, one hangs, one fails, the others are answered.
Result<ModelAnswer> answerTo(const ModelRequest &request)
{
    const QString asked = request.messages.last().text;
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    if (asked.contains(u"save"_s))
        return ModelAnswer{
            .toolCalls = {
                {.id = u"call-1"_s, .name = u"write_file"_s, .arguments = writing(u"refund.md"_s)}}};
    if (asked.contains(u"fail"_s))
        return failure(ErrorCode::Unavailable, u"The provider does not answer."_s);
    return ModelAnswer{.text = u"Forty two."_s,
                       .usage = {.inputTokens = 800, .outputTokens = 120, .cost = 0.012}};
}

} // namespace

class TestOverviewPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void cleanup();
    void anEmptyStoreWelcomes();
    void theWelcomeLeadsToATask();
    void whatGoesWrongStandsInItsStep();
    void figuresTellWhatRan();
    void whatHappenedIsReadToItsEnd();
    void aSignalIsClearedInItsLine();
    void keysDecide();
    void aLateDecisionSaysWhoWasFirst();
    void aClickOpensTheTask();
    void manyTasksAreCapped();
    void anErrorStandsInItsPlace();
    void outOfViewNothingIsAsked();
    void pictures_data();
    void pictures();

private:
    void open(std::function<void(TestCore &)> arrange = {});
    void waiting(int tasks);
    ui::TaskLines &lines() { return *m_page->findChild<ui::TaskLines *>(); }
    ui::Button *button(const QString &text, QWidget *in = nullptr);
    QString figure(const QString &label);
    bool isWelcoming() { return m_page->findChild<ui::WelcomeView *>()->isVisible(); }
    void clickSignal(ui::TaskLine *line);
    bool isThinking()
    {
        return m_core->run([](TestCore &core) { return core.model().running() == 1; });
    }
    void finishOne(milliseconds time);

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::OverviewPage *m_page = nullptr;
};

void TestOverviewPage::open(std::function<void(TestCore &)> arrange)
{
    if (!arrange)
        arrange = [](TestCore &core) { core.model().answerWith(answerTo); };
    m_core = std::make_unique<TestBackend>(CoreOptions{}, arrange);
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::OverviewPage(m_core->backend(), m_theme);
    new QAbstractItemModelTester(m_page->findChild<QListView *>()->model(),
                                 QAbstractItemModelTester::FailureReportingMode::Fatal, m_page);
    m_window->addPage(m_page);
    m_window->setServing({.on = true, .address = u"127.0.0.1:8080"_s});
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestOverviewPage::cleanup()
{
    if (QTest::currentTestFailed()) {
        for (const ui::Label *label : m_page->findChildren<ui::Label *>()) {
            if (label->isVisible())
                qInfo() << label->text();
        }
    }
    m_window.reset();
    m_core.reset();
}

ui::Button *TestOverviewPage::button(const QString &text, QWidget *in)
{
    for (ui::Button *each : (in ? in : m_page)->findChildren<ui::Button *>()) {
        if (each->text() == text && each->isVisible())
            return each;
    }
    return nullptr;
}

QString TestOverviewPage::figure(const QString &label)
{
    for (const ui::KeyFigure *each : m_page->findChildren<ui::KeyFigure *>()) {
        if (each->text() == label)
            return each->accessibleName();
    }
    return {};
}

void TestOverviewPage::waiting(int tasks)
{
    for (int i = 0; i < tasks; ++i)
        m_core->submit(u"Write %1 and save it"_s.arg(i));
    const auto all = [this, tasks] {
        const auto shown = lines().lines();
        return shown.size() == tasks && std::all_of(shown.begin(), shown.end(), [](ui::TaskLine *line) {
                   return line->accessibleName().contains(u"Waiting"_s);
               });
    };
    QTRY_VERIFY_WITH_TIMEOUT(all(), 10'000);
}

void TestOverviewPage::clickSignal(ui::TaskLine *line)
{
    ui::Track *track = line->track();
    const auto &layout = track->trackLayout();
    const auto gate = std::find_if(layout.stations.begin(), layout.stations.end(),
                                   [](const ui::TrackStation &station) { return ui::isGate(station); });
    QVERIFY(gate != layout.stations.end());
    QTest::mouseClick(track, Qt::LeftButton, {}, (track->positionOf(gate->id) - QPointF(0, 18)).toPoint());
}

// A task whose model thinks for that long.
void TestOverviewPage::finishOne(milliseconds time)
{
    const Task task = m_core->run([](TestCore &core) {
        core.model().hang();
        return core.submit(u"Where is parcel 8841?"_s, {.providerOverride = u"fake"_s});
    });
    QTRY_VERIFY(isThinking());
    m_core->run([time](TestCore &core) {
        core.clock.advance(time);
        core.model().release(ModelAnswer{.text = u"On its way."_s,
                                         .usage = {.inputTokens = 812, .outputTokens = 40, .cost = 0.013}});
    });
    QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
}

void TestOverviewPage::anEmptyStoreWelcomes()
{
    open();
    QTRY_VERIFY(isWelcoming());
    QVERIFY(button(u"Deploy"_s));
    QVERIFY(button(u"Run"_s));
    QVERIFY(!button(u"Run"_s)->isEnabled());
    bool hasAddress = false;
    for (const ui::Label *label : m_page->findChildren<ui::Label *>())
        hasAddress = hasAddress || label->text().startsWith(u"curl http://127.0.0.1:8080/api/v1/tasks"_s);
    QVERIFY(hasAddress);
}

void TestOverviewPage::theWelcomeLeadsToATask()
{
    open();
    QTRY_VERIFY(button(u"Deploy"_s));
    QTest::mouseClick(button(u"Deploy"_s), Qt::LeftButton);
    QTRY_VERIFY(!button(u"Deploy"_s));
    QVERIFY(!button(u"Run"_s)->isEnabled());
    QTest::mouseClick(button(u"Add samples"_s), Qt::LeftButton);
    QTRY_VERIFY(!button(u"Add samples"_s));
    QTRY_VERIFY(button(u"Run"_s)->isEnabled());
    QTest::mouseClick(button(u"Run"_s), Qt::LeftButton);
    QTRY_VERIFY(!isWelcoming());
    // The sample agents answer from the documents without a model, and ask before they write.
    QTRY_COMPARE_WITH_TIMEOUT(lines().lines().size(), 1, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(lines().lines().first()->accessibleName().contains(u"Waiting"_s), 10'000);
    QVERIFY(lines().lines().first()->accessibleName().startsWith(u"Summarise our refund policy"_s));
    clickSignal(lines().lines().first());
    QTRY_VERIFY(button(u"Approve"_s));
    QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
    // The line stays for a moment, so that one sees where it went.
    QTRY_VERIFY_WITH_TIMEOUT(lines().lines().first()->accessibleName().contains(u"Completed just now"_s),
                             10'000);
    m_core->advance(3min);
    QTRY_COMPARE(lines().lines().size(), 0);
    QTRY_VERIFY(figure(u"Completed in 24 h"_s).contains(u": 1"_s));
}

void TestOverviewPage::whatGoesWrongStandsInItsStep()
{
    open();
    QTRY_VERIFY(isWelcoming());
    QTemporaryDir folder;
    QFile file(folder.filePath(u"scan.pdf"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("%PDF-1.7");
    file.close();
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(file.fileName())});
    QDragEnterEvent over(QPoint(10, 10), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page->findChild<ui::WelcomeView *>(), &over);
    QVERIFY(over.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page->findChild<ui::WelcomeView *>(), &drop);
    const auto said = [this] {
        for (const ui::Label *label : m_page->findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text().startsWith(u"scan.pdf: "_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(said());
    QTest::mouseClick(button(u"Add samples"_s), Qt::LeftButton);
    QTRY_VERIFY(!said());
}

void TestOverviewPage::figuresTellWhatRan()
{
    open();
    m_core->submit(u"What is the answer?"_s);
    m_core->submit(u"Why?"_s);
    QTRY_VERIFY(figure(u"Completed in 24 h"_s).contains(u": 2, 100 %"_s));
    QTRY_VERIFY2(figure(u"Running now"_s).contains(u": 0, of 4 slots"_s),
                 qPrintable(figure(u"Running now"_s)));
    QVERIFY2(figure(u"Spend in 24 h"_s).contains(u"$0.02, $0.01 a task"_s),
             qPrintable(figure(u"Spend in 24 h"_s)));
    const auto *activity = m_page->findChild<QListView *>()->model();
    QTRY_VERIFY(activity->rowCount() >= 4);
    QVERIFY(activity->index(0, 0).data().toString().startsWith(u"Completed in "_s));
}

void TestOverviewPage::whatHappenedIsReadToItsEnd()
{
    open();
    waiting(1);
    m_core->submit(u"Compare the quotes of three vendors and tell which of them is the best one"_s,
                   {.providerOverride = u"fake"_s});
    auto *list = m_page->findChild<QListView *>();
    const auto longest = [list] {
        int row = -1;
        for (int i = 0; i < list->model()->rowCount(); ++i) {
            if (list->model()->index(i, 0).data().toString().startsWith(u"Submitted: Compare"_s))
                row = i;
        }
        return row;
    };
    QTRY_VERIFY(longest() >= 0);
    m_window->resize(1440, 900);
    layOut();
    const auto heightOf = [list](int row) { return list->visualRect(list->model()->index(row, 0)).height(); };
    QVERIFY(heightOf(longest()) > 45);
    for (int row = 1; row < list->model()->rowCount(); ++row) {
        const QRect above = list->visualRect(list->model()->index(row - 1, 0));
        QCOMPARE(list->visualRect(list->model()->index(row, 0)).top(), above.bottom() + 1);
    }
}

void TestOverviewPage::aSignalIsClearedInItsLine()
{
    open();
    waiting(1);
    m_core->advance(4min);
    QTRY_VERIFY(figure(u"Waiting for approval"_s).contains(u": 1, oldest 4 min"_s));
    ui::TaskLine *line = lines().lines().first();
    QVERIFY(!line->box()->isVisible());
    clickSignal(line);
    QTRY_VERIFY(line->box()->isVisible());
    clickSignal(line);
    QTRY_VERIFY(!line->box()->isVisible());
    clickSignal(line);
    QTRY_VERIFY(line->box()->isVisible());
    QCOMPARE(line->box()->approval().tool, u"write_file"_s);
    QTest::mouseClick(line->box()->approveButton(), Qt::LeftButton);
    QTRY_VERIFY(lines().lines().first()->accessibleName().contains(u"Completed just now"_s));
    QVERIFY(line->hasFocus()); // the keys go on from here
    m_core->advance(3min);
    QTRY_COMPARE(lines().lines().size(), 0);
    QTRY_VERIFY(figure(u"Waiting for approval"_s).contains(u": 0"_s));
    QSignalSpy opened(m_page, &ui::Page::openRequested);
    QTest::mouseClick(button(u"Start a task"_s), Qt::LeftButton);
    QCOMPARE(opened.value(0), (QVariantList{u"tasks"_s, u"new"_s}));
}

void TestOverviewPage::keysDecide()
{
    open();
    waiting(2);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_J);
    QCOMPARE(lines().focusedLine(), lines().lines().first());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_J);
    QCOMPARE(lines().focusedLine(), lines().lines().last());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_D); // shows what it asks, and decides nothing
    QTRY_VERIFY(lines().openBox());
    QCOMPARE(m_core->task(lines().lines().first()->id()).state, TaskState::Waiting);
    const ApprovalId id = lines().openBox()->approval().id;
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_D);
    // The agent is told, and goes on to its answer; the line stays in view behind what waits.
    QTRY_VERIFY(lines().lines().last()->accessibleName().contains(u"Completed"_s));
    QVERIFY(lines().lines().first()->accessibleName().contains(u"Waiting"_s));
    const auto state =
        m_core->run([id](TestCore &core) { return core->approvals().find(id, localOperator())->state; });
    QCOMPARE(state, ApprovalState::Rejected);
}

void TestOverviewPage::aLateDecisionSaysWhoWasFirst()
{
    open();
    waiting(1);
    clickSignal(lines().lines().first());
    QTRY_VERIFY(lines().openBox());
    ui::ApprovalBox *box = lines().openBox();
    m_page->leave(); // the line stays as it was
    const ApprovalId id = box->approval().id;
    m_core->run([id](TestCore &core) {
        QVERIFY_RESULT(core->approvals().decide(id, {.verdict = Verdict::Approve}, localOperator()));
    });
    QTest::mouseClick(box->rejectButton(), Qt::LeftButton);
    const auto said = [box] {
        for (const ui::Label *label : box->findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text().contains(u"Operator"_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(said());
}

void TestOverviewPage::aClickOpensTheTask()
{
    open();
    waiting(1);
    QSignalSpy opened(m_page, &ui::Page::openRequested);
    ui::TaskLine *line = lines().lines().first();
    QTest::mouseClick(line, Qt::LeftButton, {}, {40, 20});
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.last().at(0).toString(), u"tasks"_s);
    QCOMPARE(opened.last().at(1).toString(), line->id().value);
    auto *activity = m_page->findChild<QListView *>();
    QTRY_VERIFY(activity->model()->rowCount() > 0);
    QTest::mouseClick(activity->viewport(), Qt::LeftButton, {},
                      activity->visualRect(activity->model()->index(0, 0)).center());
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened.last().at(1).toString(), line->id().value);
}

void TestOverviewPage::manyTasksAreCapped()
{
    open();
    m_core->run([](TestCore &core) {
        for (int i = 0; i < 120; ++i)
            core.submit(u"Write %1 and save it"_s.arg(i));
    });
    QTRY_VERIFY_WITH_TIMEOUT(button(u"and 70 more"_s), 20'000);
    QCOMPARE(lines().lines().size(), 50);
    QSignalSpy opened(m_page, &ui::Page::openRequested);
    ui::Button *more = button(u"and 70 more"_s);
    // What was added is laid out in the turns that follow, and only then there is something to scroll to.
    QTRY_VERIFY((lines().ensureWidgetVisible(more), more->visibleRegion().contains(more->rect().center())));
    QTest::mouseClick(more, Qt::LeftButton);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.last().at(0).toString(), u"tasks"_s);
}

void TestOverviewPage::anErrorStandsInItsPlace()
{
    open();
    waiting(1);
    m_core->run(
        [](TestCore &core) { QVERIFY_RESULT(core->database().run("ALTER TABLE step RENAME TO gone"_L1)); });
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    const auto said = [this] {
        for (const ui::Label *label : m_page->findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text() == u"The Overview could not be read"_s)
                return true;
        }
        return false;
    };
    QTRY_VERIFY(said());
    m_core->run(
        [](TestCore &core) { QVERIFY_RESULT(core->database().run("ALTER TABLE gone RENAME TO step"_L1)); });
    QTRY_VERIFY(!said());
}

void TestOverviewPage::outOfViewNothingIsAsked()
{
    open();
    waiting(1);
    m_page->leave();
    m_core->submit(u"Write more and save it"_s);
    QTest::qWait(0);
    QCOMPARE(lines().lines().size(), 1);
    m_page->enter();
    QTRY_COMPARE(lines().lines().size(), 2);
}

void TestOverviewPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::addColumn<QString>("suffix");
    QTest::newRow("dark") << ui::Appearance::Dark << u"dark"_s;
    QTest::newRow("light") << ui::Appearance::Light << u"light"_s;
}

void TestOverviewPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    QFETCH(QString, suffix);
    m_theme.setAppearance(appearance);
    open();
    m_window->resize(1440, 900);
    QTRY_VERIFY(button(u"Deploy"_s));
    QVERIFY(savePicture(*m_window, u"welcome-empty-"_s + suffix));
    QTest::mouseClick(button(u"Deploy"_s), Qt::LeftButton);
    QTRY_VERIFY(!button(u"Deploy"_s));
    QVERIFY(savePicture(*m_window, u"welcome-"_s + suffix));
    QTest::mouseClick(button(u"Add samples"_s), Qt::LeftButton);
    QTRY_VERIFY(!button(u"Add samples"_s));
    for (int hour = 0; hour < 9; ++hour) {
        for (int i = 0; i <= (hour * 5) % 7; ++i)
            finishOne(std::chrono::seconds{4 + (hour * 3 + i * 5) % 9});
        m_core->advance(1h);
    }
    m_core->run([](TestCore &core) {
        core.model().hang({u"The parcel "_s});
        const QJsonObject context{{u"agent"_s, u"sample/writer"_s}};
        core.submit(u"Compare the quotes of three vendors"_s,
                    {.context = context, .providerOverride = u"fake"_s});
    });
    QTRY_VERIFY(isThinking());
    m_core->submit(u"Summarise our refund policy and save it as refund.md."_s);
    m_core->submit(u"Write a note on parcels and save it"_s, {.providerOverride = u"fake"_s});
    m_core->submit(u"Look up order 8841 and fail"_s, {.providerOverride = u"fake"_s});
    QTRY_COMPARE_WITH_TIMEOUT(lines().lines().size(), 4, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(figure(u"Waiting for approval"_s).contains(u": 2"_s), 10'000);
    m_core->advance(4min);
    QTRY_VERIFY(figure(u"Waiting for approval"_s).contains(u"4 min"_s));
    QVERIFY(savePicture(*m_window, u"overview-"_s + suffix));
    clickSignal(lines().lines().first());
    QTRY_VERIFY(lines().openBox());
    QVERIFY(savePicture(*m_window, u"overview-decide-"_s + suffix));
    m_window->resize(1024, 640);
    QTRY_VERIFY(lines().lines().first()->width() <= lines().viewport()->width()); // nothing is cut
    QVERIFY(savePicture(*m_window, u"overview-small-"_s + suffix));
}

SIGNALBOX_TEST(TestOverviewPage)
#include "tst_overviewpage.moc"
