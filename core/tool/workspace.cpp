// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/workspace.h"

#include "core/base/id.h"
#include "core/tool/foldertree.h"
#include "core/tool/workspacepath.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <QDir>
#include <QScopeGuard>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

bool isLink(int folder, const QByteArray &name)
{
    struct stat status = {};
    return ::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

// For the text alone: opening a link as a folder says that it is not one.
Error walkFailure(int number, int folder, const QByteArray &name, const QString &path)
{
    return fileFailure((number == ENOTDIR || number == ELOOP) && isLink(folder, name) ? ELOOP : number, path);
}

Result<void> checkPlain(const struct stat &status, const QString &path)
{
    if (S_ISLNK(status.st_mode))
        return fileFailure(ELOOP, path);
    if (S_ISDIR(status.st_mode))
        return fileFailure(EISDIR, path);
    if (!S_ISREG(status.st_mode))
        return invalid(u"path"_s, u"path: “%1” is not a plain file"_s.arg(path));
    return {};
}

Result<void> writeAll(const Descriptor &file, const QByteArray &bytes, const QString &path)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(file.number(), bytes.constData() + done, size_t(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fileFailure(errno, path);
        done += count;
    }
    if (::fsync(file.number()) != 0)
        return fileFailure(errno, path);
    return {};
}

Error tooLarge(const QString &path, qint64 limit)
{
    Error error =
        failure(ErrorCode::TooLarge,
                u"“%1” is larger than %2 KB, the most that a file may have."_s.arg(path).arg(limit / 1024));
    error.field = u"path"_s;
    return error;
}

} // namespace

Result<Workspace> Workspace::open(const QString &folder, Missing missing, const WorkspaceLimits &limits)
{
    if (folder.isEmpty() || !QDir::isAbsolutePath(folder))
        return failure(ErrorCode::Internal, u"This session has no workspace."_s, u"workspace="_s + folder);
    if (missing == Missing::Create)
        QDir().mkpath(folder);
    Descriptor root(::open(QFile::encodeName(folder).constData(), folderFlags));
    if (root.isOpen())
        return Workspace(std::move(root), limits);
    const int number = errno;
    if (number == ENOENT && missing == Missing::Refuse)
        return failure(ErrorCode::NotFound, u"The workspace of this session is empty."_s);
    return fileFailure(number, u"the workspace"_s);
}

Result<Descriptor> Workspace::enter(const QList<QByteArray> &names, Missing missing,
                                    const QString &path) const
{
    Descriptor folder(::openat(m_root.number(), ".", folderFlags));
    if (!folder.isOpen())
        return fileFailure(errno, path);
    for (const QByteArray &name : names) {
        int number = ::openat(folder.number(), name.constData(), folderFlags);
        if (number < 0 && errno == ENOENT && missing == Missing::Create) {
            if (::mkdirat(folder.number(), name.constData(), 0700) != 0 && errno != EEXIST)
                return fileFailure(errno, path);
            ::fsync(folder.number());
            number = ::openat(folder.number(), name.constData(), folderFlags);
        }
        if (number < 0)
            return walkFailure(errno, folder.number(), name, path);
        folder = Descriptor(number);
    }
    return folder;
}

