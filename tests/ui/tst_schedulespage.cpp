// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/cronwords.h"
#include "ui/pages/schedulespage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// Schedules are made, changed, paused, resumed and removed by click, and the tasks that they started are
// seen.
class TestSchedulesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cronLinesAreToldInWords_data();
    void cronLinesAreToldInWords();
    void withoutSchedulesItOffersToMakeOne();
    void oneIsMadeAndRuns();
    void whatIsWrongStandsAtItsField();
    void oneIsPausedResumedChangedAndRemoved();
    void whatAProgramMakesAppears();
    void pictures_data();
    void pictures();

private:
    Schedule make(const QString &name, const QString &cron = u"0 9 * * *"_s);
    ui::Button *button(const QString &text) const;
    void click(const QString &text) const;
    ui::Table *table(const QString &name) const;
    QStringList row(const QString &table, int row) const;
    ui::FormField *field(const QString &name) const;
    void type(const QString &name, const QString &text) const;
    bool says(const QString &text) const;

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::SchedulesPage *m_page = nullptr;
};

void TestSchedulesPage::initTestCase()
{
    qputenv("TZ", "UTC");
    m_theme.dress(*qApp);
}

void TestSchedulesPage::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{}, [](TestCore &core) {
        core.model().answerWith([](const ModelRequest &) -> Result<ModelAnswer> {
            return ModelAnswer{.text = u"All is well."_s};
        });
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::SchedulesPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    for (ui::Table *known : m_page->findChildren<ui::Table *>())
        new QAbstractItemModelTester(known->model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                     known);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestSchedulesPage::cleanup()
{
    m_window.reset();
    m_core.reset();
}

Schedule TestSchedulesPage::make(const QString &name, const QString &cron)
{
    return m_core->run([&](TestCore &core) {
        return *core->schedules().create({.name = name, .cron = cron, .query = u"Write the morning report"_s},
                                         localOperator());
    });
}

ui::Button *TestSchedulesPage::button(const QString &text) const
{
    for (ui::Button *known : m_window->findChildren<ui::Button *>()) {
        if (known->isVisible() && known->text() == text)
            return known;
    }
    return nullptr;
}

void TestSchedulesPage::click(const QString &text) const
{
    QTRY_VERIFY2(button(text), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

ui::Table *TestSchedulesPage::table(const QString &name) const
{
    for (ui::Table *known : m_page->findChildren<ui::Table *>()) {
        if (known->accessibleName() == name)
            return known;
    }
    return nullptr;
}

QStringList TestSchedulesPage::row(const QString &name, int row) const
{
    const QAbstractItemModel *model = table(name)->model();
    QStringList texts;
    for (int i = 0; row < model->rowCount() && i < model->columnCount(); ++i)
        texts.append(model->index(row, i).data().toString());
    return texts;
}

ui::FormField *TestSchedulesPage::field(const QString &name) const
{
    for (ui::FormField *known : m_page->findChildren<ui::FormField *>()) {
        if (known->isVisible() && known->editor()->accessibleName() == name)
            return known;
    }
    return nullptr;
}

void TestSchedulesPage::type(const QString &name, const QString &text) const
{
    QTRY_VERIFY2(field(name), qPrintable(name));
    QWidget *editor = field(name)->editor();
    editor->setFocus();
    if (auto *line = qobject_cast<QLineEdit *>(editor))
        line->selectAll();
    QTest::keyClicks(editor, text);
}

bool TestSchedulesPage::says(const QString &text) const
{
    for (const ui::Label *label : m_window->findChildren<ui::Label *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

void TestSchedulesPage::cronLinesAreToldInWords_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    const std::pair<const char *, const char *> rows[] = {{"0 9 * * *", "every day at 09:00"},
                                                          {"@daily", "every day at 00:00"},
                                                          {" 30  7 * * 1-5 ", "Monday to Friday at 07:30"},
                                                          {"0 18 * * FRI", "every Friday at 18:00"},
                                                          {"0 0 * * 0", "every Sunday at 00:00"},
                                                          {"5 6 1 * *", "on day 1 of every month at 06:05"},
                                                          {"0 * * * *", "every hour"},
                                                          {"20 * * * *", "every hour, at 20 past"},
                                                          {"0 */6 * * *", "every 6 hours"},
                                                          {"*/30 * * * *", "every 30 minutes"},
                                                          {"0 9 1 1 *", "0 9 1 1 *"},
                                                          {"0 9,17 * * *", "0 9,17 * * *"},
                                                          {"0 9 1 * 1", "0 9 1 * 1"},
                                                          {"nonsense", "nonsense"}};
    for (const auto &[line, words] : rows)
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(words);
}

void TestSchedulesPage::cronLinesAreToldInWords()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    QCOMPARE(ui::cronText(line), words);
}

void TestSchedulesPage::withoutSchedulesItOffersToMakeOne()
{
    QTRY_VERIFY(says(u"Nothing is scheduled"_s));
    QVERIFY(savePicture(*m_window, u"schedules-empty"_s));
    QTest::keyClick(m_window.get(), Qt::Key_N);
    QTRY_VERIFY(field(u"Name"_s));
    click(u"Cancel"_s);
    QTRY_VERIFY(says(u"Nothing is scheduled"_s));
}

void TestSchedulesPage::oneIsMadeAndRuns()
{
    click(u"New schedule"_s);
    type(u"Name"_s, u"Morning report"_s);
    type(u"Task"_s, u"Write the morning report"_s);
    type(u"Cron line"_s, u"0 7 * * *"_s);
    QVERIFY(says(u"Every day at 07:00. The next time is"_s));
    click(u"Save"_s);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(0), u"Morning report"_s);
    QCOMPARE(row(u"Schedules"_s, 0).value(1), u"every day at 07:00"_s);
    QTRY_VERIFY(says(u"It has not run yet"_s));
    QCOMPARE(m_page->badge().count, 1);

    m_core->advance(24h);
    QTRY_COMPARE(row(u"Runs"_s, 0).value(1), u"Completed"_s);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(4), u"1"_s);
    QSignalSpy opened(m_page, &ui::Page::openRequested);
    ui::Table *runs = table(u"Runs"_s);
    QTest::mouseClick(runs->viewport(), Qt::LeftButton, {},
                      runs->visualRect(runs->model()->index(0, 0)).center());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toString(), u"tasks"_s);
    QVERIFY(opened[0][1].toString().startsWith(u"task-"_s));
}

