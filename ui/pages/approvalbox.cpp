// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvalbox.h"

#include "ui/models/decisions.h"
#include "ui/models/planwords.h"
#include "ui/shell/actions.h"

#include <QVBoxLayout>

namespace ui {

ApprovalBox::ApprovalBox(Backend &backend, const Theme &theme, NoticeForm form, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_form(form)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_notice = new Notice(theme, Tone::Amber, form);
    m_problem = new Notice(theme, Tone::Red, NoticeForm::Row);
    m_approve = actionButton(theme, ActionId::Approve);
    m_reject = actionButton(theme, ActionId::Reject);
    m_open = new Button(theme, tr("Open"));
    m_notice->addButton(m_approve);
    m_notice->addButton(m_reject);
    m_notice->addButton(m_open);
    m_problem->hide();
    column->addWidget(m_notice);
    column->addWidget(m_problem);
    connect(m_approve, &Button::clicked, this, [this] { decide(core::Verdict::Approve); });
    connect(m_reject, &Button::clicked, this, [this] { decide(core::Verdict::Reject); });
    connect(m_open, &Button::clicked, this, [this] { emit openRequested(m_approval.id.value); });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void ApprovalBox::setApproval(const core::Approval &approval)
{
    const bool isOther = approval.id != m_approval.id;
    m_approval = approval;
    setVisible(!approval.id.isEmpty());
    if (approval.id.isEmpty() || !isOther)
        return;
    if (isPlan(approval))
        m_notice->setTexts(approval.title, m_form == NoticeForm::Row ? planExcerpt(approval).simplified()
                                                                     : planExcerpt(approval));
    else if (m_form == NoticeForm::Row)
        m_notice->setTexts(approval.title, approval.reason);
    else
        m_notice->setTexts(tr("Approval needed"), approval.reason, approval.title);
    m_notice->show();
    m_problem->hide();
    setButtonsEnabled(true);
}

void ApprovalBox::setProblem(const QString &text)
{
    m_problem->setTexts(tr("This could not be decided"), text);
    m_problem->setVisible(!text.isEmpty());
    m_notice->setVisible(!m_approval.id.isEmpty());
    show();
}

void ApprovalBox::setButtonsEnabled(bool enabled)
{
    m_approve->setEnabled(enabled);
    m_reject->setEnabled(enabled);
}

void ApprovalBox::decide(core::Verdict verdict)
{
    setButtonsEnabled(false);
    m_backend.decisions().decide({m_approval.id}, {.verdict = verdict}, this,
                                 [this](const core::Result<DecisionOutcome> &answer) {
                                     if (!answer || answer->error) {
                                         setButtonsEnabled(true);
                                         setProblem(answer ? answer->error->text : answer.error().text);
                                         return;
                                     }
                                     emit decided();
                                 });
}

} // namespace ui
