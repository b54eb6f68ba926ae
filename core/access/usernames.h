// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace core {

// How a name looks to a person who reads it in a record of what happened: letters of other scripts that look
// like Latin ones are those, and case, width and the kind of spaces do not count. Two names that look alike
// are taken for one.
QString lookOf(const QString &name);

// Whether a name is what Signalbox itself calls somebody (without an account, or without a person), also when
// it only looks so, or has the form of an id, by which accounts are named. `name` is as somebody wrote it.
bool isReservedName(const QString &name);

} // namespace core
