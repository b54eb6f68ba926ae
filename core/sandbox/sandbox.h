// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QStringList>

namespace core {

// How much a program in the sandbox may use. It is one process without children, so its memory and its
// processor time are exactly what it may have; threads are counted, as each takes memory of the kernel
// besides.
struct SandboxLimits
{
    qint64 memory = 512 * 1024 * 1024;
    int threads = 64;
    std::chrono::seconds processorTime{20};
    milliseconds time{30'000};
    qint64 folder = 64 * 1024 * 1024; // of its own files, which are gone afterwards
    qint64 files = 20'000;       // and their number, as an empty one takes memory too; looked at now and then
    qint64 output = 1024 * 1024; // on standard output; more ends it
    qint64 messages = 4 * 1024 * 1024; // on standard error; more ends it
    qint64 keptMessages = 64 * 1024;
};

// A program that is not to be trusted, or works on what is not.
struct SandboxedProgram
{
    QString program = {}; // below /usr
    QStringList arguments = {};
    QByteArray input = {};  // its standard input, unless
    QString inputFile = {}; // names one
    SandboxLimits limits = {};
};

// Open files that bubblewrap is given: the filter of system calls, and where it tells how the program ended.
struct SandboxFiles
{
    int filter = -1;
    int status = -1;
};

// What bubblewrap is asked for: no network, a read-only /usr and nothing else of this computer, a folder of
// its own in memory, no capabilities, and an end with the process that began it. A value; SandboxRun does it.
struct Sandbox
{
    QString bubblewrap = QStringLiteral("/usr/bin/bwrap");

    QStringList argumentsFor(const SandboxedProgram &wanted, const SandboxFiles &files) const;

    // Whether the tool is there at all; whether this system lets it work shows in a run.
    bool isInstalled() const;
    static Error notInstalled();
    static Error notAllowed(const QString &detail);
};

} // namespace core
