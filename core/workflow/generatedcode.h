// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"

namespace core {

// The code that a workflow made, as one text: the files that its phases wrote, each as it was written last;
// or else the fenced blocks of the last implementation; or else what that said. Empty when nothing was
// implemented.
QString generatedCode(const QList<Step> &steps);

} // namespace core
