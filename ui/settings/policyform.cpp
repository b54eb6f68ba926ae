// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/policyform.h"

#include "core/base/result.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/formfield.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::PolicyDecision;
using core::Risk;

namespace {
constexpr int mostPeople = 20; // of a rule; the core refuses more
}

QString decisionText(PolicyDecision decision)
{
    switch (decision) {
    case PolicyDecision::Allow:
        return PolicyForm::tr("Allow");
    case PolicyDecision::Deny:
        return PolicyForm::tr("Deny");
    case PolicyDecision::Ask:
        break;
    }
    return PolicyForm::tr("Ask");
}

QString riskText(Risk risk)
{
    switch (risk) {
    case Risk::Low:
        return PolicyForm::tr("Low");
    case Risk::High:
        return PolicyForm::tr("High");
    case Risk::Medium:
        break;
    }
    return PolicyForm::tr("Medium");
}

PolicyForm::PolicyForm(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build(keys);
    startNew();
}

void PolicyForm::build(KeyScope &keys)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("Rule"));
    outer->addWidget(m_card);
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    column->setSpacing(space::medium);
    m_notice = new Notice(m_theme, Tone::Red);
    m_notice->hide();
    m_confirm = new Confirm(m_theme);
    column->addWidget(buildFields());
    column->addWidget(m_notice);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_card->body()->addWidget(scroll, 1);
    m_card->body()->addWidget(m_confirm); // below what scrolls: a question is never out of sight
    m_confirm->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    m_card->addRule();
    m_card->body()->addWidget(buildBar(keys));
    connect(m_confirm, &Confirm::confirmed, this, [this] { emit removeRequested(m_rule.id); });
}

FormField *PolicyForm::addLine(const QString &id, QLineEdit *&line, const QString &name, const QString &hint,
                               const QString &example)
{
    line = new QLineEdit;
    line->setPlaceholderText(example);
    auto *field = new FormField(m_theme, name, line, hint);
    m_fields.append({id, field});
    connect(line, &QLineEdit::textEdited, this, &PolicyForm::changed);
    connect(line, &QLineEdit::returnPressed, this, [this] { m_save->click(); });
    return field;
}

void PolicyForm::changed()
{
    m_dirty = true;
    clearProblems();
    showMode();
}

QComboBox *PolicyForm::addChoice(const QList<std::pair<QString, int>> &choices)
{
    auto *box = new QComboBox;
    for (const auto &[text, value] : choices)
        box->addItem(text, value);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    connect(box, &QComboBox::activated, this, &PolicyForm::changed);
    return box;
}

// Who decides what this rule asks about.
void PolicyForm::buildDeciders(QGridLayout &grid)
{
    m_who = addChoice({{tr("Anybody who may"), int(Who::Anybody)},
                       {tr("An administrator"), int(Who::Administrators)},
                       {tr("These people"), int(Who::Named)}});
    m_requester =
        addChoice({{tr("May"), int(core::Requester::May)}, {tr("May not"), int(core::Requester::MayNot)}});
    m_needed = new QSpinBox;
    m_needed->setRange(1, mostPeople);
    connect(m_needed, &QSpinBox::valueChanged, this, &PolicyForm::changed);
    auto *who = new FormField(m_theme, tr("Who decides"), m_who, tr("Administrators always may."));
    auto *requester =
        new FormField(m_theme, tr("Whoever started the task"), m_requester, tr("Whether he decides it too."));
    auto *needed =
        new FormField(m_theme, tr("People needed"), m_needed, tr("Different ones; the last releases it."));
    FormField *users =
        addLine(u"deciders"_s, m_users, tr("People"), tr("Names, with commas between."), u"ada, grace"_s);
    m_fields.append({u"approvals_needed"_s, needed});
    m_deciders = {who, users, requester, needed};
    for (int column = 0; column < 4; ++column)
        grid.addWidget(m_deciders[column], 3, column);
}

