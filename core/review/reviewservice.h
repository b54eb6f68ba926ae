// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approvalservice.h"
#include "core/provider/providerregistry.h"
#include "core/review/planreview.h"
#include "core/run/agentdirectory.h"

namespace core {

// Lets a person read a plan, talk about it and approve it before a task begins. Backend thread; owned by the
// core. A plan under review is an approval like others, so that it stands in the window's inbox, expires, and
// is decided once; what is added here is to send it back for a better one. Another owner's task is NotFound;
// what comes too late, or speaks of an older plan, is Conflict.
class ReviewService
{
public:
    ReviewService(Journal &journal, Transitions &transitions, ApprovalService &approvals,
                  AgentDirectory &agents, ProviderRegistry &providers);

    // Puts a gate between a plan step that is done and the steps that it planned, in the run engine's
    // transaction.
    Result<void> propose(Transaction &transaction, TaskRun &run, const StepId &planStep);

    Result<PlanReview> find(const TaskId &id, const Principal &principal);
    // Sends the plan back; a new one follows. `version` is the one that was read, when it is known.
    Result<PlanReview> revise(const TaskId &id, const QString &feedback, std::optional<int> version,
                              const Principal &principal);
    Result<PlanReview> approve(const TaskId &id, const QString &note, std::optional<int> version,
                               const Principal &principal);

private:
    Result<PlanReview> open(const TaskId &id, std::optional<int> version, const Principal &principal);
    Result<QString> instructionFor(const TaskRun &run, const PlanReview &review,
                                   const QString &feedback) const;

    Journal &m_journal;
    Transitions &m_transitions;
    ApprovalService &m_approvals;
    AgentDirectory &m_agents;
    ProviderRegistry &m_providers;
};

} // namespace core
