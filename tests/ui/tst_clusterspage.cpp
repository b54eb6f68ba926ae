// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/samples.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/clustersmodel.h"
#include "ui/pages/clusterspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"
#include "ui/widgets/linechart.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray manifestOf(const QString &name, const QStringList &agents, int most = 4)
{
    QString text = u"apiVersion: goagents.dev/v1\nkind: AgentCluster\nmetadata:\n  name: "_s + name +
                   u"\nspec:\n  resource_policy:\n    scale_to_zero: false\n  agents:\n"_s;
    for (const QString &agent : agents)
        text += u"    - name: %1\n      provider: fake\n      model: fake-1\n      tools: [calculator]\n"
                u"      scaling: {min_instances: 1, max_instances: %2}\n"_s.arg(agent)
                    .arg(most);
    return text.toUtf8();
}

} // namespace

class TestClustersPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void anEmptyFleetOffersToDeploy();
    void aWrongManifestIsNotDeployed();
    void agentsStandBelowTheirCluster();
    void instancesAreChangedByClick();
    void refusedScalingSaysWhy();
    void theManifestIsChangedWithADifference();
    void deletingIsConfirmedInPlace();
    void chatOpensTheAgent();
    void openedThingsAreChosen();
    void aClusterIsOfferedToAll();
    void anAgentIsMadeTheDefault();
    void loadIsMeasured();
    void manyRowsKeepTheirPlace();
    void pictures_data();
    void pictures();

private:
    void deploy(const QByteArray &text);
    ui::Button *button(const QString &text) const;
    QPlainTextEdit *editor() const;
    bool says(const QString &text) const;
    QString cell(int row, int column) const;

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ClustersPage *m_page = nullptr;
    ui::Table *m_table = nullptr;
};

void TestClustersPage::init()
{
    m_core = std::make_unique<TestBackend>();
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ClustersPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_table = m_page->findChild<ui::Table *>();
    new QAbstractItemModelTester(m_table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_table);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestClustersPage::cleanup()
{
    m_window.reset();
    m_core.reset();
}

void TestClustersPage::deploy(const QByteArray &text)
{
    const int before = m_table->model()->rowCount();
    m_core->run([&text](TestCore &core) {
        const auto manifest = toResult(core->fleet().read(text));
        if (!manifest)
            qFatal("%s", qPrintable(manifest.error().text));
        const auto cluster = core->fleet().deploy(*manifest, localOperator());
        if (!cluster)
            qFatal("%s", qPrintable(cluster.error().text));
    });
    QTRY_VERIFY(m_table->model()->rowCount() > before);
}

ui::Button *TestClustersPage::button(const QString &text) const
{
    for (ui::Button *button : m_page->findChildren<ui::Button *>()) {
        if ((button->text() == text || button->accessibleName() == text) && button->isVisible())
            return button;
    }
    return nullptr;
}

QPlainTextEdit *TestClustersPage::editor() const
{
    for (QPlainTextEdit *edit : m_page->findChildren<QPlainTextEdit *>()) {
        if (edit->accessibleName() == u"Manifest as YAML")
            return edit;
    }
    return nullptr;
}

bool TestClustersPage::says(const QString &text) const
{
    const auto labels = m_page->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

QString TestClustersPage::cell(int row, int column) const
{
    return m_table->model()->index(row, column).data().toString();
}

void TestClustersPage::anEmptyFleetOffersToDeploy()
{
    QTRY_VERIFY(says(u"No cluster yet"_s));
    QTest::mouseClick(button(u"Deploy cluster"_s), Qt::LeftButton);
    QVERIFY(says(u"New cluster"_s));
    QVERIFY(editor()->toPlainText().contains(u"kind: AgentCluster"_s));
    QTRY_VERIFY(button(u"Deploy"_s) && button(u"Deploy"_s)->isEnabled());
    QTest::mouseClick(button(u"Deploy"_s), Qt::LeftButton);
    QTRY_COMPARE(m_table->model()->rowCount(), 3);
    QCOMPARE(cell(0, ui::ClustersModel::NameColumn), u"sample"_s);
    QTRY_VERIFY(says(u"1 cluster, 2 agents"_s));
    QTRY_COMPARE(m_page->badge(), ui::Badge{.count = 1});
    QTRY_VERIFY(says(u"Manifest"_s) && !says(u"New cluster"_s));
}

void TestClustersPage::aWrongManifestIsNotDeployed()
{
    QTRY_VERIFY(button(u"Deploy cluster"_s));
    QTest::mouseClick(button(u"Deploy cluster"_s), Qt::LeftButton);
    editor()->setPlainText(
        QString::fromUtf8(manifestOf(u"team"_s, {u"writer"_s})).replace(u"fake\n"_s, u"nobody\n"_s));
    QTRY_VERIFY(says(u"Line 10: "_s));
    QVERIFY(!button(u"Deploy"_s)->isEnabled());
    QCOMPARE(editor()->extraSelections().size(), 1);
    QCOMPARE(editor()->extraSelections().first().cursor.blockNumber(), 9);
    QTest::mouseClick(button(u"Cancel"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"No cluster yet"_s));
}

void TestClustersPage::agentsStandBelowTheirCluster()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s, u"refunds"_s}));
    deploy(manifestOf(u"ops"_s, {u"invoices"_s}));
    QTRY_COMPARE(m_table->model()->rowCount(), 5);
    QCOMPARE(cell(0, ui::ClustersModel::NameColumn), u"support"_s);
    QCOMPARE(cell(2, ui::ClustersModel::NameColumn), u"refunds"_s);
    QCOMPARE(cell(2, ui::ClustersModel::ModelColumn), u"fake-1"_s);
    QTRY_COMPARE(cell(2, ui::ClustersModel::StatusColumn), u"Running"_s);
    QCOMPARE(cell(2, ui::ClustersModel::CountColumn), u"0 of 1"_s);
    const int pill = ui::Pill::sizeOf(u"Deploying"_s).width() + 2 * ui::space::cardPadding;
    QVERIFY(m_table->columnWidth(ui::ClustersModel::StatusColumn) >= pill);
    QCOMPARE(m_table->columnSpan(0, ui::ClustersModel::BusyColumn), 2);
    QCOMPARE(m_table->columnSpan(1, ui::ClustersModel::BusyColumn), 1);
}

