// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

namespace core {

// How a model without plans of its own is asked for one, and how its answer is read. Pure functions.

// The request for a plan, made of a request for an answer: the tools are described in words, because what
// is wanted is a text and not a call.
ModelRequest planRequest(ModelRequest request);

// The plan in what the model wrote: one JSON object, alone, behind other words or in a fence. Fails with
// InvalidArgument when there is none that fits the schema. A plan that would end without words gets a last
// step that answers the task.
Result<QList<PlannedStep>> planIn(const QString &text);

} // namespace core
