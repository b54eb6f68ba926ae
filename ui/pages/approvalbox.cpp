// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvalbox.h"

#include "core/approval/approvalwords.h"
#include "ui/models/approvalwords.h"
#include "ui/models/decisions.h"
#include "ui/models/planwords.h"
#include "ui/shell/actions.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/secondkey.h"
#include "ui/widgets/steadypress.h"

#include <QVBoxLayout>

#include <algorithm>

namespace ui {

ApprovalBox::ApprovalBox(Backend &backend, const Theme &theme, NoticeForm form, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
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
    m_yes = new Button(theme, tr("Yes"), ButtonKind::Approve);
    m_yes->setAccessibleName(tr("Yes, approve"));
    m_notice->addButton(m_yes);
    m_problem->hide();
    m_arguments = new JsonView(theme);
    m_arguments->setMostLines(form == NoticeForm::Row ? 8 : 14);
    m_arguments->setAccessibleName(tr("What would be done"));
    m_notice->setContent(m_arguments);
    column->addWidget(m_notice);
    column->addWidget(m_problem);
    m_second = new SecondKey(m_approve, keyOf(ActionId::Confirm), keyHintOf(ActionId::Confirm));
    m_second->setYes(m_yes, m_yes, m_open); // in its place, so that no button moves under the pointer
    m_steady = new SteadyPress(this);
    for (Button *button : {m_approve, m_reject, m_open, m_yes})
        m_steady->watch(button);
    m_second->setWords(textOf(ActionId::Approve), tr("Press %1 to approve").arg(keyHintOf(ActionId::Confirm)),
                       keyHintOf(ActionId::Approve));
    connect(&backend, &Backend::announced, this, &ApprovalBox::hear);
    connect(m_second, &SecondKey::confirmed, this, [this] { decide(core::Verdict::Approve); });
    connect(m_reject, &Button::clicked, this, [this] { decide(core::Verdict::Reject); });
    connect(m_open, &Button::clicked, this, [this] { emit openRequested(m_approval.id.value); });
    connect(&backend.decisions(), &Decisions::changed, this, &ApprovalBox::showHeld);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void ApprovalBox::setApproval(const core::Approval &approval)
{
    const QJsonObject before = core::valuesOf(m_approval);
    const bool isSame = approval.id == m_approval.id;
    const bool isOther = !isSame || core::valuesOf(approval) != before;
    m_approval = approval;
    setVisible(!approval.id.isEmpty());
    if (approval.id.isEmpty())
        return;
    m_busy = false;
    if (!isOther)
        return showHeld(); // somebody may have approved it
    m_second->callOff();
    m_steady->renew();
    m_second->setWanted(isHighRisk(approval));
    m_open->setMinimumWidth(isHighRisk(approval) ? m_yes->sizeHint().width() : 0);
    showProposal(proposalOf(approval));
    m_backend.call(
        this,
        [approval, principal = m_backend.principal()](core::Core &core) {
            return readProposal(core, approval, principal);
        },
        [this, id = approval.id](const core::Result<Proposal> &proposal) {
            const bool isShown = proposal && m_approval.id == id &&
                                 core::valuesOf(proposal->approval) == core::valuesOf(m_approval);
            if (isShown)
                showProposal(*proposal);
        });
    m_notice->show();
    m_problem->setVisible(isSame);
    if (isSame)
        m_problem->setTexts(tr("Look at this again"), core::changedSince(approval, before));
    showHeld();
}

void ApprovalBox::hear(const QList<core::Event> &events)
{
    const bool isMine = std::ranges::any_of(events, [this](const core::Event &event) {
        return event.type == core::EventType::ApprovalChanged && event.subject == m_approval.id.value;
    });
    if (!isMine)
        return;
    m_backend.call(
        this,
        [id = m_approval.id, principal = m_backend.principal()](core::Core &core) {
            return core.approvals().find(id, principal);
        },
        [this](const core::Result<core::Approval> &now) {
            if (now && now->id == m_approval.id && now->state == core::ApprovalState::Pending)
                setApproval(*now);
        });
}

// What is decided, here or elsewhere, and can still be taken back is not decided a second time.
void ApprovalBox::showHeld()
{
    const QString reader = m_backend.principal().user;
    const bool isHeld = m_backend.decisions().isHeld(m_approval.id);
    QStringList reasons{isHighRisk(m_approval) ? tr("High risk.") : QString(),
                        decidersText(m_approval, reader), m_approval.reason};
    reasons.removeAll(QString());
    m_notice->setTexts(m_approval.title, isHeld ? tr("You have decided this. It can still be taken back.")
                                                : reasons.join(u' '));
    m_reject->setEnabled(!isHeld && !m_busy);
    m_approve->setEnabled(m_reject->isEnabled() && !hasApproved(m_approval, reader));
}

// Who decides must see what is decided, so all of it stands there, and scrolls where it is long.
void ApprovalBox::showProposal(const Proposal &proposal)
{
    const QList<JsonLine> lines = proposalLines(proposal);
    m_arguments->setLines(lines);
    m_arguments->setVisible(!lines.isEmpty());
}

void ApprovalBox::hideKeys()
{
    m_second->setWords(textOf(ActionId::Approve), tr("Press %1 to approve").arg(keyHintOf(ActionId::Confirm)),
                       {});
    m_reject->setKeyHint({});
}

void ApprovalBox::setProblem(const QString &text)
{
    m_problem->setTexts(tr("This could not be decided"), text);
    m_problem->setVisible(!text.isEmpty());
    m_notice->setVisible(!m_approval.id.isEmpty());
    show();
}

void ApprovalBox::decide(core::Verdict verdict)
{
    if (!m_steady->isMeant())
        return;
    // What is held back can be taken back at any moment, also before the answer comes.
    const bool isSent = m_backend.decisions().timeToUndo() == core::milliseconds(0);
    m_busy = isSent;
    m_backend.decisions().decide({.ids = {m_approval.id},
                                  .decision = {.verdict = verdict, .seen = core::valuesOf(m_approval)},
                                  .title = m_approval.title},
                                 this, [this, isSent](const core::Result<DecisionOutcome> &answer) {
                                     const bool isDecided = answer && !answer->error;
                                     m_busy = isDecided && isSent;
                                     showHeld();
                                     if (!isDecided) {
                                         setProblem(answer ? answer->error->text : answer.error().text);
                                         return;
                                     }
                                     emit decided();
                                 });
}

} // namespace ui
