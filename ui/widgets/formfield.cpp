// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formfield.h"

#include "ui/widgets/hiddennote.h"
#include "ui/widgets/label.h"

#include <QLineEdit>
#include <QPlainTextEdit>
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
    watch();
    showFoot();
}

// A field shows a text as it is, so that it can be edited; the text may come from somebody else.
void FormField::watch()
{
    const auto look = [this](const QString &text) {
        m_hidden = hiddenNote(text);
        showFoot();
    };
    if (const auto *line = qobject_cast<QLineEdit *>(m_editor))
        connect(line, &QLineEdit::textChanged, this, [look, line] {
            if (line->echoMode() == QLineEdit::Normal)
                look(line->text());
        });
    else if (const auto *text = qobject_cast<QPlainTextEdit *>(m_editor))
        connect(text, &QPlainTextEdit::textChanged, this, [look, text] { look(text->toPlainText()); });
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
    const QString &text = !m_problem.isEmpty() ? m_problem : !m_hidden.isEmpty() ? m_hidden : m_hint;
    m_foot->setInk(!m_problem.isEmpty() ? Ink::Red : !m_hidden.isEmpty() ? Ink::Amber : Ink::Muted);
    m_foot->setText(text);
    m_foot->setVisible(!text.isEmpty());
    m_editor->setAccessibleDescription(text);
}

} // namespace ui
