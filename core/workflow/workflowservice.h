// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/feed.h"
#include "core/task/taskservice.h"
#include "core/workflow/team.h"
#include "core/workflow/workflowstore.h"
#include "core/workflow/workflowtypes.h"

#include <QSet>

namespace core {

// Runs requirements in phases: planning, design, code, tests, review. A workflow is a task whose first rows
// are its phases, each a step of the agent whose role fits; the run engine does the rest, as for every task.
// Backend thread; owned by the core. Announces WorkflowDeleted, and what tasks announce. Another owner's
// workflow is NotFound; what cannot be meant is InvalidArgument with the field.
class WorkflowService final : public QObject
{
    Q_OBJECT

public:
    WorkflowService(Journal &journal, Feed &feed, Clock &clock, WorkflowStore &store, TaskService &tasks,
                    const FleetService &fleet);

    // Reads which workflows have not ended. Call once, before the first submit().
    Result<void> open();

    Result<WorkflowView> submit(const NewWorkflow &wanted, const Principal &principal);
    // By its own id or that of its task.
    Result<WorkflowView> find(const QString &id, const Principal &principal);
    // Stops it when it has not ended, and forgets it here; its task can still be read as a task.
    Result<void> remove(const QString &id, const Principal &principal);
    bool isOpen(const TaskId &task) const { return m_open.contains(task); }

private:
    Result<WorkflowShape> shapeOf(const NewWorkflow &wanted) const;
    Result<void> assign(QList<Phase> &phases, const Team &team, const QJsonObject &configuration) const;
    Result<Task> submitTask(Transaction &transaction, const NewWorkflow &wanted, const QList<Phase> &phases,
                            const Team &team, const Principal &principal);
    Result<WorkflowView> viewOf(const Workflow &workflow, const Principal &principal);
    void hear(const QList<Event> &events);
    void measure(const TaskId &task);

    Journal &m_journal;
    Clock &m_clock;
    WorkflowStore &m_store;
    TaskService &m_tasks;
    const FleetService &m_fleet;
    QSet<TaskId> m_open;
};

} // namespace core
