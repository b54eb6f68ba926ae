// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screensource.h"

#include "ui/shell/mainwindow.h"

namespace ui {

void ScreenSource::search(const QString &, const Deliver &deliver)
{
    QList<PaletteEntry> found;
    if (Page *page = m_window.currentPage()) {
        for (const ActionId id : page->keys().bound()) {
            if (id == ActionId::Next || id == ActionId::Previous || id == ActionId::Open)
                continue;
            found.append({.kind = MainWindow::tr("Command"),
                          .text = textOf(id),
                          .keyHint = keyHintOf(id),
                          .open = [scope = QPointer(&page->keys()), id] {
                              if (scope)
                                  scope->press(keyOf(id));
                          }});
        }
    }
    for (const Page *page : m_window.pages()) {
        found.append(
            {.kind = MainWindow::tr("Screen"),
             .text = page->info().title,
             .keyHint = page->info().key.isNull() ? QString() : MainWindow::tr("G %1").arg(page->info().key),
             .open = [this, id = page->info().id] { m_window.showPage(id); }});
    }
    deliver(found);
}

} // namespace ui
