// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/builtinturn.h"
#include "core/provider/requestrules.h"

namespace core {

// The steps that do what the turn asks, out of the tools that are offered and no other. When a tool is
// missing the plan is one step that says so. Never empty. Pure.
QList<PlannedStep> planFor(const BuiltinTurn &turn, const QList<ToolSpec> &tools);

// The tools that such a plan would use for that, of all these.
QStringList toolsNeeded(const QString &query, const QList<ToolSpec> &tools);

} // namespace core