void TestClustersPage::instancesAreChangedByClick()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    QTRY_VERIFY(says(u"target 1, running"_s));
    QTest::mouseClick(button(u"One instance more"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"target 2, running"_s));
    QTRY_COMPARE(cell(1, ui::ClustersModel::CountColumn), u"0 of 2"_s);
    QTest::mouseClick(button(u"One instance fewer"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"target 1, running"_s));
}

void TestClustersPage::refusedScalingSaysWhy()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}, 1));
    QTRY_VERIFY(button(u"One instance more"_s));
    QTest::mouseClick(button(u"One instance more"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"instances must be a whole number from 1 to 1"_s));
    QVERIFY(says(u"target 1"_s));
}

void TestClustersPage::theManifestIsChangedWithADifference()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    QTRY_VERIFY(editor()->toPlainText().contains(u"triage"_s));
    QVERIFY(!button(u"Apply"_s)->isEnabled());
    editor()->setPlainText(QString::fromUtf8(manifestOf(u"support"_s, {u"triage"_s, u"refunds"_s})));
    QTRY_VERIFY(button(u"Apply"_s)->isEnabled());
    QVERIFY(says(u"1 agent added"_s));
    QTest::mouseClick(button(u"Diff"_s), Qt::LeftButton);
    QVERIFY(m_page->findChild<ui::JsonView *>()->toPlainText().contains(u"+     - name: refunds"_s));
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(m_table->model()->rowCount(), 3);
    QTRY_VERIFY(!button(u"Apply"_s)->isEnabled());
    QTRY_VERIFY(editor()->isVisible() && editor()->toPlainText().contains(u"refunds"_s));
}

