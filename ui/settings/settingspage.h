// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/keyvault.h"
#include "ui/settings/section.h"
#include "ui/settings/settingssource.h"
#include "ui/shell/page.h"

class QListWidget;
class QStackedWidget;

namespace ui {

// What a person sets up: providers, policies, keys, the look; and facts of the server, the store and the
// computer. A thing is opened as "providers", "providers/new" or "policies/<id>".
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    SettingsPage(Backend &backend, const Theme &theme, KeyVault &vault);

    void enter() override;
    bool openThing(const QString &id) override;
    void serve(const Serving &serving) override;
    QList<PaletteSource *> paletteSources() override { return {&m_source}; }

private:
    void add(Section *section);
    void showSection(int index);

    QList<Section *> m_sections;
    QListWidget *m_list = nullptr;
    QStackedWidget *m_stack = nullptr;
    SettingsSource m_source;
};

} // namespace ui
