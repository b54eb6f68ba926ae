// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/shell/header.h"
#include "ui/shell/keyspanel.h"
#include "ui/shell/navigation.h"
#include "ui/shell/screensource.h"
#include "ui/shell/undobar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

MainWindow::MainWindow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setWindowTitle(tr("Signalbox"));
    setWindowIcon(QIcon(u":/icons/signalbox.svg"_s));
    setMinimumSize(1024, 640);
    resize(1440, 900);
    build();
    bindKeys();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_navigation = new Navigation(m_theme);
    row->addWidget(m_navigation);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    row->addLayout(column, 1);
    m_header = new Header(m_theme);
    m_stack = new QStackedWidget;
    m_stack->setContentsMargins(space::wide, space::large, space::wide, space::medium);
    m_undo = new UndoBar(m_theme);
    m_status = new StatusLine(m_theme);
    column->addWidget(m_header);
    column->addWidget(m_stack, 1);
    auto *undoRow = new QVBoxLayout;
    undoRow->setContentsMargins(space::wide, 0, space::wide, 0);
    undoRow->addWidget(m_undo);
    column->addLayout(undoRow);
    column->addWidget(m_status);
    m_palette = new CommandPalette(m_theme, this);
    m_keysPanel = new KeysPanel(m_theme, this);
    m_router = new KeyRouter(this);
    keysEverywhere().bind(ActionId::Undo, m_undo->button());
    m_screens = std::make_unique<ScreenSource>(*this);
    m_palette->addSource(*m_screens);
    connect(m_navigation, &Navigation::chosen, this, [this](const QString &id) { showPage(id); });
}

void MainWindow::bindKeys()
{
    const auto openPalette = [this] {
        m_keysPanel->close();
        if (m_palette->isOpen()) {
            m_palette->close();
            return;
        }
        m_palette->open();
        m_router->setCovered(true);
    };
    connect(m_header, &Header::paletteRequested, this, openPalette);
    keysEverywhere().bind(ActionId::OpenPalette, openPalette);
    keysEverywhere().bind(ActionId::ShowKeys, [this] { showKeys(); });
    connect(m_palette, &CommandPalette::closed, this, [this] { m_router->setCovered(false); });
    connect(m_keysPanel, &KeysPanel::closed, this, [this] { m_router->setCovered(false); });
    connect(m_router, &KeyRouter::screenRequested, this, [this](QChar letter) {
        for (const Page *page : std::as_const(m_pages)) {
            if (page->info().key.toUpper() == letter)
                showPage(page->info().id);
        }
    });
}

void MainWindow::addPage(Page *page)
{
    m_pages.append(page);
    m_navigation->addScreen(page->info());
    m_navigation->setBadge(page->info().id, page->badge());
    connect(page, &Page::badgeChanged, this,
            [this, page] { m_navigation->setBadge(page->info().id, page->badge()); });
    connect(page, &Page::openRequested, this,
            [this](const QString &pageId, const QString &thingId) { showPage(pageId, thingId); });
    m_stack->addWidget(page);
    page->serve(m_serving);
    page->bindEverywhere(keysEverywhere());
    for (PaletteSource *source : page->paletteSources())
        m_palette->addSource(*source);
    orderTabs();
    if (m_pages.size() == 1)
        showPage(page->info().id);
}

// Screens, command field, page: the order of tabs is a circle, and of the pages only one is in view.
void MainWindow::orderTabs()
{
    QList<QWidget *> order = m_navigation->tabOrder();
    order.append(m_header->field());
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

bool MainWindow::showPage(const QString &pageId, const QString &thingId)
{
    const auto found = std::find_if(m_pages.begin(), m_pages.end(),
                                    [&pageId](const Page *page) { return page->info().id == pageId; });
    if (found == m_pages.end())
        return false;
    Page *page = *found;
    if (page != m_shown) {
        if (m_shown)
            m_shown->leave();
        m_shown = page;
        m_stack->setCurrentWidget(page);
        m_navigation->setCurrent(pageId);
        m_header->setTitle(page->info().title);
        m_undo->setKept(page->info().decides);
        m_router->setScope(&page->keys(), page);
        page->setFocus(Qt::OtherFocusReason); // what was focused is out of view; Tab goes on in the page
        page->enter();
        emit currentChanged(pageId);
    }
    return thingId.isEmpty() || page->openThing(thingId);
}

void MainWindow::fitInto(const QSize &room)
{
    setMinimumSize(minimumSize().boundedTo(room));
    resize(size().boundedTo(room));
}

void MainWindow::setServing(const Serving &serving)
{
    m_serving = serving;
    m_navigation->setServing(serving);
    for (Page *page : std::as_const(m_pages))
        page->serve(serving);
}

void MainWindow::setStatus(const Status &status)
{
    m_status->setStatus(status);
}

void MainWindow::showKeys()
{
    const auto linesOf = [](const KeyScope &scope) {
        QList<KeyLine> lines;
        for (const ActionId id : scope.bound())
            lines.append({keyHintOf(id), textOf(id)});
        return lines;
    };
    QList<KeyLine> everywhere = linesOf(keysEverywhere());
    for (const Page *page : std::as_const(m_pages)) {
        if (!page->info().key.isNull())
            everywhere.append({tr("G %1").arg(page->info().key), page->info().title});
    }
    Page *page = currentPage();
    if (!page)
        return;
    m_router->setCovered(true);
    m_keysPanel->open(page->info().title, linesOf(page->keys()), everywhere);
}

// Whoever has typed enough leaves the field with Esc, wherever it is, and what was typed stays. A field or
// what it stands in may know something better to do with the key; then it does not come here.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    QWidget *focus = QApplication::focusWidget();
    if (event->key() != Qt::Key_Escape || !m_shown || !KeyRouter::isField(focus))
        return QWidget::keyPressEvent(event);
    m_shown->setFocus(Qt::OtherFocusReason);
    if (QApplication::focusWidget() == focus) // there is nothing in the page that could have it
        focus->clearFocus();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    event->ignore();
    emit closeRequested();
}

} // namespace ui
