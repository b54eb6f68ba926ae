// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/datafolder.h"

#include "core/base/disk.h"

#include <sys/file.h>

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

Result<std::unique_ptr<QFile>> lockOf(const QString &folder)
{
    auto lock = std::make_unique<QFile>(folder + u"/lock"_s);
    if (!lock->open(QIODevice::ReadWrite, QFile::ReadOwner | QFile::WriteOwner))
        return cannotBeWritten(folder);
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
    return std::unique_ptr<DataFolder>(new DataFolder(folder, TRY(lockOf(folder))));
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