void TestClustersPage::deletingIsConfirmedInPlace()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    QTRY_VERIFY(button(u"Delete"_s));
    QTest::mouseClick(button(u"Delete"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"Delete support?"_s));
    QVERIFY(says(u"Its agents stop. No task of theirs is under way. This cannot be undone."_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); // "Keep it" has the focus
    QVERIFY(!says(u"Delete support?"_s));
    QTest::mouseClick(button(u"Delete"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Delete cluster"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!button(u"Delete cluster"_s));
    QTest::mouseClick(button(u"Delete"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Delete cluster"_s));
    QTest::mouseClick(button(u"Delete cluster"_s), Qt::LeftButton);
    QTRY_VERIFY(says(u"No cluster yet"_s));
    QCOMPARE(m_page->badge(), ui::Badge{});
}

void TestClustersPage::chatOpensTheAgent()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    QTRY_VERIFY(button(u"Chat"_s));
    QSignalSpy asked(m_page, &ui::Page::openRequested);
    QTest::mouseClick(button(u"Chat"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(0).toString(), u"chat"_s);
    QCOMPARE(asked.first().at(1).toString(), m_table->currentId());
}

void TestClustersPage::openedThingsAreChosen()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    deploy(manifestOf(u"ops"_s, {u"invoices"_s}));
    QVERIFY(m_page->openThing(u"ops"_s));
    QTRY_COMPARE(m_table->currentIndex().row(), 2);
    QTRY_VERIFY(editor()->toPlainText().contains(u"invoices"_s));
    const QString id = m_table->model()->index(1, 0).data(ui::IdRole).toString();
    QVERIFY(m_page->openThing(id));
    QTRY_COMPARE(m_table->currentId(), id);
}

void TestClustersPage::aClusterIsOfferedToAll()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    const auto isShared = [this] {
        return m_core->run(
            [](TestCore &core) { return core->fleet().cluster(u"support"_s, localOperator())->isShared; });
    };
    QTRY_VERIFY(button(u"Offer to all"_s));
    QVERIFY(!isShared());
    QTest::mouseClick(button(u"Offer to all"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Keep to its owner"_s));
    QVERIFY(isShared());
    QTest::mouseClick(button(u"Keep to its owner"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Offer to all"_s));
    QVERIFY(!isShared());
}

void TestClustersPage::anAgentIsMadeTheDefault()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    const auto chosen = [this] {
        return m_core->run(
            [](TestCore &core) { return *core->defaultAgents().chosen(localOperator().user); });
    };
    QTRY_VERIFY(button(u"Use as my default"_s));
    QVERIFY(!says(u"your default"_s));
    QTest::mouseClick(button(u"Use as my default"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Not my default"_s));
    QCOMPARE(chosen(), u"support/triage"_s);
    // What is chosen elsewhere is seen here.
    m_core->run([](TestCore &core) { QVERIFY_RESULT(core->defaultAgents().choose({}, localOperator())); });
    QTRY_VERIFY(button(u"Use as my default"_s));
    QTest::mouseClick(button(u"Use as my default"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Not my default"_s));
    QTest::mouseClick(button(u"Not my default"_s), Qt::LeftButton);
    QTRY_VERIFY(button(u"Use as my default"_s));
    QCOMPARE(chosen(), QString());
}

void TestClustersPage::loadIsMeasured()
{
    deploy(manifestOf(u"support"_s, {u"triage"_s}));
    m_core->run([](TestCore &core) {
        core.model().hang();
        QVERIFY_RESULT(core->defaultAgents().choose(u"support/triage"_s, localOperator()));
    });
    m_core->submit(u"Work"_s);
    QTRY_COMPARE(cell(1, ui::ClustersModel::CountColumn), u"1 of 1"_s);
    QTRY_VERIFY(!m_page->findChild<ui::LineChart *>()->isEmpty());
    m_core->run([](TestCore &core) { core.model().release(ModelAnswer{.text = u"Done."_s}); });
    QTRY_COMPARE(cell(1, ui::ClustersModel::CountColumn), u"0 of 1"_s);
}

void TestClustersPage::manyRowsKeepTheirPlace()
{
    ui::ClustersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Cluster> many;
    for (int i = 0; i < 200; ++i) {
        Cluster cluster{.id = {u"c%1"_s.arg(i)}, .name = u"cluster-%1"_s.arg(i)};
        for (int j = 0; j < 10; ++j)
            cluster.agents.append({.id = {u"a%1-%2"_s.arg(i).arg(j)}, .spec = {.name = u"agent"_s}});
        many.append(cluster);
    }
    model.setClusters(many);
    QCOMPARE(model.rowCount(), 2200);
    const QPersistentModelIndex kept = model.index(1500, 0);
    const QString id = kept.data(ui::IdRole).toString();
    many.removeFirst();
    model.setClusters(many);
    QCOMPARE(model.rowCount(), 2189);
    QCOMPARE(kept.row(), 1489);
    QCOMPARE(kept.data(ui::IdRole).toString(), id);
}

void TestClustersPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestClustersPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    QTRY_VERIFY(says(u"No cluster yet"_s));
    QVERIFY(savePicture(*m_window, u"clusters-empty-"_s + tag));
    deploy(manifestOf(u"customer-support"_s, {u"intent-classifier"_s, u"assistant"_s, u"refunds"_s}));
    deploy(manifestOf(u"research"_s, {u"planner"_s, u"reader"_s}));
    deploy(sampleManifest());
    QTRY_COMPARE(m_table->model()->rowCount(), 10);
    for (int i = 0; i < 3; ++i) {
        const QString goal = u"target %1,"_s.arg(i + 2);
        QTest::mouseClick(button(u"One instance more"_s), Qt::LeftButton);
        QTRY_VERIFY(says(goal));
    }
    const auto agent = m_core->run(
        [](TestCore &core) { return core->fleet().findAgent(u"intent-classifier"_s, localOperator())->id; });
    for (int i = 0; i < 3; ++i) {
        m_core->run([](TestCore &core) { core.model().hang(); });
        m_core->submit(u"Classify %1"_s.arg(i), {.agent = agent});
        QTRY_COMPARE(cell(1, ui::ClustersModel::CountColumn), u"%1 of 4"_s.arg(i + 1));
    }
    QVERIFY(savePicture(*m_window, u"clusters-"_s + tag));
    editor()->setPlainText(editor()->toPlainText().replace(u"fake-1"_s, u"fake-2"_s));
    QTRY_VERIFY(button(u"Apply"_s)->isEnabled());
    QTest::mouseClick(button(u"Diff"_s), Qt::LeftButton);
    QVERIFY(savePicture(*m_window, u"clusters-diff-"_s + tag));
    QTest::mouseClick(button(u"Deploy cluster"_s), Qt::LeftButton);
    editor()->setPlainText(editor()->toPlainText().replace(u"builtin"_s, u"nobody"_s));
    QTRY_VERIFY(says(u"Line "_s));
    QVERIFY(savePicture(*m_window, u"clusters-new-"_s + tag));
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"clusters-small-"_s + tag));
}

SIGNALBOX_TEST(TestClustersPage)
#include "tst_clusterspage.moc"
