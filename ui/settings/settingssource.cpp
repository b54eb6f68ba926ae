// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingssource.h"

#include <QCoreApplication>

namespace ui {

void SettingsSource::add(const Section &section)
{
    const QString kind = QCoreApplication::translate("ui::SettingsSource", "Setting");
    for (const QString &text : QStringList{section.title()} + section.words())
        m_entries.append({.kind = kind, .text = text, .open = [this, id = section.id()] { m_open(id); }});
}

// Before anything is typed there is more urgent work than settings.
void SettingsSource::search(const QString &text, const Deliver &deliver)
{
    deliver(text.isEmpty() ? QList<PaletteEntry>() : m_entries);
}

} // namespace ui
