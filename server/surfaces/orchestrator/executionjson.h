// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

namespace server::orchestrator {

// "queued", "running", "completed" or "failed".
QString statusWord(core::TaskState state);

// When it will probably end; null while nobody can say.
QJsonValue estimateOf(const core::WorkflowProgress &progress);

// Everything about an execution: the body of /workflow-status/{id}.
QJsonObject executionJson(core::Core &core, const core::WorkflowView &view);
// What its agents said, and a report of its phases; null until it is completed.
QJsonValue resultJson(core::Core &core, const core::WorkflowView &view);

} // namespace server::orchestrator
