// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace core {

// Files of ours that are being written begin with this; nobody else may name one so.
inline constexpr const char *partPrefix = ".signalbox-";

// The names that a path within a workspace goes through, as the file system has them, composed as in NFC;
// none for the workspace itself. Refuses what could lead out or mislead a reader: absolute paths, "..", "\",
// drive letters, control and bidirectional characters, names that are too long. Links are found later, while
// walking.
Result<QList<QByteArray>> namesOfPath(const QString &path);

// Arguments whose "path" is in the one form that it has: its names with "/" between them. A file has at least
// one name and ends in no "/". Refuses what namesOfPath() refuses.
enum class PathOf { File, Folder };
Result<QJsonObject> withNormalPath(QJsonObject arguments, PathOf what);

// What an error number of the system means for somebody who wanted `path`.
Error fileFailure(int number, const QString &path);

} // namespace core