void TestSchedulesPage::whatIsWrongStandsAtItsField()
{
    click(u"New schedule"_s);
    click(u"Save"_s);
    QTRY_COMPARE(field(u"Name"_s)->problem(), u"Give it a name."_s);
    QCOMPARE(field(u"Task"_s)->problem(), u"Say what shall be done."_s);
    QCOMPARE(QApplication::focusWidget(), field(u"Name"_s)->editor());
    type(u"Name"_s, u"Often"_s);
    type(u"Task"_s, u"Look"_s);
    type(u"Cron line"_s, u"61 * * * *"_s);
    QVERIFY(field(u"Cron line"_s)->problem().startsWith(u"Invalid cron expression"_s));
    type(u"Cron line"_s, u"*/5 * * * *"_s);
    QVERIFY(field(u"Cron line"_s)->problem().isEmpty());
    click(u"Save"_s);
    QTRY_COMPARE(field(u"Cron line"_s)->problem(), u"Cron interval too short: must be at least 60 minutes"_s);
    auto *zone = qobject_cast<QComboBox *>(field(u"Time zone"_s)->editor());
    zone->setCurrentText(u"Europe/Nowhere"_s);
    QVERIFY(!field(u"Time zone"_s)->problem().isEmpty());
    QVERIFY(
        m_core->run([](TestCore &core) { return core->schedules().list({}, localOperator())->isEmpty(); }));
}

void TestSchedulesPage::oneIsPausedResumedChangedAndRemoved()
{
    const QString id = make(u"Morning report"_s).id;
    const auto stored = [this, id] {
        return m_core->run([id](TestCore &core) { return *core->schedules().find(id, localOperator()); });
    };
    QTRY_VERIFY(button(u"Pause"_s));
    QTest::keyClick(m_window.get(), Qt::Key_P);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(5), u"Paused"_s);
    QCOMPARE(stored().state, ScheduleState::Paused);
    click(u"Resume"_s);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(5), u"Active"_s);

    click(u"Edit"_s);
    QTRY_VERIFY(field(u"Name"_s));
    type(u"Name"_s, u"Evening report"_s);
    type(u"Cron line"_s, u"0 20 * * *"_s);
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(0), u"Evening report"_s);
    QCOMPARE(stored().wanted.cron, u"0 20 * * *"_s);
    QCOMPARE(stored().wanted.zone, u"UTC"_s);

    click(u"Remove"_s);
    click(u"Keep it"_s);
    click(u"Remove"_s);
    click(u"Remove schedule"_s);
    QTRY_VERIFY(says(u"Nothing is scheduled"_s));
    QVERIFY(
        m_core->run([](TestCore &core) { return core->schedules().list({}, localOperator())->isEmpty(); }));
}

void TestSchedulesPage::whatAProgramMakesAppears()
{
    QTRY_VERIFY(says(u"Nothing is scheduled"_s));
    make(u"From a program"_s);
    QTRY_COMPARE(row(u"Schedules"_s, 0).value(0), u"From a program"_s);
    make(u"Another"_s);
    QTRY_COMPARE(table(u"Schedules"_s)->model()->rowCount(), 2);
    QCOMPARE(table(u"Schedules"_s)->currentIndex().row(), 1); // what was in view stays
}

void TestSchedulesPage::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestSchedulesPage::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    make(u"Weekly churn numbers of the whole of Europe, by country"_s, u"0 6 * * 1"_s);
    const Schedule paused = make(u"Supplier sync"_s, u"0 * * * *"_s);
    m_core->run([&paused](TestCore &core) {
        QVERIFY_RESULT(core->schedules().pause(paused.id, u"The supplier moves house"_s, localOperator()));
    });
    const Schedule daily = make(u"Morning report"_s);
    m_core->advance(24h);
    m_core->advance(24h);
    QVERIFY(m_page->openThing(daily.id));
    QTRY_COMPARE(table(u"Runs"_s)->model()->rowCount(), 2);
    QTRY_COMPARE(row(u"Runs"_s, 0).value(1), u"Completed"_s);
    QVERIFY(savePicture(*m_window, u"schedules-"_s + tag));
    click(u"Remove"_s);
    QVERIFY(savePicture(*m_window, u"schedules-remove-"_s + tag));
    click(u"Keep it"_s);
    click(u"Edit"_s);
    QTRY_VERIFY(field(u"Name"_s));
    type(u"Cron line"_s, u"0 25 * * *"_s);
    QVERIFY(savePicture(*m_window, u"schedules-edit-"_s + tag));
    click(u"Cancel"_s);
    m_window->resize(1024, 640);
    QTest::qWait(50);
    QVERIFY(savePicture(*m_window, u"schedules-small-"_s + tag));
}

SIGNALBOX_TEST(TestSchedulesPage)
#include "tst_schedulespage.moc"