QWidget *PolicyForm::buildFields()
{
    auto *fields = new QWidget;
    auto *grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::large);
    grid->setVerticalSpacing(space::medium);
    QList<std::pair<QString, int>> decisions;
    for (const PolicyDecision decision : {PolicyDecision::Allow, PolicyDecision::Ask, PolicyDecision::Deny})
        decisions.append({decisionText(decision), int(decision)});
    QList<std::pair<QString, int>> risks;
    for (const Risk risk : {Risk::Low, Risk::Medium, Risk::High})
        risks.append({riskText(risk), int(risk)});
    m_decision = addChoice(decisions);
    m_risk = addChoice(risks);
    grid->addWidget(addLine(u"name"_s, m_name, tr("Name"), {}, tr("Refunds over 50 EUR")), 0, 0, 1, 2);
    grid->addWidget(new FormField(m_theme, tr("Then"), m_decision), 0, 2);
    grid->addWidget(new FormField(m_theme, tr("Risk"), m_risk), 0, 3);
    grid->addWidget(addLine(u"tool"_s, m_tool, tr("Tool"),
                            tr("A name, refund_* or effect:write; empty is any."), u"write_file"_s),
                    1, 0, 1, 2);
    grid->addWidget(addLine(u"agent"_s, m_agent, tr("Agent"), tr("Empty is any."), {}), 1, 2);
    grid->addWidget(addLine(u"cluster"_s, m_cluster, tr("Cluster"), tr("Empty is any."), {}), 1, 3);
    grid->addWidget(addLine(u"condition"_s, m_condition, tr("Only if"),
                            tr("Of the arguments; empty is always."),
                            u"amount > 50 and currency == \"EUR\""_s),
                    2, 0, 1, 2);
    grid->addWidget(
        addLine(u"reason"_s, m_reason, tr("Reason"), tr("What the person who decides reads."), {}), 2, 2, 1,
        2);
    buildDeciders(*grid);
    m_condition->setFont(Theme::font(Type::Mono));
    m_tool->setFont(Theme::font(Type::Mono));
    for (int column = 0; column < 4; ++column)
        grid->setColumnStretch(column, 1);
    return fields;
}

QWidget *PolicyForm::buildBar(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new FlowLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    m_save = actionButton(m_theme, ActionId::Save);
    m_up = actionButton(m_theme, ActionId::MoveUp);
    m_down = actionButton(m_theme, ActionId::MoveDown);
    m_cancel = new Button(m_theme, tr("Cancel"));
    m_remove = actionButton(m_theme, ActionId::Remove);
    for (Button *button : {m_save, m_cancel, m_up, m_down})
        row->addWidget(button);
    row->addWidget(m_remove);
    keys.bind(ActionId::Save, m_save);
    keys.bind(ActionId::MoveUp, m_up);
    keys.bind(ActionId::MoveDown, m_down);
    keys.bind(ActionId::Remove, m_remove);
    connect(m_save, &Button::clicked, this, [this] { emit saveRequested(typed()); });
    connect(m_up, &Button::clicked, this, [this] { emit moveRequested(m_rule.id, m_rule.position - 1); });
    connect(m_down, &Button::clicked, this, [this] { emit moveRequested(m_rule.id, m_rule.position + 1); });
    connect(m_cancel, &Button::clicked, this, [this] {
        fill();
        emit cancelled();
    });
    connect(m_remove, &Button::clicked, this, [this] {
        m_confirm->ask(
            tr("Remove the rule “%1”?").arg(m_rule.name),
            tr("What it decided is then decided by the rules below it, and by a person where none matches."),
            tr("Remove rule"));
    });
    return bar;
}

core::PolicyRule PolicyForm::typed() const
{
    core::PolicyRule rule = m_rule;
    rule.name = m_name->text().trimmed();
    rule.tool = m_tool->text().trimmed();
    rule.agent = m_agent->text().trimmed();
    rule.cluster = m_cluster->text().trimmed();
    rule.condition = m_condition->text().trimmed();
    rule.reason = m_reason->text().trimmed();
    rule.decision = static_cast<PolicyDecision>(m_decision->currentData().toInt());
    rule.risk = static_cast<Risk>(m_risk->currentData().toInt());
    if (rule.decision == PolicyDecision::Ask)
        rule.deciders = typedDeciders();
    return rule;
}

