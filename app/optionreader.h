// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/base/result.h"

#include <QProcessEnvironment>

namespace app {

enum class Request { Start, Help, Version, NewKey };

struct Invocation
{
    Request request = Request::Start;
    Options options = {};
};

// Reads the options: the command line counts over SIGNALBOX_… variables, those over the configuration file,
// and that over the defaults. `arguments` are without the program's name. Fails with InvalidArgument and one
// sentence that names the option, where it came from, what was given and what would do; a wrong value is
// refused even where another source has a better one.
core::Result<Invocation> readOptions(const QStringList &arguments, const QProcessEnvironment &environment);

// The text of --help, made from the table of options.
QString helpText(const QString &program);

} // namespace app
