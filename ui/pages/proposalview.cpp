// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/proposalview.h"

#include "core/base/visibletext.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fileview.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// The text of a file has lines, also when it is short.
QJsonObject schemaFor(const Proposal &proposal)
{
    QJsonObject schema = proposal.schema;
    if (!proposal.preview.file)
        return schema;
    const QString &name = proposal.preview.file->textArgument;
    QJsonObject properties = schema.value("properties"_L1).toObject();
    QJsonObject content = properties.value(name).toObject();
    content.insert(u"contentMediaType"_s, u"text/plain"_s);
    properties.insert(name, content);
    schema.insert(u"properties"_s, properties);
    return schema;
}

QMargins paddedBy(int top, int bottom)
{
    return {space::cardPadding - 1, top, space::cardPadding - 1, bottom};
}

} // namespace

ProposalView::ProposalView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build();
    connect(m_form, &ArgumentsForm::changed, this, &ProposalView::read);
    connect(m_back, &Button::clicked, this, &ProposalView::discard);
}

void ProposalView::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_head = new QWidget;
    auto *head = new QVBoxLayout(m_head);
    head->setContentsMargins(paddedBy(space::medium, space::small));
    head->setSpacing(space::tiny);
    m_address = new Label(m_theme, Type::Mono);
    m_address->setOverflow(Overflow::Wrap);
    m_headers = new Label(m_theme, Type::Mono, Ink::Muted);
    m_headers->setOverflow(Overflow::Wrap);
    head->addWidget(m_address);
    head->addWidget(m_headers);
    m_note = new Label(m_theme, Type::Text, Ink::Amber);
    m_note->setOverflow(Overflow::Wrap);
    m_note->setContentsMargins(paddedBy(space::medium, 0));
    m_form = new ArgumentsForm(m_theme);
    m_bar = new QWidget;
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(paddedBy(0, space::medium));
    m_problem = new Label(m_theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_back = new Button(m_theme, tr("Back to the proposal"));
    bar->addWidget(m_problem, 1);
    bar->addWidget(m_back, 0, Qt::AlignTop);
    m_file = new FileView(m_theme);
    m_json = new JsonView(m_theme);
    m_json->setAccessibleName(tr("What the agent wants to do"));
    for (QWidget *each : {m_head, static_cast<QWidget *>(m_note), static_cast<QWidget *>(m_form), m_bar,
                          static_cast<QWidget *>(m_file), static_cast<QWidget *>(m_json)})
        column->addWidget(each);
}

void ProposalView::setProposal(const Proposal &proposal)
{
    m_editsFile = false;
    m_usable = true;
    m_with = {};
    m_proposal = proposal;
    const core::Approval &approval = proposal.approval;
    const bool waits = approval.state == core::ApprovalState::Pending;
    m_building = true;
    m_form->setProposal(schemaFor(proposal), core::valuesOf(approval));
    m_form->setReadOnly(!waits);
    m_building = false;
    showProblem({});
    showAll();
    emit changed();
}

void ProposalView::refine(const Proposal &proposal)
{
    const bool isOther = core::valuesOf(proposal.approval) != core::valuesOf(m_proposal.approval);
    if (isOther || (proposal.schema != m_proposal.schema && !isChanged())) {
        const ProposalDraft typed = draft();
        setProposal(proposal);
        return takeUp(typed);
    }
    m_proposal = proposal;
    showAll();
}

void ProposalView::edit()
{
    if (m_proposal.preview.file)
        m_editsFile = !m_editsFile || isChanged();
    showAll();
    if (!m_form->isHidden())
        m_form->focusFirst();
}

void ProposalView::discard()
{
    m_form->discard();
}

ProposalDraft ProposalView::draft() const
{
    return {.typed = m_form->typed(),
            .arguments = m_form->arguments(),
            .seen = core::valuesOf(m_proposal.approval),
            .isUsable = m_usable,
            .with = m_with};
}

void ProposalView::takeUp(const ProposalDraft &draft)
{
    if (draft.typed.isEmpty())
        return;
    m_editsFile = m_proposal.preview.file.has_value();
    m_with = draft.with;
    m_form->setTyped(draft.typed);
    showAll();
}

void ProposalView::read()
{
    if (m_building)
        return;
    m_usable = !isChanged();
    if (!isChanged())
        m_with = {};
    showProblem({});
    showFile();
    if (isChanged() && m_form->isValid())
        emit checkRequested(m_form->arguments());
    emit changed();
}

void ProposalView::setChecked(const QJsonObject &arguments, const core::Result<ChangedProposal> &with)
{
    if (arguments != m_form->arguments() || !m_form->isValid() || !isChanged())
        return;
    m_usable = bool(with);
    m_with = with ? *with : ChangedProposal{};
    showProblem(with ? QString() : with.error().text);
    emit changed();
}

void ProposalView::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_bar->setVisible(isChanged() || !problem.isEmpty());
}

void ProposalView::showAll()
{
    const core::Approval &approval = m_proposal.approval;
    const bool waits = approval.state == core::ApprovalState::Pending;
    const bool isOther = !waits && approval.edited.has_value() && approval.edited != approval.arguments;
    showRequest();
    showFile();
    m_form->setVisible(!m_form->isEmpty() && (!m_proposal.preview.file || m_editsFile) && !isOther);
    // What was approved instead of the proposal is told by its difference.
    m_json->setVisible(isOther);
    if (isOther)
        m_json->setDifference(approval.arguments, *approval.edited);
}

void ProposalView::showRequest()
{
    m_head->setVisible(m_proposal.preview.request || m_proposal.preview.file);
    m_headers->setVisible(false);
    if (m_proposal.preview.file)
        m_address->setText(core::visibleLine(m_proposal.preview.file->path));
    if (!m_proposal.preview.request)
        return;
    m_address->setText(core::visibleText(
        QString(m_proposal.preview.request->method + u' ' + m_proposal.preview.request->address)));
    QStringList headers;
    for (const auto &[name, value] : m_proposal.preview.request->headers)
        headers.append(core::visibleLine(QString(name + u": "_s + value)));
    m_headers->setText(headers.join(u'\n'));
    m_headers->setVisible(!headers.isEmpty());
}

// With what is typed into the form, so that the difference is to what would be written.
void ProposalView::showFile()
{
    m_file->setVisible(m_proposal.preview.file.has_value());
    m_note->hide();
    if (!m_proposal.preview.file)
        return;
    const QString path = m_form->arguments().value(m_proposal.preview.file->pathArgument).toString();
    // Under another name another file would be replaced, or none.
    const bool isSame = path == m_proposal.preview.file->path;
    m_note->setText(tr("It will be written as %1. What may stand there now is not compared here.").arg(path));
    m_note->setVisible(!isSame);
    m_file->setTexts(isSame ? textBefore(*m_proposal.preview.file) : std::nullopt, textNow());
}

// What would be written: as it was changed, or as the tool says that it is.
QString ProposalView::textNow() const
{
    const QJsonValue typed = m_form->arguments().value(m_proposal.preview.file->textArgument);
    return isChanged() && typed.isString() ? typed.toString() : m_proposal.preview.file->after;
}

QString ProposalView::facts() const
{
    if (!m_proposal.preview.file)
        return {};
    core::FileChange now = *m_proposal.preview.file;
    now.after = textNow();
    QString facts = factsOf(now);
    if (textBefore(*m_proposal.preview.file))
        facts += tr(", +%1 −%2 lines").arg(m_file->added()).arg(m_file->removed());
    return facts;
}

} // namespace ui
