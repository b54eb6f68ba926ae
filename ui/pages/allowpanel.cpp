// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/allowpanel.h"

#include "core/base/numbertext.h"
#include "core/base/visibletext.h"
#include "ui/models/typednumber.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace ui {

namespace {

QLineEdit *numberField(const QJsonValue &value, const QString &name)
{
    auto *field = new QLineEdit(core::numberText(value));
    field->setMinimumWidth(96);
    field->setMaximumWidth(160);
    field->setAccessibleName(name);
    return field;
}

} // namespace

AllowPanel::AllowPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build();
}

void AllowPanel::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(new Rule(m_theme));
    m_column = new QVBoxLayout;
    outer->addLayout(m_column);
    m_column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1,
                                 space::medium);
    m_column->setSpacing(space::small);
    m_title = new Label(m_theme, Type::Strong);
    m_title->setOverflow(Overflow::Elide);
    m_agent = new QCheckBox;
    m_cluster = new QCheckBox;
    m_bounds = new QWidget;
    m_problem = new Label(m_theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    auto *allow = new Button(m_theme, tr("Allow from now on"), ButtonKind::Primary);
    auto *cancel = new Button(m_theme, tr("Cancel"));
    auto *who = new QHBoxLayout;
    who->setSpacing(space::large);
    who->addWidget(m_agent);
    who->addWidget(m_cluster);
    who->addStretch(1);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::small);
    bar->addWidget(allow);
    bar->addWidget(cancel);
    bar->addWidget(m_problem, 1);
    m_column->addWidget(m_title);
    m_column->addLayout(who);
    m_column->addWidget(m_bounds);
    m_column->addLayout(bar);
    connect(allow, &Button::clicked, this, &AllowPanel::send);
    connect(cancel, &Button::clicked, this, &AllowPanel::closed);
}

void AllowPanel::setApproval(const core::Approval &approval)
{
    m_approval = approval;
    m_title->setText(tr("Always allow %1").arg(approval.tool));
    m_agent->setText(tr("Only for %1").arg(core::visibleLine(approval.agent)));
    m_agent->setVisible(!approval.agent.isEmpty());
    m_agent->setChecked(!approval.agent.isEmpty());
    m_cluster->setText(tr("Only in cluster %1").arg(core::visibleLine(approval.cluster)));
    m_cluster->setVisible(!approval.cluster.isEmpty());
    m_cluster->setChecked(!approval.cluster.isEmpty());
    m_rows.clear();
    auto *fresh = new QWidget;
    auto *rows = new QVBoxLayout(fresh);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::tiny);
    m_column->replaceWidget(m_bounds, fresh);
    m_bounds->deleteLater();
    m_bounds = fresh;
    for (const core::Bound &bound : core::PolicyService::boundsOf(core::valuesOf(approval)))
        addBound(bound);
    m_bounds->setVisible(!m_rows.isEmpty());
    setProblem({});
}

void AllowPanel::addBound(const core::Bound &bound)
{
    const QString name = core::visibleLine(bound.path.join(QLatin1Char('.')));
    BoundRow row{.path = bound.path,
                 .use = new QCheckBox(tr("Only while %1 is from").arg(name)),
                 .least = numberField(bound.atLeast, tr("Lowest %1").arg(name)),
                 .most = numberField(bound.atMost, tr("Highest %1").arg(name))};
    row.use->setChecked(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(space::small);
    line->addWidget(row.use);
    line->addWidget(row.least);
    line->addWidget(new Label(m_theme, tr("to"), Type::Text));
    line->addWidget(row.most);
    line->addStretch(1);
    qobject_cast<QVBoxLayout *>(m_bounds->layout())->addLayout(line);
    connect(row.use, &QCheckBox::toggled, row.least, &QWidget::setEnabled);
    connect(row.use, &QCheckBox::toggled, row.most, &QWidget::setEnabled);
    m_rows.append(row);
}

void AllowPanel::setProblem(const QString &problem)
{
    m_problem->setText(problem);
}

void AllowPanel::send()
{
    core::AllowWithin allow{.tool = m_approval.tool,
                            .agent = m_agent->isChecked() ? m_approval.agent : QString(),
                            .cluster = m_cluster->isChecked() ? m_approval.cluster : QString()};
    for (const BoundRow &row : std::as_const(m_rows)) {
        if (!row.use->isChecked())
            continue;
        const auto least = numberTyped(row.least->text(), NumberKind::Any);
        const auto most = numberTyped(row.most->text(), NumberKind::Any);
        if (!least || !most)
            return setProblem(least ? most.error().text : least.error().text);
        if (least->toDouble() > most->toDouble())
            return setProblem(tr("Give two numbers, the lower one first."));
        allow.bounds.append({.path = row.path, .atLeast = *least, .atMost = *most});
    }
    emit allowRequested(allow);
}

} // namespace ui
