// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/foldertree.h"

#include <dirent.h>
#include <fcntl.h>

#include <QList>

#include <memory>

namespace core {

namespace {

constexpr int deepestFolder = 32;

using Meet = std::function<bool(const MetFile &)>;

bool walk(Descriptor folder, const QByteArray &prefix, int depth, const Meet &meet)
{
    if (!folder.isOpen() || depth > deepestFolder)
        return true;
    // The stream takes a descriptor of its own, so that ours still names the folder.
    const int streamNumber = ::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(streamNumber < 0 ? nullptr : ::fdopendir(streamNumber),
                                                      &::closedir);
    if (!stream)
        return true;
    while (const dirent *entry = ::readdir(stream.get())) {
        const QByteArray name(entry->d_name);
        if (name == "." || name == "..")
            continue;
        MetFile met{.folder = folder.number(), .name = name, .path = prefix + name};
        if (::fstatat(folder.number(), name.constData(), &met.status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (S_ISREG(met.status.st_mode) && !meet(met))
            return false;
        if (S_ISDIR(met.status.st_mode)) {
            Descriptor inner(
                ::openat(folder.number(), name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            if (!walk(std::move(inner), prefix + name + '/', depth + 1, meet))
                return false;
        }
    }
    return true;
}

} // namespace

void walkFolder(const Descriptor &folder, const Meet &meet)
{
    walk(Descriptor(::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), {}, 0, meet);
}

} // namespace core
