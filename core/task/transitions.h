// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/approval/approvalstore.h"
#include "core/session/sessionstore.h"
#include "core/task/stepstore.h"
#include "core/task/taskstore.h"

namespace core {

// A task with all its steps, as the rows say.
struct TaskRun
{
    Task task = {};
    QList<Step> steps = {};

    Step *step(const StepId &id);
    const Step *step(const StepId &id) const;
};

// The moves of a task from one state to the next, each with its rows and its event, so that services and the
// run engine write them in one way. Backend thread; owned by the core; keeps nothing in memory.
class Transitions
{
public:
    Transitions(TaskStore &tasks, StepStore &steps, ApprovalStore &approvals, SessionStore &sessions);

    Result<TaskRun> load(const TaskId &id); // NotFound
    // Whether somebody sees the task because he may decide, or could have decided, what it asks for.
    bool isDecidedBy(const TaskId &id, const Principal &principal);

    // Blocked steps whose predecessors are finished become ready, or held while the task is paused; the
    // task's own state follows from its steps, up to completed when nothing is left to do.
    Result<void> settle(Transaction &transaction, TaskRun &run);
    Result<void> complete(Transaction &transaction, TaskRun &run, const QString &result);
    Result<void> fail(Transaction &transaction, TaskRun &run, const QString &error);
    Result<void> cancel(Transaction &transaction, TaskRun &run, const QString &actor, const QString &reason);

    // The session that a task of this owner is to be in: one that is there may be called by its id too.
    Result<QString> sessionOf(const QString &idOrName, const QString &owner);
    // The first move: the row of a task that was just made, counted into its session.
    Result<void> begin(Transaction &transaction, const Task &task);

    // One row, and the run in memory with it.
    Result<void> add(Transaction &transaction, TaskRun &run, const Step &step);
    Result<void> write(Transaction &transaction, TaskRun &run, const Step &step);
    // Ends a step that a person does not want, or that needs one, so that the run goes on without it.
    Result<void> withhold(Transaction &transaction, TaskRun &run, const StepId &id, Withheld why,
                          const QString &words);
    // Takes a step back that has not begun and nobody will wait for.
    Result<void> remove(Transaction &transaction, TaskRun &run, const StepId &id);
    // Makes a step that ended start anew, as its next attempt, when what it waits for is done. A person's
    // approval stands where doing it twice is the same as doing it once; else the policy asks anew.
    enum class Approved { Stands, OnceOnly };
    Result<void> again(Transaction &transaction, TaskRun &run, const StepId &id,
                       Approved approved = Approved::OnceOnly);

private:
    Result<void> end(Transaction &transaction, TaskRun &run, TaskState state, Event event);
    Result<void> announceTitle(Transaction &transaction, const Task &task);

    TaskStore &m_tasks;
    StepStore &m_steps;
    ApprovalStore &m_approvals;
    SessionStore &m_sessions;
};

} // namespace core
