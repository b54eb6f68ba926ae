// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace core {

// What the system says of the disk that a file or folder is on.
struct Disk
{
    qint64 available = 0; // to whoever is not root
    bool isReadOnly = false;
};

// Asks by the path itself: the table of mounts is not there in every container, or does not show the folder.
// Nothing where the system says nothing. Some microseconds.
std::optional<Disk> diskOf(const QString &path);

// Whether so many bytes more can be written there. A disk that nothing is known of is not a full one: should
// it be full, the write itself says so.
bool hasRoomFor(qint64 bytes, const QString &path);

} // namespace core
