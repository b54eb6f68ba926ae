// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/tool/actionpreview.h"
#include "ui/models/backend.h"
#include "ui/models/planwords.h"
#include "ui/widgets/jsonlines.h"

namespace ui {

// What an agent wants to do, in the form in which a person can judge it.
struct Proposal
{
    core::Approval approval = {};
    QJsonObject schema = {}; // of the arguments; empty when the tool is gone, or not known yet
    core::ActionPreview preview = {};
    QList<PlanStep> plan = {}; // of an approval that is a plan
    bool isRead = false;       // the two were read
};

// What the approval alone tells, at once.
Proposal proposalOf(const core::Approval &approval);

// The same with what the tool says and with the file that is there. Backend thread.
core::Result<Proposal> readProposal(core::Core &core, const core::Approval &approval,
                                    const core::Principal &principal);

// As lines of text, for where there is no room for more: a file with its difference, a request as method,
// address, headers and body, a plan as its steps, other arguments by name.
QList<JsonLine> proposalLines(const Proposal &proposal);

// "new file, 1.2 KB", "1.2 KB, was 1.0 KB".
QString factsOf(const core::FileChange &file);
// What is there, to compare with; none where there is nothing or it is no text.
std::optional<QString> textBefore(const core::FileChange &file);

} // namespace ui
