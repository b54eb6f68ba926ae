// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/builtinturn.h"

#include <functional>

namespace core {

// What builtin does in a phase of a workflow (ModelRequest::phase), by rule and honestly: it plans and
// designs by listing what its rules understand of the requirements, implements by doing that with tools,
// checks that the files are there, and says of the rest that it needs a language model. `work` does a request
// without a phase.
using UnphasedWork = std::function<Result<ModelAnswer>(const ModelRequest &)>;
Result<ModelAnswer> phaseAnswer(const ModelRequest &request, const UnphasedWork &work);

// The requests in a text, each in words that are understood again; what is saved stays with what saves it.
QStringList requestsInWords(const QString &text);

} // namespace core
