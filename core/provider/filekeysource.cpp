// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/filekeysource.h"

#include "core/base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QScopeGuard>

#include <cerrno>
#include <cstring>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestFile = 8192;

Result<void> checkPrivate(int file, const QString &path)
{
    struct stat status = {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return failure(ErrorCode::Forbidden, u"The key file %1 is not a regular file."_s.arg(path));
    if (status.st_uid != ::geteuid()) {
        return failure(
            ErrorCode::Forbidden,
            u"The key file %1 belongs to another user. Make it your own: chown \"$USER\" \"%1\""_s.arg(path));
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return failure(
            ErrorCode::Forbidden,
            u"The key file %1 can be read or written by other users. Run: chmod 600 \"%1\""_s.arg(path));
    }
    return {};
}

Result<QByteArray> readFile(int file, const QString &path)
{
    QFile reader;
    QByteArray bytes;
    if (reader.open(file, QIODevice::ReadOnly | QIODevice::Unbuffered))
        bytes = reader.read(longestFile + 1);
    if (bytes.size() > longestFile)
        return failure(ErrorCode::TooLarge, u"The key file %1 is too long to hold one key."_s.arg(path));
    return bytes;
}

} // namespace

FileKeySource::FileKeySource(QString folder)
    : m_folder(std::move(folder))
{
}

Result<QString> FileKeySource::key(const QString &provider) const
{
    if (!isIdentifier(provider))
        return failure(ErrorCode::NotFound, u"No key file can belong to such a provider."_s);
    const QString path = u"%1/%2.key"_s.arg(m_folder, provider);
    // Not blocking, since a pipe of that name would wait for a writer for ever.
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
        return failure(ErrorCode::NotFound, u"There is no key file %1."_s.arg(path));
    if (file < 0) {
        return failure(ErrorCode::Forbidden,
                       u"The key file %1 cannot be opened. Check its owner and mode."_s.arg(path),
                       QString::fromLocal8Bit(std::strerror(errno)));
    }
    const auto close = qScopeGuard([file] { ::close(file); });
    TRY(checkPrivate(file, path));
    const QString key = QString::fromUtf8(TRY(readFile(file, path))).trimmed();
    if (!isPlausibleKey(key)) {
        return failure(
            ErrorCode::InvalidArgument,
            u"The key file %1 does not hold a key: it should be one line of ASCII characters without "
            "spaces."_s.arg(path));
    }
    return key;
}

} // namespace core
