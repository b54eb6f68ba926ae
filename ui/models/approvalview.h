// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "ui/models/proposal.h"

namespace ui {

// Everything about one approval, as it was at one moment.
struct ApprovalView
{
    core::Approval approval = {};
    Proposal proposal = {};
    QList<core::Step> steps = {}; // of its task
    QString query = {};           // what the task was asked to do
    QStringList sentBack = {};    // what people said of earlier plans, the oldest first
    bool isSentBack = false;      // this plan, for a better one
    QString reader = {};          // the user who reads it
    core::Timestamp now = {};
};

// Reads it. Backend thread.
core::Result<ApprovalView> readApprovalView(core::Core &core, const core::ApprovalId &id,
                                            const core::Principal &principal);

// What an approval would be with the arguments that a person typed; all is empty until they were checked.
struct ChangedProposal
{
    QString title = {}; // what would happen, in words
    QString risk = {};  // as that of an approval
    int needed = 0;     // how many must approve it
    bool operator==(const ChangedProposal &) const = default;
};

// Reads it. Fails as deciding would, where they do not fit. Backend thread.
core::Result<ChangedProposal> changedProposal(core::Core &core, const core::Approval &approval,
                                              const QJsonObject &arguments);

} // namespace ui
