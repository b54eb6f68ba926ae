// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/shell/keyspanel.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/navitem.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace {

// A page as page authors write them: a list, a field and a button.
class ListPage final : public ui::Page
{
public:
    ListPage(const ui::Theme &theme, const ui::PageInfo &info)
        : Page(theme, info)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        field = new QLineEdit;
        field->setAccessibleName(u"Filter"_s);
        list = new QListWidget;
        list->setAccessibleName(u"Things"_s);
        list->addItems({u"One"_s, u"Two"_s, u"Three"_s});
        approve = ui::actionButton(theme, ui::ActionId::Approve);
        auto *card = new ui::Card(theme, info.title);
        card->addPadded(field);
        card->body()->addWidget(list, 1);
        card->addPadded(approve);
        column->addWidget(card);
        keys().bind(ui::ActionId::Approve, approve);
        keys().bindList(list);
        keys().bind(ui::ActionId::Find, [this] { field->setFocus(); });
    }
    void enter() override { ++entered; }
    void leave() override { ++left; }
    bool openThing(const QString &id) override
    {
        opened = id;
        return id == u"known"_s;
    }
    using Page::setBadge;

    QLineEdit *field = nullptr;
    QListWidget *list = nullptr;
    ui::Button *approve = nullptr;
    QString opened;
    int entered = 0;
    int left = 0;
};

class FixedSource final : public ui::PaletteSource
{
public:
    void search(const QString &text, const Deliver &deliver) override
    {
        lastText = text;
        if (late)
            pending.append(deliver);
        else
            deliver(entries);
    }
    QList<ui::PaletteEntry> entries;
    QList<Deliver> pending;
    QString lastText;
    bool late = false;
};

} // namespace

class TestShell : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup() { m_window.reset(); }
    void onlyAddedScreensAreListed();
    void theWindowIsNoLargerThanTheScreen();
    void clicksTurnThePage();
    void gAndALetterGoesToAScreen();
    void lettersAreTextWhileTyping();
    void keysPressButtonsThatCanBePressed();
    void jAndKMoveAndEnterOpens();
    void badgesStandInTheNavigation();
    void thingsAreOpened();
    void paletteOpensFindsAndRuns();
    void paletteShowsActions();
    void paletteDropsOldAnswers();
    void paletteLetsTheKeysOfThePageAlone();
    void paletteOffersWhatCanBeDone();
    void paletteFindsScreens();
    void questionMarkListsTheKeys();
    void closingIsAskedFor();
    void everythingHasANameAndAnOrder();
    void fitsTheSmallestWindow();
    void pictures_data();
    void pictures();

private:
    void type(const QString &text);
    QStringList focusOrder() const;

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<ui::MainWindow> m_window;
    ListPage *m_first = nullptr;
    ListPage *m_second = nullptr;
};

void TestShell::init()
{
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_first = new ListPage(
        m_theme, {.id = u"approvals"_s, .title = u"Approvals"_s, .icon = u"approvals"_s, .key = u'A'});
    m_second = new ListPage(m_theme, {.id = u"clusters"_s,
                                      .title = u"Clusters"_s,
                                      .icon = u"clusters"_s,
                                      .group = ui::PageGroup::Fleet,
                                      .key = u'C'});
    m_window->addPage(m_first);
    m_window->addPage(m_second);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestShell::type(const QString &text)
{
    for (const QChar c : text) {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
        QTest::keyClick(target, c.toLatin1());
    }
}

void TestShell::onlyAddedScreensAreListed()
{
    QCOMPARE(m_window->findChildren<ui::NavItem *>().size(), 2);
    QStringList shown;
    for (const ui::Label *label : m_window->findChildren<ui::Label *>())
        shown << label->text();
    QVERIFY(shown.contains(u"Operate"_s));
    QVERIFY(shown.contains(u"Fleet"_s));
    QVERIFY(!shown.contains(u"Govern"_s));
}

void TestShell::theWindowIsNoLargerThanTheScreen()
{
    m_window->fitInto({1200, 600});
    QCOMPARE(m_window->size(), QSize(1200, 600));
    m_window->fitInto({4000, 3000});
    QCOMPARE(m_window->size(), QSize(1200, 600));
}

void TestShell::clicksTurnThePage()
{
    QCOMPARE(m_window->currentPage(), m_first);
    QCOMPARE(m_first->entered, 1);
    QSignalSpy changed(m_window.get(), &ui::MainWindow::currentChanged);
    QTest::mouseClick(m_window->findChild<ui::NavItem *>(u"nav-clusters"_s), Qt::LeftButton);
    QCOMPARE(m_window->currentPage(), m_second);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_first->left, 1);
    QCOMPARE(m_second->entered, 1);
    QCOMPARE(m_window->findChild<ui::Label *>(u"screen-title"_s)->text(), u"Clusters"_s);
    QVERIFY(m_second->isVisible());
    QVERIFY(!m_window->findChild<ui::NavItem *>(u"nav-approvals"_s)->isChecked());
}

