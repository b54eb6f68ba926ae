// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screensource.h"

#include "ui/shell/mainwindow.h"

namespace ui {

namespace {

bool decides(ActionId id)
{
    return id == ActionId::Approve || id == ActionId::ApproveChosen || id == ActionId::Reject ||
           id == ActionId::RejectChosen || id == ActionId::RejectAndEnd || id == ActionId::SendBack;
}

// What moves in a list, or is the palette itself, is no command. And nobody decides from here, where what is
// decided is not seen.
bool isCommand(ActionId id)
{
    return !decides(id) && id != ActionId::Next && id != ActionId::Previous && id != ActionId::Open &&
           id != ActionId::OpenPalette;
}

} // namespace

QList<PaletteEntry> ScreenSource::entriesOf(KeyScope &keys) const
{
    QList<PaletteEntry> found;
    for (const ActionId id : keys.bound()) {
        if (!isCommand(id) || !keys.offers(id))
            continue;
        found.append({.kind = MainWindow::tr("Command"),
                      .text = textOf(id),
                      .keyHint = keyHintOf(id),
                      .open = [scope = QPointer(&keys), id] {
                          if (scope)
                              scope->press(keyOf(id));
                      }});
    }
    return found;
}

void ScreenSource::search(const QString &, const Deliver &deliver)
{
    QList<PaletteEntry> found;
    if (Page *page = m_window.currentPage())
        found += entriesOf(page->keys());
    found += entriesOf(m_window.keysEverywhere());
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
