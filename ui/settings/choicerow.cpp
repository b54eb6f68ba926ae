// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/choicerow.h"

#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QButtonGroup>
#include <QHBoxLayout>

namespace ui {

ChoiceRow::ChoiceRow(const Theme &theme, const QString &name, const QString &text,
                     const QList<Choice> &choices, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    row->setSpacing(space::small);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *detail = new Label(theme, text, Type::Secondary, Ink::Muted);
    detail->setOverflow(Overflow::Wrap);
    m_problem = new Label(theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_problem->hide();
    words->addWidget(new Label(theme, name, Type::Medium));
    words->addWidget(detail);
    words->addWidget(m_problem);
    row->addLayout(words, 1);
    row->addSpacing(space::large);
    auto *group = new QButtonGroup(this);
    for (const Choice &choice : choices) {
        auto *chip = new Button(theme, choice.text);
        chip->setCheckable(true);
        chip->setAccessibleName(tr("%1: %2").arg(name, choice.text));
        group->addButton(chip);
        row->addWidget(chip, 0, Qt::AlignVCenter);
        m_chips.append({choice.value, chip});
        connect(chip, &Button::clicked, this, [this, value = choice.value] { emit chosen(value); });
    }
}

void ChoiceRow::setValue(const QString &value)
{
    for (const auto &[known, chip] : std::as_const(m_chips)) {
        if (known == value)
            chip->setChecked(true);
    }
}

QString ChoiceRow::value() const
{
    for (const auto &[known, chip] : m_chips) {
        if (chip->isChecked())
            return known;
    }
    return {};
}

void ChoiceRow::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace ui