void TestShell::gAndALetterGoesToAScreen()
{
    type(u"gc"_s);
    QCOMPARE(m_window->currentPage(), m_second);
    type(u"gx"_s); // no such screen: nothing, and the letter is not taken for a key of the page
    QCOMPARE(m_window->currentPage(), m_second);
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    type(u"ga"_s);
    QCOMPARE(m_window->currentPage(), m_first);
    QCOMPARE(clicked.count(), 0);
    type(u"a"_s);
    QCOMPARE(clicked.count(), 1);
}

void TestShell::lettersAreTextWhileTyping()
{
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    type(u"/"_s);
    QTRY_VERIFY(m_first->field->hasFocus());
    type(u"gca?jk"_s);
    QCOMPARE(m_first->field->text(), u"gca?jk"_s);
    QCOMPARE(m_window->currentPage(), m_first);
    QCOMPARE(clicked.count(), 0);
    QVERIFY(!m_window->findChild<ui::KeysPanel *>()->isVisible());
    QTest::keyClick(m_first->field, Qt::Key_K, Qt::ControlModifier); // with Ctrl it is a command everywhere
    QVERIFY(m_window->palette().isOpen());
}

void TestShell::keysPressButtonsThatCanBePressed()
{
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    m_first->approve->setEnabled(false);
    type(u"a"_s);
    QCOMPARE(clicked.count(), 0);
    m_first->approve->setEnabled(true);
    m_first->approve->hide();
    type(u"a"_s);
    QCOMPARE(clicked.count(), 0);
    m_first->approve->show();
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(clicked.count(), 0);
    type(u"a"_s);
    QCOMPARE(clicked.count(), 1);
}

