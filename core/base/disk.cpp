// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/disk.h"

#include <sys/statvfs.h>

#include <QFile>

#include <cerrno>

namespace core {

std::optional<Disk> diskOf(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct statvfs told = {};
    int result = 0;
    do {
        result = ::statvfs(name.constData(), &told);
    } while (result != 0 && errno == EINTR);
    // Some file systems that are no disks, or are far away, have no size at all.
    if (result != 0 || told.f_blocks == 0)
        return {};
    return Disk{.available = qint64(told.f_bavail) * qint64(told.f_frsize),
                .isReadOnly = (told.f_flag & ST_RDONLY) != 0};
}

bool hasRoomFor(qint64 bytes, const QString &path)
{
    const std::optional<Disk> disk = diskOf(path);
    return !disk || (!disk->isReadOnly && disk->available >= bytes);
}

} // namespace core
