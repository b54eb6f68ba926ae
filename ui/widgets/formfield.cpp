// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formfield.h"

#include "ui/widgets/label.h"

#include <QStyle>
#include <QVBoxLayout>

namespace ui {

FormField::FormField(const Theme &theme, const QString &name, QWidget *editor, const QString &hint,
                     QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_hint(hint)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tiny);
    auto *label = new Label(theme, name, Type::Secondary, Ink::Muted);
    label->setBuddy(editor);
    m_foot = new Label(theme, Type::Secondary, Ink::Muted);
    m_foot->setOverflow(Overflow::Wrap);
    column->addWidget(label);
    column->addWidget(editor);
    column->addWidget(m_foot);
    column->addStretch(1);
    editor->setAccessibleName(name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    showFoot();
}

void FormField::setHint(const QString &hint)
{
    m_hint = hint;
    showFoot();
}

void FormField::setProblem(const QString &problem)
{
    const bool changes = problem.isEmpty() != m_problem.isEmpty();
    m_problem = problem;
    showFoot();
    if (!changes)
        return;
    m_editor->setProperty("invalid", !problem.isEmpty());
    m_editor->style()->unpolish(m_editor);
    m_editor->style()->polish(m_editor);
}

void FormField::showFoot()
{
    const QString text = m_problem.isEmpty() ? m_hint : m_problem;
    m_foot->setInk(m_problem.isEmpty() ? Ink::Muted : Ink::Red);
    m_foot->setText(text);
    m_foot->setVisible(!text.isEmpty());
    m_editor->setAccessibleDescription(text);
}

} // namespace ui