core::Deciders PolicyForm::typedDeciders() const
{
    core::Deciders deciders{.requester = static_cast<core::Requester>(m_requester->currentData().toInt()),
                            .needed = m_needed->value()};
    switch (static_cast<Who>(m_who->currentData().toInt())) {
    case Who::Anybody:
        break;
    case Who::Administrators:
        deciders.users = {core::administratorsDecide};
        break;
    case Who::Named:
        for (const QString &name : m_users->text().split(u',', Qt::SkipEmptyParts))
            deciders.users.append(name.trimmed());
        deciders.users.removeAll(QString());
        break;
    }
    return deciders;
}

void PolicyForm::fillDeciders()
{
    const core::Deciders &deciders = m_rule.deciders;
    const QSignalBlocker blocker(m_needed);
    const bool administrators = deciders.users == QStringList{core::administratorsDecide};
    const Who who = deciders.users.isEmpty() ? Who::Anybody
                    : administrators         ? Who::Administrators
                                             : Who::Named;
    m_who->setCurrentIndex(m_who->findData(int(who)));
    m_users->setText(who == Who::Named ? deciders.users.join(u", "_s) : QString());
    m_requester->setCurrentIndex(m_requester->findData(int(deciders.requester)));
    m_needed->setValue(deciders.needed);
}

// A new rule comes first, because one below a rule that matches would never be asked.
void PolicyForm::startNew()
{
    m_rule = {.position = 1};
    m_confirm->hide();
    fill();
}

void PolicyForm::focusFirst()
{
    m_name->setFocus(Qt::OtherFocusReason);
}

void PolicyForm::setRule(const core::PolicyRule &rule, int last)
{
    const bool isOther = rule.id != m_rule.id;
    m_rule = rule;
    m_last = last;
    if (isOther)
        m_confirm->hide();
    if (isOther || !m_dirty)
        fill();
    showMode();
}

void PolicyForm::fill()
{
    m_dirty = false;
    m_name->setText(m_rule.name);
    m_tool->setText(m_rule.tool);
    m_agent->setText(m_rule.agent);
    m_cluster->setText(m_rule.cluster);
    m_condition->setText(m_rule.condition);
    m_reason->setText(m_rule.reason);
    m_decision->setCurrentIndex(m_decision->findData(int(m_rule.decision)));
    m_risk->setCurrentIndex(m_risk->findData(int(m_rule.risk)));
    fillDeciders();
    clearProblems();
    showMode();
}

void PolicyForm::showMode()
{
    const bool asks = m_decision->currentData().toInt() == int(PolicyDecision::Ask);
    const bool isNamed = m_who->currentData().toInt() == int(Who::Named);
    for (FormField *field : std::as_const(m_deciders))
        field->setVisible(asks && (field->editor() != m_users || isNamed));
    m_card->setTitle(isNew() ? tr("New rule") : m_rule.name);
    m_card->setSubtitle(isNew() ? tr("it comes first; move it from there")
                                : tr("rule %1 of %2").arg(m_rule.position).arg(m_last));
    m_save->setEnabled(isNew() || m_dirty);
    m_cancel->setVisible(isNew() || m_dirty);
    m_up->setVisible(!isNew() && !m_dirty);
    m_down->setVisible(!isNew() && !m_dirty);
    m_up->setEnabled(m_rule.position > 1);
    m_down->setEnabled(m_rule.position < m_last);
    m_remove->setVisible(!isNew() && !m_dirty);
}

void PolicyForm::clearProblems()
{
    for (const auto &[id, field] : std::as_const(m_fields))
        field->setProblem({});
    m_notice->hide();
}

void PolicyForm::setProblem(const QString &title, const core::Error &error)
{
    clearProblems();
    for (const auto &[id, field] : std::as_const(m_fields)) {
        if (id != error.field)
            continue;
        field->setProblem(error.text);
        field->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_notice->setTexts(title, error.text);
    m_notice->show();
}

void PolicyForm::setSaved()
{
    m_dirty = false;
    showMode();
}

} // namespace ui
