// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/providerservice.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/keyvault.h"
#include "ui/settings/section.h"

namespace ui {

class Card;
class Notice;
class ProviderForm;
class Table;

// Which services of models may be called: the builtin one, what the options name, and what a person adds
// here. Keys go into the keychain; what changes holds at once. None stands in for another.
class ProvidersSection final : public Section
{
    Q_OBJECT

public:
    ProvidersSection(Backend &backend, const Theme &theme, KeyScope &keys, KeyVault &vault,
                     QWidget *parent = nullptr);

    void enter() override;
    void openThing(const QString &id) override;

private:
    void build(KeyScope &keys);
    void reload();
    void show(const QList<core::KnownProvider> &providers);
    void showRow(const QString &name);
    void startNew();
    void save(const core::ProviderSettings &settings);
    void saved(const core::ProviderSettings &settings);
    void test(const core::ProviderSettings &settings);
    void makeDefault(const QString &name);
    void remove(const QString &name);

    Backend &m_backend;
    const Theme &m_theme;
    KeyVault &m_vault;
    QList<core::KnownProvider> m_providers;
    QString m_wanted; // to be chosen once it is listed
    bool m_new = false;
    CellTableModel m_model;
    Card *m_card = nullptr;
    Notice *m_failure = nullptr;
    Table *m_table = nullptr;
    ProviderForm *m_form = nullptr;
};

} // namespace ui
