// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/commandpalette.h"
#include "ui/shell/keyrouter.h"
#include "ui/shell/page.h"
#include "ui/shell/servingcard.h"
#include "ui/shell/statusline.h"

#include <memory>

class QStackedWidget;

namespace ui {

class Header;
class KeysPanel;
class Navigation;
class ScreenSource;
class UndoBar;

// The frame around the screens: navigation, title and command field, status line, palette and keys. It knows
// no page by name; whoever builds it adds them in the order of the navigation. UI thread. Announces
// currentChanged() and closeRequested(); it does not close by itself, since the tray may keep it running.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    explicit MainWindow(const Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    // Takes the page over. The first one is shown.
    void addPage(Page *page);
    Page *currentPage() const { return m_shown; }
    QList<Page *> pages() const { return m_pages; }
    // Never larger than the screen: what is beyond its edge cannot be reached.
    void fitInto(const QSize &room);
    // Shows a screen, and there one thing; false when there is none of that name.
    bool showPage(const QString &pageId, const QString &thingId = {});

    void setServing(const Serving &serving);
    void setStatus(const Status &status);
    CommandPalette &palette() { return *m_palette; }
    // Offers to take back what was decided.
    UndoBar &undoBar() { return *m_undo; }
    // What can be done by key on every screen.
    KeyScope &keysEverywhere() { return m_router->everywhere(); }

signals:
    void currentChanged(const QString &pageId);
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void bindKeys();
    void orderTabs();
    void showKeys();

    const Theme &m_theme;
    QList<Page *> m_pages;
    Page *m_shown = nullptr;
    Serving m_serving;
    Navigation *m_navigation = nullptr;
    Header *m_header = nullptr;
    QStackedWidget *m_stack = nullptr;
    StatusLine *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    KeysPanel *m_keysPanel = nullptr;
    UndoBar *m_undo = nullptr;
    KeyRouter *m_router = nullptr;
    std::unique_ptr<ScreenSource> m_screens;
};

} // namespace ui