Result<QByteArray> Workspace::read(const QString &path) const
{
    QList<QByteArray> names = TRY(namesOfPath(path));
    if (names.isEmpty())
        return fileFailure(EISDIR, path);
    const QByteArray name = names.takeLast();
    const Descriptor folder = TRY(enter(names, Missing::Refuse, path));
    // Looking first spares opening a device or a pipe; what counts is what was opened.
    struct stat status = {};
    if (::fstatat(folder.number(), name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return fileFailure(errno, path);
    TRY(checkPlain(status, path));
    const Descriptor file(
        ::openat(folder.number(), name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen() || ::fstat(file.number(), &status) != 0)
        return fileFailure(errno, path);
    TRY(checkPlain(status, path));
    if (status.st_size > m_limits.fileBytes)
        return tooLarge(path, m_limits.fileBytes);
    QByteArray bytes(m_limits.fileBytes + 1, Qt::Uninitialized);
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(file.number(), bytes.data() + done, size_t(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fileFailure(errno, path);
        if (count == 0)
            break;
        done += count;
    }
    if (done > m_limits.fileBytes)
        return tooLarge(path, m_limits.fileBytes);
    bytes.truncate(done);
    return bytes;
}

Result<void> Workspace::checkRoom(const QString &path, qint64 added) const
{
    qint64 total = added;
    int files = 1;
    walkFolder(m_root, [&](const MetFile &met) {
        // Only the holder of the lock writes, so a part that is there was left by a process that died.
        if (met.name.startsWith(partPrefix)) {
            ::unlinkat(met.folder, met.name.constData(), 0);
            return true;
        }
        total += met.status.st_size;
        return ++files <= m_limits.files;
    });
    if (total <= m_limits.totalBytes && files <= m_limits.files)
        return {};
    Error error = failure(
        ErrorCode::TooLarge,
        u"The workspace is full (%1 MB or %2 files), so “%3” was not written. Remove files that are not needed."_s
            .arg(m_limits.totalBytes / (1024 * 1024))
            .arg(m_limits.files)
            .arg(path));
    error.field = u"path"_s;
    return error;
}

Result<Workspace::Written> Workspace::write(const QString &path, const QByteArray &bytes) const
{
    QList<QByteArray> names = TRY(namesOfPath(path));
    if (names.isEmpty() || path.endsWith(u'/'))
        return invalid(u"path"_s, u"path: must name a file"_s);
    if (bytes.size() > m_limits.fileBytes)
        return tooLarge(path, m_limits.fileBytes);
    if (::flock(m_root.number(), LOCK_EX) != 0)
        return fileFailure(errno, path);
    const auto unlock = qScopeGuard([this] { ::flock(m_root.number(), LOCK_UN); });
    TRY(checkRoom(path, bytes.size()));

    const QByteArray name = names.takeLast();
    const Descriptor folder = TRY(enter(names, Missing::Create, path));
    struct stat status = {};
    const bool exists = ::fstatat(folder.number(), name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (exists)
        TRY(checkPlain(status, path));

    const QByteArray part = partPrefix + newUuid().toLatin1();
    const Descriptor file(::openat(folder.number(), part.constData(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return fileFailure(errno, path);
    auto removePart = qScopeGuard([&] { ::unlinkat(folder.number(), part.constData(), 0); });
    TRY(writeAll(file, bytes, path));
    if (::renameat(folder.number(), part.constData(), folder.number(), name.constData()) != 0)
        return fileFailure(errno, path);
    removePart.dismiss();
    if (::fsync(folder.number()) != 0)
        return fileFailure(errno, path);
    return exists ? Written::Replaced : Written::New;
}

Result<QList<WorkspaceFile>> Workspace::list(const QString &path, qsizetype most) const
{
    const QList<QByteArray> names = TRY(namesOfPath(path));
    const Descriptor folder = TRY(enter(names, Missing::Refuse, path));
    const QByteArray prefix = names.isEmpty() ? QByteArray() : QByteArray(names.join('/') + '/');
    QList<WorkspaceFile> files;
    walkFolder(folder, [&](const MetFile &met) {
        if (!met.name.startsWith(partPrefix)) {
            files += {.path = QString::fromUtf8(prefix + met.path),
                      .bytes = met.status.st_size,
                      .changedAt = fromStored(met.status.st_mtim.tv_sec * 1000 +
                                              met.status.st_mtim.tv_nsec / 1'000'000)};
        }
        return files.size() < most;
    });
    std::ranges::sort(files, {}, &WorkspaceFile::path);
    return files;
}

} // namespace core