void TestShell::jAndKMoveAndEnterOpens()
{
    QSignalSpy opened(m_first->list, &QListWidget::activated);
    m_first->list->setFocus();
    m_first->list->setCurrentRow(-1);
    type(u"j"_s);
    QCOMPARE(m_first->list->currentRow(), 0);
    type(u"jj"_s);
    QCOMPARE(m_first->list->currentRow(), 2);
    type(u"jk"_s);
    QCOMPARE(m_first->list->currentRow(), 1);
    QTest::keyClick(m_first->list, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toModelIndex().row(), 1);
    // Enter on a button is the button's.
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    m_first->approve->setFocus(Qt::TabFocusReason);
    QTest::keyClick(m_first->approve, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
}

void TestShell::badgesStandInTheNavigation()
{
    m_first->setBadge({.count = 3, .urgent = true});
    const auto *item = m_window->findChild<ui::NavItem *>(u"nav-approvals"_s);
    QCOMPARE(item->badge().count, 3);
    QCOMPARE(item->accessibleName(), u"Approvals, 3 waiting"_s);
    m_first->setBadge({});
    QCOMPARE(item->accessibleName(), u"Approvals"_s);
}

void TestShell::thingsAreOpened()
{
    QVERIFY(m_window->showPage(u"clusters"_s, u"known"_s));
    QCOMPARE(m_second->opened, u"known"_s);
    QVERIFY(!m_window->showPage(u"clusters"_s, u"unknown"_s));
    QVERIFY(!m_window->showPage(u"nowhere"_s));
    emit m_second->openRequested(u"approvals"_s, u"known"_s);
    QCOMPARE(m_window->currentPage(), m_first);
    QCOMPARE(m_first->opened, u"known"_s);
}

void TestShell::paletteOpensFindsAndRuns()
{
    FixedSource source;
    int ran = 0;
    source.entries = {
        {.kind = u"Agent"_s, .text = u"refunds, customer-support"_s},
        {.kind = u"Task"_s, .text = u"Refund order 8841"_s, .keyHint = u"Enter"_s, .open = [&ran] { ++ran; }},
        {.kind = u"Task"_s, .text = u"Translate notes"_s},
        {.kind = u"Knowledge"_s, .text = u"House rules"_s, .matched = true}};
    m_window->palette().addSource(source);
    m_first->list->setFocus();
    QTest::keyClick(m_first->list, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_window->palette().isOpen());
    type(u"refu o"_s);
    QCOMPARE(source.lastText, u"refu o"_s);
    QCOMPARE(m_window->palette().shownTexts().first(), u"Refund order 8841"_s);
    QVERIFY(!m_window->palette().shownTexts().contains(u"Translate notes"_s));
    QVERIFY(m_window->palette().shownTexts().contains(u"House rules"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(ran, 1);
    QVERIFY(!m_window->palette().isOpen());
    QTRY_VERIFY(m_first->list->hasFocus());
    m_window->palette().open();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!m_window->palette().isOpen());
    m_window->palette().open();
    QTest::mouseClick(&m_window->palette(), Qt::LeftButton, {}, QPoint(5, 400));
    QVERIFY(!m_window->palette().isOpen());
    QCOMPARE(ran, 1);
}

void TestShell::paletteShowsActions()
{
    FixedSource source;
    QStringList done;
    source.entries = {{.kind = u"Approval"_s,
                       .text = u"Refund 120 EUR"_s,
                       .open = [&done] { done << u"open"_s; },
                       .actions = {{u"Approve"_s, u"A"_s, [&done] { done << u"approve"_s; }},
                                   {u"Reject"_s, u"D"_s, [&done] { done << u"reject"_s; }}},
                       .boost = 1000}};
    m_window->palette().addSource(source);
    m_window->palette().open();
    QWidget *field = QApplication::focusWidget();
    QTest::keyClick(field, Qt::Key_Tab);
    QCOMPARE(m_window->palette().shownTexts(), QStringList({u"Approve"_s, u"Reject"_s}));
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(m_window->palette().shownTexts().first(), u"Refund 120 EUR"_s);
    QTest::keyClick(field, Qt::Key_Tab);
    QTest::keyClick(field, Qt::Key_Down);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(done, QStringList{u"reject"_s});
}

void TestShell::paletteDropsOldAnswers()
{
    FixedSource source;
    source.late = true;
    m_window->palette().addSource(source);
    m_window->palette().open();
    type(u"x"_s);
    QCOMPARE(source.pending.size(), 2);
    source.pending[0]({{.kind = u"Task"_s, .text = u"x old"_s}});
    source.pending[1]({{.kind = u"Task"_s, .text = u"x new"_s}});
    QVERIFY(!m_window->palette().shownTexts().contains(u"x old"_s));
    QVERIFY(m_window->palette().shownTexts().contains(u"x new"_s));
    m_window->palette().close();
    source.pending[1]({{.kind = u"Task"_s, .text = u"x late"_s}});
    QVERIFY(!m_window->palette().shownTexts().contains(u"x late"_s));
}

void TestShell::paletteLetsTheKeysOfThePageAlone()
{
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    m_window->palette().open();
    type(u"a"_s);
    QCOMPARE(clicked.count(), 0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
    QVERIFY(!m_window->palette().isOpen());
    type(u"a"_s);
    QCOMPARE(clicked.count(), 1);
}

void TestShell::paletteOffersWhatCanBeDone()
{
    m_window->keysEverywhere().bind(ui::ActionId::NewTask, [] {});
    m_first->keys().bind(ui::ActionId::Apply, m_first->approve);
    m_window->palette().open();
    type(u"app"_s);
    QVERIFY(m_window->palette().shownTexts().contains(u"Apply"_s));
    QVERIFY(!m_window->palette().shownTexts().contains(u"Approve"_s)); // what is approved is not seen there
    m_window->palette().close();
    m_first->approve->setEnabled(false);
    m_window->palette().open();
    type(u"app"_s);
    QVERIFY(!m_window->palette().shownTexts().contains(u"Apply"_s));
    m_window->palette().close();
    m_window->palette().open();
    type(u"new task"_s);
    QCOMPARE(m_window->palette().shownTexts(), QStringList{u"New task"_s});
}

void TestShell::paletteFindsScreens()
{
    m_window->palette().open();
    type(u"clus"_s);
    QCOMPARE(m_window->palette().shownTexts(), QStringList{u"Clusters"_s});
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_window->currentPage(), m_second);
}

void TestShell::questionMarkListsTheKeys()
{
    auto *panel = m_window->findChild<ui::KeysPanel *>();
    type(u"?"_s);
    QVERIFY(panel->isVisible());
    for (const QString &key : {u"A"_s, u"J"_s, u"Enter"_s, u"Ctrl K"_s, u"G C"_s})
        QVERIFY2(panel->shownKeys().contains(key), qPrintable(key));
    QSignalSpy clicked(m_first->approve, &ui::Button::clicked);
    QTest::keyClick(panel, Qt::Key_A);
    QVERIFY(!panel->isVisible());
    QCOMPARE(clicked.count(), 0);
    type(u"a"_s);
    QCOMPARE(clicked.count(), 1);
}

void TestShell::closingIsAskedFor()
{
    QSignalSpy asked(m_window.get(), &ui::MainWindow::closeRequested);
    m_window->close();
    QCOMPARE(asked.count(), 1);
    QVERIFY(m_window->isVisible());
}

QStringList TestShell::focusOrder() const
{
    QStringList names;
    // The order is a circle; it begins at the first screen.
    QWidget *widget = m_window->findChild<ui::NavItem *>(u"nav-approvals"_s)->previousInFocusChain();
    const QWidget *const last = widget;
    for (int i = 0; i < 200; ++i) {
        widget = widget->nextInFocusChain();

        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled())
            names << QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
        if (widget == last)
            break;
    }
    return names;
}

void TestShell::everythingHasANameAndAnOrder()
{
    QCOMPARE(focusOrder(), QStringList({u"Approvals"_s, u"Clusters"_s, u"Search or run a command"_s,
                                        u"Filter"_s, u"Things"_s, u"Approve"_s}));
}

void TestShell::fitsTheSmallestWindow()
{
    m_window->resize(1024, 640);
    QCOMPARE(m_window->size(), QSize(1024, 640));
    for (const QWidget *child : m_window->findChildren<QWidget *>()) {
        if (child->isVisible() && !child->visibleRegion().isEmpty() &&
            child->parentWidget() == m_window.get())
            QVERIFY(m_window->rect().contains(child->geometry()));
    }
}

void TestShell::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestShell::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    m_window->resize(1440, 900);
    const std::tuple<QString, QString, ui::PageGroup, QChar> more[] = {
        {u"overview"_s, u"Overview"_s, ui::PageGroup::Operate, u'O'},
        {u"tasks"_s, u"Tasks"_s, ui::PageGroup::Operate, u'T'},
        {u"chat"_s, u"Live chat"_s, ui::PageGroup::Operate, u'L'},
        {u"knowledge"_s, u"Knowledge"_s, ui::PageGroup::Fleet, u'K'},
        {u"schedules"_s, u"Schedules"_s, ui::PageGroup::Fleet, u'S'},
        {u"webhooks"_s, u"Webhooks"_s, ui::PageGroup::Fleet, u'W'},
        {u"access"_s, u"Access"_s, ui::PageGroup::Govern, u'E'},
        {u"audit"_s, u"Audit log"_s, ui::PageGroup::Govern, u'U'},
        {u"sessions"_s, u"Sessions"_s, ui::PageGroup::Operate, u'N'},
        {u"settings"_s, u"Settings"_s, ui::PageGroup::Govern, u'I'}};
    for (const auto &[id, title, group, key] : more)
        m_window->addPage(
            new ListPage(m_theme, {.id = id, .title = title, .icon = id, .group = group, .key = key}));
    m_first->setBadge({.count = 3, .urgent = true});
    m_second->setBadge({.count = 4});
    m_window->setServing({.on = true,
                          .address = u"127.0.0.1:8080"_s,
                          .rates = {180, 200, 190, 260, 240, 290, 250, 270, 320, 280},
                          .requestsPerSecond = 212,
                          .p99 = 3.1});
    m_window->setStatus({.engine = ui::EngineState::Running,
                         .running = 6,
                         .waiting = 3,
                         .queued = 14,
                         .store = u"local store"_s,
                         .storeBytes = 43'000'000,
                         .streaming = 4});
    QVERIFY(savePicture(*m_window, u"shell-"_s + tag));
    FixedSource source;
    source.entries = {{.kind = u"Approval"_s,
                       .text = u"Approve: Refund 120.00 EUR to order 8841"_s,
                       .keyHint = u"A"_s,
                       .boost = 100},
                      {u"Task"_s, u"Refund order 8841"_s, u"Enter"_s},
                      {u"Agent"_s, u"refunds, customer-support"_s},
                      {u"Knowledge"_s, u"Refund policy"_s}};
    m_window->palette().addSource(source);
    m_window->palette().open();
    type(u"refu"_s);
    QVERIFY(savePicture(*m_window, u"palette-"_s + tag));
    m_window->palette().close();
    type(u"?"_s);
    QVERIFY(savePicture(*m_window, u"keys-"_s + tag));
    m_window->findChild<ui::KeysPanel *>()->close();
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"shell-small-"_s + tag));
}

SIGNALBOX_TEST(TestShell)
#include "tst_shell.moc"
