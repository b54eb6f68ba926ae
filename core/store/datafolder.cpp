// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/datafolder.h"

#include "core/base/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 leastRoom = 16 * 1024 * 1024; // the write-ahead log of busy hours, and their documents

// A session may be called anything that a contract allows, "..": only plain names are used as they are.
QString folderName(const QString &name)
{
    const bool plain =
        !name.isEmpty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](QChar c) {
            return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
        });
    if (plain)
        return name;
    return u"s."_s +
           QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
}

Error cannotBeWritten(const QString &folder)
{
    return failure(
        ErrorCode::Unavailable,
        u"The data folder %1 cannot be written. Check its permissions, or choose another with --data."_s.arg(
            folder));
}

Error isInUse(const QString &folder, QFile &lock)
{
    const QList<QByteArray> holder =
        lock.read(1000).split('\n'); // may be empty: it is written after the lock was got
    const QString program = QString::fromUtf8(holder.value(1));
    return failure(
        ErrorCode::Conflict,
        u"The data folder %1 is in use by %2 (process %3). Stop it first, or choose another folder with --data."_s
            .arg(folder, program.isEmpty() ? u"another process"_s : program)
            .arg(holder.value(0).toLongLong()));
}

// What we empty or overwrite there must not be something else.
Error isLink(const QString &path)
{
    return failure(
        ErrorCode::Conflict,
        u"%1 is a link, or no plain file, and what it leads to would be overwritten. Remove it, or choose "
        "another folder with --data."_s.arg(path));
}

// All that we make there, but for the lock and the key of tokens: who opens these looks for himself.
constexpr QLatin1StringView ours[] = {"spool"_L1, "workspaces"_L1, "signalbox.db"_L1, "signalbox.db-wal"_L1,
                                      "signalbox.db-shm"_L1};

// No link leads elsewhere, and nobody else reads what was left readable, by a copy that was put back, for
// instance.
Result<void> takeForOurselves(const QString &folder)
{
    for (const QLatin1StringView name : ours) {
        const QFileInfo entry(folder + u'/' + name);
        if (entry.isSymLink())
            return isLink(entry.filePath());
        if (entry.isFile())
            QFile::setPermissions(entry.filePath(), QFile::ReadOwner | QFile::WriteOwner);
    }
    return {};
}

// Who can write the folder can put anything into it.
Result<void> checkMode(const QString &folder)
{
    struct stat info
    {
    };
    if (::stat(QFile::encodeName(folder).constData(), &info) != 0)
        return cannotBeWritten(folder);
    if ((info.st_mode & S_IWOTH) == 0)
        return {};
    return failure(
        ErrorCode::Conflict,
        u"Everybody on this computer can write the data folder %1 (mode %2). Close it with chmod 700 %1, or "
        "choose another with --data."_s.arg(folder, QString::number(info.st_mode & 07777, 8)));
}

// A store that is gone would be made anew, and look like one in which nothing ever was.
Result<void> checkStore(const QString &store, const QString &folder)
{
    if (QFileInfo(store).size() > 0) // 0 also when there is none
        return {};
    const QString log = store + u"-wal"_s;
    const QString key = folder + u"/token.key"_s;
    const QString left = QFileInfo(log).size() > 0 ? log : QFileInfo::exists(key) ? key : QString();
    if (left.isEmpty())
        return {};
    return failure(
        ErrorCode::Conflict,
        u"The store %1 is gone or empty, but %2 is there, so there was one. Put a copy of it back, or move "
        "what is in the folder elsewhere to begin anew."_s.arg(store, left));
}

Result<std::unique_ptr<QFile>> lockOf(const QString &folder)
{
    const QString path = folder + u"/lock"_s;
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return errno == ELOOP ? isLink(path) : cannotBeWritten(folder);
    auto lock = std::make_unique<QFile>(path);
    if (!lock->open(descriptor, QIODevice::ReadWrite, QFile::AutoCloseHandle)) {
        ::close(descriptor);
        return cannotBeWritten(folder);
    }
    struct stat info
    {
    };
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink > 1)
        return isLink(path);
    if (::flock(lock->handle(), LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? isInUse(folder, *lock) : cannotBeWritten(folder);
    // Who holds it is told as far as the disk has room for it; the lock holds without.
    lock->resize(0);
    lock->write(QByteArray::number(QCoreApplication::applicationPid()) + '\n' +
                QCoreApplication::applicationName().toUtf8() + '\n');
    lock->flush();
    return lock;
}

} // namespace

DataFolder::DataFolder(QString path, std::unique_ptr<QFile> lock)
    : m_path(std::move(path))
    , m_lock(std::move(lock))
{
}

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString &path)
{
    const QString folder = QDir(path).absolutePath();
    const bool isNew = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return failure(
            ErrorCode::Unavailable,
            u"The data folder %1 cannot be made. Check the permissions of its parent, or choose another with --data."_s
                .arg(folder));
    if (isNew)
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    TRY(checkMode(folder));
    TRY(takeForOurselves(folder));
    auto opened = std::unique_ptr<DataFolder>(new DataFolder(folder, TRY(lockOf(folder))));
    TRY(checkStore(opened->storePath(), folder));
    return opened;
}

bool DataFolder::hasRoom() const
{
    return hasRoomFor(leastRoom, m_path);
}

QString DataFolder::workspace(const QString &owner, const QString &sessionId) const
{
    return m_path + u"/workspaces/"_s + folderName(owner) + u'/' + folderName(sessionId);
}

} // namespace core
