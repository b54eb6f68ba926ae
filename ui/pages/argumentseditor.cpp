// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/argumentseditor.h"

#include "core/base/json.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QShortcut>
#include <QStyle>
#include <QVBoxLayout>

namespace ui {

namespace {

// The line of a text in which the byte at `offset` stands, from 1.
int lineAt(const QByteArray &text, int offset)
{
    return static_cast<int>(text.first(std::clamp<qsizetype>(offset, 0, text.size())).count('\n')) + 1;
}

} // namespace

ArgumentsEditor::ArgumentsEditor(const Theme &theme, QWidget *parent)
    : QWidget(parent)
{
    m_text = new QPlainTextEdit;
    m_text->setFont(Theme::font(Type::Mono));
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(120);
    m_text->setAccessibleName(tr("Arguments as JSON"));
    m_problem = new Label(theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    auto *back = new Button(theme, tr("Back to the proposal"));
    auto *done = new Button(theme, tr("Done"));
    done->setKeyHint(tr("Esc"));
    m_form = new QWidget;
    auto *form = new QVBoxLayout(m_form);
    form->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    form->setSpacing(space::small);
    form->addWidget(m_text, 1);
    auto *below = new QHBoxLayout;
    below->addWidget(m_problem, 1);
    below->addWidget(back, 0, Qt::AlignTop);
    below->addWidget(done, 0, Qt::AlignTop);
    form->addLayout(below);
    m_view = new JsonView(theme);
    m_view->setLeastLines(10);
    m_view->setAccessibleName(tr("What the agent wants to do"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_form, 1);
    column->addWidget(m_view);
    m_form->hide();
    connect(m_text, &QPlainTextEdit::textChanged, this, &ArgumentsEditor::read);
    connect(back, &Button::clicked, this, &ArgumentsEditor::discard);
    auto *escape = new QShortcut(Qt::Key_Escape, m_form);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, done, &Button::click);
    connect(done, &Button::clicked, this, [this] {
        setEditing(false);
        emit editingFinished();
    });
}

void ArgumentsEditor::setProposal(const QJsonObject &arguments, const std::optional<QJsonObject> &approved)
{
    m_proposal = arguments;
    m_form->hide();
    discard();
    if (approved)
        m_view->setDifference(m_proposal, *approved);
}

void ArgumentsEditor::setEditing(bool editing)
{
    if (editing == isEditing())
        return;
    // A text that cannot be used is not carried along where nobody sees it.
    if (!editing && !m_usable)
        discard();
    m_form->setVisible(editing);
    if (editing)
        m_text->setFocus(Qt::OtherFocusReason);
    emit changed();
}

bool ArgumentsEditor::isEditing() const
{
    return !m_form->isHidden();
}

void ArgumentsEditor::discard()
{
    m_current = m_proposal;
    const QSignalBlocker blocker(m_text);
    m_text->setPlainText(jsonLines(m_proposal).join(QLatin1Char('\n')));
    m_usable = true;
    show({});
}

void ArgumentsEditor::read()
{
    const QByteArray text = m_text->toPlainText().toUtf8();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    m_usable = false;
    if (error.error != QJsonParseError::NoError) {
        show(tr("Line %1: %2").arg(lineAt(text, error.offset)).arg(error.errorString()));
        return;
    }
    if (!document.isObject()) {
        show(tr("The arguments are one JSON object, in { and }."));
        return;
    }
    if (const auto at = core::unkeptNumberIn(text)) {
        show(tr("Line %1: This number cannot be kept exactly. Put it in quotes.").arg(lineAt(text, static_cast<int>(*at))));
        return;
    }
    m_current = document.object();
    m_usable = !isChanged();
    show({});
    if (isChanged())
        emit checkRequested(m_current);
}

void ArgumentsEditor::setChecked(const QJsonObject &arguments, const QString &problem)
{
    if (arguments != m_current)
        return;
    m_usable = problem.isEmpty();
    show(problem);
}

void ArgumentsEditor::show(const QString &problem)
{
    m_problem->setText(problem);
    if (m_text->property("invalid").toBool() == problem.isEmpty()) {
        m_text->setProperty("invalid", !problem.isEmpty());
        m_text->style()->polish(m_text);
    }
    if (isChanged())
        m_view->setDifference(m_proposal, m_current);
    else
        m_view->setValue(m_proposal);
    emit changed();
}

} // namespace ui
