// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace core {

// A program for the kernel (seccomp, BPF) that lets a process have threads but no children, and takes from it
// what no calculation needs: sockets other than local ones, memory that its limit does not count, other
// processes' memory, and the parts of the kernel that are attacked most. Empty on a processor that it is not
// written for; then nothing may run.
QByteArray syscallFilter();

} // namespace core
