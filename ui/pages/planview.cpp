// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/planview.h"

#include "core/base/visibletext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace ui {

namespace {

QString afterText(const QList<int> &after)
{
    QStringList numbers;
    for (const int number : after)
        numbers.append(QString::number(number));
    return numbers.size() == 1 ? PlanView::tr("after step %1").arg(numbers.first())
                               : PlanView::tr("after the steps %1").arg(numbers.join(QStringLiteral(", ")));
}

} // namespace

PlanView::PlanView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    setAccessibleName(tr("The plan"));
}

void PlanView::setSteps(const QList<PlanStep> &steps)
{
    if (steps == m_steps)
        return;
    m_steps = steps;
    delete m_rows;
    m_rows = new QWidget;
    auto *grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, space::small, 0, space::small);
    grid->setHorizontalSpacing(space::medium);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    for (int i = 0; i < m_steps.size(); ++i)
        addStep(*grid, i + 1, m_steps[i]);
    layout()->addWidget(m_rows);
}

void PlanView::addStep(QGridLayout &grid, int number, const PlanStep &step)
{
    if (number > 1)
        grid.addWidget(new Rule(m_theme), grid.rowCount(), 0, 1, 3);
    const int row = grid.rowCount();
    const int side = space::cardPadding - 1;
    auto *place = new Label(m_theme, QString::number(number), Type::Mono, Ink::Muted);
    place->setContentsMargins(side, space::small + 2, 0, space::small); // as high as the name beside it
    auto *name = new Label(m_theme, core::visibleLine(step.name), Type::Strong);
    auto *agent = new Label(m_theme, core::visibleLine(step.agent), Type::Secondary, Ink::Muted);
    agent->setContentsMargins(0, space::small + 2, side, 0);
    name->setContentsMargins(0, space::small, 0, step.what.isEmpty() ? space::small : 0);
    grid.addWidget(place, row, 0, Qt::AlignTop | Qt::AlignRight);
    grid.addWidget(name, row, 1, Qt::AlignTop);
    grid.addWidget(agent, row, 2, Qt::AlignTop | Qt::AlignRight);
    name->setOverflow(Overflow::Wrap);
    for (Label *label : {name, agent})
        label->setSelectable(true);
    QStringList parts{step.what, step.after.isEmpty() ? QString() : afterText(step.after)};
    parts.removeAll(QString());
    if (parts.isEmpty())
        return;
    auto *what = new Label(m_theme, parts.join(u'\n'), Type::Text, Ink::Muted);
    what->setOverflow(Overflow::Wrap);
    what->setSelectable(true);
    what->setContentsMargins(0, 0, side, space::small);
    grid.addWidget(what, row + 1, 1, 1, 2);
}

} // namespace ui
