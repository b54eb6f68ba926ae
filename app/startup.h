// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/base/result.h"

#include <variant>

namespace app {

// Threads that start from now on wait for their sockets with poll(), and not through GLib, whose work for
// each socket grows with their number. Call before the thread of the backend starts; windows keep GLib, which
// the desktop's keychain needs.
void waitWithoutGlib();

// Opens what is closed of stdin, stdout and stderr, on nothing: the next file that is opened would take its
// number, and what is printed would go into the store. The first line of main().
void holdStandardStreams();

// What the two programs do before they differ: reads the options, answers --help, --version and --new-key,
// and starts the log. Returns the options, or the exit code when there is nothing more to do.
std::variant<Options, int> startUp(const QString &program);

// Qt ends a program that finds no display by a crash. These tell it before, where the environment names none,
// and in the moment that Qt gives up, until startUp() starts the log.
bool mayHaveDisplay(int argc, char *argv[]);
void explainMissingDisplay();
core::Error noDisplay(const QString &detail);

void print(const QByteArray &text);

// Tells of what ends the program, and returns the exit code for it.
int refuse(const core::Error &error);

} // namespace app
