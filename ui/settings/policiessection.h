// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/policy/policyrule.h"
#include "ui/models/celltablemodel.h"
#include "ui/settings/section.h"

namespace ui {

class Card;
class Notice;
class PolicyForm;
class Table;

// The rules of the policy in their order: the first that matches decides. They hold at once.
class PoliciesSection final : public Section
{
    Q_OBJECT

public:
    PoliciesSection(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void enter() override;
    void openThing(const QString &id) override;

private:
    void build(KeyScope &keys);
    void reload();
    void show(const QList<core::PolicyRule> &rules);
    void showRow(const QString &id);
    void startNew();
    void save(const core::PolicyRule &rule);
    void move(const core::RuleId &id, int position);
    void remove(const core::RuleId &id);

    Backend &m_backend;
    const Theme &m_theme;
    QList<core::PolicyRule> m_rules;
    QString m_wanted;
    bool m_new = false;
    CellTableModel m_model;
    Card *m_card = nullptr;
    Notice *m_failure = nullptr;
    Table *m_table = nullptr;
    PolicyForm *m_form = nullptr;
};

} // namespace ui
