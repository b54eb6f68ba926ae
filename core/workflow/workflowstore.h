// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/workflow/workflow.h"

namespace core {

// SQL of the tables `workflow` and `workflow_duration`, and nothing else.
class WorkflowStore
{
public:
    explicit WorkflowStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Workflow &workflow);
    // It is not found any more; its task stays what it is.
    Result<void> remove(Transaction &transaction, const QString &id);
    // By its own id or that of its task. NotFound.
    Result<Workflow> find(const QString &id);
    // The tasks of workflows that have not ended.
    Result<QList<TaskId>> open();

    Result<void> addDuration(Transaction &transaction, const QString &type, PhaseKind kind,
                             milliseconds duration);
    // Of this type; kinds that were measured in other types alone have the average of those.
    Result<PhaseDurations> durations(const QString &type);

private:
    Database &m_database;
};

} // namespace core
