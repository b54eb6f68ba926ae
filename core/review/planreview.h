// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/task/step.h"
#include "core/task/task.h"

namespace core {

// What stands in place of a tool in the approval of a whole plan.
inline const QString reviewTool = QStringLiteral("plan_review");

enum class ReviewState {
    Planning,  // a new plan is being made
    Reviewing, // a person reads the plan
    Approved,
};

struct ReviewRound
{
    QString role = {}; // "assistant" for a plan, "user" for what a person said of it
    QString message = {};
    Timestamp at = {};
};

// The talk between a person and a planner before a task begins. It is kept nowhere: each plan is an approval
// of its task, in whose words the review is told again.
struct PlanReview
{
    TaskId task = {};
    QString query = {};
    ReviewState state = ReviewState::Planning;
    int version = 0;          // of the plan; also the round, from 1 on
    QString plan = {};        // in words
    ApprovalId approval = {}; // of the newest plan
    QList<ReviewRound> rounds = {};
};

// Whether a task's plan waits for a person: context.require_review, or context.review_plan is "manual".
bool wantsReview(const Task &task);
std::optional<milliseconds> reviewTime(const Task &task); // context.review_timeout in seconds; as all others

// The arguments of a tool step, in which what an earlier one of `steps` gives is told by the name of that
// step.
QJsonObject readableArguments(const Step &step, const QList<Step> &steps);

// Whether a person wanted another plan in place of this one: its gate is gone from the steps of its task,
// while that of a plan which was rejected for good stays.
bool isSentBack(const Approval &approval, const QList<Step> &ofTask);

// A plan in words, a line for each step.
QString inWords(const QList<Step> &steps);

// `approvals` are all of the task, newest first.
PlanReview reviewOf(const Task &task, const QList<Approval> &approvals);

} // namespace core
