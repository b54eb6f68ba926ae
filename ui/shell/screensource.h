// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/keyscope.h"
#include "ui/shell/palettesource.h"

namespace ui {

class MainWindow;

// Lets the palette find the screens, and what can be done by key on the one that is shown.
class ScreenSource final : public PaletteSource
{
public:
    explicit ScreenSource(MainWindow &window)
        : m_window(window)
    {
    }

    void search(const QString &text, const Deliver &deliver) override;

private:
    QList<PaletteEntry> entriesOf(KeyScope &keys) const;

    MainWindow &m_window;
};

} // namespace ui
