// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/signingkey.h"

#include "core/access/secrets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QScopeGuard>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype keySize = 32;

Error unusable(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unavailable, u"The key file %1 cannot be used: %2"_s.arg(path, why),
                   QString::fromLocal8Bit(std::strerror(errno)));
}

// Written under another name first: a start that is cut off leaves no half key.
Result<QByteArray> made(const QString &path)
{
    const QByteArray key = newSecret();
    const QByteArray fresh = QFile::encodeName(path) + ".new";
    const int file =
        ::open(fresh.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return unusable(path, u"it cannot be made. Check the permissions of the data folder."_s);
    const auto close = qScopeGuard([file] { ::close(file); });
    const bool written = ::write(file, key.constData(), size_t(keySize)) == keySize && ::fsync(file) == 0 &&
                         ::rename(fresh.constData(), QFile::encodeName(path).constData()) == 0;
    if (!written)
        return unusable(path, u"it cannot be written. Check that there is room on the disk."_s);
    return key;
}

Result<QByteArray> read(int file, const QString &path)
{
    struct stat status = {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid())
        return unusable(path, u"it is no file of this user. Make it your own."_s);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return unusable(path, u"other users can read it. Run: chmod 600 \"%1\""_s.arg(path));
    QByteArray key(keySize + 1, '\0');
    key.resize(std::max<qsizetype>(0, ::read(file, key.data(), size_t(key.size()))));
    if (key.size() != keySize)
        return unusable(path, u"it is damaged. Remove it; everybody then signs in anew."_s);
    return key;
}

} // namespace

Result<QByteArray> signingKey(const QString &dataFolder)
{
    const QString path = dataFolder + u"/token.key"_s;
    const int file =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (file < 0 && errno == ENOENT)
        return made(path);
    if (file < 0)
        return unusable(path, u"it cannot be opened. Check its owner and mode."_s);
    const auto close = qScopeGuard([file] { ::close(file); });
    return read(file, path);
}

} // namespace core
