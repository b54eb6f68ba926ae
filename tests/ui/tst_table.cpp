// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/steps.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QHeaderView>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

class TestTable : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void theEmptyStateStandsWhileThereAreNoRows();
    void theCurrentIdIsTold();
    void theCurrentRowOutlivesAReset();
    void theCurrentRowIsMarked();
    void theMouseMarksTheWholeRow();
    void pictures_data();
    void pictures();

private:
    static void fill(QStandardItemModel &model, const QStringList &ids);
    ui::Theme m_theme{ui::Appearance::Dark};
};

void TestTable::fill(QStandardItemModel &model, const QStringList &ids)
{
    for (const QString &id : ids) {
        auto *item = new QStandardItem(id);
        item->setData(id, ui::IdRole);
        item->setData(QVariant::fromValue(ui::CellKind::Strong), ui::KindRole);
        model.appendRow(item);
    }
}

void TestTable::theEmptyStateStandsWhileThereAreNoRows()
{
    QStandardItemModel model;
    ui::Table table(m_theme, u"Tasks"_s);
    auto *state = new ui::EmptyState(m_theme, u"No tasks yet"_s, u"They appear here."_s);
    table.setEmptyState(state);
    table.setModel(&model);
    table.resize(400, 300);
    table.show();
    QVERIFY(state->isVisible());
    QVERIFY(!table.horizontalHeader()->isVisible());
    fill(model, {u"one"_s});
    QVERIFY(!state->isVisible());
    model.removeRow(0);
    QVERIFY(state->isVisible());
    QCOMPARE(state->size(), table.size());
}

void TestTable::theCurrentIdIsTold()
{
    QStandardItemModel model;
    fill(model, {u"one"_s, u"two"_s, u"three"_s});
    ui::Table table(m_theme, u"Tasks"_s);
    table.setModel(&model);
    table.show();
    QSignalSpy changed(&table, &ui::Table::currentIdChanged);
    QVERIFY(table.selectId(u"two"_s));
    QCOMPARE(table.currentId(), u"two"_s);
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(changed.last()[0].toString(), u"three"_s);
    QVERIFY(!table.selectId(u"four"_s));
    QSignalSpy opened(&table, &ui::Table::activated);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
}

void TestTable::theCurrentRowOutlivesAReset()
{
    // A proxy-like reset: the same rows come again in another order.
    class Rows final : public QAbstractListModel
    {
    public:
        QStringList ids{u"one"_s, u"two"_s};
        int rowCount(const QModelIndex &parent) const override
        {
            return parent.isValid() ? 0 : static_cast<int>(ids.size());
        }
        QVariant data(const QModelIndex &index, int role) const override
        {
            return role == ui::IdRole || role == Qt::DisplayRole ? QVariant(ids[index.row()]) : QVariant();
        }
        void turn()
        {
            beginResetModel();
            std::reverse(ids.begin(), ids.end());
            endResetModel();
        }
    };
    Rows rows;
    ui::Table table(m_theme, u"Tasks"_s);
    table.setModel(&rows);
    table.selectId(u"two"_s);
    rows.turn();
    QCOMPARE(table.currentIndex().row(), 0);
    QCOMPARE(table.currentId(), u"two"_s);
}

// Qt makes the first row the current one when the focus comes.
void TestTable::theCurrentRowIsMarked()
{
    QStandardItemModel model;
    ui::Table table(m_theme, u"Tasks"_s);
    fill(model, {u"one"_s, u"two"_s});
    table.setModel(&model);
    table.show();
    table.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&table));
    table.setFocus();
    QTRY_COMPARE(table.currentId(), u"one"_s);
    QVERIFY(table.selectionModel()->isRowSelected(0));
    table.setCurrentIndex(model.index(1, 0));
    QCOMPARE(table.selectionModel()->selectedRows(), QModelIndexList{model.index(1, 0)});
}

void TestTable::theMouseMarksTheWholeRow()
{
    QStandardItemModel model(0, 1);
    fill(model, {u"a"_s, u"b"_s});
    ui::Table table(m_theme, u"Table"_s);
    table.setModel(&model);
    table.resize(400, 300);
    table.show();
    QTest::mouseMove(table.viewport(), QPoint(20, ui::size::row + 4));
    QTRY_COMPARE(table.rowUnderMouse(), 1);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(table.viewport(), &leave);
    QCOMPARE(table.rowUnderMouse(), -1);
}

void TestTable::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestTable::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    QStandardItemModel model;
    const QStringList heads{u"Status"_s, u"Task"_s, u"Track"_s, u"Cluster"_s, u"Busy"_s, u"Id"_s, u"Time"_s};
    model.setHorizontalHeaderLabels(heads);
    model.horizontalHeaderItem(6)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const std::pair<ui::Look, QString> rows[] = {
        {{ui::Tone::Accent, u"Running"_s}, u"Summarise incident 207"_s},
        {{ui::Tone::Amber, u"Waiting"_s}, u"Quarterly churn report"_s},
        {{ui::Tone::Green, u"Completed"_s}, u"Draft reply to ticket 5521"_s},
        {{ui::Tone::Red, u"Failed"_s}, u"Translate release notes"_s}};
    QList<core::Step> steps = chainOf(5);
    steps[0].state = steps[1].state = core::StepState::Done;
    setGate(steps, u"Page 3"_s, core::StepState::Waiting);
    int n = 0;
    for (const auto &[look, name] : rows) {
        const ui::CellKind kinds[] = {ui::CellKind::Pill,  ui::CellKind::Strong,    ui::CellKind::Track,
                                      ui::CellKind::Muted, ui::CellKind::Instances, ui::CellKind::Mono,
                                      ui::CellKind::Number};
        const QString texts[] = {look.text,
                                 name,
                                 u"step 3 of 5"_s,
                                 u"research"_s,
                                 u"2 of 5"_s,
                                 u"task-7f3a"_s,
                                 u"%1 s"_s.arg(1 + 11.1 * n, 0, 'f', 1)};
        QList<QStandardItem *> items;
        for (int column = 0; column < 7; ++column) {
            auto *item = new QStandardItem(texts[column]);
            item->setData(QVariant::fromValue(kinds[column]), ui::KindRole);
            item->setData(QVariant::fromValue(look), ui::LookRole);
            item->setData(QVariant::fromValue(ui::TrackLayout::of(steps)), ui::TrackRole);
            item->setData(QPoint(2, 5), ui::InstancesRole);
            items << item;
        }
        model.appendRow(items);
        ++n;
    }
    QWidget window;
    window.resize(980, 260);
    auto *column = new QVBoxLayout(&window);
    auto *card = new ui::Card(m_theme, u"Tasks"_s);
    auto *table = new ui::Table(m_theme, u"Tasks"_s);
    table->setModel(&model);
    table->resizeColumnsToContents();
    table->setWideColumn(1);
    table->selectRow(1);
    card->body()->addWidget(table);
    column->addWidget(card);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(savePicture(window, u"table-"_s + QString::fromLatin1(QTest::currentDataTag())));
}

SIGNALBOX_TEST(TestTable)
#include "tst_table.moc"
