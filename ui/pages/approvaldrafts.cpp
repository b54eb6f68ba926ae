// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvaldrafts.h"

namespace ui {

void ApprovalDrafts::keep(const core::ApprovalId &id, const ApprovalDraft &draft)
{
    if (draft.isChanged || !draft.note.isEmpty())
        m_drafts.insert(id, draft);
    else
        m_drafts.remove(id);
}

core::Decision ApprovalDrafts::decisionOf(const core::ApprovalId &id) const
{
    const ApprovalDraft draft = of(id);
    core::Decision decision{.feedback = draft.note.trimmed()};
    if (draft.isChanged) {
        decision.edited = draft.proposal.arguments;
        decision.seen = draft.proposal.seen;
    }
    return decision;
}

QHash<QString, ChangedProposal> ApprovalDrafts::changed() const
{
    QHash<QString, ChangedProposal> all;
    for (auto draft = m_drafts.begin(); draft != m_drafts.end(); ++draft) {
        if (draft->isChanged)
            all.insert(draft.key().value, draft->proposal.with);
    }
    return all;
}

void ApprovalDrafts::forgetBut(const QSet<QString> &waiting)
{
    for (auto draft = m_drafts.begin(); draft != m_drafts.end();)
        draft = waiting.contains(draft.key().value) ? std::next(draft) : m_drafts.erase(draft);
}

} // namespace ui
