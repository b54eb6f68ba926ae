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
    core::Timestamp now = {};
};

// Reads it. Backend thread.
core::Result<ApprovalView> readApprovalView(core::Core &core, const core::ApprovalId &id,
                                            const core::Principal &principal);

} // namespace ui
