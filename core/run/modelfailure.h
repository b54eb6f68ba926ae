// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/task/step.h"

#include <optional>

namespace core {

// Why a model gave no answer, as it is kept in the output of the step that asked it.
QJsonObject keptFailure(const Error &error);

// Of a task that failed: why its model gave no answer, in the words of the provider and without the step's
// name. RateLimited when it has too much to do (`retryAfter` where it said when), Timeout when it took too
// long, and Unavailable otherwise. Nothing when something else went wrong.
std::optional<Error> modelFailureIn(const QList<Step> &steps);

} // namespace core
