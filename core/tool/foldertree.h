// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/descriptor.h"

#include <sys/stat.h>

#include <QByteArray>

#include <functional>

namespace core {

// A plain file that was met; `folder` is the open folder that it is in.
struct MetFile
{
    int folder = -1;
    QByteArray name = {};
    QByteArray path = {}; // from the start of the walk
    struct stat status = {};
};

// Meets every plain file below an open folder without following links, at most 32 levels deep, until
// `meet` returns false.
void walkFolder(const Descriptor &folder, const std::function<bool(const MetFile &)> &meet);

} // namespace core
