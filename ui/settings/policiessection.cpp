// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/policiessection.h"

#include "ui/settings/policyform.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::PolicyDecision;
using core::PolicyRule;

namespace {

Tone toneOf(PolicyDecision decision)
{
    switch (decision) {
    case PolicyDecision::Allow:
        return Tone::Green;
    case PolicyDecision::Deny:
        return Tone::Red;
    case PolicyDecision::Ask:
        break;
    }
    return Tone::Amber;
}

QString whoOf(const PolicyRule &rule)
{
    if (rule.agent.isEmpty() && rule.cluster.isEmpty())
        return PoliciesSection::tr("anybody");
    if (rule.agent.isEmpty() || rule.cluster.isEmpty())
        return rule.agent + rule.cluster;
    return PoliciesSection::tr("%1 of %2").arg(rule.agent, rule.cluster);
}

QString thenOf(const PolicyRule &rule)
{
    const bool takesSeveral = rule.decision == PolicyDecision::Ask && rule.deciders.needed > 1;
    return takesSeveral ? PoliciesSection::tr("Ask %1 people").arg(rule.deciders.needed)
                        : decisionText(rule.decision);
}

CellRow rowOf(const PolicyRule &rule)
{
    return {.id = rule.id.value,
            .cells = {{.text = QString::number(rule.position), .kind = CellKind::Muted},
                      {.text = rule.name, .kind = CellKind::Strong},
                      {.text = rule.tool.isEmpty() ? PoliciesSection::tr("any tool") : rule.tool,
                       .kind = CellKind::Mono},
                      {.text = whoOf(rule), .kind = CellKind::Muted},
                      {.text = rule.condition, .kind = CellKind::Mono},
                      {.text = thenOf(rule), .kind = CellKind::Pill, .tone = toneOf(rule.decision)},
                      {.text = riskText(rule.risk), .kind = CellKind::Muted}}};
}

} // namespace

PoliciesSection::PoliciesSection(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent)
    : Section(u"policies"_s, tr("Policies"), {tr("Rules: what asks a person"), tr("Add a rule")}, parent)
    , m_backend(backend)
    , m_theme(theme)
    , m_model({QString(), tr("Rule"), tr("Tool"), tr("Who"), tr("Only if"), tr("Then"), tr("Risk")})
{
    build(keys);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        if (std::ranges::find(events, core::EventType::PolicyChanged, &core::Event::type) != events.end())
            reload();
    });
}

void PoliciesSection::build(KeyScope &keys)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_failure = new Notice(m_theme, Tone::Red);
    m_failure->hide();
    m_card = new Card(m_theme, tr("Policies"));
    m_card->setSubtitle(tr("the first rule that matches decides; where none does, a person is asked"));
    auto *add = actionButton(m_theme, ActionId::AddRule);
    m_card->setRight(add);
    m_table = new Table(m_theme, tr("Policies"));
    m_table->setModel(&m_model);
    m_table->setEmptyState(new EmptyState(m_theme, tr("No rule"),
                                          tr("Everything that an agent wants to do asks a person. "
                                             "A rule can allow some of it, or refuse it.")));
    m_table->setWideColumn(1);
    m_table->horizontalHeader()->setSectionResizeMode(4, QHeaderView::Stretch); // conditions are long
    const int widths[] = {44, 160, 132, 140, 152, 140, 84};
    for (int i = 0; i < 7; ++i)
        m_table->horizontalHeader()->resizeSection(i, widths[i]);
    m_table->setNarrow(800, {3, 4});
    m_table->setMinimumHeight(4 * size::row);
    m_card->body()->addWidget(m_table, 1);
    m_form = new PolicyForm(m_theme, keys);
    column->addWidget(m_failure);
    column->addWidget(m_card, 1);
    column->addWidget(m_form, 1);
    keys.bindList(m_table);
    keys.bind(ActionId::AddRule, add);
    connect(add, &Button::clicked, this, [this] {
        startNew();
        m_form->focusFirst();
    });
    connect(m_table, &Table::currentIdChanged, this, &PoliciesSection::showRow);
    connect(m_table, &Table::clicked, this, [this] { showRow(m_table->currentId()); });
    connect(m_form, &PolicyForm::saveRequested, this, &PoliciesSection::save);
    connect(m_form, &PolicyForm::moveRequested, this, &PoliciesSection::move);
    connect(m_form, &PolicyForm::removeRequested, this, &PoliciesSection::remove);
    connect(m_form, &PolicyForm::cancelled, this, [this] {
        m_new = false;
        show(m_rules);
    });
}

void PoliciesSection::enter()
{
    reload();
}

void PoliciesSection::openThing(const QString &id)
{
    if (id == "new"_L1) {
        startNew();
        return m_form->focusFirst();
    }
    m_new = false;
    m_wanted = id;
    reload();
}

void PoliciesSection::reload()
{
    m_backend.call(
        this, [](core::Core &core) -> core::Result<QList<PolicyRule>> { return core.policies().rules(); },
        [this](const core::Result<QList<PolicyRule>> &rules) {
            m_failure->setVisible(!rules);
            if (!rules)
                return m_failure->setTexts(tr("The policies could not be read"), rules.error().text);
            show(*rules);
        });
}

void PoliciesSection::show(const QList<PolicyRule> &rules)
{
    m_rules = rules;
    QList<CellRow> rows;
    for (const PolicyRule &rule : rules)
        rows.append(rowOf(rule));
    m_model.setRows(rows);
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (!m_new && !m_table->currentIndex().isValid() && !rows.isEmpty())
        m_table->setCurrentIndex(m_model.index(0, 0));
    if (rows.isEmpty())
        startNew();
    else if (!m_new)
        showRow(m_table->currentId());
}

void PoliciesSection::showRow(const QString &id)
{
    const auto row = std::ranges::find(m_rules, core::RuleId{id}, &PolicyRule::id);
    if (row == m_rules.end())
        return;
    m_new = false;
    m_form->setRule(*row, int(m_rules.size()));
}

void PoliciesSection::startNew()
{
    m_new = true;
    m_table->setCurrentIndex({});
    m_form->startNew();
}

void PoliciesSection::save(const PolicyRule &typed)
{
    m_backend.call(
        this,
        [rule = typed, principal = m_backend.principal()](core::Core &core) -> core::Result<PolicyRule> {
            if (rule.id.isEmpty())
                return core.policies().add(rule, principal);
            TRY(core.policies().change(rule, principal));
            return rule;
        },
        [this](const core::Result<PolicyRule> &saved) {
            if (!saved)
                return m_form->setProblem(tr("The rule was not saved"), saved.error());
            m_new = false;
            m_wanted = saved->id.value;
            m_form->setSaved();
            reload();
        });
}

void PoliciesSection::move(const core::RuleId &id, int position)
{
    m_backend.call(
        this,
        [id, position, principal = m_backend.principal()](core::Core &core) {
            return core.policies().move(id, position, principal);
        },
        [this](const core::Result<void> &moved) {
            if (!moved)
                m_form->setProblem(tr("The rule was not moved"), moved.error());
        });
}

void PoliciesSection::remove(const core::RuleId &id)
{
    m_backend.call(
        this,
        [id, principal = m_backend.principal()](core::Core &core) {
            return core.policies().remove(id, principal);
        },
        [this](const core::Result<void> &removed) {
            if (!removed)
                return m_form->setProblem(tr("The rule was not removed"), removed.error());
            m_table->setCurrentIndex({});
            reload();
        });
}

} // namespace ui
