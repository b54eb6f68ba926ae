// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/pages/proposalview.h"

#include <QHash>
#include <QSet>

namespace ui {

// What a person typed for one approval while it waits.
struct ApprovalDraft
{
    ProposalDraft proposal = {};
    QString note = {};
    bool isChanged = false; // the arguments
};

// What a person changed and wrote of approvals that are not decided yet, so that choosing another one loses
// nothing. A value of the detail; UI thread.
class ApprovalDrafts
{
public:
    void keep(const core::ApprovalId &id, const ApprovalDraft &draft);
    ApprovalDraft of(const core::ApprovalId &id) const { return m_drafts.value(id); }
    // The changes and the note, as a decision has them.
    core::Decision decisionOf(const core::ApprovalId &id) const;
    bool isUsable(const core::ApprovalId &id) const { return of(id).proposal.isUsable; }
    // By id, what those would be whose values were changed.
    QHash<QString, ChangedProposal> changed() const;
    // What waits no more needs no draft.
    void forgetBut(const QSet<QString> &waiting);

private:
    QHash<core::ApprovalId, ApprovalDraft> m_drafts;
};

} // namespace ui
