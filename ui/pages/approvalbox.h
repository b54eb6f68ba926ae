// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/models/backend.h"
#include "ui/models/proposal.h"
#include "ui/widgets/notice.h"

namespace ui {

class Button;
class JsonView;
class SecondKey;
class SteadyPress;

// Asks for one decision in the place where a person sees it, with what would be done: approve, reject, or
// open it to look closer. What went wrong is told in the same place, and also when somebody changed the
// values meanwhile: then those are shown. UI thread. Announces decided() and openRequested().
class ApprovalBox final : public QWidget
{
    Q_OBJECT

public:
    ApprovalBox(Backend &backend, const Theme &theme, NoticeForm form, QWidget *parent = nullptr);

    // Shows it; one without an id hides the box.
    void setApproval(const core::Approval &approval);
    const core::Approval &approval() const { return m_approval; }
    // Where the keys of its buttons mean nothing, they are not shown.
    void hideKeys();
    // What keeps it from being shown or decided.
    void setProblem(const QString &text);

    Button *approveButton() const { return m_approve; }
    Button *rejectButton() const { return m_reject; }
    // Leads to where it can be changed before it is approved.
    Button *openButton() const { return m_open; }

signals:
    void decided();
    void openRequested(const QString &approvalId);

private:
    void hear(const QList<core::Event> &events);
    void showHeld();
    void showProposal(const Proposal &proposal);
    void decide(core::Verdict verdict);

    Backend &m_backend;
    core::Approval m_approval;
    bool m_busy = false; // a decision is under way
    Notice *m_notice = nullptr;
    Notice *m_problem = nullptr;
    JsonView *m_arguments = nullptr;
    Button *m_approve = nullptr;
    SecondKey *m_second = nullptr;
    Button *m_yes = nullptr;
    SteadyPress *m_steady = nullptr;
    Button *m_reject = nullptr;
    Button *m_open = nullptr;
};

} // namespace ui
