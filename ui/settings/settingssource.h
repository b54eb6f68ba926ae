// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/section.h"
#include "ui/shell/palettesource.h"

#include <functional>

namespace ui {

// Lets the palette find the parts of the settings and what can be set in them. Owned by the page.
class SettingsSource final : public PaletteSource
{
public:
    explicit SettingsSource(std::function<void(const QString &section)> open)
        : m_open(std::move(open))
    {
    }

    void add(const Section &section);
    void search(const QString &text, const Deliver &deliver) override;

private:
    std::function<void(const QString &section)> m_open;
    QList<PaletteEntry> m_entries;
};

} // namespace ui
