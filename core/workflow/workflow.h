// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"
#include "core/workflow/phaseprogress.h"

namespace core {

// What somebody asks for. WorkflowService::submit() checks it.
struct NewWorkflow
{
    QString requirements = {}; // required
    QString type = {};         // one of workflowTypes()
    QString step = {};         // of "individual": the word of a kind
    // cluster, agents {role kind: name}, max_retries, features, phases; others are kept and ignored.
    QJsonObject configuration = {};
    Priority priority = Priority::Normal;
};

// A row of the table `workflow`: a task that runs in phases, under the name that clients know it by.
struct Workflow
{
    QString id = {}; // a UUID; the name of its session too
    TaskId task = {};
    QString owner = {};
    QString type = {};
    QJsonObject configuration = {};
    Timestamp createdAt = {};
};

// A workflow as it stands.
struct WorkflowView
{
    Workflow workflow = {};
    Task task = {};
    WorkflowProgress progress = {};
    QString code = {}; // that it made; of one that is completed
};

} // namespace core
