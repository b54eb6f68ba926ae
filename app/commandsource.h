// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palettesource.h"

namespace app {

// The commands of the program itself, which belong to no screen. Owned by the console; UI thread.
class CommandSource final : public ui::PaletteSource
{
public:
    void add(const QString &text, std::function<void()> run);
    void search(const QString &text, const Deliver &deliver) override
    {
        Q_UNUSED(text)
        deliver(m_entries);
    }

private:
    QList<ui::PaletteEntry> m_entries;
};

} // namespace app
