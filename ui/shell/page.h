// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/keyscope.h"
#include "ui/shell/palettesource.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

struct Serving;

enum class PageGroup { Operate, Fleet, Govern };

// What the navigation shows of a screen. `key` is the letter after G.
struct PageInfo
{
    QString id = {};    // "tasks"
    QString title = {}; // translated, "Tasks"
    QString icon = {};  // a name in resources/icons
    PageGroup group = PageGroup::Operate;
    QChar key = {};
    bool decides = false; // approvals are decided there
};

// The number beside a screen's name. Urgent ones wait for a person.
struct Badge
{
    int count = 0;
    bool urgent = false;

    friend bool operator==(const Badge &, const Badge &) = default;
};

// One screen. Its content starts in the constructor; the window shows it with its title above and gives it a
// margin of its own, so a page fills itself from edge to edge. UI thread; the main window owns it.
// Announces badgeChanged(), and asks for another screen with openRequested().
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(const Theme &theme, PageInfo info, QWidget *parent = nullptr);

    const PageInfo &info() const { return m_info; }
    Badge badge() const { return m_badge; }
    KeyScope &keys() { return m_keys; }

    // The page came into view, or went out of it. A page that is out of view need not be up to date.
    virtual void enter() {}
    virtual void leave() {}
    // Shows one thing (a task, an approval …) by its id; false when the page has none of that id.
    virtual bool openThing(const QString &id);
    // How the server does, now and at each change: where a page tells programs where to call.
    virtual void serve(const Serving &) {}
    // What can be done here by key from every other screen, too.
    virtual void bindEverywhere(KeyScope &) {}
    // What the palette can find through this page. They live as long as the page.
    virtual QList<PaletteSource *> paletteSources() { return {}; }

signals:
    void badgeChanged();
    // Please show another screen, and there the thing of that id (or none, when empty).
    void openRequested(const QString &pageId, const QString &thingId);

protected:
    const Theme &theme() const { return m_theme; }
    void setBadge(Badge badge);

private:
    const Theme &m_theme;
    const PageInfo m_info;
    Badge m_badge;
    KeyScope m_keys;
};

} // namespace ui
