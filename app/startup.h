// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/base/result.h"

#include <variant>

namespace app {

// What the two programs do before they differ: reads the options, answers --help and --version, and starts
// the log. Returns the options, or the exit code when there is nothing more to do.
std::variant<Options, int> startUp(const QString &program);

void print(const QByteArray &text);

// Tells of what ends the program, and returns the exit code for it.
int refuse(const core::Error &error);

} // namespace app
