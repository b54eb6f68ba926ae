// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/provider/builtinturn.h"

namespace core {

// The text of a model step of builtin, in Markdown, out of what the tools gave and nothing else. Fails with
// NotFound when the text was to go into a file and there is nothing to write. Pure; linear.
Result<QString> composeAnswer(const BuiltinTurn &turn);

} // namespace core
