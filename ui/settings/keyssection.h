// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/keyservice.h"
#include "ui/models/celltablemodel.h"
#include "ui/settings/section.h"

namespace ui {

class Card;
class KeyForm;
class Notice;
class Table;

// The keys with which programs call the server: made, looked at and revoked.
class KeysSection final : public Section
{
    Q_OBJECT

public:
    KeysSection(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void enter() override;
    void openThing(const QString &id) override;

private:
    void build(KeyScope &keys);
    void reload();
    void show(const QList<core::ApiKey> &keys);
    void showRow(const QString &id);
    void startNew();
    void make(const QString &name, core::Scopes scopes);
    void revoke(const core::KeyId &id);

    Backend &m_backend;
    const Theme &m_theme;
    QList<core::ApiKey> m_keys;
    QString m_wanted;
    bool m_new = false;
    CellTableModel m_model;
    Card *m_card = nullptr;
    Notice *m_failure = nullptr;
    Table *m_table = nullptr;
    KeyForm *m_form = nullptr;
};

} // namespace ui
