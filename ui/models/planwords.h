// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/models/agentnames.h"

namespace ui {

// Plans that wait for a person are approvals whose arguments are words, not JSON.

// One step of a plan, as the person who decides reads it.
struct PlanStep
{
    QString name = {};
    QString agent = {};    // who does it; empty where only the words of the plan are left
    QString what = {};     // "calculator: expression 6*7"
    QList<int> after = {}; // the numbers of the steps that it waits for, where it is not the one before

    bool operator==(const PlanStep &) const = default;
};

bool isPlan(const core::Approval &approval);
int planVersion(const core::Approval &approval);
// A line for each step.
QString planText(const core::Approval &approval);
// Its first lines, and how many more there are, for where there is little room.
QString planExcerpt(const core::Approval &approval);

// The steps as the approval alone tells them.
QList<PlanStep> planSteps(const core::Approval &approval);
// The same with who does each, from the steps of the task while the plan waits. Backend thread.
QList<PlanStep> planSteps(const core::Approval &approval, const QList<core::Step> &ofTask,
                          AgentNames &agents);

// Whether it takes a second key to approve it.
bool isHighRisk(const core::Approval &approval);
bool isHighRisk(const QString &risk);

} // namespace ui
